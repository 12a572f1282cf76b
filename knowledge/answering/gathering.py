"""The facts that answer one ask about what a question names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.answering.asks import BY_TOPIC, DESCENDING, LETTER_WIDE, ONE_LETTER, answering_facts
from knowledge.answering.selecting import (
    SOFT,
    current_or_next,
    editions_of,
    in_years,
    is_event,
    known_years,
    last_day,
    named_subjects,
    root_of,
)
from knowledge.book import FactBook
from knowledge.model import Fact, Kind, Subject, SubjectKind, Tags
from knowledge.query import Query
from knowledge.understanding.moments import span_of

_MOST_DESCRIPTIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one ask found. `rivals` are the series among which a person has to choose."""

    facts: tuple[Fact, ...] = ()
    subject: str | None = None
    rivals: tuple[str, ...] = ()
    wrong_year: bool = False
    known_years: tuple[int, ...] = ()


class Gatherer:
    """Gathers facts for the asks of one query, at one moment."""

    def __init__(self, query: Query, book: FactBook, today: date) -> None:
        self.query = query
        self.book = book
        self.today = today
        self.letters = frozenset(query.entities.letters)
        self.original = "original" in query.modes and not self.letters
        self.on_the_day = self._dated_subjects()

    def _dated_subjects(self) -> Tags:
        """The subjects that have something on a day that the question names."""
        found: set[str] = set()
        for moment in self.query.moments:
            days = span_of(moment, self.query.years or self.book.years()) if moment.day else []
            for first, last in days:
                exact = [f for f in self.book.dated(first, last) if f.when and f.when.is_day and not f.when.open_end]
                found |= {fact.subject for fact in exact if fact.subject}
        return frozenset(found)

    # -- what is named -------------------------------------------------------------------------------------------

    def gather(self, ask: str, topics: Tags) -> Found:
        """The facts for an ask about topics; tries without the soft topics where they lead nowhere."""
        found = self._gather(ask, topics)
        hard = topics - SOFT
        if not found.facts and not found.rivals and hard != topics and hard:
            again = self._gather(ask, hard)
            found = again if again.facts or again.rivals or again.wrong_year else found
        if not found.facts and not found.rivals and "letter" in topics:
            facts = self._of_letter_about(ask, hard)
            return self._result(ask, facts[0].subject, facts) if facts else found
        return found

    def _of_letter_about(self, ask: str, topics: Tags) -> list[Fact]:
        """What a letter says, where topics name the letter ("the invitation to the Forum") beside the fact."""
        found: list[Fact] = []
        letters = {letter for s in named_subjects(topics, self.book) for letter in self._covering(s)}
        for letter in sorted(letters):
            covered = frozenset[str]().union(*(self.book.subjects[s].tags for s in self.book.letters[letter].covers))
            said = self.book.fact_list(sorted(self.book.facts_by_tag.get(letter, ())))
            own = [fact for fact in said if topics <= fact.tags | covered]
            found += answering_facts(ask, self._live(own, topics))
        return found

    def _covering(self, subject: Subject) -> tuple[str, ...]:
        line = (subject.id, *subject.ancestors)
        return next((refs for name in line if (refs := self.book.letters_covering.get(name))), ())

    def _gather(self, ask: str, topics: Tags) -> Found:
        persons = {t for t in topics if t in self.book.subjects and not is_event(self.book.subjects[t])}
        topics -= {"letter"}
        core = topics - persons
        named = named_subjects(core, self.book, self.on_the_day)
        if not core and self.on_the_day:
            named = [self.book.subjects[subject] for subject in sorted(self.on_the_day)]
        if not core - SOFT and "edition" in core and self.query.years:
            named = [
                s for s in self.book.subjects.values() if s.kind is SubjectKind.EDITION and s.year in self.query.years
            ]
        if not named and not core and self.letters:
            covers = [self.book.letters[letter].covers[0] for letter in sorted(self.letters)]
            named = [self.book.subjects[subject] for subject in covers]
        if not named:
            return self._by_fact_tags(ask, topics)
        return self._about(ask, named, frozenset(persons), topics)

    def _about(self, ask: str, named: list[Subject], persons: Tags, topics: Tags) -> Found:
        years = self.query.years
        in_year = in_years(named, years, self.book) if years else named
        if not in_year:
            return Found(wrong_year=True, known_years=known_years(named, self.book), subject=named[0].id)
        groups: dict[str, tuple[Subject, list[Fact]]] = {}
        for subject in in_year:
            for key, member, facts in self._groups(ask, subject, persons, topics):
                groups[key] = (member, [*groups.get(key, (member, []))[1], *facts])
        groups = {key: group for key, group in groups.items() if group[1]}
        if not groups:
            inside = None if ask in BY_TOPIC else {s.id for s in in_year}
            return self._by_fact_tags(ask, topics, inside, in_year[0].id)
        return self._choose(ask, groups)

    def _groups(
        self, ask: str, subject: Subject, persons: Tags, topics: Tags
    ) -> Iterable[tuple[str, Subject, list[Fact]]]:
        """The facts of a subject, or of each edition of a series, by edition."""
        editions = [] if self.query.years else editions_of(subject, self.book)
        for member in editions or [subject]:
            key = member.edition or root_of(member)
            yield key, member, self._facts(ask, member, persons, topics)
        if editions:
            yield subject.id, subject, self._facts(ask, subject, persons, topics)

    def _choose(self, ask: str, groups: dict[str, tuple[Subject, list[Fact]]]) -> Found:
        roots = {root_of(member) for member, _ in groups.values()}
        if len(roots) > 1:
            groups, roots = self._same_series(groups, roots)
        if len(roots) > 1:
            return Found(rivals=tuple(sorted(member.id for member, _ in groups.values())))
        dated = {k: g for k, g in groups.items() if g[0].kind is not SubjectKind.SERIES} or groups
        if self.query.years:
            facts = [fact for _, group in dated.values() for fact in group]
            return self._result(ask, next(iter(dated.values()))[0].id, facts)
        claimed = {key: g for key, g in dated.items() if self._claimed(g[1])}
        ends = {key: last_day(member.id, self.book, facts) for key, (member, facts) in (claimed or dated).items()}
        member, facts = dated[current_or_next(ends, self.today)]
        return self._result(ask, member.id, facts)

    def _same_series(
        self, groups: dict[str, tuple[Subject, list[Fact]]], roots: set[str]
    ) -> tuple[dict[str, tuple[Subject, list[Fact]]], set[str]]:
        """Where all series give the same values, one of them is enough; a claimed day tells which is meant."""
        values = {frozenset(f.value.casefold() for f in facts) for _, facts in groups.values()}
        claimed = {key: group for key, group in groups.items() if self._claimed(group[1])}
        if len(values) == 1:
            key = next(iter(groups))
            return {key: groups[key]}, {root_of(groups[key][0])}
        if claimed:
            return claimed, {root_of(member) for member, _ in claimed.values()}
        return groups, roots

    def _claimed(self, facts: Iterable[Fact]) -> bool:
        """Whether a day or month that the question names is one of these facts'."""
        for moment in self.query.moments:
            for fact in facts:
                start = fact.when.start if fact.when else None
                if start and moment.year in {None, start.year} and moment.month == start.month:
                    return True
        return False

    # -- the facts of one subject --------------------------------------------------------------------------------

    def _facts(self, ask: str, subject: Subject, persons: Tags, topics: Tags) -> list[Fact]:
        pool = self._own(subject.id, topics)
        found = answering_facts(ask, pool)
        if not found and ask in LETTER_WIDE:
            found = answering_facts(ask, self._of_letters(subject))
        elif ask in LETTER_WIDE and ask != "destination":
            found = answering_facts(ask, [*pool, *self._of_letters(subject)])
        if not found and (ask in DESCENDING or not self._has_dates(pool)):
            found = self._of_parts(ask, subject, topics)
        return [fact for fact in found if persons <= fact.tags] if persons else found

    def _own(self, subject: str, topics: Tags) -> list[Fact]:
        return self._live(self.book.fact_list(self.book.facts_by_subject.get(subject, ())), topics)

    def _has_dates(self, pool: Iterable[Fact]) -> bool:
        return any(fact.kind in {Kind.DATE, Kind.PLACE, Kind.FORMAT} for fact in pool)

    def _of_parts(self, ask: str, subject: Subject, topics: Tags) -> list[Fact]:
        whole = subject.kind is SubjectKind.EDITION or editions_of(subject, self.book)
        if whole and ask not in DESCENDING:
            return []
        return answering_facts(ask, self._pool_of_parts(subject, topics))

    def _pool_of_parts(self, subject: Subject, topics: Tags) -> list[Fact]:
        pool: list[Fact] = []
        for name in self.book.parts.get(subject.id, ()):
            part = self.book.subjects[name]
            if not self.query.years or set(self.query.years) & part.years:
                pool += [*self._own(name, topics), *self._pool_of_parts(part, topics)]
        return pool

    def _of_letters(self, subject: Subject) -> list[Fact]:
        covering = self.book.letters_covering.get(subject.id, ())
        return self._live(
            fact for letter in covering for fact in self.book.fact_list(self.book.facts_by_letter.get(letter, ()))
        )

    def _live(self, facts: Iterable[Fact], topics: Tags = frozenset()) -> list[Fact]:
        """Leave out what other letters say, where one is named, what was replaced, and what needs its own topic."""
        kept = [fact for fact in facts if not fact.only_about or topics & fact.about]
        if self.letters:
            return [fact for fact in kept if fact.letter in self.letters]
        if self.original:
            return kept
        return [fact for fact in kept if not fact.replaced]

    # -- topics that only facts carry ----------------------------------------------------------------------------

    def _by_fact_tags(self, ask: str, topics: Tags, named: set[str] | None = None, subject: str | None = None) -> Found:
        """Facts that carry all the topics by themselves: a prize, a person, a resolution."""
        facts = self._live((self.book.facts[i] for i in sorted(self.book.with_tags(topics))), topics)
        if named is not None:
            inside = {i for name in named for i in self.book.within(name)}
            facts = [f for f in facts if f.subject in inside and (ask in DESCENDING or topics & f.about)]
        found = answering_facts(ask, facts) or (self._when_of_part(facts) if ask == "when" else [])
        if not found:
            return Found(subject=subject)
        if self.query.years:
            matching = [fact for fact in found if self.years_of(fact) & set(self.query.years)]
            if not matching:
                years = tuple(sorted({year for fact in found for year in self.years_of(fact)}))
                return Found(wrong_year=bool(years), known_years=years, subject=found[0].subject)
            found = matching
        return self._result(ask, found[0].subject, self._one_edition(found))

    def _when_of_part(self, facts: list[Fact]) -> list[Fact]:
        """When a part takes place whose programme holds what is asked about: the prizes, in the final week."""
        parts = {f.subject for f in facts if f.role == "what" and f.subject and self._is_minor(f.subject)}
        return [date for part in sorted(parts) for date in answering_facts("when", self._own(part, frozenset()))]

    def _is_minor(self, subject: str) -> bool:
        return self.book.subjects[subject].kind is SubjectKind.PART and self.book.subjects[subject].rank == 1

    def years_of(self, fact: Fact) -> frozenset[int]:
        """The years of the editions that a fact is about."""
        if fact.subject and (years := self.book.subjects[fact.subject].years):
            return years
        if fact.only_about and fact.when and fact.when.start.year:
            return frozenset({fact.when.start.year})
        return frozenset().union(*(self.book.subjects[s].years for s in self.book.letters[fact.letter].covers))

    def _one_edition(self, facts: list[Fact]) -> list[Fact]:
        if self.query.years or self.letters:
            return facts
        groups: dict[str, list[Fact]] = {}
        for fact in facts:
            subject = self.book.subjects[fact.subject] if fact.subject else None
            groups.setdefault((subject.edition or root_of(subject)) if subject else "", []).append(fact)
        if len(groups) == 1:
            return facts
        ends = {key: last_day(key, self.book, ()) if key else date.min for key in groups}
        return groups[current_or_next(ends, self.today)]

    # -- the result ----------------------------------------------------------------------------------------------

    def _result(self, ask: str, subject: str | None, facts: list[Fact]) -> Found:
        if self.original and any(fact.replaced for fact in facts):
            facts = [fact for fact in facts if fact.replaced]
        if ask in ONE_LETTER:
            facts = self._latest_letter(facts)
        kept: dict[tuple[Kind, str], Fact] = {}
        for fact in sorted(facts, key=lambda f: self.book.letters[f.letter].date.first_day(), reverse=True):
            kept.setdefault((fact.kind, fact.value.casefold()), fact)
        ordered = sorted(kept.values(), key=self._order)
        if ordered and ordered[0].kind is Kind.DESCRIPTION:
            ordered = self._closest(ordered)
        return Found(facts=tuple(ordered), subject=subject)

    def _order(self, fact: Fact) -> tuple[date, int]:
        return fact.when.first_day() if fact.when else date.min, fact.position

    def _closest(self, facts: list[Fact]) -> list[Fact]:
        """Of several sentences, those that say most of what was asked and least besides."""
        topics = self.query.topics
        best = min(len(topics - fact.about) for fact in facts)
        near = [fact for fact in facts if len(topics - fact.about) == best]
        return sorted(near, key=lambda fact: len(fact.about))[:_MOST_DESCRIPTIONS]

    def _latest_letter(self, facts: list[Fact]) -> list[Fact]:
        """Detail by detail, what the latest letter that gives it says; letters about other series stay."""
        latest: dict[tuple[Kind, str | None], str] = {}
        for fact in sorted(facts, key=lambda f: self.book.letters[f.letter].date.first_day()):
            latest[fact.kind, fact.person] = fact.letter
        return [fact for fact in facts if latest[fact.kind, fact.person] == fact.letter]
