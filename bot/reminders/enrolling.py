"""Enrolling somebody on behalf of the secretariat: what is given is set, all else stays as it is.

Who is enrolled so counts as confirmed. Nobody is written to because of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import Connection

from bot.reminders import keeping
from bot.store import people, subscribers
from bot.store.subscribers import Choices, Enrolled, Stage
from handlers.question import DEFAULT_LANGUAGE
from handlers.subscription import EVERYTHING, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted for somebody; None, and no scopes, where nothing is said."""

    channel: str
    address: str
    language: str | None = None
    timezone: str | None = None
    scopes: tuple[Scope, ...] = ()
    lead_days: tuple[int, ...] | None = None
    send_at: time | None = None


class Outcome(StrEnum):
    """What became of a wish."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def enrol(connection: Connection, wishes: Sequence[Wish], now: datetime) -> list[Outcome]:
    """Subscribe everybody, by default to everything; of a subscriber, set what the wish gives, and add its scopes.

    Args:
        connection: in a transaction.
        wishes: one for each address.
        now: the moment.
    """
    known = subscribers.find_all(connection, [(wish.channel, wish.address) for wish in wishes])
    return [_enrol(connection, wish, known.get((wish.channel, wish.address)), now) for wish in wishes]


def _enrol(connection: Connection, wish: Wish, who: Enrolled | None, now: datetime) -> Outcome:
    if who is None:
        _join(connection, wish, wish.scopes or (EVERYTHING,), now)
        _set_person(connection, wish)
        subscribers.choose(connection, wish.channel, wish.address, _choices(wish, Choices()))
        return Outcome.ADDED
    new = [scope for scope in wish.scopes if scope not in dict(who.scopes)]
    choices, zone = _choices(wish, who.choices), wish.timezone or who.timezone
    is_other = choices != who.choices or zone != who.timezone
    if not is_other and not new and who.stage is Stage.ACTIVE and wish.language in {None, who.language}:
        return Outcome.UNCHANGED
    subscribers.confirm(connection, wish.channel, wish.address, now)
    _set_person(connection, wish)
    if is_other:  # before what is new, so that what is asked for only now does not look like what was not written yet
        keeping.choose(connection, who, choices, now)
    _join(connection, wish, new, now)
    return Outcome.CHANGED


def _join(connection: Connection, wish: Wish, scopes: Sequence[Scope], now: datetime) -> None:
    if scopes:
        language = wish.language or DEFAULT_LANGUAGE
        keeping.join(connection, wish.channel, wish.address, scopes, now, language=language)


def _set_person(connection: Connection, wish: Wish) -> None:
    chosen = {"language": wish.language, "timezone": wish.timezone}
    given = {name: value for name, value in chosen.items() if value is not None}
    if given:
        people.choose(connection, wish.channel, wish.address, **given)


def _choices(wish: Wish, before: Choices) -> Choices:
    return replace(before, lead_days=wish.lead_days or before.lead_days, send_at=wish.send_at or before.send_at)
