"""Which letter a mail answers: by its reference, by its topics, by what it quotes, by the address it was sent to."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.book import FactBook
from knowledge.library import Library
from knowledge.model import Fact, Kind, Tags
from knowledge.text import fold, tokenize
from knowledge.understanding.entities import find_entities
from knowledge.understanding.language import OTHER
from knowledge.understanding.moments import Moment
from knowledge.understanding.reading import Reading, read

_LONGEST = 6_000
_ENOUGH = 0.9
_AHEAD = 0.25
_LIKELY = 0.75
_BESIDE = 0.25
"""What a letter covers beside its subjects tells little: remote participation is asked of every event."""
_BARE = re.compile(r"(?<![a-z0-9/.:])(\d{2})\s?/\s?(\d{1,3})(?![a-z0-9/])")
_LAST_MONTH = 12
_LAST_DAY = 31
_SENTENCE = re.compile(r"[\n.!?。！？؟;；]+")
_GENERAL = frozenset({"letter", "participant", "itu", "stakeholders", "deadline", "registration", "confirmation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What may tell the letter: own words, and the same without names and organisations; quoted words; recipients."""

    named: str
    own: str
    quoted: str
    recipients: tuple[str, ...]
    sent_at: datetime | None
    language: str


def named_letters(text: str, library: Library) -> list[str]:
    """The letters that a text names by their reference, in any spelling, in order.

    A bare "21/4" could be a day: it counts only beside a word for letter.
    """
    folded = fold(text[:_LONGEST])
    entities, _ = find_entities(folded, library.references)
    bare = {
        library.references.tails.get((int(m[1]), int(m[2]))): folded[max(0, m.start() - 25) : m.start()]
        for m in _BARE.finditer(folded)
        if int(m[1]) <= _LAST_DAY and int(m[2]) <= _LAST_MONTH
    }
    found = [
        name
        for name in entities.letters
        if name not in bare or _is_coded(folded, name, library) or _near(bare[name], library)
    ]
    return list(dict.fromkeys([*found, *_spaced(folded, library)]))


def _is_coded(folded: str, name: str, library: Library) -> bool:
    """Whether the reference stands with its series: "CL 21/4"."""
    series = {key[0] for key, reference in library.references.codes.items() if reference == name}
    _, year, number = next(key for key, reference in library.references.codes.items() if reference == name)
    return any(
        re.search(rf"(?<![a-z]){s}[\s./-]{{0,3}}{year}\s?[/-]\s?0{{0,2}}{number}(?![\d/])", folded) for s in series
    )


def _near(before: str, library: Library) -> bool:
    return any(
        library.lexicon(language).names_letter(token.text)
        for token in tokenize(before)[-4:]
        for language in ("en", "es", "fr", "ru", "ar")
    ) or any(word in before for word in ("通函", "通知", "信"))


def _spaced(folded: str, library: Library) -> list[str]:
    """References made of ordinary words, such as "WSIS_Stocktaking_2023" written with blanks."""
    tokens = [token.text for token in tokenize(folded.replace("_", " "))]
    found = []
    for n, first in enumerate(tokens):
        for words, reference in library.references.spaced.get(first, ()):
            if tuple(tokens[n : n + len(words)]) == words:
                found.append(reference)
    return found


# -- by what it is about ---------------------------------------------------------------------------------------------


def _tags_of(reference: str, book: FactBook) -> Tags:
    letter = book.letters[reference]
    subjects = [book.subjects[i] for i in letter.covers if i in book.subjects]
    return frozenset().union(*(s.identity | s.at for s in subjects))


def _years_of(reference: str, book: FactBook) -> frozenset[int]:
    subjects = [book.subjects[i] for i in book.letters[reference].covers if i in book.subjects]
    return frozenset(s.year for s in subjects if s.year)


def _readings(text: str, language: str, library: Library) -> Iterable[Reading]:
    lexicon = library.lexicon("en" if language == OTHER else language)
    for sentence in _SENTENCE.split(text[:_LONGEST]):
        if sentence.strip():
            yield read(sentence, lexicon, library.references)


def _days_of(reference: str, book: FactBook) -> set[date]:
    facts = [f for f in book.facts.values() if f.letter == reference and f.when and f.when.start.year]
    return {
        day
        for f in facts
        if f.when and f.kind in {Kind.DATE, Kind.DEADLINE} and f.role != "issued"
        for day in (f.when.first_day(), f.when.last_day())
    }


def letter_about(
    text: str, language: str, library: Library, sent_at: datetime | None, likely: frozenset[str] = frozenset()
) -> str | None:
    """The letter that a text is about, None where none or several fit equally well.

    `likely` are those of the addresses that it was sent to: of them less needs to be said. Each topic weighs the more,
    the fewer letters have it. Letters of later than the mail are left out; of two letters
    on the same edition, the later one is meant; one that was over, only where its year or a day is named.
    """
    book = library.book
    candidates = [
        ref for ref, letter in book.letters.items() if sent_at is None or letter.date.first_day() <= sent_at.date()
    ]
    tags = {ref: _tags_of(ref, book) for ref in candidates}
    readings = list(_readings(text, language, library))
    topics = frozenset().union(*(c.topics for r in readings for c in r.clauses)) - _GENERAL if readings else frozenset()
    places = {p for r in readings for c in r.clauses for p in c.places}
    years = {y for r in readings for c in r.clauses for y in c.years}
    days = _days(readings, sent_at)
    scores: defaultdict[str, float] = defaultdict(float)
    for topic in topics | places:
        having = [ref for ref in candidates if topic in tags[ref]]
        for ref in having:
            scores[ref] += 1 / len(having)
        for ref in candidates:
            scores[ref] += _BESIDE if topic in book.letters[ref].covers_about and ref not in having else 0.0
    for ref in candidates:
        scores[ref] += _LIKELY if scores[ref] and ref in likely else 0.0
        own_years = _years_of(ref, book)
        if scores[ref] and years and own_years:
            scores[ref] += 1.0 if years & own_years else -1.0
        if days & _days_of(ref, book):
            scores[ref] += 1.0
        elif own_years and not years & own_years and _is_over(ref, book, sent_at):
            scores[ref] = 0.0
    return _best(scores, book)


def _is_over(reference: str, book: FactBook, sent_at: datetime | None) -> bool:
    """Whether all that a letter dates was past when the mail was sent."""
    days = _days_of(reference, book)
    return bool(days) and sent_at is not None and max(days) < sent_at.date()


def _days(readings: Sequence[Reading], sent_at: datetime | None) -> set[date]:
    found: set[date] = set()
    for reading in readings:
        for clause in reading.clauses:
            for moment in clause.moments:
                day = _day_of(moment, sent_at)
                if day:
                    found.add(day)
    return found


def _day_of(moment: Moment, sent_at: datetime | None) -> date | None:
    """The day that is named; without a year it is one of the year of sending."""
    year = moment.year or (sent_at.year if sent_at else None)
    if year is None or moment.day is None:
        return None
    try:
        return date(year, moment.month, moment.day)
    except ValueError:
        return None


def _best(scores: Mapping[str, float], book: FactBook) -> str | None:
    ranked = sorted(((score, ref) for ref, score in scores.items() if score >= _ENOUGH), reverse=True)
    if not ranked:
        return None
    top = [ref for score, ref in ranked if score > ranked[0][0] - _AHEAD]
    if len(top) == 1:
        return top[0]
    years = {_years_of(ref, book) for ref in top}
    return max(top, key=lambda ref: book.letters[ref].date.first_day()) if len(years) == 1 else None


# -- by the address --------------------------------------------------------------------------------------------------


def letters_at(address: str, book: FactBook) -> set[str]:
    """The letters that name an address as their contact's or as where something is to be sent."""
    facts: list[Fact] = book.fact_list(book.facts_by_address.get(address.lower(), ()))
    return {fact.letter for fact in facts if fact.kind is Kind.EMAIL and fact.role in {"contact", "destination"}}


def _by_recipient(recipients: Iterable[str], book: FactBook, mailboxes: Mapping[str, Sequence[str]]) -> str | None:
    for address in recipients:
        letters = set(mailboxes.get(address, ())) or letters_at(address, book)
        if len(letters) == 1:
            return letters.pop()
    return None


def find_letter(clues: Clues, library: Library, mailboxes: Mapping[str, Sequence[str]]) -> str | None:
    """The letter that a mail answers.

    Args:
        clues: what may tell it.
        library: what Plazo knows.
        mailboxes: the letters that a watched address receives, by address in lower case.
    """
    named = named_letters(clues.named, library)
    if named:
        return named[0]
    likely = frozenset(letter for address in clues.recipients for letter in letters_at(address, library.book))
    about = letter_about(clues.own, clues.language, library, clues.sent_at, likely)
    if about:
        return about
    quoted = named_letters(clues.quoted, library)
    if quoted:
        return quoted[0]
    about = letter_about(clues.quoted, clues.language, library, clues.sent_at) if clues.quoted.strip() else None
    return about or _by_recipient(clues.recipients, library.book, mailboxes)
