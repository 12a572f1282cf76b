"""Days, intervals and distances in time as people write them, in six languages."""

from datetime import date, time, timedelta
from typing import Literal

from babel import Locale
from babel.dates import format_time, format_timedelta

from handlers.wording import Wording
from knowledge.edtf import Edtf, Point

_NOMINATIVE = frozenset({"ru"})
"""Languages whose months stand in another form alone. Only these are asked for it: for others Babel 2.18 may give the
months of whichever language was asked for last (its issue 1234)."""
_MANY_DAYS, _MANY_MONTHS = 60, 731
_MONTH, _YEAR, _LEAP_SHARE = 30, 365, 0.2425


def _parts(point: Point, wording: Wording) -> dict[str, object]:
    locale = Locale(wording.language)
    month = point.month or 1
    within = "stand-alone" if point.day is None and wording.language in _NOMINATIVE else "format"
    return {
        "day": point.day,
        "month": locale.months[within]["wide"][month],
        "month_number": month,
        "year": point.year,
    }


def _point(point: Point, wording: Wording) -> str:
    parts = _parts(point, wording)
    if point.month is None:
        return wording.say("year", year=point.year)
    if point.day is None:
        return wording.say("month", **parts)
    return wording.say("day" if point.year else "day_without_year", **parts)


def _interval(start: Point, end: Point, wording: Wording) -> str:
    first, last = _parts(start, wording), _parts(end, wording)
    same_year = start.year == end.year
    if start.day and end.day:
        key = "days_in_month" if same_year and start.month == end.month else "days_in_year" if same_year else "days"
        return wording.say(key, first=first, last=last)
    if start.month and end.month and same_year:
        return wording.say("months_in_year", first=first, last=last)
    return wording.say("between", first=_point(start, wording), last=_point(end, wording))


def _clock(when: Edtf, wording: Wording) -> str:
    def shown(moment: time) -> str:
        return format_time(moment, "HH:mm", locale=wording.language)

    text = shown(when.start.clock or time.min)
    if when.end and when.end.clock:
        text = wording.say("times", first=text, last=shown(when.end.clock))
    return wording.say("universal_time", time=text) if when.start.utc else text


def show(when: Edtf, wording: Wording) -> str:
    """Write a canonical value in a language.

    Args:
        when: a day, month, year or interval; hours are shown as the letter's clock gives them.
        wording: of the language.
    """
    if when.has_clock:
        same_day = when.end is None or when.end.last_day() == when.first_day()
        days = _point(when.start, wording) if same_day or when.end is None else _interval(when.start, when.end, wording)
        text = wording.say("at_time", date=days, time=_clock(when, wording))
    elif when.open_end:
        text = wording.say("from_on", first=_point(when.start, wording))
    elif when.end:
        text = _interval(when.start, when.end, wording)
    else:
        text = _point(when.start, wording)
    if when.qualifier == "~":
        return wording.say("about", date=text)
    return wording.say("unconfirmed", date=text) if when.qualifier == "?" else text


def distance(day: date, today: date, wording: Wording) -> str:
    """How far a day is from today: "in 12 days", "7 years ago", "tomorrow".

    Args:
        day: the day spoken of.
        today: the day on which it is said.
        wording: of the language.
    """
    days = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if near:
        return wording.say(near)
    unit: Literal["day", "month", "year"] = (
        "day" if abs(days) < _MANY_DAYS else "month" if abs(days) < _MANY_MONTHS else "year"
    )
    whole = {"day": 1, "month": _MONTH, "year": _YEAR}[unit]
    rounded = round(days / whole) if unit == "month" else int(days / (whole + _LEAP_SHARE * (unit == "year")))
    return format_timedelta(
        timedelta(days=rounded * whole), granularity=unit, threshold=10**6, add_direction=True, locale=wording.language
    )


def standing(when: Edtf, today: date, wording: Wording) -> str | None:
    """Where an event stands today: to come, under way or over, and how far away; None where it cannot be told.

    Args:
        when: of the event.
        today: the day on which it is said.
        wording: of the language.
    """
    if when.start.year is None or when.qualifier:
        return None
    first, last = when.first_day(), when.last_day()
    single = first == last and not when.open_end
    if today < first:
        return wording.say("will_be" if single else "starts", distance=distance(first, today, wording))
    if when.open_end:
        return None
    if last < today:
        return wording.say("was" if single else "ended", distance=distance(last, today, wording))
    return distance(first, today, wording) if single else wording.say("running")
