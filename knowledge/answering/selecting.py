"""Which subjects a set of topics names, and which of their editions is meant.

A subject is meant when it carries every topic; of a whole and its part, the whole. What takes place somewhere is not
named by the place alone while something else is.
"""

from collections.abc import Iterable
from datetime import date

from knowledge.book import FactBook
from knowledge.model import Fact, Kind, Subject, SubjectKind, Tags

NOT_EVENTS = frozenset({SubjectKind.PERSON, SubjectKind.PLACE})
SOFT = frozenset({"letter", "edition", "series", "process", "website", "itu", "stakeholders", "participant", "launch"})
"""Topics that pick a subject out where they can and are overlooked where they can't."""


CLAIMABLE = frozenset({"virtual", "in-person", "hybrid"})
"""Topics that people claim of an event rather than name it by."""


def is_event(subject: Subject) -> bool:
    """Whether a subject can be asked about as such: it is no person and no place."""
    return subject.kind not in NOT_EVENTS


def _is_named(subject: Subject, topics: Tags) -> bool:
    return not topics & (subject.along - subject.identity) or bool(topics & subject.own)


def _outermost(ids: set[str], book: FactBook) -> list[Subject]:
    subjects = [book.subjects[i] for i in sorted(ids)]
    outer = [s for s in subjects if ids.isdisjoint(s.ancestors)]
    best = max((s.rank for s in outer), default=0)
    return [s for s in outer if s.rank == best]


def named_subjects(topics: Tags, book: FactBook, on_the_day: Tags = frozenset()) -> list[Subject]:
    """The outermost subjects that carry all the topics, those that a letter invites to before mere mentions.

    Args:
        topics: what is named; nothing names nothing.
        book: all subjects.
        on_the_day: the subjects dated on a day that the question gives; where one of them is named, the others are not
            meant.
    """
    if topics <= CLAIMABLE:
        return []
    candidates = [s for i in book.subjects_with(topics) if is_event(s := book.subjects[i]) and _is_named(s, topics)]
    most = max((len(topics & s.identity) for s in candidates), default=0)
    ids = {s.id for s in candidates if len(topics & s.identity) == most}
    ids = ids & on_the_day or ids
    return _outermost(ids, book)


def _parts_with_years(subject: Subject, book: FactBook) -> list[Subject]:
    parts = [book.subjects[i] for i in book.parts.get(subject.id, ())]
    editions = [s for s in parts if s.kind is SubjectKind.EDITION]
    return editions or [s for s in parts if s.years]


def in_years(subjects: Iterable[Subject], years: Iterable[int], book: FactBook) -> list[Subject]:
    """Of the subjects, or of their editions and parts, those of one of the years."""
    wanted = set(years)
    found: list[Subject] = []
    for subject in subjects:
        own = [subject] if subject.years else _parts_with_years(subject, book)
        found += [s for s in own if wanted & s.years]
    return found


def known_years(subjects: Iterable[Subject], book: FactBook) -> tuple[int, ...]:
    """The years of the editions of some subjects, in order."""
    years: set[int] = set()
    for subject in subjects:
        line = [subject, *(book.subjects[i] for i in subject.ancestors)]
        for member in _parts_with_years(line[-1], book):
            years |= {member.year} if member.year else member.years
    return tuple(sorted(years))


def editions_of(subject: Subject, book: FactBook) -> list[Subject]:
    """The editions of a series; none for anything else."""
    parts = (book.subjects[i] for i in book.parts.get(subject.id, ()))
    return [part for part in parts if part.kind is SubjectKind.EDITION]


def root_of(subject: Subject) -> str:
    """The id of the series, or of the outermost whole, that a subject belongs to."""
    return subject.ancestors[-1] if subject.ancestors else subject.id


def last_day(subject: str, book: FactBook, facts: Iterable[Fact]) -> date:
    """When something is over: the last day of `facts`, else of the edition that the subject belongs to."""
    dated = [f.when.last_day() for f in facts if f.when and f.kind in {Kind.DATE, Kind.DEADLINE} and f.role != "issued"]
    if dated:
        return max(dated)
    edition = book.subjects[subject].edition or subject
    ids = book.facts_by_subject.get(edition, ())
    days = [f.when.last_day() for f in book.fact_list(ids) if f.when and not f.replaced]
    return max(days, default=date.min)


def current_or_next(ends: dict[str, date], today: date) -> str:
    """The key whose end comes soonest from `today` on; when all are past, the one that ended last."""
    ahead = {key: end for key, end in ends.items() if end >= today}
    if ahead:
        return min(ahead, key=lambda key: (ahead[key], key))
    return max(ends, key=lambda key: (ends[key], key))
