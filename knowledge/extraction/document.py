"""A letter's text with its layout, whatever file it came from. Nothing here knows a format or a meaning."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class MarkKind(StrEnum):
    """What can hold for a stretch of text."""

    BOLD = "bold"
    ITALIC = "italic"
    STRUCK = "struck"
    LINK = "link"
    SUPERSCRIPT = "superscript"


class BlockKind(StrEnum):
    """What a block is on the page."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    CELL_ROW = "cell_row"
    FOOTNOTE = "footnote"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What holds for the characters from `start` up to `end` of a block's text."""

    kind: MarkKind
    start: int
    end: int
    target: str = ""
    """Of a link: its address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading, item, row, footnote or piece of page furniture.

    `text` has its white space folded and its lines joined; an item's number stays in it, its bullet does not; a row's
    cells are joined by " | ". `lines` are those of the page, each folded.
    """

    kind: BlockKind
    text: str
    lines: tuple[str, ...]
    cells: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    page: int = 1

    def marked(self, kind: MarkKind) -> tuple[str, ...]:
        """The stretches of text that have a mark of this kind, in order."""
        return tuple(self.text[mark.start : mark.end] for mark in self.marks if mark.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The blocks in the order in which a person reads them, and what was noticed while reading the file."""

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()

    def text(self) -> str:
        """The whole as Markdown without the page furniture; a plain reader of it finds the same blocks again."""
        return "".join(_joined(block for block in self.blocks if block.kind is not BlockKind.FURNITURE))


_TOGETHER = {BlockKind.ITEM, BlockKind.CELL_ROW}


def _joined(blocks: Iterable[Block]) -> Iterable[str]:
    last: BlockKind | None = None
    for block in blocks:
        if last is not None:
            yield "\n" if block.kind is last and last in _TOGETHER else "\n\n"
        yield _markdown(block)
        last = block.kind
    if last is not None:
        yield "\n"


def _markdown(block: Block) -> str:
    marked = _with_marks(block)
    if block.kind is BlockKind.HEADING:
        return f"## {marked}"
    if block.kind is BlockKind.ITEM:
        return marked if is_numbered(block.text) else f"- {marked}"
    if block.kind is BlockKind.CELL_ROW:
        return f"| {marked} |"
    if block.kind is BlockKind.FOOTNOTE:
        number, _, rest = marked.partition(" ")
        return f"[^{number}]: {rest}" if len(number) <= _LONGEST_NUMBER else marked
    return marked


_LONGEST_NUMBER = 3
"""Digits of an item's number; a year is none."""


def is_numbered(text: str) -> bool:
    """Whether a text begins with a number or letter of a list: "1.", "(a)", "iv)"."""
    head, found, _ = text[:9].partition(" ")
    inner = head.removeprefix("(")
    core = inner.rstrip(".)")
    if not found or core == inner or not core.isascii():
        return False
    if core.isdigit():
        return len(core) <= _LONGEST_NUMBER
    return inner.endswith(")") and core.isalpha() and (len(core) == 1 or not core.lower().strip("ivx"))


_SIGNS = {MarkKind.BOLD: "**", MarkKind.ITALIC: "*", MarkKind.STRUCK: "~~"}
_ORDER = (MarkKind.LINK, MarkKind.STRUCK, MarkKind.BOLD, MarkKind.ITALIC)


def _with_marks(block: Block) -> str:
    """The text, its lines broken as on the page where that loses nothing, with Markdown's signs for the marks."""
    is_as_it_stands = block.kind is not BlockKind.CELL_ROW and " ".join(block.lines) == block.text
    breaks = set[int]()
    at = -1
    for line in block.lines[:-1] if is_as_it_stands else ():
        at += len(line) + 1
        breaks.add(at)
    starts, ends = _signs(block)
    pieces: list[str] = []
    for index, character in enumerate(block.text):
        pieces += ends.get(index, ())
        pieces += starts.get(index, ())
        pieces.append("\n" if index in breaks else f"\\{character}" if character in "*[]\\`" else character)
    pieces += ends.get(len(block.text), ())
    return "".join(pieces)


def _signs(block: Block) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    starts, ends = dict[int, list[str]](), dict[int, list[str]]()
    for kind in _ORDER:  # the outer ones first
        for mark in block.marks:
            if mark.kind is not kind:
                continue
            opening, closing = _pair(mark, block.text[mark.start : mark.end])
            starts.setdefault(mark.start, []).append(opening)
            ends.setdefault(mark.end, []).insert(0, closing)
    return starts, ends


def _pair(mark: Mark, text: str) -> tuple[str, str]:
    if mark.kind is not MarkKind.LINK:
        return _SIGNS[mark.kind], _SIGNS[mark.kind]
    if mark.target == text:
        return "<", ">"
    return "[", f"]({mark.target})"
