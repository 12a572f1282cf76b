"""What the letters say now against what was known: a date that moved, a deadline that was withdrawn.

In one transaction a change is kept, what waits for the old date is taken back, and everybody concerned is owed a
notice. Whoever looks at a subscriber next writes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from bot.store import marks, reminders, revisions, subscribers
from bot.store.revisions import Known
from handlers.deadline import Deadline, deadlines_of
from handlers.lineage import lines_of, successor
from handlers.subscription import ScopeKind, takes_in
from knowledge.book import FactBook
from knowledge.edtf import parse_edtf
from knowledge.model import Fact, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thing:
    """A date or deadline as the letters have it now."""

    name: str
    depth: int
    fact: Fact
    deadline: Deadline | None


def fingerprint(book: FactBook) -> str:
    """A digest of every date and deadline that the letters give, and of what replaced what."""
    digest = sha256()
    for fact in sorted(book.facts.values(), key=lambda f: f.id):
        if fact.when is not None:
            digest.update(repr((fact.id, fact.kind, fact.value, fact.zone, fact.superseded_by)).encode())
    return digest.hexdigest()[:32]


def follow(connection: Connection, book: FactBook, now: datetime) -> int:
    """Bring what is known up to what the letters say now.

    Args:
        connection: in a transaction; another process that does the same waits until it ends.
        book: all that the letters say.
        now: the moment.

    Returns:
        How many deadlines were moved or withdrawn.
    """
    marks.note_letters(connection, fingerprint(book), now)
    known, changed = revisions.known(connection), 0
    things = {thing.name: thing for thing in _things(book)}
    for thing in things.values():
        changed += _follow_one(connection, thing, known.get(thing.name), book, now)
    for old in known.values():
        if old.thing not in things and not old.withdrawn:
            changed += _gone(connection, old, things, book, now)
    return changed


def _things(book: FactBook) -> Iterator[_Thing]:
    lines = lines_of(book)
    for deadline in deadlines_of(book).values():
        depth = lines[deadline.fact.id].depth
        yield _Thing(name=deadline.id, depth=depth, fact=deadline.fact, deadline=deadline)
    for name, line in lines.items():
        fact = book.facts[name]
        if fact.kind is Kind.DATE and not fact.replaced:
            yield _Thing(name=line.thing, depth=line.depth, fact=fact, deadline=None)


def _follow_one(connection: Connection, thing: _Thing, old: Known | None, book: FactBook, now: datetime) -> int:
    if old is None:
        since = thing.deadline.since if thing.deadline else _written(thing.fact, book)
        revisions.keep(connection, _known(thing, number=thing.depth, since=since))
        return 0
    if not old.withdrawn and old.value == thing.fact.value:
        if old.fact != thing.fact.id:
            kept = _known(thing, number=old.number, since=old.since)
            revisions.keep(connection, replace(kept, details={**kept.details, **_past(old)}))
        return 0
    new = _known(thing, number=old.number + 1, since=now)
    new = replace(new, details={**new.details, **_past(old, before=old.value, now=new.value)})
    revisions.keep(connection, new)
    return _announce(connection, old, new, thing.deadline, book, now)


def _gone(connection: Connection, old: Known, things: Mapping[str, _Thing], book: FactBook, now: datetime) -> int:
    """A thing that no letter states any more: withdrawn, or one with another by now."""
    into = _absorbed(old, things, book)
    past = _past(old, before=old.value, now=None)
    details = {**old.details, **past, "into": into.id if into else None}
    new = replace(old, number=old.number + 1, since=now, withdrawn=True, details=details)
    revisions.keep(connection, new)
    if into is not None and into.fact.value == old.value:
        return 0
    return _announce(connection, old, new, into, book, now)


def _absorbed(old: Known, things: Mapping[str, _Thing], book: FactBook) -> Deadline | None:
    fact = book.facts.get(old.fact)
    after = successor(fact, book) if fact else None
    deadlines = (thing.deadline for thing in things.values() if thing.deadline)
    return next((d for d in deadlines if old.thing in d.facts or (after and after.id in d.facts)), None)


def _past(old: Known, **changed: str | None) -> dict[str, Any]:
    """What is kept of a thing's past: the date before its last change, and the one at each change, by its number."""
    if not changed:
        return {"before": old.details["before"], "values": old.details["values"]}
    values = {**old.details["values"], str(old.number + 1): changed["now"]}
    return {"before": changed["before"], "values": values}


def _announce(  # noqa: PLR0913, PLR0917 - what it was, what it is, and by which letters
    connection: Connection, old: Known, new: Known, deadline: Deadline | None, book: FactBook, now: datetime
) -> int:
    """Owe notices of a change to those concerned, unless both the old and the new date are over."""
    if old.kind != Kind.DEADLINE:
        return 0
    before = as_deadline(old)
    over = before.ends < now and (deadline is None or deadline.ends < now)
    reminders.take_back_of(connection, [old.thing], now)
    if over:
        return 0
    wide = [scope for scope in subscribers.scopes_in_use(connection) if takes_in(scope, before, book)]
    if deadline:  # who asked for one deadline asked for what it was: it may have become one with another
        broad = (scope for scope in subscribers.scopes_in_use(connection) if scope.kind is not ScopeKind.DEADLINE)
        wide += [scope for scope in broad if takes_in(scope, deadline, book)]
    reminders.owe(connection, old.thing, new.number, {str(scope) for scope in wide}, now)
    return 1


# -- as kept --------------------------------------------------------------------------------------------------------


def _written(fact: Fact, book: FactBook) -> datetime:
    return book.letters[fact.letter].date.starts(fact.zone)


def _known(thing: _Thing, *, number: int, since: datetime) -> Known:
    fact, deadline = thing.fact, thing.deadline
    details: dict[str, Any] = {
        "letter": fact.letter,
        "role": fact.role,
        "subject": fact.subject,
        "quote": fact.quote,
        "zone": fact.zone,
        "label": fact.label,
        "before": None,
        "values": {str(number): fact.value},
        "letters": sorted(deadline.letters if deadline else [fact.letter]),
        "subjects": sorted(deadline.subjects if deadline else filter(None, [fact.subject])),
        "facts": sorted(deadline.facts if deadline else [fact.id]),
    }
    return Known(
        thing=thing.name,
        fact=fact.id,
        kind=str(fact.kind),
        value=fact.value,
        number=number,
        since=since,
        withdrawn=False,
        details=details,
    )


def before(known: Known, revision: int) -> str | None:
    """The date that held before a revision, in EDTF; None where the thing stood no more."""
    values: Mapping[str, str | None] = known.details["values"]
    return values.get(str(revision - 1), known.details["before"])


def as_fact(known: Known) -> Fact:
    """The fact as it was last known, also where no letter states it any more."""
    details = known.details
    return Fact(
        id=known.fact,
        letter=details["letter"],
        kind=Kind(known.kind),
        role=details["role"],
        subject=details["subject"],
        value=known.value,
        quote=details["quote"],
        zone=details["zone"],
        when=parse_edtf(known.value),
        label=details["label"],
    )


def as_deadline(known: Known) -> Deadline:
    """The deadline as it was last known."""
    fact = as_fact(known)
    assert fact.when is not None  # noqa: S101 - only what has a date is kept
    return Deadline(
        id=known.thing,
        revision=known.number,
        fact=fact,
        facts=frozenset(known.details["facts"]),
        letters=frozenset(known.details["letters"]),
        subjects=frozenset(known.details["subjects"]),
        day=fact.when.last_day(),
        ends=fact.when.ends(fact.zone),
        since=known.since,
    )
