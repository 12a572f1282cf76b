"""The register of expressions of interest: what an entry is, how it changes, and who may change it.

Pure: entries go in and come out; whoever calls keeps them. A deadline that is over refuses no entry, it marks it late.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from handlers.enrolment import Form
from handlers.errors import InterestError
from knowledge.book import FactBook


class State(StrEnum):
    """Where an expression of interest stands."""

    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What happened to an expression of interest."""

    RECEIVED = "received"
    COMPLETED = "completed"
    CORRECTED = "corrected"
    REPEATED = "repeated"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


_ALLOWED: Mapping[Action, frozenset[State]] = {
    Action.CORRECTED: frozenset({State.INCOMPLETE, State.COMPLETE, State.CONFIRMED}),
    Action.CONFIRMED: frozenset({State.COMPLETE}),
    Action.WITHDRAWN: frozenset({State.INCOMPLETE, State.COMPLETE, State.CONFIRMED}),
}
"""From which states an action is possible; what was withdrawn stays so, and a new entry is made instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who is to take part."""

    name: str
    position: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """An entry of the register. `owner` is the address it came from, None once that person asked to be forgotten."""

    id: int = 0
    letter: str | None
    state: State
    organization: str | None
    country: str | None
    participants: Sequence[Participant]
    late: bool
    channel: str
    owner: str | None
    received_at: datetime
    updated_at: datetime
    message_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an entry's history: who did what, and what the entry said afterwards."""

    at: datetime
    actor: str
    action: Action
    state: State
    details: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry as it is from now on, and the line of history that tells why."""

    interest: Interest
    event: Event


def changed(interest: Interest, action: Action, actor: str, now: datetime) -> Change:
    """An entry as it is from now on, with the line of its history.

    Args:
        interest: the entry after the change.
        action: what happened.
        actor: who did it: `sender` or `secretariat`.
        now: the moment.
    """
    details = {
        "letter": interest.letter,
        "organization": interest.organization,
        "country": interest.country,
        "participants": [
            {"name": p.name, "position": p.position, "email": p.email, "phone": p.phone} for p in interest.participants
        ],
    }
    return Change(
        interest=interest,
        event=Event(at=now, actor=actor, action=action, state=interest.state, details=details),
    )


def _ends(book: FactBook) -> dict[str, datetime]:
    """The last minute of each letter's last deadline that no later letter has replaced."""
    dated = (fact for fact in book.fact_list(book.deadlines) if fact.when and fact.when.start.year)
    ends: dict[str, datetime] = {}
    for fact in dated:
        end = fact.when.ends(fact.zone) if fact.when else None
        if end and (fact.letter not in ends or end > ends[fact.letter]):
            ends[fact.letter] = end
    return ends


def calls(book: FactBook, now: datetime, watched: Sequence[str] = ()) -> list[str]:
    """The letters that one can answer with an expression of interest: first those still open, soonest first.

    Args:
        book: all that the letters say.
        now: the moment.
        watched: the letters that the configuration names; by default every letter that sets a deadline.
    """
    ends = _ends(book)
    wanted = [ref for ref in watched if ref in book.letters] or list(ends)
    far = now + timedelta(days=36500)
    return sorted(wanted, key=lambda ref: (ends.get(ref, far) < now, abs(ends.get(ref, far) - now)))


def is_late(letter: str | None, book: FactBook, now: datetime) -> bool:
    """Whether a letter's deadline is over: it is open until the last minute of its day in Geneva."""
    end = _ends(book).get(letter or "")
    return end is not None and end < now


def _same_participant(form: Form, participant: Participant) -> bool:
    if form.email and participant.email:
        return form.email.casefold() == participant.email.casefold()
    return (form.name or "").casefold() == participant.name.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Where an entry comes from: a channel, and an address there."""

    channel: str
    owner: str


def submit(form: Form, book: FactBook, now: datetime, sender: Sender, existing: Sequence[Interest] = ()) -> Change:
    """Put a form that was sent into the register: a new entry, or a correction of the sender's own.

    Args:
        form: complete.
        book: for the deadline.
        now: the moment of sending.
        sender: where it comes from.
        existing: the sender's earlier entries.

    Raises:
        InterestError: the form is not complete.
    """
    if form.name is None or form.letter is None:
        raise InterestError("an expression of interest needs a letter and a participant's name")
    participant = Participant(name=form.name, position=form.position, email=form.email, phone=form.phone)
    mine = [
        entry
        for entry in existing
        if entry.letter == form.letter
        and entry.state is not State.WITHDRAWN
        and any(_same_participant(form, p) for p in entry.participants)
    ]
    if mine:
        corrected = replace(
            mine[-1],
            organization=form.organization,
            country=form.country,
            participants=(participant,),
            state=State.COMPLETE,
            updated_at=now,
        )
        return changed(corrected, Action.CORRECTED, "sender", now)
    entry = Interest(
        letter=form.letter,
        state=State.COMPLETE,
        organization=form.organization,
        country=form.country,
        participants=(participant,),
        late=is_late(form.letter, book, now),
        channel=sender.channel,
        owner=sender.owner,
        received_at=now,
        updated_at=now,
    )
    return changed(entry, Action.RECEIVED, "sender", now)


def _move(interest: Interest, action: Action, state: State, actor: str, now: datetime) -> Change:
    if interest.state not in _ALLOWED[action]:
        raise InterestError(f"expression of interest {interest.id} is {interest.state}: it cannot be {action}")
    return changed(replace(interest, state=state, updated_at=now), action, actor, now)


def confirm(interest: Interest, actor: str, now: datetime) -> Change:
    """Confirm an entry.

    Args:
        interest: the entry as it stands.
        actor: who does it: `secretariat`.
        now: the moment.

    Raises:
        InterestError: it is not complete, or not open any more.
    """
    return _move(interest, Action.CONFIRMED, State.CONFIRMED, actor, now)


def withdraw(interest: Interest, actor: str, now: datetime) -> Change:
    """Withdraw an entry.

    Args:
        interest: the entry as it stands.
        actor: who does it: `sender` or `secretariat`.
        now: the moment.

    Raises:
        InterestError: it is withdrawn already.
    """
    return _move(interest, Action.WITHDRAWN, State.WITHDRAWN, actor, now)
