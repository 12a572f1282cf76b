"""What was read from a letter as a draft: facts, subjects and links, all of them proposals that a person looks at."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.book import FactBook
from knowledge.edtf import parse_edtf
from knowledge.extraction.dates import find_dates
from knowledge.extraction.drafts.check import complaint, ground_of
from knowledge.extraction.drafts.draft import Draft, DraftFact
from knowledge.extraction.drafts.facts import FactMaker, warned
from knowledge.extraction.drafts.links import MovedWords, linked
from knowledge.extraction.drafts.naming import years_in
from knowledge.extraction.drafts.phrases import Phrases
from knowledge.extraction.drafts.quotes import quotes_of
from knowledge.extraction.drafts.subjects import SubjectProposals
from knowledge.extraction.drafts.topics import TopicReader
from knowledge.extraction.values import Extracted
from knowledge.extraction.words import LetterWords
from knowledge.model import GENEVA, Kind, SubjectKind
from knowledge.text import squeeze

DEFAULT_LANGUAGE = "en"
_QUOTED = re.compile(r"“([^”]+)”")
_NEW_PART = "{} is new, a part of what the letter is about: is it, and is its name right?"
_COUNTED = "its day is counted from something else: where it is known, make it a deadline in the draft's file"
_DATED = frozenset({Kind.DATE, Kind.DEADLINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a draft is made with: all that is published, the words of letters, and those of the letter's language."""

    book: FactBook
    words: LetterWords
    reader: TopicReader
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a draft comes from: the file's name, who read it, and when (ISO 8601)."""

    source: str
    by: str
    at: str


def propose(found: Extracted, text: str, origin: Origin, known: Known) -> Draft:
    """Make a draft.

    Args:
        found: what was read from the letter.
        text: the letter's, as Markdown; quotes are taken from it.
        origin: where it comes from.
        known: what it is compared with.

    Returns:
        The draft, every fact proposed. A letter without a reference is named by its file.
    """
    language = found.language or DEFAULT_LANGUAGE
    reference = found.reference or origin.source.rpartition(".")[0] or origin.source
    subjects = SubjectProposals(book=known.book, reader=known.reader, language=language)
    if found.subject or found.events or found.deadlines:
        title = found.subject or _first_name(found)
        subjects.find_main(_pieces(title, language, known.words), text, _years(found, title), reference)
    maker = FactMaker(
        found=found,
        language=language,
        quotes=quotes_of(text, known.words.languages[language].abbreviations),
        subjects=subjects,
        book=known.book,
        phrases=Phrases(words=known.words, reader=known.reader, language=language, whole=subjects.name),
    )
    facts = maker.make()
    day = date.fromisoformat(found.date) if found.date else None
    facts = linked(facts, known.book, day, reference, MovedWords(known.words, language))
    by_fact, others = _shared_out(found.warnings, facts)
    facts = warned(facts, by_fact)
    draft = Draft(
        reference=reference,
        language=language,
        date=found.date,
        zone=GENEVA.key,
        source=origin.source,
        added_by=origin.by,
        added_at=origin.at,
        warnings=(*others, *_missing(found)),
        covers=tuple(_covers(subjects, facts)),
        subjects=tuple(subjects.rows.values()),
        facts=tuple(facts),
    )
    return _checked(draft, text, known)


def _first_name(found: Extracted) -> str:
    return next((event.name for event in found.events), None) or found.deadlines[0].what


def _pieces(title: str, language: str, words: LetterWords) -> list[str]:
    """A title cut at its dates, which are no part of a name."""
    pieces, at = [], 0
    for dated in find_dates(title, language, words.dates):
        pieces.append(title[at : dated.start])
        at = max(at, dated.end)
    return [*pieces, title[at:]]


def _years(found: Extracted, title: str) -> list[int]:
    """The years that the letter's event may be in: those of its events that the title names, of all, of the letter."""
    named = {year for year in years_in(title) if any(str(year) in event.value for event in found.events)}
    values = [str(year) for year in sorted(named)] + [event.value for event in found.events] + [found.date or ""]
    years = [parse_edtf(value).start.year for value in values if value]
    return [year for year in years if year]


def _covers(subjects: SubjectProposals, facts: Sequence[DraftFact]) -> list[str]:
    """What the letter's contact, addressees and signatory hold for: the main subject, and the parts it speaks of."""
    spoken = [fact.subject for fact in facts if fact.subject]
    return list(dict.fromkeys([subjects.main, *spoken])) if subjects.main else []


def _missing(found: Extracted) -> Iterator[str]:
    if found.language is None:
        yield "language: it could not be told; correct it in the draft's file"
    if found.reference is None:
        yield "reference: none was found, the file's name stands for it; correct it in the draft's file"
    if found.subject is None:
        yield "subject: the letter has no title; see whether its subject has the right name"
    if found.date is None:
        yield "date: none was found; add it in the draft's file"


def _shared_out(warnings: Sequence[str], facts: Sequence[DraftFact]) -> tuple[dict[str, list[str]], list[str]]:
    """Give each warning to the facts whose words it quotes; those that quote none are the letter's."""
    by_fact: dict[str, list[str]] = defaultdict(list)
    others: list[str] = []
    for warning in warnings:
        quoted = _QUOTED.search(warning)
        words = squeeze(quoted.group(1)) if quoted else None
        own = [f for f in facts if words and f.kind in _DATED and f.role != "issued" and words in squeeze(f.quote)]
        valued = [fact for fact in own if fact.value in warning]
        for fact in valued or own:
            by_fact[fact.id].append(warning)
        if not own:
            others.append(warning)
    return by_fact, others


def _checked(draft: Draft, text: str, known: Known) -> Draft:
    """The draft with a warning at every fact that cannot be accepted as it is."""
    ground = ground_of(text, draft, known.book, known.concepts)
    wrong = {fact.id: [problem] for fact in draft.facts if (problem := complaint(fact.row, draft, ground))}
    counted = {
        f.id: ["its day is counted from something else: if it is known, edit kind and value"]
        for f in draft.facts
        if f.role == "when"
    }
    parts = {row.id for row in draft.subjects if row.kind is SubjectKind.PART}
    named = {f.id: [_NEW_PART.format(f.subject)] for f in draft.facts if f.kind is Kind.DATE and f.subject in parts}
    facts = warned(warned(warned(draft.facts, wrong), counted), named)
    return draft.model_copy(update={"facts": tuple(facts)})
