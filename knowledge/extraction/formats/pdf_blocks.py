"""Lines of a column to paragraphs, headings and items, by their distances, indents and sizes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from knowledge.extraction.document import BlockKind, is_numbered
from knowledge.extraction.formats.assembling import Line, Piece, is_east_asian, line_text
from knowledge.extraction.formats.flow import Draft
from knowledge.extraction.formats.pdf_columns import Column, Stretch
from knowledge.extraction.formats.pdf_furniture import begins_note
from knowledge.extraction.formats.pdf_lines import BULLETS, DASHES, Segment

_GAP = 1.25
_LARGE = 1.15
_INDENT = 0.8
_FULL = 0.82
_LONGEST_HEADING = 250
_SENTENCE_ENDS = (".", "。", "!", "?", "؟", "！", "？")


@dataclass(slots=True, kw_only=True)
class _Open:
    """A block that lines are added to."""

    kind: BlockKind = BlockKind.PARAGRAPH
    segments: list[Segment] = field(default_factory=list)


def drafts_of(stretches: Iterable[Stretch], *, usual: float, page: int) -> list[Draft]:
    """The blocks of a page's text.

    Args:
        stretches: in reading order.
        usual: the size of the letter's running text.
        page: its number.
    """
    found: list[Draft] = []
    for stretch in stretches:
        if isinstance(stretch, Column):
            found += _column(stretch.segments, usual=usual, page=page)
        else:
            cells = [[segment.line for segment in cell] for cell in stretch.cells]
            if sum(map(bool, cells)) > 1:
                found.append(Draft(kind=BlockKind.CELL_ROW, cells=cells, page=page))
            else:
                found += _column([segment for cell in stretch.cells for segment in cell], usual=usual, page=page)
    return found


def note_drafts(segments: Sequence[Segment], page: int) -> Iterator[Draft]:
    """The footnotes among the small lines at a page's bottom."""
    lines: list[Line] = []
    for segment in segments:
        if begins_note(segment.text) and lines:
            yield Draft(kind=BlockKind.FOOTNOTE, lines=lines, page=page)
            lines = []
        lines.append(_note(segment) if not lines else segment.line)
    if lines:
        yield Draft(kind=BlockKind.FOOTNOTE, lines=lines, page=page)


def _note(segment: Segment) -> Line:
    """A note's first line, a space between its sign and its text."""
    first, *others = segment.line
    if first.text.strip().isdigit() and others:
        return (first, Piece(text=" "), *others)
    return segment.line


def _column(segments: Sequence[Segment], *, usual: float, page: int) -> Iterator[Draft]:
    if not segments:
        return
    pitch = _pitch(segments)
    left, right = min(s.left for s in segments), max(s.right for s in segments)
    open_block = _Open()
    last: Segment | None = None
    for segment in segments:
        if last is None or _begins(last, segment, open_block, pitch=pitch, edges=(left, right)):
            yield from _closed(open_block, usual=usual, page=page)
            open_block = _Open(kind=BlockKind.ITEM if _is_item(segment) else BlockKind.PARAGRAPH)
        open_block.segments.append(segment)
        last = segment
    yield from _closed(open_block, usual=usual, page=page)


def _pitch(segments: Sequence[Segment]) -> float:
    """The usual distance between the baselines of a paragraph."""
    steps = [one.base - other.base for one, other in pairwise(segments)]
    size = median(segment.size for segment in segments)
    near = [step for step in steps if 0.8 * size < step < 2.0 * size]
    return median(near) if near else 1.3 * size


def _begins(last: Segment, segment: Segment, open_block: _Open, *, pitch: float, edges: tuple[float, float]) -> bool:
    """Whether a line begins a block of its own."""
    step = last.base - segment.base
    if abs(step) < 0.3 * segment.size:
        return False
    if step < 0 or step > _GAP * max(pitch, 1.05 * segment.size) or _differ(last.size, segment.size):
        return True
    indent = _start(segment, edges) - _start(open_block.segments[0], edges)
    is_full = _is_full(last, edges)
    if _is_item(segment) and (open_block.kind is BlockKind.ITEM or not is_full or _has_bullet(segment)):
        return True
    if open_block.kind is BlockKind.ITEM:
        return indent < _INDENT * segment.size and not is_full
    if (
        len(open_block.segments) > 1
        and indent > _INDENT * segment.size
        and _start(last, edges) < _start(segment, edges)
    ):
        return last.text.endswith(_SENTENCE_ENDS)
    return not is_full and last.text.endswith(_SENTENCE_ENDS) and not _is_short_area(edges, segment)


def _start(segment: Segment, edges: tuple[float, float]) -> float:
    """How far in a line begins, from the side where its script begins."""
    return edges[1] - segment.right if segment.is_rtl else segment.left - edges[0]


def _is_full(segment: Segment, edges: tuple[float, float]) -> bool:
    left, right = edges
    reach = right - segment.left if segment.is_rtl else segment.right - left
    return reach > _FULL * (right - left)


def _is_short_area(edges: tuple[float, float], segment: Segment) -> bool:
    """Whether a column is too narrow to tell full lines from short ones."""
    return edges[1] - edges[0] < 12 * segment.size


def _differ(one: float, other: float) -> bool:
    return max(one, other) > _LARGE * min(one, other)


def _is_item(segment: Segment) -> bool:
    return _has_bullet(segment) or _has_dash(segment) or is_numbered(segment.text)


def _has_bullet(segment: Segment) -> bool:
    return segment.text[:1] in BULLETS and segment.text[1:2] == " "


def _has_dash(segment: Segment) -> bool:
    return segment.text[:1] in DASHES and segment.text[1:2] == " "


def _closed(block: _Open, *, usual: float, page: int) -> Iterator[Draft]:
    if not block.segments:
        return
    lines = [segment.line for segment in block.segments]
    kind = block.kind
    if kind is BlockKind.ITEM and not is_numbered(block.segments[0].text):
        lines[0] = _without_bullet(lines[0])
    elif kind is BlockKind.PARAGRAPH:
        size = min(segment.size for segment in block.segments)
        if size > _LARGE * usual and sum(len(segment.text) for segment in block.segments) < _LONGEST_HEADING:
            kind = BlockKind.HEADING
    yield Draft(kind=kind, lines=lines, page=page)


def _without_bullet(line: Line) -> Line:
    pieces = list(line)
    while pieces:
        text = pieces[0].text.lstrip()
        if text:
            pieces[0] = Piece(text=text[1:], marks=pieces[0].marks, target=pieces[0].target)
            break
        pieces.pop(0)
    return tuple(pieces)


def continued(last: Draft, first: Draft) -> bool:
    """Whether the first block of a page goes on with the last one of the page before."""
    if last.kind not in {BlockKind.PARAGRAPH, BlockKind.ITEM} or first.kind is not BlockKind.PARAGRAPH:
        return False
    end, start = line_text(last.lines[-1]), line_text(first.lines[0])
    if not end or not start or end.endswith((*_SENTENCE_ENDS, ":", "：", ";", "；")):
        return False
    return (
        start[0].islower()
        or start[0].isdigit()
        or end.endswith("-")
        or (is_east_asian(start[0]) and len(last.lines) > 1)
    )
