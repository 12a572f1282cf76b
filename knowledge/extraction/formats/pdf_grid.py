"""Tables that are drawn with lines: rules that touch each other and enclose cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.extraction.formats.pdf_lines import Segment
from knowledge.extraction.formats.pdf_page import Rule

_MOST_RULES = 800
_SHORTEST = 6.0
_TOUCH = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The edges of a table's columns from left to right, and of its rows from top to bottom."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    def holds(self, segment: Segment) -> bool:
        """Whether text stands within the table."""
        middle = (segment.left + segment.right) / 2
        height = segment.base + segment.size * 0.3
        return self.columns[0] <= middle <= self.columns[-1] and self.rows[-1] <= height <= self.rows[0]

    def place(self, segment: Segment) -> tuple[int, int]:
        """The row and column in which a text begins."""
        begin = segment.left + min(segment.size, (segment.right - segment.left) / 2)
        height = segment.base + segment.size * 0.3
        return sum(edge > height for edge in self.rows), sum(edge <= begin for edge in self.columns)


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that rules draw, of two columns at least."""
    kept = _merged(rules)
    if len(kept) > _MOST_RULES:
        return []
    grids: list[Grid] = []
    for group in _touching(kept):
        across = _edges([(rule.bottom + rule.top) / 2 for rule in group if _is_across(rule)])
        upright = _edges([(rule.left + rule.right) / 2 for rule in group if not _is_across(rule)])
        if len(upright) > 2 and len(across) > 1:  # noqa: PLR2004 - three edges make two columns
            grids.append(Grid(columns=tuple(upright), rows=tuple(reversed(across))))
    return grids


def _is_across(rule: Rule) -> bool:
    return rule.right - rule.left >= rule.top - rule.bottom


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Rules that are long enough, each place once."""
    found = dict[tuple[int, int, int, int], Rule]()
    for rule in rules:
        if max(rule.right - rule.left, rule.top - rule.bottom) >= _SHORTEST:
            found[round(rule.left), round(rule.right), round(rule.bottom), round(rule.top)] = rule
    return list(found.values())


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules in groups of those that touch each other, directly or over others."""
    groups: list[list[Rule]] = []
    left = list(rules)
    while left:
        group = [left.pop()]
        for rule in group:  # it grows while it is walked
            near = [other for other in left if _touch(rule, other)]
            if near:
                taken = set(map(id, near))
                left = [other for other in left if id(other) not in taken]
                group += near
        groups.append(group)
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    return (
        one.left - _TOUCH <= other.right
        and other.left - _TOUCH <= one.right
        and one.bottom - _TOUCH <= other.top
        and other.bottom - _TOUCH <= one.top
    )


def _edges(places: Sequence[float]) -> list[float]:
    """Places in order, those that are almost the same taken once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _TOUCH:
            found.append(place)
    return found
