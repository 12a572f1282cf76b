"""What somebody wants to be reminded of, and how: values, and their forms as text.

Nothing here decides when something is sent; see `reminder`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from handlers.deadline import Deadline
from handlers.errors import SubscriptionError
from knowledge.book import FactBook

MOST_LEAD_DAYS = 365
_MOST_LEADS = 12


class ScopeKind(StrEnum):
    """How much a subscription takes in."""

    ALL = "all"
    SUBJECT = "subject"
    LETTER = "letter"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a subscription is to: everything, a subject with its parts, a letter, or one deadline.

    `name` is a subject's id, a letter's reference or a deadline's id; empty for everything. As text it is `all` or
    `kind:name`.
    """

    kind: ScopeKind
    name: str = ""

    def __str__(self) -> str:
        """The scope as the database and buttons bear it."""
        return f"{self.kind}:{self.name}" if self.name else str(self.kind)


EVERYTHING = Scope(kind=ScopeKind.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of the night, by the clock on the wall, in which nothing is sent; they may go past midnight."""

    start: time
    end: time

    def covers(self, clock: time) -> bool:
        """Whether a time of day lies within them."""
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How somebody is reminded: in which language, by which clock (`zone`, an IANA name), how many days before, when.

    `lead_days` falls, without repetition; `quiet` is None for somebody who may be written to at any hour.
    """

    language: str
    zone: str
    lead_days: tuple[int, ...]
    send_at: time
    quiet: Quiet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody who is reminded. `scopes` are the subscriptions, with the moment of each.

    `token` stands in links and mails that end them; `generation` grows when what waits for the subscriber is taken
    back, so that what takes its place has another key.
    """

    channel: str
    address: str
    preferences: Preferences
    scopes: Mapping[Scope, datetime]
    token: str
    generation: int = 0


def read_scope(text: str) -> Scope:
    """The scope that a text stands for.

    Raises:
        SubscriptionError: it stands for none.
    """
    kind, _, name = text.partition(":")
    try:
        found = ScopeKind(kind)
    except ValueError:
        found = None
    if found is None or (found is ScopeKind.ALL) == bool(name):
        raise SubscriptionError(f"{text[:60]!r} is no subscription: expected all, subject:…, letter:… or deadline:…")
    return Scope(kind=found, name=name)


def check_leads(days: Iterable[int]) -> tuple[int, ...]:
    """Lead times in the order in which they come, each once.

    Args:
        days: whole days before a deadline.

    Raises:
        SubscriptionError: there is none, there are too many, or one is out of range.
    """
    found = tuple(sorted(set(days), reverse=True))
    if not 0 < len(found) <= _MOST_LEADS or not all(1 <= day <= MOST_LEAD_DAYS for day in found):
        raise SubscriptionError(f"expected 1 to {_MOST_LEADS} whole numbers of days from 1 to {MOST_LEAD_DAYS}")
    return found


def takes_in(scope: Scope, deadline: Deadline, book: FactBook) -> bool:
    """Whether a subscription is to a deadline."""
    match scope.kind:
        case ScopeKind.ALL:
            return True
        case ScopeKind.DEADLINE:
            return scope.name == deadline.id or scope.name in deadline.facts
        case ScopeKind.LETTER:
            return scope.name in deadline.letters
        case ScopeKind.SUBJECT:
            return any(subject in book.within(scope.name) for subject in deadline.subjects)


def since(subscriber: Subscriber, deadline: Deadline, book: FactBook) -> datetime | None:
    """Since when somebody is subscribed to a deadline; None where nobody asked for it."""
    moments = [at for scope, at in subscriber.scopes.items() if takes_in(scope, deadline, book)]
    return min(moments, default=None)
