"""Text that flows as in HTML and Word: collected into blocks and rows as elements begin and end.

The readers of both formats tell it what comes; it knows neither format.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.extraction.document import Block, BlockKind, MarkKind
from knowledge.extraction.formats.assembling import Line, Piece, Words, assemble, assemble_row, line_text

_MOST_CELL_LINES = 6
"""A cell that holds more lays out the page, as a letterhead's does, and is no datum."""
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A block before its lines are joined; a row has cells instead of lines."""

    kind: BlockKind
    lines: Sequence[Line] = ()
    cells: Sequence[Sequence[Line]] = ()
    page: int = 1


def finished(drafts: Sequence[Draft]) -> tuple[Block, ...]:
    """The blocks of drafts, joined by the words of the whole letter."""
    words = Words(line_text(line) for draft in drafts for lines in (draft.lines, *draft.cells) for line in lines)
    blocks: list[Block] = []
    for draft in drafts:
        if draft.cells:
            block = assemble_row(draft.cells, words=words, page=draft.page)
        else:
            block = assemble(draft.lines, words=words, kind=draft.kind, page=draft.page)
        if block:
            blocks.append(block)
    return tuple(blocks)


@dataclass(slots=True)
class _Frame:
    """What is written into: the document, or one cell."""

    drafts: list[Draft] = field(default_factory=list)
    lines: list[list[Piece]] = field(default_factory=lambda: [[]])
    kind: BlockKind = BlockKind.PARAGRAPH


class Flow:
    """Collects text into drafts of blocks."""

    def __init__(self) -> None:
        self._frames = [_Frame()]
        self._rows: list[list[_Frame]] = []
        self.page = 1

    def write(self, text: str, marks: frozenset[MarkKind] = frozenset(), target: str = "") -> None:
        """Add text to the open line."""
        if text:
            self._frames[-1].lines[-1].append(Piece(text=text, marks=marks, target=target))

    def break_line(self) -> None:
        """End the line within its block."""
        self._frames[-1].lines.append([])

    def block(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """End the open block, and begin one of this kind."""
        frame = self._frames[-1]
        if any(piece.text.strip() for line in frame.lines for piece in line):
            frame.drafts.append(Draft(kind=frame.kind, lines=frame.lines, page=self.page))
        frame.lines, frame.kind = [[]], kind

    def has_only_number(self) -> bool:
        """Whether the open block has nothing yet but its number."""
        pieces = [piece for line in self._frames[-1].lines for piece in line]
        return len(pieces) == 1 and pieces[0].text.strip().isdigit()

    def begin_row(self) -> None:
        """A row of a table begins."""
        self.block()
        self._rows.append([])

    def begin_cell(self) -> None:
        """A cell of the open row begins."""
        self._frames.append(_Frame())

    def end_cell(self) -> None:
        """The open cell is over."""
        self.block()
        self._rows[-1].append(self._frames.pop())

    def end_row(self) -> None:
        """The open row is over: a row of data, or, where cells only lay out the page, the blocks of each."""
        row = self._rows.pop()
        cells = _with_labels(row)
        filled = [cell for cell in cells if cell.drafts]
        if len(filled) > 1 and len(cells) == len(row) and all(map(_is_datum, filled)):
            texts = [[line for draft in cell.drafts for line in draft.lines] for cell in cells]
            self._frames[-1].drafts.append(Draft(kind=BlockKind.CELL_ROW, cells=texts, page=self.page))
            return
        for cell in filled:
            self._frames[-1].drafts.extend(cell.drafts)

    def close(self) -> list[Draft]:
        """Everything is over.

        Returns:
            The drafts of all blocks in order.
        """
        while len(self._frames) > 1 or self._rows:
            if len(self._frames) > len(self._rows):
                self.end_cell()
            else:
                self.end_row()
        self.block()
        return self._frames[0].drafts


def _with_labels(cells: list[_Frame]) -> list[_Frame]:
    """The cells, a label such as "Ref.:" written into the same line as its value."""
    found: list[_Frame] = []
    for cell in cells:
        label = _label(found[-1]) if found else None
        if label is None or not cell.drafts or cell.drafts[0].cells:
            found.append(cell)
            continue
        first, *others = cell.drafts
        line = [*label, Piece(text="" if line_text(label).endswith("：") else " "), *first.lines[0]]
        found[-1] = _Frame(drafts=[Draft(kind=first.kind, lines=[line, *first.lines[1:]], page=first.page), *others])
    return found


def _label(cell: _Frame) -> Line | None:
    """The one line of a cell that is a label."""
    lines = [line for draft in cell.drafts for line in draft.lines]
    text = line_text(lines[0]) if len(lines) == 1 else ""
    return lines[0] if text.endswith((":", "：")) and len(text) <= _LONGEST_LABEL else None


def _is_datum(cell: _Frame) -> bool:
    return all(not draft.cells for draft in cell.drafts) and sum(len(d.lines) for d in cell.drafts) <= _MOST_CELL_LINES
