"""The deadlines that the letters set, each one thing: with its revision, its last moment, and what it belongs to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from handlers.lineage import Line, lines_of, successor
from knowledge.book import FactBook
from knowledge.model import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A deadline as it stands. `id` names it through all its changes, `fact` is what says so now.

    `facts` are all that ever said it or say the same, `letters` and `subjects` theirs. `day` is the last one by the
    letter's calendar, `ends` the last second. `since` is the moment from which this revision was known.
    """

    id: str
    revision: int
    fact: Fact
    facts: frozenset[str]
    letters: frozenset[str]
    subjects: frozenset[str]
    day: date
    ends: datetime
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """How often a thing was changed, and since when it is as it is."""

    number: int
    since: datetime


def deadlines_of(book: FactBook, revisions: Mapping[str, Revision] | None = None) -> dict[str, Deadline]:
    """Every deadline that still stands, by its id; what several letters say of one day and subject counts once.

    Args:
        book: all that the letters say.
        revisions: what is known of changes, by the deadline's id; where nothing is, the letters tell.
    """
    lines, known = lines_of(book), revisions or {}
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in book.fact_list(book.deadlines):
        if fact.when and fact.when.start.year is not None:
            groups[lines[fact.id].thing].append(fact)
    family = _families(book, lines)
    return {thing: _deadline(thing, same, family, book, lines, known.get(thing)) for thing, same in groups.items()}


def _families(book: FactBook, lines: Mapping[str, Line]) -> Mapping[str, list[Fact]]:
    """All facts that belong to a thing, by the thing: those that said it before, and those that became it."""
    found: dict[str, list[Fact]] = defaultdict(list)
    now = {line.root: line.thing for i, line in lines.items() if not book.facts[i].replaced}
    for name, line in lines.items():
        fact = book.facts[name]
        after = successor(fact, book)
        things = {line.thing, now.get(line.root, line.thing)} | ({lines[after.id].thing} if after else set())
        for thing in things:
            found[thing].append(fact)
    return found


def _deadline(  # noqa: PLR0913, PLR0917 - what it is made of
    thing: str,
    same: Sequence[Fact],
    families: Mapping[str, Sequence[Fact]],
    book: FactBook,
    lines: Mapping[str, Line],
    revision: Revision | None,
) -> Deadline:
    """One deadline of facts that say the same; the latest letter says it, with what the others ask for beside."""
    in_order = sorted(same, key=lambda f: book.letters[f.letter].date.first_day())
    first, last, family = in_order[0], in_order[-1], families[thing]
    assert last.when is not None  # noqa: S101 - only dated facts come here
    written = book.letters[first.letter].date.first_day()
    return Deadline(
        id=thing,
        revision=revision.number if revision else lines[last.id].depth,
        fact=_together(in_order),
        facts=frozenset(fact.id for fact in family),
        letters=frozenset(fact.letter for fact in family),
        subjects=frozenset(fact.subject for fact in family if fact.subject),
        day=last.when.last_day(),
        ends=last.when.ends(last.zone),
        since=revision.since if revision else datetime.combine(written, time.min, ZoneInfo(first.zone)),
    )


def _together(same: Sequence[Fact]) -> Fact:
    """The latest of facts that coincide, with every name and destination that any of them gives: none may be hidden."""
    last = same[-1]
    labels = [fact.label for fact in same if fact.label]
    if not labels:
        return last
    joined = {language: "; ".join(dict.fromkeys(label[language] for label in labels)) for language in labels[0]}
    return replace(last, label=joined, send_to=tuple(dict.fromkeys(i for fact in same for i in fact.send_to)))
