"""Days, months, years, hours and intervals as the letters give them, in the EDTF forms of the contract.

The forms are a part of ISO 8601-2:2019 (EDTF): `2019-08-16`, `2020-01`, `2020`, `2020~`, `2019-11-25?/2019-11-29?`,
`2020-06-22/..`, `XXXX-07-06`, and with a clock time `2019-06-04T16:00/2019-06-04T17:00` or `…Z`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.errors import BadDateError

_POINT = re.compile(
    r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2}))?"
    r"(?:T(?P<time>\d{2}:\d{2})(?P<utc>Z)?)?(?P<qualifier>[~?])?",
    re.ASCII,
)
_UNSPECIFIED = "XXXX"
_ANY_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Point:
    """A year, month or day, perhaps with an hour; `year` is None where the letter leaves it unsaid."""

    year: int | None
    month: int | None
    day: int | None
    clock: time | None
    utc: bool
    qualifier: str

    def first_day(self) -> date:
        """The first day it can mean; an unsaid year counts as the earliest.

        Returns:
            A calendar date, the letter's own.
        """
        return date(self.year or date.min.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """The last day it can mean; an unsaid year counts as the latest."""
        year, month = self.year or date.max.year, self.month or 12
        return date(year, month, self.day or calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Edtf:
    """A point or an interval in time. `end` is None for a single point and for an interval without end."""

    text: str
    start: Point
    end: Point | None
    open_end: bool

    @property
    def qualifier(self) -> str:
        """`?` for "to be confirmed", `~` for "about", else the empty string."""
        return self.start.qualifier

    @property
    def has_clock(self) -> bool:
        """Whether an hour is stated."""
        return self.start.clock is not None

    @property
    def is_day(self) -> bool:
        """Whether it is given to the day."""
        return self.start.day is not None

    def first_day(self) -> date:
        """The first day that it covers."""
        return self.start.first_day()

    def last_day(self) -> date:
        """The last day that it covers; for an open interval, that of its start."""
        return (self.end or self.start).last_day()

    def starts(self, zone: str) -> datetime:
        """When it begins, as a moment; a day without an hour begins at midnight in `zone`, an IANA name."""
        where = ZoneInfo("UTC" if self.start.utc else zone)
        return datetime.combine(self.first_day(), self.start.clock or time.min, where)

    def ends(self, zone: str) -> datetime:
        """The last second that belongs to it: 23:59:59 in `zone`, an IANA name, where no hour is stated."""
        last = self.end or self.start
        where = ZoneInfo("UTC" if last.utc else zone)
        if last.clock:
            return datetime.combine(last.last_day(), last.clock, where) + timedelta(seconds=59)
        return datetime.combine(last.last_day(), time(23, 59, 59, fold=1), where)  # the last, where it comes twice

    def covers(self, day: date) -> bool:
        """Whether `day` falls within it; an open interval covers its first day and all that follow."""
        return self.first_day() <= day and (self.open_end or day <= self.last_day())

    def overlaps(self, first: date, last: date) -> bool:
        """Whether any day from `first` to `last` falls within it."""
        return self.first_day() <= last and (self.open_end or first <= self.last_day())


def _point(text: str, whole: str) -> Point:
    found = _POINT.fullmatch(text)
    if found is None:
        raise BadDateError(f"{whole!r} is no date in EDTF: expected forms such as 2019-08-16, 2020-01/2020-02 or 2020~")
    year = None if found["year"] == _UNSPECIFIED else int(found["year"])
    month, day = (int(found[part]) if found[part] else None for part in ("month", "day"))
    try:
        date(_ANY_LEAP_YEAR if year is None else year, month or 1, day or 1)
        clock = time.fromisoformat(found["time"]) if found["time"] else None
    except ValueError as error:
        raise BadDateError(f"{whole!r} names a day or hour that does not exist ({error})") from error
    if clock and not day:
        raise BadDateError(f"{whole!r} gives an hour without a day")
    return Point(year, month, day, clock, bool(found["utc"]), found["qualifier"] or "")


def parse_edtf(text: str) -> Edtf:
    """Read a canonical value.

    Args:
        text: one of the forms in this module's docstring.

    Raises:
        BadDateError: it has another form, names no real day, or ends before it begins.
    """
    first, slash, last = text.partition("/")
    start = _point(first, text)
    if not slash or last == "..":
        return Edtf(text, start, None, bool(slash))
    end = _point(last, text)
    backwards = (end.last_day(), end.clock or time.max) < (start.first_day(), start.clock or time.min)
    if backwards or (start.clock is None) != (end.clock is None):
        raise BadDateError(f"{text!r} ends before it begins, or has an hour on one side only")
    return Edtf(text, start, end, False)  # noqa: FBT003 - open_end, said by the field's name
