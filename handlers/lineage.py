"""Which facts are one thing that was changed over time: a date or deadline, and what later letters made of it.

A thing is named by the fact that it began with, so its name stays when a letter moves it. Where one fact was replaced
by several, the first that resembles it carries its name on, and the others begin things of their own; where several
were replaced by one, that one carries on the name of the earliest. Facts of different letters that coincide are one
thing, too: that which began first.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from knowledge.book import FactBook
from knowledge.model import Fact, Kind

_DATED = frozenset({Kind.DATE, Kind.DEADLINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line of a fact: `thing` names what it is about, `depth` tells how often that had been changed before it.

    `root` is the fact that the line itself began with; it differs from `thing` where the fact coincides with an
    earlier one.
    """

    thing: str
    depth: int
    root: str = field(default="", compare=False)


def lines_of(book: FactBook) -> Mapping[str, Line]:
    """The line of every date and deadline in the letters, by the fact's id.

    Args:
        book: all that the letters say.
    """
    found: dict[str, Line] = {}
    order = _in_order(book)
    for fact in order:
        heir_of = [old for old in _replaced(fact, book) if old.id in found and _heir(old, book) is fact]
        before = found[heir_of[0].id] if heir_of else Line(thing=fact.id, depth=-1, root=fact.id)
        found[fact.id] = replace(before, depth=before.depth + 1)
    places = {fact.id: place for place, fact in enumerate(order)}
    for same in _coinciding(order):
        first = min((found[fact.id] for fact in same), key=lambda line: places[line.root])
        for fact in same:
            found[fact.id] = replace(found[fact.id], thing=first.root, depth=first.depth)
    return found


def successor(fact: Fact, book: FactBook) -> Fact | None:
    """The fact that stands in a fact's place by now: the fact itself, or what its line came to, of the same kind."""
    seen: set[str] = set()
    while fact.replaced and fact.id not in seen:
        seen.add(fact.id)
        after = _heir(fact, book)
        if after is None:
            return None
        fact = after
    return fact


def _in_order(book: FactBook) -> list[Fact]:
    """Dates and deadlines: what is replaced before what replaces it, and else those of earlier letters first."""
    order = {reference: place for place, reference in enumerate(book.letters)}
    dated = [fact for fact in book.facts.values() if fact.kind in _DATED and fact.when]
    found: dict[str, Fact] = {}
    for fact in sorted(dated, key=lambda fact: (order[fact.letter], fact.position)):
        waiting = [fact]
        while waiting:
            last = waiting[-1]
            before = [old for old in _replaced(last, book) if old.id not in found]
            if before:
                waiting += before
            else:
                found.setdefault(waiting.pop().id, last)
    return list(found.values())


def _replaced(fact: Fact, book: FactBook) -> list[Fact]:
    """What a fact replaces, of its own kind, the earliest first."""
    old = [book.facts[i] for i in fact.supersedes if book.facts[i].kind is fact.kind and book.facts[i].when]
    return sorted(old, key=lambda f: book.letters[f.letter].date.first_day())


def _heir(old: Fact, book: FactBook) -> Fact | None:
    """Which of the facts that replace one carries its name on."""
    new = [book.facts[i] for i in old.superseded_by if book.facts[i].kind is old.kind]
    alike = sorted(new, key=lambda f: (f.subject != old.subject, f.role != old.role, f.position))
    return alike[0] if alike else None


def _coinciding(facts: Iterable[Fact]) -> Iterable[list[Fact]]:
    """Facts that say the same of the same subject.

    Two deadlines that one letter sets for a subject and a day are two things: to send two papers, say.
    """
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in facts:
        subject = fact.label_of or fact.subject
        if subject and not fact.replaced and fact.when:
            groups[fact.kind, subject, fact.when.text, fact.zone].append(fact)
    for same in groups.values():
        letters = {fact.letter for fact in same}
        if len(same) > 1 and (same[0].kind is Kind.DATE or len(letters) == len(same)):
            yield same
