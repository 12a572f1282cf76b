"""Segments of a page to stretches in reading order: lines of one column, or rows of a table.

Tables are found by their rules, or by rows that stand beside each other; columns by a gutter that stays open. Columns
are read one after the other, since a letterhead's date and addressees would otherwise run into its reference.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from knowledge.extraction.formats.pdf_grid import Grid, grids_of
from knowledge.extraction.formats.pdf_lines import Segment
from knowledge.extraction.formats.pdf_page import Rule

_GUTTER = 1.5
_BREAK = 2.0
"""Of the usual distance of lines: what is farther below than this is not of the same columns."""
_LEADING = (0.8, 2.6)
_TIGHT = 1.15
_PROSE = 0.7
_PROSE_LINES = 5
_DEEPEST = 4
_LEAST_TABLE = 4
"""Rows and columns together: two rows of two, or one row of three."""
_MOST_SEGMENTS = 2_000
_LABEL = re.compile(r"[^:：]{0,29}[^\W\d_]\.?\s?(?::(?=\s|$)|：)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """Lines below each other."""

    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: for each cell its lines."""

    cells: Sequence[Sequence[Segment]]


Stretch = Column | Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is known of the whole page."""

    is_rtl: bool = False
    """Whether its first column is the rightmost."""
    leading: float = 1.3
    """The usual distance of lines, in sizes of their letters."""
    head: float = float("inf")
    """Above this height, labels such as "Ref.:" in columns show a letterhead."""


def stretches_of(segments: Sequence[Segment], rules: Sequence[Rule], sheet: Sheet) -> list[Stretch]:
    """The stretches of a page in reading order.

    Args:
        segments: from top to bottom, those of one line in reading order.
        rules: the lines that are drawn.
        sheet: the page as a whole.
    """
    if len(segments) > _MOST_SEGMENTS:
        return [Column(segments=segments)]
    found: list[Stretch] = []
    waiting: list[Segment] = []
    grids = grids_of(rules)
    inside = {id(segment): grid for grid in grids for segment in segments if grid.holds(segment)}
    done = set[int]()
    for segment in segments:
        grid = inside.get(id(segment))
        if grid is None:
            waiting.append(segment)
        elif id(grid) not in done:
            done.add(id(grid))
            found += _open_stretches(waiting, sheet)
            waiting = []
            held = [other for other in segments if inside.get(id(other)) is grid]
            found += _grid_rows(grid, held, sheet)
    return found + _open_stretches(waiting, sheet)


def leading_of(segments: Sequence[Segment]) -> float:
    """The usual distance of a page's lines, in sizes of their letters."""
    steps = [(one.base - other.base) / one.size for one, other in pairwise(segments) if one.size]
    near = [step for step in steps if _LEADING[0] < step < _LEADING[1]]
    return median(near) if near else Sheet().leading


def _grid_rows(grid: Grid, segments: Sequence[Segment], sheet: Sheet) -> Iterator[Row]:
    rows = dict[int, dict[int, list[Segment]]]()
    for segment in segments:
        row, column = grid.place(segment)
        rows.setdefault(row, {}).setdefault(column, []).append(segment)
    columns = sorted({column for row in rows.values() for column in row}, reverse=sheet.is_rtl)
    for number in sorted(rows):
        yield Row(cells=[rows[number].get(column, ()) for column in columns])


def _open_stretches(segments: Sequence[Segment], sheet: Sheet, depth: int = 0) -> list[Stretch]:
    """The stretches of an area without rules."""
    if not any(other.top > segment.base for segment, other in pairwise(segments)):
        return [Column(segments=segments)] if segments else []
    found: list[Stretch] = []
    plain: list[Segment] = []
    at = 0
    while at < len(segments):
        band = _band(segments, at, sheet) if depth < _DEEPEST else None
        if band is None:
            plain.append(segments[at])
            at += 1
            continue
        begin, end, gutter = band
        plain += segments[at:begin]
        if plain:
            found.append(Column(segments=plain))
            plain = []
        found += _beside(segments[begin:end], gutter, sheet, depth=depth)
        at = end
    if plain:
        found.append(Column(segments=plain))
    return found


def _band(segments: Sequence[Segment], at: int, sheet: Sheet) -> tuple[int, int, tuple[float, float]] | None:
    """The longest stretch from here on through which a gutter stays open, with text on both its sides.

    Returns:
        Where it begins and ends, and the gutter.
    """
    first = segments[at]
    gutters: list[tuple[float, float]] = [(float("-inf"), first.left), (first.right, float("inf"))]
    best: tuple[int, tuple[float, float]] | None = None
    last = first
    for index in range(at + 1, len(segments)):
        segment = segments[index]
        if last.base - segment.base > _BREAK * sheet.leading * max(last.size, segment.size):
            break
        gutters = [piece for gutter in gutters for piece in _without(gutter, segment)]
        inner = [g for g in gutters if g[0] > float("-inf") and g[1] < float("inf")]
        if not gutters or (best and not inner):
            break
        if inner:
            best = (index + 1, max(inner, key=lambda gutter: gutter[1] - gutter[0]))
        last = segment
    if best is None:
        return None
    level = _level(segments[at : best[0]], best[1])
    if level is None:
        return None
    return at + level, _trimmed(segments, (at + level, best[0]), best[1], sheet), best[1]


def _trimmed(segments: Sequence[Segment], band: tuple[int, int], gutter: tuple[float, float], sheet: Sheet) -> int:
    """Where columns end: where one of them does, but for the labelled lines that go on below in the other."""
    at, end = band
    sides = [segment.left >= gutter[1] for segment in segments[at:end]]
    place = at + min(len(sides) - 1 - sides[::-1].index(side) for side in (True, False)) + 1
    height = min(segments[place - 1].base, segments[place - 2].base if place > at + 1 else float("inf"))
    while place < end and (
        segments[place].top > height or _LABEL.match(segments[place].text) or _is_tight(segments, place, sheet)
    ):
        place += 1
    return place


def _is_tight(segments: Sequence[Segment], at: int, sheet: Sheet) -> bool:
    """Whether a line follows the one before it as within a paragraph."""
    last, segment = segments[at - 1], segments[at]
    return 0 <= last.base - segment.base <= _TIGHT * sheet.leading * segment.size


def _without(gutter: tuple[float, float], segment: Segment) -> Iterator[tuple[float, float]]:
    """What a segment leaves of a gutter, where that is wide enough."""
    least = _GUTTER * segment.size
    for left, right in ((gutter[0], min(gutter[1], segment.left)), (max(gutter[0], segment.right), gutter[1])):
        if right - left >= least:
            yield left, right


def _level(segments: Sequence[Segment], gutter: tuple[float, float]) -> int | None:
    """Where the first two lines begin that stand beside each other, on both sides of a gutter."""
    for index, segment in enumerate(segments):
        is_right = segment.left >= gutter[1]
        for other in segments[index + 1 :]:
            if other.top <= segment.base:
                break
            if (other.left >= gutter[1]) != is_right:
                return index
    return None


def _beside(segments: Sequence[Segment], gutter: tuple[float, float], sheet: Sheet, depth: int) -> list[Stretch]:
    """Columns after each other, or rows."""
    columns = _columns(segments)
    is_head = segments[0].base > sheet.head and any(_LABEL.match(segment.text) for segment in segments)
    if not is_head and _is_table(columns):
        ordered = columns[::-1] if sheet.is_rtl else columns
        return list(_rows(ordered))
    left = [segment for segment in segments if segment.right <= gutter[0]]
    right = [segment for segment in segments if segment.left >= gutter[1]]
    sides = (right, left) if sheet.is_rtl else (left, right)
    return [stretch for side in sides for stretch in _open_stretches(side, sheet, depth=depth + 1)]


def _columns(segments: Sequence[Segment]) -> list[list[Segment]]:
    """The segments by the columns that do not overlap, from left to right; all gutters count, not only the widest."""
    columns: list[list[Segment]] = []
    right = float("-inf")
    for segment in sorted(segments, key=lambda segment: segment.left):
        if columns and segment.left - right < _GUTTER * segment.size:
            columns[-1].append(segment)
        else:
            columns.append([segment])
        right = max(right, segment.right)
    for column in columns:
        column.sort(key=lambda segment: -segment.base)
    return columns


def _is_table(columns: Sequence[Sequence[Segment]]) -> bool:
    """Whether columns are those of a table: rows that stand level, and are not running text."""
    level = _level_rows(columns)
    if level == 0 or level + len(columns) < _LEAST_TABLE:
        return False
    return not all(map(_is_prose, columns))


def _level_rows(columns: Sequence[Sequence[Segment]]) -> int:
    first, *others = columns
    count = 0
    for segment in first:
        count += any(abs(other.base - segment.base) < 0.3 * segment.size for column in others for other in column)
    return count


def _is_prose(column: Sequence[Segment]) -> bool:
    left, right = min(s.left for s in column), max(s.right for s in column)
    return len(column) >= _PROSE_LINES and median(s.right - s.left for s in column) > _PROSE * (right - left)


def _rows(columns: Sequence[Sequence[Segment]]) -> Iterator[Row]:
    """The rows: each begins where the first column has a line."""
    starts = [segment.base + 0.3 * segment.size for segment in columns[0]]
    rows: list[list[list[Segment]]] = [[[] for _ in columns] for _ in range(len(starts) + 1)]
    for number, column in enumerate(columns):
        for segment in column:
            rows[sum(segment.base <= start for start in starts)][number].append(segment)
    for row in rows:
        if any(row):
            yield Row(cells=row)
