"""What somebody wants to be reminded of, from words: everything, a subject, a letter, one deadline.

Words are understood as in questions, or taken exactly: a name, a reference, an id. Whatever is ambiguous, unknown or
only half understood gives suggestions to choose from, never a guess. What is done with it is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz import fuzz, process, utils

from handlers.lineage import lines_of
from handlers.question import LONGEST_QUESTION
from handlers.request_words import RequestWords, key
from handlers.subscription import EVERYTHING, Scope, ScopeKind
from knowledge.answering.meaning import Meaning
from knowledge.answering.selecting import SOFT, editions_of, in_years, is_event, named_subjects
from knowledge.book import FactBook
from knowledge.framing import frame
from knowledge.library import Library
from knowledge.model import Fact, Kind, Subject, SubjectKind, Tags
from knowledge.query import NEW_DIALOGUE, Query
from knowledge.text import fold, tokenize
from knowledge.understanding.language import OTHER, detect_language
from knowledge.understanding.moments import span_of
from knowledge.understanding.reading import Reading, read

MOST_SUGGESTIONS = 6
_MOST_PARTS = 12
_PARTS = re.compile(r"[,;\n،、；，]")
_REQUEST = frozenset({"social-media"})
""""Words like "follow" speak of social media in a question; here they are what is being done."""
_NEAR = 75
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for: `scopes` where all of it is certain, else what could be meant, the likeliest first."""

    scopes: tuple[Scope, ...] = ()
    suggestions: tuple[Scope, ...] = ()


def wanted(text: str, library: Library, language: str, now: datetime, words: RequestWords) -> Wanted:
    """What a text asks to be reminded of.

    Args:
        text: any string at all, in any language; several things stand apart by commas, semicolons or on lines.
        library: what Plazo knows.
        language: one of the six codes, for what does not tell its own.
        now: the moment, for days that are given without a year.
        words: of requests in every language.
    """
    plain = text.strip()
    if not plain or len(plain) > LONGEST_QUESTION:
        return Wanted()
    reader = _Reader(library, language, now, words)
    whole = reader.read(plain)
    if (whole.scopes or whole.suggestions) and reader.excludes(plain):
        return _asked_again([*whole.scopes, *whole.suggestions])
    parts = [part for part in _PARTS.split(plain) if part.strip()]
    if whole.scopes or not 1 < len(parts) <= _MOST_PARTS:
        return whole
    found = [reader.read(part) for part in parts]
    scopes = [scope for one in found for scope in one.scopes]
    if all(one.scopes for one in found):
        return Wanted(scopes=tuple(dict.fromkeys(scopes)))
    return _asked_again([*scopes, *(scope for one in found for scope in one.suggestions)])


class _Reader:
    """Reads one request."""

    def __init__(self, library: Library, language: str, now: datetime, words: RequestWords) -> None:
        self.library, self.language, self.now, self.words = library, language, now, words
        self.book = library.book

    def read(self, text: str) -> Wanted:
        """What a text names: exactly, else as far as it is understood."""
        if key(text) in self.words.everything:
            return Wanted(scopes=(EVERYTHING,))
        exact = list(dict.fromkeys(_named(text, self.book)))
        if len(exact) == 1:
            return Wanted(scopes=(exact[0],))
        return _asked_again(exact) if exact else self._understood(text)

    def excludes(self, text: str) -> bool:
        """Whether a text denies or excepts something; what it names exactly may hold any words."""
        rest = key(text)
        if rest in self.words.everything:
            return False
        for name, scope in _names(self.book):
            own = key(name)
            if own == rest:
                return False
            if scope.kind is ScopeKind.DEADLINE:
                rest = rest.replace(own, " ")
        return self.words.excludes(rest)

    def _understood(self, text: str) -> Wanted:
        reading = self._reading(text)
        queries = frame(reading, NEW_DIALOGUE, self.book)
        if not queries:
            every = any("all" in clause.modes for clause in reading.clauses)
            unclear = any(clause.unexplained or clause.numbers for clause in reading.clauses)
            return Wanted(scopes=(EVERYTHING,)) if every and not unclear else self._near(text)
        found = [self._of_query(Meaning(query, self.book).query) for query in queries]
        if all(one.scopes for one in found):
            return Wanted(scopes=tuple(dict.fromkeys(scope for one in found for scope in one.scopes)))
        seen = [scope for one in found for scope in (*one.scopes, *one.suggestions)]
        return _asked_again(seen) if seen else self._near(text)

    def _reading(self, text: str) -> Reading:
        own = detect_language(text, tokenize(fold(text)), self.library.word_lists)
        language = self.language if own in {None, OTHER} else str(own)
        return read(text, self.library.lexicon(language), self.library.references)

    # -- what is understood ------------------------------------------------------------------------------------------

    def _of_query(self, query: Query) -> Wanted:
        topics = query.topics - SOFT - _REQUEST
        letters = [Scope(kind=ScopeKind.LETTER, name=reference) for reference in query.entities.letters]
        sure = not query.unexplained and not query.entities.unknown_codes
        days = any(moment.day for moment in query.moments)
        if not topics and not letters and not days and not query.years:
            asks_all = "all" in query.modes or query.asks == ("deadline",)
            return Wanted(scopes=(EVERYTHING,)) if asks_all and sure else Wanted()
        if days and not letters:
            on_days = self._on_days(query, topics)
            return Wanted(scopes=tuple(on_days)) if len(on_days) == 1 and sure else _asked_again(on_days)
        about = self._about(topics, query.years) if topics or (query.years and not letters) else Wanted()
        if letters:
            about = self._with_letters(letters, about)
        return about if sure else _asked_again([*about.scopes, *about.suggestions])

    def _with_letters(self, letters: list[Scope], about: Wanted) -> Wanted:
        """Letters that are named, beside what else is named and does not merely describe them."""
        covered = {
            part
            for letter in letters
            for subject in self.book.letters[letter.name].covers
            for part in self._line(subject)
        }
        beside = [scope for scope in (*about.scopes, *about.suggestions) if scope.name not in covered]
        if about.scopes:
            return Wanted(scopes=(*letters, *beside))
        named = (*about.suggestions,)
        return _asked_again([*letters, *named]) if named and len(beside) == len(named) else Wanted(scopes=(*letters,))

    def _line(self, subject: str) -> set[str]:
        """A subject with its parts and the wholes that it belongs to."""
        return {*self.book.within(subject), *self.book.subjects[subject].ancestors}

    def _about(self, topics: Tags, years: tuple[int, ...]) -> Wanted:
        """The one subject that all topics name, else the one deadline; a place alone names nothing."""
        named = [s for s in named_subjects(topics, self.book) if topics & s.identity and s.rank]
        meant = in_years(named, years, self.book) if years else named
        if len(meant) == 1 or (len(years) > 1 and len(meant) == len(years)):
            return Wanted(scopes=tuple(map(_of_subject, meant)))
        deadlines = self._deadlines(self.book.with_tags(topics), years) if not named else []
        places = all(topic in self.book.subjects and not is_event(self.book.subjects[topic]) for topic in topics)
        if len(deadlines) == 1 and not places:
            return Wanted(scopes=tuple(deadlines))
        return _asked_again([*map(_of_subject, meant), *deadlines, *self._apart(named, topics, years)])

    def _apart(self, named: list[Subject], topics: Tags, years: tuple[int, ...]) -> Iterator[Scope]:
        """What could be meant where topics and years name nothing together: what each names, else the editions."""
        each = [s for topic in sorted(topics) for s in named_subjects(frozenset({topic}), self.book)]
        alone = [s for s in each if s.rank]
        hits = in_years(alone, years, self.book)
        yield from map(_of_subject, hits)
        within = {whole for s in hits for whole in (s.id, *s.ancestors)}
        for subject in named or alone:
            if subject.id not in within:
                editions = sorted(editions_of(subject, self.book), key=lambda s: s.year or 0, reverse=True)
                yield from map(_of_subject, [subject, *(editions if years and not hits else ())])
        if not topics:
            every = self.book.subjects.values()
            yield from (_of_subject(s) for s in every if s.kind is SubjectKind.EDITION and s.years & {*years})

    def _on_days(self, query: Query, topics: Tags) -> list[Scope]:
        """The deadlines on the days that are named, of the subject that is named."""
        coming = query.years or (self.now.year, self.now.year + 1)
        spans = [span for moment in query.moments if moment.day for span in span_of(moment, coming)]
        subjects = [s.id for s in named_subjects(topics, self.book)]
        parts = {part for subject in subjects for part in self.book.within(subject)}
        facts = [fact for first, last in spans for fact in self.book.dated(first, last) if _ends(fact, first, last)]
        return self._deadlines([fact.id for fact in facts if not topics or fact.subject in parts], ())

    def _deadlines(self, facts: Iterable[str], years: tuple[int, ...]) -> list[Scope]:
        """The deadlines among facts, as things."""
        found = [fact for fact in self.book.fact_list(sorted(facts)) if fact.kind is Kind.DEADLINE and fact.when]
        standing = [fact for fact in found if not fact.replaced and (not years or _year(fact) in years)]
        lines = lines_of(self.book) if standing else {}
        things = dict.fromkeys(lines[fact.id].thing for fact in standing)
        return [Scope(kind=ScopeKind.DEADLINE, name=thing) for thing in things]

    def _near(self, text: str) -> Wanted:
        """Names that are spelt much like the text; only to choose from."""
        if len(key(text)) < _SHORTEST:
            return Wanted()
        names = [(name, scope) for name, scope in _names(self.book) if scope.kind is not ScopeKind.DEADLINE]
        spelt = [name for name, _ in names]
        close = process.extract(
            text, spelt, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=_NEAR, limit=None
        )
        return _asked_again([names[at][1] for _, _, at in close])


# -- names ----------------------------------------------------------------------------------------------------------


def _names(book: FactBook) -> Iterator[tuple[str, Scope]]:
    """Everything that can be subscribed to, by each of its names."""
    for letter in book.letters:
        yield letter, Scope(kind=ScopeKind.LETTER, name=letter)
    for subject in book.subjects.values():
        if subject.rank:
            scope = _of_subject(subject)
            yield from ((name, scope) for name in {subject.id, *subject.names.values()})
    lines = lines_of(book)
    for fact in book.fact_list(book.deadlines):
        scope = Scope(kind=ScopeKind.DEADLINE, name=lines[fact.id].thing)
        yield from ((name, scope) for name in {fact.id, *(fact.label or {}).values()})


def _named(text: str, book: FactBook) -> Iterator[Scope]:
    """What a text is the very name of; the name of a deadline may stand within it."""
    whole = key(text)
    for name, scope in _names(book):
        own = key(name)
        if own == whole or (scope.kind is ScopeKind.DEADLINE and own in whole):
            yield scope


def _of_subject(subject: Subject) -> Scope:
    return Scope(kind=ScopeKind.SUBJECT, name=subject.id)


def _ends(fact: Fact, first: date, last: date) -> bool:
    return fact.when is not None and first <= fact.when.last_day() <= last


def _year(fact: Fact) -> int | None:
    return fact.when.last_day().year if fact.when else None


def _asked_again(scopes: Iterable[Scope]) -> Wanted:
    return Wanted(suggestions=tuple(dict.fromkeys(scopes))[:MOST_SUGGESTIONS])
