"""What is due: of which deadline somebody is to be reminded, and when.

Pure: subscriber, deadlines and what was told already go in, with the moment. A lead time is days by the letter's
calendar, at an hour by the clock on the subscriber's wall; a moment is worked out anew whenever it is asked for and
never kept, so new rules of a time zone count at once. Nothing here sends, or notes what was told.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from handlers.deadline import Deadline
from handlers.subscription import Preferences, Quiet, Subscriber, since
from handlers.walltime import after_quiet, moment_at, rules_of
from knowledge.book import FactBook

CHANGE = -1
"""The lead under which it is noted that somebody was told of a change."""

Told: TypeAlias = Mapping[tuple[str, int], Collection[int]]
"""The leads that somebody was told already, by a deadline's id and revision."""
_Moments: TypeAlias = tuple[tuple[datetime, int], ...]
"""Moments in UTC and their leads, in the order of time."""

_YEARS = range(MINYEAR + 2, MAXYEAR)
"""In which the longest lead, and any zone's offset, stay within what a date can hold."""
_PLANS = 16_384
"""Thousands of subscribers share few plans: a deadline's, in a zone, by the usual wishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One reminder: of a deadline, so many days before it, at a moment in UTC."""

    deadline: Deadline
    lead: int
    at: datetime


def plan(deadline: Deadline, preferences: Preferences) -> tuple[Due, ...]:
    """Every reminder of a deadline that somebody wants, in the order of time; the leads fall.

    One that falls into quiet hours comes at their end, unless the deadline is over by then: better a disturbed night
    than a missed deadline. There is none at the deadline's last second or later. Of several that come at one moment,
    since a zone skipped a day, the last stays.

    Args:
        deadline: whatever its day.
        preferences: lead times, hour, zone and quiet hours.

    Raises:
        SubscriptionError: the zone does not exist.
    """
    return tuple(Due(deadline=deadline, lead=lead, at=at) for at, lead in _planned(deadline, preferences))


def due(subscriber: Subscriber, deadlines: Iterable[Deadline], book: FactBook, told: Told, now: datetime) -> list[Due]:
    """What somebody is to be told now: of each deadline at most the latest reminder, the soonest deadline first.

    Left out is what fell due before the subscription or before the letter that says so, what was told already or is
    overtaken by what was told, and every deadline that is over. A subscription from after `now` (clocks are set back)
    counts as one from long ago.

    Args:
        subscriber: whom to tell.
        deadlines: those that stand.
        book: all that the letters say, for what belongs to what.
        told: what the subscriber was told.
        now: the moment, aware of its zone.

    Raises:
        SubscriptionError: the subscriber's zone does not exist.
    """
    now = now.astimezone(UTC)
    found: list[Due] = []
    for deadline in deadlines:
        if now >= deadline.ends:
            continue
        past = [moment for moment in _untold(deadline, subscriber, told) if moment[0] <= now]
        if past and _counts(past[-1][0], subscriber, deadline, book, now):
            at, lead = past[-1]
            found.append(Due(deadline=deadline, lead=lead, at=at))
    return sorted(found, key=lambda one: (one.deadline.ends.astimezone(UTC), one.deadline.id))


def next_moment(
    subscriber: Subscriber, deadlines: Iterable[Deadline], book: FactBook, told: Told, now: datetime
) -> datetime | None:
    """When `due` will give something that it does not give now; None when nothing lies ahead.

    Args:
        subscriber: whom to tell.
        deadlines: those that stand.
        book: all that the letters say.
        told: what the subscriber was told.
        now: the moment, aware of its zone.

    Returns:
        A moment in UTC, later than `now`.

    Raises:
        SubscriptionError: the subscriber's zone does not exist.
    """
    now = now.astimezone(UTC)
    soonest: datetime | None = None
    for deadline in deadlines:
        if now >= deadline.ends:
            continue
        for at, _ in _untold(deadline, subscriber, told):
            if soonest and at >= soonest:
                break
            if at > now and _counts(at, subscriber, deadline, book, at):
                soonest = at
    return soonest


def scheduled(  # noqa: PLR0913, PLR0917 - what `due` takes, with a span for the moment
    subscriber: Subscriber,
    deadlines: Iterable[Deadline],
    book: FactBook,
    told: Told,
    first: datetime,
    until: datetime,
) -> list[Due]:
    """Every reminder that falls into a span of time, in the order of time: what a service that runs would send.

    A subscription from the span's end or later counts as one from long ago, so that a span in the past shows the
    subscribers of today.

    Args:
        subscriber: whom to tell.
        deadlines: those that stand.
        book: all that the letters say.
        told: what the subscriber was told.
        first: the first moment, aware of its zone.
        until: the end, which is no part of it.

    Raises:
        SubscriptionError: the subscriber's zone does not exist.
    """
    first, until = first.astimezone(UTC), until.astimezone(UTC)
    last = until - timedelta.resolution
    found = [
        Due(deadline=deadline, lead=lead, at=at)
        for deadline in deadlines
        for at, lead in _untold(deadline, subscriber, told)
        if first <= at < until and _counts(at, subscriber, deadline, book, last)
    ]
    return sorted(found, key=lambda one: (one.at, one.deadline.ends.astimezone(UTC), one.deadline.id))


def _counts(at: datetime, subscriber: Subscriber, deadline: Deadline, book: FactBook, now: datetime) -> bool:
    """Whether a reminder came after the subscription to its deadline, and after the deadline itself was known."""
    asked = since(subscriber, deadline, book)
    return asked is not None and at > deadline.since and (asked > now or at > asked)


def _untold(deadline: Deadline, subscriber: Subscriber, told: Told) -> _Moments:
    """The reminders of a deadline that what was told has not overtaken."""
    planned = _planned(deadline, subscriber.preferences)
    leads = [lead for lead in told.get((deadline.id, deadline.revision), ()) if lead != CHANGE]
    return tuple(moment for moment in planned if moment[1] < min(leads)) if leads else planned


def _planned(deadline: Deadline, preferences: Preferences) -> _Moments:
    """The reminders of a deadline that somebody wants."""
    if deadline.day.year not in _YEARS:
        return ()
    leads, rules = preferences.lead_days, rules_of(preferences.zone)
    return _moments(deadline.day, deadline.ends.astimezone(UTC), leads, preferences.send_at, preferences.quiet, rules)


@lru_cache(maxsize=_PLANS)
def _moments(  # noqa: PLR0913, PLR0917 - each is a part of the key
    day: date, ends: datetime, leads: tuple[int, ...], send_at: time, quiet: Quiet | None, rules: ZoneInfo
) -> _Moments:
    """The moments of reminders.

    The zone's rules are a part of the key, not its name: rules that were read anew are another object.
    """
    found: dict[datetime, int] = {}
    for lead in sorted(leads, reverse=True):
        wanted = moment_at(day - timedelta(days=lead), send_at, rules.key)
        moved = after_quiet(wanted, quiet, rules.key)
        at = moved if moved < ends else wanted
        if at < ends:
            found[at] = lead
    return tuple(sorted(found.items()))
