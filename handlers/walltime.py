"""What a clock on the wall shows, and when: from a day, a time of day and an IANA zone to a moment, and past the night.

Nothing here counts in hours from one day to the next: clocks are put forward and back, and zones have skipped a day.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers.errors import SubscriptionError
from handlers.subscription import Quiet

_SECOND = timedelta(seconds=1)


def rules_of(zone: str) -> ZoneInfo:
    """The rules of a time zone.

    Args:
        zone: an IANA name.

    Raises:
        SubscriptionError: there is no such zone (any more).
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SubscriptionError(f"{zone!r} is no time zone that is known here: choose another one") from error


def moment_at(day: date, clock: time, zone: str) -> datetime:
    """The moment at which a clock on the wall shows a time of day.

    A time that is skipped is read by the offset before the gap, one that comes twice means the first. See :rfc:`5545`,
    section 3.3.5.

    Args:
        day: by the calendar of the zone.
        clock: without a zone of its own.
        zone: an IANA name.

    Returns:
        The moment in UTC.

    Raises:
        SubscriptionError: there is no such zone.
    """
    return datetime.combine(day, clock.replace(fold=0), rules_of(zone)).astimezone(UTC)


def after_quiet(moment: datetime, quiet: Quiet | None, zone: str) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into.

    An end that the clock skips is where the clock goes on; an end that it shows twice is the next one.

    Args:
        moment: aware of its zone.
        quiet: hours by the clock on the wall; None for no such hours.
        zone: an IANA name, of the zone whose clock counts.

    Raises:
        SubscriptionError: there is no such zone.
    """
    if quiet is None:
        return moment
    rules = rules_of(zone)
    # Again, since a clock that skips the end may go on in the next night: Apia had no 30 December 2011.
    while quiet.covers((shown := moment.astimezone(rules)).time()):
        moment = _next(shown, quiet.end, rules)
    return moment


def _next(shown: datetime, clock: time, rules: ZoneInfo) -> datetime:
    """The first moment after `shown` at which the clock shows a time of day, or has skipped it."""
    day = shown.date() if shown.time() < clock else shown.date() + timedelta(days=1)
    wanted = datetime.combine(day, clock, rules)
    # In a gap, the offset before it gives the later moment, the offset after it the earlier one (:pep:`495`).
    late, early = wanted.astimezone(UTC), wanted.replace(fold=1).astimezone(UTC)
    if early < late:
        return _end_of_gap(early, late, rules)
    return late if late > shown.astimezone(UTC) else early


def _end_of_gap(before: datetime, after: datetime, rules: ZoneInfo) -> datetime:
    """The moment at which a zone's offset changes, to the second, between two moments around it."""
    old = before.astimezone(rules).utcoffset()
    seconds = range((after - before) // _SECOND + 1)
    count = bisect_left(seconds, x=True, key=lambda s: (before + s * _SECOND).astimezone(rules).utcoffset() != old)
    return before + count * _SECOND
