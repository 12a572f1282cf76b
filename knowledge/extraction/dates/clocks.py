"""Clock times among the items of a text: 16.00-17.00 horas, à 9 h 30, 下午3时, 9-11 a.m., 23:59 UTC, midnight.

A clock time alone is no date; what it belongs to is decided elsewhere. `sure` tells whether it is one without a date
beside it: "16.00" may be a number, and "14 h" a duration.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.words import Label
from knowledge.extraction.dates.zones import read_zone, zone_before

_NOON, _DAY_HOURS, _MINUTES = 12, 24, 60
_LAST_MINUTE = 23 * 60 + 59
_LATE_MORNING = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day, or a stretch of a day.

    Attributes:
        at: index of its first item.
        end: index after its last item.
        first: minutes since midnight.
        last: of its end, where it has one.
        sure: whether it is a clock time whatever stands around it.
        zone: `UTC`, an IANA name, or None.
        midnight: whether it is said as midnight, which is the end of the day for a deadline.
    """

    at: int
    end: int
    first: int
    last: int | None = None
    sure: bool = True
    zone: str | None = None
    midnight: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """One time: its minutes, where it ends, how sure; `half` 0 or 12 where morning or afternoon is said."""

    minutes: int
    end: int
    sure: bool
    half: int | None
    midnight: bool = False
    bare: bool = False


def _has(items: Sequence[Item], at: int, *labels: Label) -> bool:
    return 0 <= at < len(items) and any(label in items[at].labels for label in labels)


def _is_hour_word(items: Sequence[Item], at: int) -> bool:
    """Whether a word stands there after which a mere number is an hour."""
    return _has(items, at, Label.AT) and bool(items[at].labels[Label.AT])


def _is_hour_before(items: Sequence[Item], at: int) -> bool:
    """Whether what stands before a number in words makes it an hour, or it is the end of a stretch of hours."""
    return _is_hour_word(items, at - 1) or (_has(items, at - 1, Label.TO) and _has(items, at, Label.HOUR_NUMBER))


def _text(items: Sequence[Item], at: int) -> str:
    return items[at].text if 0 <= at < len(items) else ""


def _minutes_at(items: Sequence[Item], at: int) -> int | None:
    if at < len(items) and items[at].width == 2 and 0 <= items[at].number < _MINUTES:  # noqa: PLR2004
        return items[at].number
    return None


def _half_at(items: Sequence[Item], at: int) -> int | None:
    if _has(items, at, Label.MORNING):
        return 0
    return _NOON if _has(items, at, Label.AFTERNOON) else None


def _digits(items: Sequence[Item], at: int) -> _Reading | None:
    """An hour in digits with what follows: 16:00, 16.00, 16 h 30, 3点30分, 9."""
    item = items[at]
    if not 0 <= item.number <= _DAY_HOURS or item.width > 2 or (item.width == 0 and not _is_hour_before(items, at)):  # noqa: PLR2004
        return _compact(items, at)
    if _has(items, at + 1, Label.HALF_HOUR):
        return _Reading(item.number * 60 + 30, at + 2, sure=True, half=None)
    sign = _text(items, at + 1)
    if sign in {":", "."} and items[at + 1].glued and at + 2 < len(items) and items[at + 2].glued:
        minutes = _minutes_at(items, at + 2)
        if minutes is None:
            return None
        end = at + 3
        if sign == ":" and _text(items, end) == ":" and _minutes_at(items, end + 1) is not None:
            end += 2
        elif _text(items, end) in {":", ".", "/", "-"} and _glued_number(items, end):
            return None if _text(items, end) != "-" else _Reading(item.number * 60 + minutes, end, sign == ":", None)
        return _Reading(item.number * 60 + minutes, end, sign == ":", None)
    if _has(items, at + 1, Label.HOUR):
        return _spelled(items, at)
    return _Reading(item.number * 60, at + 1, sure=False, half=None, bare=True)


def _glued_number(items: Sequence[Item], at: int) -> bool:
    return at + 1 < len(items) and items[at].glued and items[at + 1].glued and items[at + 1].is_digits


def _compact(items: Sequence[Item], at: int) -> _Reading | None:
    """1400 hours, 1400 UTC."""
    hour, minutes = divmod(items[at].number, 100)
    if items[at].width == 4 and hour < _DAY_HOURS and minutes < _MINUTES and _has(items, at + 1, Label.HOURS):  # noqa: PLR2004
        return _Reading(hour * 60 + minutes, at + 1, sure=True, half=None)
    return None


def _spelled(items: Sequence[Item], at: int) -> _Reading:
    end, minutes = at + 2, _minutes_at(items, at + 2)
    sure = _has(items, at + 1, Label.BARE_HOUR) or minutes is not None
    if minutes is None and _has(items, end, Label.HALF_HOUR):
        return _Reading(items[at].number * 60 + 30, end + 1, sure=True, half=None)
    if minutes is not None:
        end += 1
        end += _has(items, end, Label.MINUTE)
    return _Reading(items[at].number * 60 + (minutes or 0), end, sure, None)


def _reading(items: Sequence[Item], at: int) -> _Reading | None:
    """A single time that begins at an item, with its half of the day and its word for hours."""
    half = _half_at(items, at)
    if half is not None:
        at += 1
    if at >= len(items):
        return None
    if half is None and _has(items, at, Label.NOON) and at + 1 < len(items) and items[at + 1].is_digits:
        half = _NOON if items[at + 1].number < _LATE_MORNING else None  # 中午12时30分
        at += 1
    if _has(items, at, Label.NOON, Label.MIDNIGHT):
        night = _has(items, at, Label.MIDNIGHT)
        half = 0 if night else _NOON
        return _Reading(half * 60, at + 1, sure=True, half=half, midnight=night)
    found = _digits(items, at) if items[at].number >= 0 else None
    if found is None:
        return None
    named = _has(items, found.end, Label.HOURS)
    end = found.end + named
    if half is None and (half := _half_at(items, end)) is not None:
        end += 1
        end += _text(items, end) == "." and _has(items, end - 1, Label.SUFFIX)
    if _has(items, end, Label.NOON) and found.minutes == _NOON * 60:
        half, end = _NOON, end + 1
    sure = found.sure or half is not None or (named and (not found.bare or _has(items, at - 1, Label.AT)))
    bare = found.bare and not named and half is None
    return replace(found, end=end, sure=sure, half=half, bare=bare)


def _apply(minutes: int, half: int | None) -> int:
    if half is None or minutes >= (_NOON + 1) * 60:
        return minutes
    return minutes % (_NOON * 60) + half * 60


def read_clock(items: Sequence[Item], at: int) -> Clock | None:
    """Read a time or a stretch of time that begins at an item.

    Args:
        items: of the text.
        at: index of a number, or of a word for a time or zone.

    Returns:
        The clock time, None where none begins there.
    """
    zone, start = zone_before(items, at)
    first = _reading(items, start) if start < len(items) else None
    if first is None:
        return None
    last = _end_of(items, first.end)
    if last is not None and (last.bare or (first.bare and not last.sure)):
        last = None
    read_to = (last or first).end
    after, end = read_zone(items, read_to)
    zoned = bool(zone or after) or end > read_to
    if first.bare and last is None and not (zoned or _is_hour_word(items, at - 1)):
        return None
    begins, ends = _minutes(first, last)
    said = not first.bare and _has(items, at - 1, Label.AT)
    return Clock(
        at=at,
        end=end,
        first=min(begins, _LAST_MINUTE),
        last=ends,
        sure=first.sure or zoned or said or (last is not None and last.sure),
        zone=zone or after,
        midnight=first.midnight or begins > _LAST_MINUTE,
    )


def _minutes(first: _Reading, last: _Reading | None) -> tuple[int, int | None]:
    """Both ends in minutes; the half of the day is said once in "2:00-5:00 p.m.", and is another in "11-1 p.m."."""
    if last is None:
        return _apply(first.minutes, first.half), None
    half = last.half if first.half is None else first.half
    if first.half is None and half == _NOON and first.minutes > last.minutes % (_NOON * 60):
        half = 0
    begins = _apply(first.minutes, half)
    shared = _NOON if first.half == _NOON else None  # not that of the morning: "9:30-12:00"
    ends = _LAST_MINUTE if last.midnight else _apply(last.minutes, shared if last.half is None else last.half)
    return begins, min(ends, _LAST_MINUTE) if ends > begins else None


def _end_of(items: Sequence[Item], at: int) -> _Reading | None:
    """The second time of a stretch, after a dash or a word such as "to"."""
    if _text(items, at) != "-" and not _has(items, at, Label.TO):
        return None
    start = at + 1
    while _has(items, start, Label.AT, Label.THE) and start < at + 3:
        start += 1
    return _reading(items, start) if start < len(items) else None
