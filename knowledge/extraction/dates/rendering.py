"""Chains of points to canonical EDTF values: one for a day or range, one each for the days of a list that lie apart."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.edtf import parse_edtf
from knowledge.errors import BadDateError
from knowledge.extraction.dates.chains import Chain, Link, fill
from knowledge.extraction.dates.clocks import Clock
from knowledge.extraction.dates.parts import THIS_MONTH, Point, Style
from knowledge.extraction.dates.values import Bound, FoundDate, YearFrom
from knowledge.extraction.dates.zones import UTC

IMPOSSIBLE = "impossible"
_DOUBTFUL = frozenset({"numeric-ambiguous", "numeric-us"})
_LEAP_YEAR = 2000
_UNKNOWN_MONTH = "XX"
_END_OF_DAY = 23 * 60 + 59


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A chain with what stands around it; `start` and `end` are offsets in the text."""

    chain: Chain
    start: int
    end: int
    sentence: int
    bound: Bound = Bound.NONE
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    """One result: its first and last point (the same for a single one), and which points of the chain they are."""

    first: Point
    last: Point
    at: int
    to: int
    merged: bool = False


def _is_range(link: Link, before: Point, after: Point) -> bool:
    if link is Link.SLASH:
        return (before.day is None and after.day is None) or before.form == "iso"
    return link is Link.RANGE


def _ranges(chain: Chain) -> list[_Span]:
    spans = [_Span(chain.points[0], chain.points[0], 0, 0)]
    for n, link in enumerate(chain.links, start=1):
        point, last = chain.points[n], spans[-1]
        if _is_range(link, last.last, point):
            spans[-1] = replace(last, last=point, to=n)
        else:
            spans.append(_Span(point, point, n, n))
    return spans


def _spans(chain: Chain) -> list[_Span]:
    """The results of a chain: days or months of a list that follow each other are one, those of "or" are not."""
    first, *others = _ranges(chain)
    spans = [first]
    for span in others:
        last, link = spans[-1], chain.links[span.at - 1]
        single = span.at == span.to and (last.merged or last.at == last.to)
        if single and link is not Link.OR and _follows(last.last, span.first):
            spans[-1] = replace(last, last=span.last, to=span.to, merged=True)
        else:
            spans.append(span)
    return spans


def _follows(first: Point, second: Point) -> bool:
    """Whether the second is the day or month right after the first."""
    if first.clock or second.clock or first.about or second.about or first.until_month or second.until_month:
        return False
    if first.month is None or second.month is None or (first.day is None) != (second.day is None):
        return False
    year, after = first.year or _LEAP_YEAR, second.year or first.year or _LEAP_YEAR
    if first.day is None or second.day is None:
        return year * 12 + first.month + 1 == after * 12 + second.month
    try:
        return date(year, first.month, first.day) + timedelta(days=1) == date(after, second.month, second.day)
    except ValueError:
        return False


def _text(point: Point, month: int | None, minutes: int | None, mark: str) -> str:
    parts = ["XXXX" if point.year is None else f"{point.year:04}"]
    if month is not None:
        parts.append(_UNKNOWN_MONTH if month == THIS_MONTH else f"{month:02}")
    if point.day is not None:
        parts.append(f"{point.day:02}")
    clock = "" if minutes is None else f"T{minutes // 60:02}:{minutes % 60:02}"
    return "-".join(parts) + clock + mark


def _mark(point: Point, *, tentative: bool) -> str:
    return "?" if tentative else "~" if point.about else ""


def _clocks(span: _Span, bound: Bound) -> tuple[int | None, int | None, str | None]:
    """Minutes at the beginning and end, and the zone; hours that a range of days shares are left out."""
    first, last = span.first.clock, span.last.clock
    if span.at == span.to:
        if first is None:
            return None, None, None
        begins = _END_OF_DAY if first.midnight and bound is Bound.UNTIL and first.first == 0 else first.first
        return begins, first.last, first.zone
    if first is None or last is None:
        return None, None, None
    return first.first, last.first if last.last is None else last.last, first.zone or last.zone


def _value(span: _Span, stretch: Stretch) -> tuple[str, str | None]:
    begins, ends, zone = _clocks(span, stretch.bound)
    utc = "Z" if zone == UTC and begins is not None else ""
    first, last = (utc + _mark(p, tentative=stretch.tentative) for p in (span.first, span.last))
    start = _text(span.first, span.first.month, begins, first)
    single = span.at == span.to
    if single and span.first.until_month:
        return f"{start}/{_text(span.first, span.first.until_month, None, first)}", zone
    if not single or ends is not None:
        month = span.last.until_month or span.last.month
        return f"{start}/{_text(span.last, month, ends, last)}", zone
    return (f"{start}/.." if stretch.bound is Bound.FROM else start), zone


def _rule(span: _Span, count: int) -> str:
    point = span.first
    doubtful = next((p.form for p in (span.first, span.last) if p.form in _DOUBTFUL), "")
    if doubtful:
        return doubtful
    if span.merged or count > 1 or span.at != span.to:
        kind = "list" if span.merged or count > 1 else "range"
        return f"day-{kind}" if point.day else f"month-{kind}"
    if point.day is not None:
        return point.form or _day_rule(point)
    return _month_rule(point)


def _month_rule(point: Point) -> str:
    if point.until_month:
        return "quarter"
    if point.about:
        return "part-of-month" if point.month else "part-of-year"
    return "month-year" if point.year else "month"


def _day_rule(point: Point) -> str:
    if point.style is Style.YEAR_FIRST:
        return "year-month-day" if point.year else "month-day"
    return f"{point.style}-year" if point.year else str(point.style)


def _year_from(span: _Span, raw: Chain, filled: Chain) -> YearFrom:
    """A year that stands once for the days of one month is written; one that another month has is taken from there."""
    if THIS_MONTH in {span.first.month, span.last.month}:
        return YearFrom.LETTER
    if span.first.year is None:
        return YearFrom.UNKNOWN
    lacking = [n for n in range(span.at, span.to + 1) if raw.points[n].year is None and raw.points[n].month is not None]
    inside = any(raw.points[n].year is not None for n in range(span.at, span.to + 1))
    if not lacking and (inside or _shares_month(span, raw, filled)):
        return YearFrom.WRITTEN
    return YearFrom.RANGE if inside and span.at != span.to else YearFrom.SENTENCE


def _shares_month(span: _Span, raw: Chain, filled: Chain) -> bool:
    """Whether a day that has only its number stands beside one of the same month with the year."""
    wanted = filled.points[span.at].year, filled.points[span.at].month
    written = zip(raw.points, filled.points, strict=True)
    return any(r.year is not None and (f.year, f.month) == wanted for r, f in written)


def render(stretch: Stretch) -> list[FoundDate]:
    """Make the values of a chain; a day that does not exist, or an end before its beginning, has none."""
    filled = fill(stretch.chain)
    spans = _spans(filled)
    found = []
    for span in spans:
        value, zone = _value(span, stretch)
        rule = _rule(span, len(spans))
        try:
            parse_edtf(value)
            checked: str | None = value
        except BadDateError:
            checked, rule = (value, rule) if f"-{_UNKNOWN_MONTH}" in value or _may_turn(value) else (None, IMPOSSIBLE)
        found.append(
            FoundDate(
                start=stretch.start,
                end=stretch.end,
                value=checked,
                rule=rule,
                bound=stretch.bound,
                year_from=_year_from(span, stretch.chain, filled),
                weekday=span.first.weekday,
                zone=zone,
                tentative=stretch.tentative,
            )
        )
    return found


def _may_turn(value: str) -> bool:
    """Whether a range without a year merely goes over the end of the year."""
    first, slash, last = value.partition("/")
    if not slash or "XXXX" not in value:
        return False
    try:
        return parse_edtf(first).start.month != parse_edtf(last).start.month
    except BadDateError:
        return False


def set_clock(stretch: Stretch, clock: Clock) -> Stretch:
    """The same stretch with a clock time that stands elsewhere in its sentence."""
    points = (replace(stretch.chain.points[0], clock=clock), *stretch.chain.points[1:])
    return replace(stretch, chain=replace(stretch.chain, points=points))
