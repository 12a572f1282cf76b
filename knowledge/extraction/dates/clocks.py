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
    named: bool = False
    """Whether a word for hours follows."""


def _has(items: Sequence[Item], at: int, *labels: Label) -> bool:
    return 0 <= at < len(items) and any(label in items[at].labels for label in labels)


def _is_hour_word(items: Sequence[Item], at: int) -> bool:
    """Whether a word stands there after which a mere number is an hour."""
    return _has(items, at, Label.AT) and bool(items[at].labels[Label.AT])


def _is_hour_before(items: Sequence[Item], at: int) -> bool:
    """Whether what stands before a number in words makes it an hour, or it is the end of a stretch of hours."""
    return _is_hour_word(items, at - 1) or (_has(items, at - 1, Label.TO) and _has(items, at, Label.HOUR_NUMBER))


def _is_spoken(items: Sequence[Item], at: int) -> bool:
    """Whether a number in words is an hour."""
    said = Label.HOUR, Label.HOURS, Label.HOUR_PART, Label.MORNING, Label.AFTERNOON
    return _is_hour_before(items, at) or _has(items, at + 1, *said)


def _text(items: Sequence[Item], at: int) -> str:
    return items[at].text if 0 <= at < len(items) else ""


def _minutes_at(items: Sequence[Item], at: int) -> int | None:
    if at < len(items) and items[at].width == 2 and 0 <= items[at].number < _MINUTES:  # noqa: PLR2004
        return items[at].number
    return None


def _spoken_minutes(items: Sequence[Item], at: int) -> int | None:
    """Minutes in words, as are said of clocks: "neuf heures trente"."""
    is_word = at < len(items) and items[at].width == 0 and not _has(items, at, Label.HOUR_NUMBER)
    return items[at].number if is_word and 0 < items[at].number < _MINUTES and items[at].number % 5 == 0 else None


def _part_at(items: Sequence[Item], at: int) -> int | None:
    """The minutes of "and a half", "and a quarter", "less a quarter"; these are below zero."""
    return int(items[at].labels[Label.HOUR_PART]) if _has(items, at, Label.HOUR_PART) else None


def _half_at(items: Sequence[Item], at: int) -> int | None:
    if _has(items, at, Label.MORNING):
        return 0
    return _NOON if _has(items, at, Label.AFTERNOON) else None


def _digits(items: Sequence[Item], at: int) -> _Reading | None:
    """An hour in digits with what follows: 16:00, 16.00, 16 h 30, 3点30分, 9."""
    item = items[at]
    if not 0 <= item.number <= _DAY_HOURS or item.width > 2 or (item.width == 0 and not _is_spoken(items, at)):  # noqa: PLR2004
        return _compact(items, at)
    if (part := _part_at(items, at + 1)) is not None:
        return _Reading(item.number * 60 + part, at + 2, sure=True, half=None)
    if _text(items, at + 1) in {":", "."} and items[at + 1].glued and at + 2 < len(items) and items[at + 2].glued:
        return _with_minutes(items, at)
    if _has(items, at + 1, Label.HOUR):
        return _spelled(items, at)
    return _Reading(item.number * 60, at + 1, sure=False, half=None, bare=True)


def _with_minutes(items: Sequence[Item], at: int) -> _Reading | None:
    """An hour and its minutes with a sign between: 16:00, 16.00, 16:00:00; None for what is a date or a version."""
    sign = _text(items, at + 1)
    minutes = _minutes_at(items, at + 2)
    if minutes is None:
        return None
    end = at + 3
    if sign == ":" and _text(items, end) == ":" and _minutes_at(items, end + 1) is not None:
        end += 2
    elif _text(items, end) in {":", ".", "/", "-"} and _glued_number(items, end):
        return None if _text(items, end) != "-" else _Reading(items[at].number * 60 + minutes, end, sign == ":", None)
    return _Reading(items[at].number * 60 + minutes, end, sign == ":", None)


def _glued_number(items: Sequence[Item], at: int) -> bool:
    return at + 1 < len(items) and items[at].glued and items[at + 1].glued and items[at + 1].is_digits


def _compact(items: Sequence[Item], at: int) -> _Reading | None:
    """1400 hours, 1400 UTC."""
    hour, minutes = divmod(items[at].number, 100)
    if items[at].width == 4 and hour < _DAY_HOURS and minutes < _MINUTES and _has(items, at + 1, Label.HOURS):  # noqa: PLR2004
        return _Reading(hour * 60 + minutes, at + 1, sure=True, half=None)
    return None


def _spelled(items: Sequence[Item], at: int) -> _Reading:
    end = at + 2
    minutes = None if _has(items, end + 1, Label.MONTH) else _minutes_at(items, end)
    sure = _has(items, at + 1, Label.BARE_HOUR) or minutes is not None
    minutes = _spoken_minutes(items, end) if minutes is None else minutes
    if minutes is None and (part := _part_at(items, end)) is not None:
        return _Reading(items[at].number * 60 + part, end + 1, sure=items[at].is_digits, half=None)
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
        past = _minutes_at(items, at + 1) if _has(items, at + 2, Label.MINUTE) else None
        end = at + 1 if past is None else at + 3
        return _Reading(half * 60 + (past or 0), end, sure=True, half=half, midnight=night and not past)
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
    return replace(found, end=end, sure=sure, half=half, bare=bare, named=named or _has(items, at + 1, Label.HOUR))


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
    framed = _has(items, at - 1, Label.FROM, Label.SINCE, Label.BETWEEN, Label.AT)
    if last is not None and (last.bare or (first.bare and not last.sure and not (framed and last.named))):
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
