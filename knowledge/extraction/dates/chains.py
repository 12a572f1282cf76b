"""Several points in a row: ranges ("del 30 de marzo al 3 de abril de 2020"), lists ("12, 13 y 14 de mayo"), and both.

What a point lacks comes from its neighbours: a month from the next that has one (from the one before where the month
stands first), a year likewise. Years from beyond the chain are not looked for here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.parts import Point, Style, has, skip, text_at
from knowledge.extraction.dates.points import read_point
from knowledge.extraction.dates.words import Label, Lexicon

_MOST = 40
_LEANING = frozenset({Style.MONTH_FIRST, Style.YEAR_FIRST})


class Link(StrEnum):
    """How a point is joined to the one before it."""

    RANGE = "range"
    SLASH = "slash"
    AND = "and"
    COMMA = "comma"
    OR = "or"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Points in a row; `links[n]` joins points n and n + 1."""

    points: tuple[Point, ...]
    links: tuple[Link, ...]

    @property
    def at(self) -> int:
        """Index of its first item."""
        return self.points[0].at

    @property
    def end(self) -> int:
        """Index after its last item."""
        return self.points[-1].end


def _link(items: Sequence[Item], at: int, *, between: bool) -> tuple[Link, int] | None:
    """The sign or words that join two points, and where they end."""
    at = skip(items, at, Label.ONWARD, most=1)
    comma = text_at(items, at) == ","
    start = at + comma
    if has(items, start, Label.AND):
        return (Link.RANGE if between else Link.AND), _inner(items, start + 1)
    if has(items, start, Label.OR):
        return Link.OR, _inner(items, start + 1)
    if has(items, start, Label.TO):
        return Link.RANGE, _inner(items, start + 1)
    if comma:
        return Link.COMMA, _inner(items, start)
    if text_at(items, at) == "-":
        return Link.RANGE, at + 1
    return (Link.SLASH, at + 1) if text_at(items, at) == "/" else None


def _inner(items: Sequence[Item], at: int) -> int:
    return skip(items, at, Label.THE, Label.ON, Label.FROM, Label.BETWEEN, most=3)


def _joins(points: Sequence[Point], link: Link, point: Point) -> bool:
    """Whether a list goes on; dates that lack nothing stand each for itself."""
    last = points[-1]
    if link is Link.RANGE:
        return True
    if link is Link.SLASH and last.form == point.form == "iso":
        return True
    if last.year is not None:
        return point.year is None and (point.month is None or last.style is Style.YEAR_FIRST) and last.style in _LEANING
    return link is not Link.COMMA or point.day is not None


def _collect(items: Sequence[Item], at: int, lexicon: Lexicon, *, between: bool) -> Chain | None:
    first = read_point(items, at, lexicon)
    if first is None:
        return None
    points, links = [first], list[Link]()
    style = first.style
    while len(points) < _MOST:
        link = _link(items, points[-1].end, between=between)
        point = read_point(items, link[1], lexicon, style) if link and link[1] < len(items) else None
        if link is None or point is None or not _joins(points, link[0], point):
            break
        points.append(point)
        links.append(link[0])
        between = link[0] is not Link.RANGE and has(items, point.at - 1, Label.BETWEEN)
        style = point.style or style
    return Chain(points=tuple(points), links=tuple(links))


def _cut_tail(chain: Chain) -> Chain | None:
    """Without the points at the end that have no month and cannot lean on the one before."""
    points, links = list(chain.points), list(chain.links)
    while points:
        style = next((p.style for p in reversed(points) if p.month is not None), Style.NONE)
        last = points[-1]
        hangs = last.month is None and not (last.about and last.year)
        leans = style in _LEANING and (links[-1:] != [Link.COMMA] or last.year is not None)
        lonely = last.weak and not any(p.year is not None for p in points)
        if not (hangs and not leans) and not lonely and (last.month or last.about or len(points) > 1):
            break
        points.pop()
        links = links[: max(len(points) - 1, 0)]
    return Chain(points=tuple(points), links=tuple(links)) if points else None


def _cut_head(chain: Chain, *, blocked: bool) -> Chain:
    """Without numbers at the beginning that are no days: after "room", or in no order, or a lone number and a comma."""
    own = next(n for n, point in enumerate(chain.points) if point.month is not None or point.about)
    start = 0
    if blocked and chain.points[0].month is None:
        start = own
    for n in range(own - 1, start - 1, -1):
        day, following = chain.points[n].day, chain.points[n + 1].day
        same = chain.points[n + 1].month is None or n + 1 == own
        if same and day is not None and following is not None and day >= following:
            start = n + 1
            break
    if own - start == 1 and chain.links[start] is Link.COMMA:
        start = own
    if chain.points[own].style in _LEANING or chain.points[own].day is None:
        start = own
    return Chain(points=chain.points[start:], links=chain.links[start:])


def _fill_months(points: list[Point]) -> None:
    for n in range(1, len(points)):
        point, before = points[n], points[n - 1]
        if point.month is None and point.day and before.month and before.style in _LEANING:
            points[n] = replace(point, month=before.month, style=before.style)
    for n in range(len(points) - 2, -1, -1):
        point, after = points[n], points[n + 1]
        if point.month is None and point.day and after.month and after.day:
            points[n] = replace(point, month=after.month, style=after.style, form=point.form or after.form)


def _order(point: Point) -> tuple[int, int]:
    return point.month or 0, point.day or 0


def _fill_years(points: list[Point]) -> None:
    """Give each point the year of its neighbour; one that the order of the year would turn back is in the next year."""
    for n in range(len(points) - 2, -1, -1):
        after = points[n + 1].year
        if points[n].year is None and after is not None:
            turns = _order(points[n])[0] > _order(points[n + 1])[0] and points[n + 1].month is not None
            points[n] = replace(points[n], year=after - turns)
    for n in range(1, len(points)):
        before = points[n - 1].year
        if points[n].year is None and before is not None:
            turns = _order(points[n])[0] < _order(points[n - 1])[0] and points[n].month is not None
            points[n] = replace(points[n], year=before + turns)


def fill(chain: Chain) -> Chain:
    """Give every point of a chain the month and year that its neighbours have."""
    points = list(chain.points)
    _fill_months(points)
    _fill_years(points)
    return Chain(points=tuple(points), links=chain.links)


def read_chain(
    items: Sequence[Item], at: int, lexicon: Lexicon, *, between: bool, blocked: bool
) -> tuple[Chain | None, int]:
    """Read the points that begin at an item.

    Args:
        items: of the text.
        at: where they begin.
        lexicon: of the language.
        between: whether "between" stands before, so that the first "and" makes a range.
        blocked: whether a word stands before whose number is no day ("room 12").

    Returns:
        The chain as it is written, None where there is no date; and the index up to which no other chain begins where
        there is none.
    """
    whole = _collect(items, at, lexicon, between=between)
    if whole is None:
        return None, at + 1
    chain = _cut_tail(whole)
    if chain is None:
        return None, whole.end
    chain = _cut_head(chain, blocked=blocked)
    return chain, chain.end
