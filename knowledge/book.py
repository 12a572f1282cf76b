"""The FactBook: every letter, subject and fact, with the indexes that answering needs.

Built once by `loading`; nothing changes it. Look-ups cost the same with five letters and with ten thousand.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeAlias

from knowledge.model import Fact, Kind, Letter, Subject, Tags

Month: TypeAlias = tuple[int, int]
"""A year and a month of it, 1 to 12."""

_LISTED_MONTHS = 24
SHORTEST_NUMBER = 6
"""So many last digits of a telephone number must be given to ask whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactBook:
    """All that Plazo knows. References, subject ids and fact ids are the keys."""

    letters: Mapping[str, Letter]
    subjects: Mapping[str, Subject]
    facts: Mapping[str, Fact]
    parts: Mapping[str, tuple[str, ...]]
    subjects_by_tag: Mapping[str, Tags]
    facts_by_tag: Mapping[str, Tags]
    facts_by_subject: Mapping[str, tuple[str, ...]]
    facts_by_letter: Mapping[str, tuple[str, ...]]
    facts_by_address: Mapping[str, tuple[str, ...]]
    facts_by_month: Mapping[Month, tuple[str, ...]]
    letters_covering: Mapping[str, tuple[str, ...]]
    deadlines: tuple[str, ...]
    deadline_days: tuple[date, ...]

    def deadlines_from(self, day: date) -> Iterator[Fact]:
        """The deadlines whose last day is `day` or later, soonest first."""
        start = bisect_left(self.deadline_days, day)
        return (self.facts[i] for i in islice(self.deadlines, start, None))

    def latest_letters(self, count: int) -> list[Letter]:
        """The latest letters, the newest first."""
        return list(islice(reversed(list(self.letters.values())), count))

    def fact_list(self, ids: Iterable[str]) -> list[Fact]:
        """The facts with these ids, in that order."""
        return [self.facts[i] for i in ids]

    def within(self, subject: str) -> set[str]:
        """The ids of a subject and of all its parts, and their parts."""
        found = {subject}
        for part in self.parts.get(subject, ()):
            found |= self.within(part)
        return found

    def with_tags(self, tags: Tags) -> set[str]:
        """The ids of the facts that carry all of these tags; none for no tags."""
        if not tags:
            return set()
        postings = sorted((self.facts_by_tag.get(tag, frozenset()) for tag in tags), key=len)
        return set(postings[0]).intersection(*postings[1:])

    def subjects_with(self, tags: Tags) -> set[str]:
        """The ids of the subjects that carry all of these tags; none for no tags."""
        if not tags:
            return set()
        postings = sorted((self.subjects_by_tag.get(tag, frozenset()) for tag in tags), key=len)
        return set(postings[0]).intersection(*postings[1:])

    def years(self) -> list[int]:
        """Every year that the letters date something in."""
        return sorted({year for year, _ in self.facts_by_month})

    def dated(self, first: date, last: date) -> list[Fact]:
        """The dates and deadlines that have a day between `first` and `last`, soonest first."""
        months = [(year, month) for year in range(first.year, last.year + 1) for month in range(1, 13)]
        wanted = [m for m in months if (first.year, first.month) <= m <= (last.year, last.month)]
        ids = dict.fromkeys(i for month in wanted for i in self.facts_by_month.get(month, ()))
        facts = [fact for fact in self.fact_list(ids) if fact.when and fact.when.overlaps(first, last)]
        return sorted(facts, key=lambda fact: fact.when.first_day() if fact.when else first)


def address_key(kind: Kind, value: str) -> str | None:
    """What an address or number is looked up by, None for other kinds.

    Args:
        kind: of the fact or of what a question names.
        value: an e-mail address, a web address with or without scheme, or a number's digits.
    """
    if kind is Kind.EMAIL:
        return value
    if kind is Kind.URL:
        return value.casefold().rpartition("://")[2].rstrip("/")
    if kind in {Kind.PHONE, Kind.FAX}:
        return value[-SHORTEST_NUMBER:]
    return None


def _months(fact: Fact) -> list[Month]:
    if fact.when is None or fact.when.start.year is None:
        return []
    first, last = fact.when.first_day(), fact.when.last_day()
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if fact.when.open_end:
        count += 11
    numbers = range(first.year * 12 + first.month - 1, first.year * 12 + first.month - 1 + min(count, _LISTED_MONTHS))
    return [(number // 12, number % 12 + 1) for number in numbers]


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}


def build_book(letters: Mapping[str, Letter], subjects: Mapping[str, Subject], facts: Mapping[str, Fact]) -> FactBook:
    """Index letters, subjects and facts that have been checked already."""
    by_month: dict[Month, list[str]] = defaultdict(list)
    for fact in facts.values():
        for month in _months(fact):
            by_month[month].append(fact.id)
    deadlines = sorted(
        (f for f in facts.values() if f.kind is Kind.DEADLINE and f.when and not f.replaced),
        key=lambda f: f.when.last_day() if f.when else date.max,
    )
    tags_of_facts = _index((tag, f.id) for f in facts.values() for tag in f.tags)
    tags_of_subjects = _index((tag, s.id) for s in subjects.values() for tag in s.tags)
    return FactBook(
        letters=dict(sorted(letters.items(), key=lambda item: item[1].date.first_day())),
        subjects=subjects,
        facts=facts,
        parts=_index((s.part_of, s.id) for s in subjects.values() if s.part_of),
        subjects_by_tag={tag: frozenset(ids) for tag, ids in tags_of_subjects.items()},
        facts_by_tag={tag: frozenset(ids) for tag, ids in tags_of_facts.items()},
        facts_by_subject=_index((f.subject, f.id) for f in facts.values() if f.subject),
        facts_by_letter=_index((f.letter, f.id) for f in facts.values() if not f.subject),
        facts_by_address=_index((key, f.id) for f in facts.values() if (key := address_key(f.kind, f.value))),
        facts_by_month={month: tuple(ids) for month, ids in by_month.items()},
        letters_covering=_index(
            (subject, letter.reference)
            for letter in sorted(letters.values(), key=lambda x: x.date.first_day())
            for subject in letter.covers
        ),
        deadlines=tuple(f.id for f in deadlines),
        deadline_days=tuple(f.when.last_day() for f in deadlines if f.when),
    )
