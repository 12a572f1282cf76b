"""Quotes as they stand in a letter's file, white space folded: what reading joined is parted again.

Lines that are joined without a space, as in Chinese, get the space of the line's end; of a table's row whose cells
stand apart in the file, the cell with the date is quoted. Facts are made without this, since what is kept of a letter
is the text as it was read.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.extraction.document import Block, BlockKind, Document
from knowledge.extraction.values import Deadline, Event, Extracted

_CELL_SIGN = " | "
_LINK = re.compile(r"\[([^\[\]]{0,400})\]\([^()\s]{0,400}\)")
_SIGNS = re.compile(r"[*<>\\]")


def as_it_stands(found: Extracted, document: Document, source: str | None) -> Extracted:
    """The facts with each quote as the file has it.

    Args:
        found: what was read from the document.
        document: the letter.
        source: the file as text; None where it is none, as a PDF.
    """
    standing = _Standing(blocks=document.blocks, source=None if source is None else _plain(source))
    return replace(
        found,
        deadlines=tuple(standing.deadline(one) for one in found.deadlines),
        events=tuple(standing.event(one) for one in found.events),
    )


def _plain(text: str) -> str:
    """A text without the signs of Markdown, its white space folded."""
    return " ".join(_SIGNS.sub("", _LINK.sub(r"\1", text)).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    blocks: Sequence[Block]
    source: str | None

    def deadline(self, one: Deadline) -> Deadline:
        return replace(one, quote=self._quote(one.quote, one.written))

    def event(self, one: Event) -> Event:
        return replace(one, quote=self._quote(one.quote, one.written))

    def _quote(self, quote: str, written: str) -> str:
        if self._has(quote):
            return quote
        if _CELL_SIGN in quote:
            return self._of_row(quote, written)
        for block in self.blocks if self.source is not None else ():
            at = -1 if block.kind is BlockKind.CELL_ROW else block.text.find(quote)
            if at >= 0 and self._has(parted := _parted(block, at, at + len(quote))):
                return parted
        return quote

    def _of_row(self, quote: str, written: str) -> str:
        cells = quote.split(_CELL_SIGN)
        apart = " ".join(" ".join(cells).split())
        if self.source is None or self._has(apart):
            return apart
        return next((cell for cell in cells if written in cell), quote)

    def _has(self, quote: str) -> bool:
        return self.source is not None and _plain(quote) in self.source


def _parted(block: Block, start: int, end: int) -> str:
    """A stretch of a block's text with its lines parted by spaces, and with the hyphens that were at their ends."""
    whole = " ".join(block.lines)
    at: list[int] = []
    for place, character in enumerate(whole):
        if len(at) < len(block.text) and character == block.text[len(at)]:
            at.append(place)
    return whole[at[start] : at[end - 1] + 1] if len(at) == len(block.text) else block.text[start:end]
