"""What lies over text on a PDF's page: links and lines that strike it out."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject

from knowledge.extraction.document import MarkKind
from knowledge.extraction.formats.pdf_page import Rule, Run

_STRIKE = (0.12, 0.5)
_MIDDLE = 0.3
_LEAST_OVERLAP = 0.35
_MOST_AREAS = 2_000
_SNAP = 4
_CORNERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle over text, and what it says of it."""

    left: float
    right: float
    bottom: float
    top: float
    mark: MarkKind
    target: str = ""


def areas_of(page: Mapping[str, Any], quarter: int) -> list[Area]:
    """The links and the struck-out places that a page's annotations mark.

    Args:
        page: its dictionary.
        quarter: in which direction its text runs.
    """
    listed = page.get("/Annots")
    listed = listed.get_object() if listed is not None else ()
    areas: list[Area] = []
    for reference in list(listed or ())[:_MOST_AREAS]:
        annotation = reference.get_object()
        if not isinstance(annotation, DictionaryObject):
            continue
        kind, target = annotation.get("/Subtype"), _address(annotation)
        if kind == "/StrikeOut" or (kind == "/Link" and target):
            mark = MarkKind.STRUCK if kind == "/StrikeOut" else MarkKind.LINK
            areas += [_turned(box, quarter, mark, target) for box in _boxes(annotation)]
    return areas


def _address(annotation: DictionaryObject) -> str:
    action = annotation.get("/A")
    action = action.get_object() if action is not None else None
    address = action.get("/URI") if isinstance(action, DictionaryObject) else None
    address = address.get_object() if address is not None else b""
    return address.decode("utf-8", "replace") if isinstance(address, bytes) else str(address)


def _boxes(annotation: DictionaryObject) -> Iterator[tuple[float, float, float, float]]:
    """The rectangles of an annotation: one for each of its lines, if it says so."""
    corners = annotation.get("/QuadPoints")
    listed = corners.get_object() if corners is not None else None
    numbers = [float(number) for number in listed] if isinstance(listed, ArrayObject) else []
    for at in range(0, len(numbers) - _CORNERS + 1, _CORNERS):
        xs, ys = numbers[at : at + _CORNERS : 2], numbers[at + 1 : at + _CORNERS : 2]
        yield min(xs), min(ys), max(xs), max(ys)
    if not numbers:
        box = annotation["/Rect"].get_object()
        left, bottom, right, top = (float(number) for number in box) if isinstance(box, ArrayObject) else (0.0,) * 4
        yield min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def _turned(box: tuple[float, float, float, float], quarter: int, mark: MarkKind, target: str) -> Area:
    left, bottom, right, top = box
    turned = (
        (left, right, bottom, top),
        (bottom, top, -right, -left),
        (-right, -left, -top, -bottom),
        (-top, -bottom, left, right),
    )[quarter]
    return Area(left=turned[0], right=turned[1], bottom=turned[2], top=turned[3], mark=mark, target=target)


def marked(runs: Sequence[Run], rules: Sequence[Rule], areas: Sequence[Area]) -> list[Run]:
    """The runs with the marks of what lies over them; a run that is covered in part is cut.

    Args:
        runs: of one page.
        rules: the lines that are drawn there.
        areas: its annotations.
    """
    by_base = sorted(runs, key=lambda run: run.base)
    bases = [run.base for run in by_base]
    largest = max((run.size for run in runs), default=0.0)
    covering = dict[int, list[Area]]()
    for area in areas:
        for run in by_base[bisect_left(bases, area.bottom - largest) : bisect_right(bases, area.top)]:
            if area.bottom <= run.base + run.size * _MIDDLE <= area.top:
                covering.setdefault(id(run), []).append(area)
    for rule in rules:
        if rule.right - rule.left <= rule.top - rule.bottom:
            continue
        height = (rule.bottom + rule.top) / 2
        for run in by_base[bisect_left(bases, height - largest) : bisect_right(bases, height)]:
            if _STRIKE[0] * run.size <= height - run.base <= _STRIKE[1] * run.size:
                struck = Area(left=rule.left, right=rule.right, bottom=height, top=height, mark=MarkKind.STRUCK)
                covering.setdefault(id(run), []).append(struck)
    found: list[Run] = []
    for run in runs:
        pieces = [run]
        for area in covering.get(id(run), ()):
            pieces = [part for piece in pieces for part in _cut(piece, area)]
        found += pieces
    return found


def _cut(run: Run, area: Area) -> list[Run]:
    """A run in up to three parts, the one under the area marked."""
    left, right = max(run.left, area.left), min(run.right, area.right)
    width = run.right - run.left
    if width <= 0 or right - left < min(_LEAST_OVERLAP * width, run.size):
        return [run]
    count = len(run.glyphs)
    begin = _boundary(run.glyphs, round((left - run.left) / width * count))
    end = _boundary(run.glyphs, round((right - run.left) / width * count))
    if begin >= end:
        return [run]
    parts: list[Run] = []
    for first, last in ((0, begin), (begin, end), (end, count)):
        if first == last:
            continue
        part = replace(
            run,
            glyphs=run.glyphs[first:last],
            left=run.left + width * first / count,
            right=run.left + width * last / count,
        )
        if first == begin:
            part.marks = run.marks | {area.mark}
            part.target = area.target or run.target
        parts.append(part)
    return parts


def _boundary(glyphs: Sequence[str], at: int) -> int:
    """The end of a word near a place among glyphs, since their widths are only known together."""
    for distance in range(_SNAP + 1):
        for place in (at - distance, at + distance):
            if place in {0, len(glyphs)} or (
                0 < place < len(glyphs) and glyphs[place].isspace() != glyphs[place - 1].isspace()
            ):
                return place
    return at
