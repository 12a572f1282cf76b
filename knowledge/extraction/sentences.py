"""A letter's text cut into sentences, each a stretch of one block; struck-out text is blotted out, never quoted."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.extraction.document import Block, BlockKind, MarkKind
from knowledge.text import fold

_BLOT = "\u00a4"
"""Stands in for struck-out characters, so that nothing is read across them."""
_END = re.compile(r"(?:[.!?]{1,3}[\"”»’')\]]{0,3}\s)|(?:[。！？]{1,3}[”」』）]{0,2})|(?:؟\s)")
_LAST_WORD = re.compile(r"[^\s(（«“\"]{1,24}$")
_NUMBERING = re.compile(r"\(?[\divxa-zа-я]{1,4}$")
_LONGEST = 4_000
_LIVE = re.compile(rf"[^{_BLOT}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a block. `lead` is what introduces it: the line before a list, the head of a table."""

    text: str
    block: int
    lead: str = ""
    is_title: bool = False
    is_listed: bool = False
    heads: tuple[str, ...] = ()
    """Of a table's row: the heads of its columns."""

    def quote(self, start: int, end: int) -> str:
        """The live stretch of the sentence around a place, as it stands in the letter."""
        for live in _LIVE.finditer(self.text):
            if live.start() <= start < live.end():
                return live.group().strip(" |")
        return self.text[start:end]


def blotted(block: Block) -> str:
    """A block's text with what is struck out replaced, character by character."""
    text = list(block.text)
    for mark in block.marks:
        if mark.kind is MarkKind.STRUCK:
            text[mark.start : mark.end] = _BLOT * (min(mark.end, len(text)) - mark.start)
    return "".join(text)


def cut(text: str, abbreviations: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where the sentences of a text begin and end.

    Args:
        text: of one block.
        abbreviations: folded, without their last full stop.
    """
    begin = 0
    for found in _END.finditer(text):
        if _ends_sentence(text, begin, found, abbreviations):
            yield from _bounded(text, begin, found.end())
            begin = found.end()
    if text[begin:].strip():
        yield from _bounded(text, begin, len(text))


def _bounded(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch in pieces that bound the work; no person writes such sentences."""
    while end - begin > _LONGEST:
        space = text.rfind(" ", begin + 1, begin + _LONGEST)
        middle = space if space > begin else begin + _LONGEST
        yield begin, middle
        begin = middle
    yield begin, end


def _ends_sentence(text: str, begin: int, found: re.Match[str], abbreviations: frozenset[str]) -> bool:
    sign = found.group()[0]
    following = text[found.end() : found.end() + 1]
    if sign in "。！？؟" or not following:
        return True
    if following.islower() or sign != ".":
        return not following.islower()
    word = _LAST_WORD.search(text, max(begin, found.start() - 24), found.start())
    last = word.group() if word else ""
    if text[begin : found.start()].strip() == last and _NUMBERING.fullmatch(last):
        return False
    if fold(last) in _YEAR_SIGNS and text[found.start() - len(last) - 2 : found.start() - len(last)].strip().isdigit():
        return following.isupper()
    is_initial = len(last) == 1 and last.isupper()
    return fold(last).strip("([") not in abbreviations and not is_initial


_YEAR_SIGNS = frozenset({"г", "гг"})


def _dated_lines(block: Block) -> list[str]:
    """The lines of a timetable that is set in lines: those that begin with a number."""
    has_marks = any(mark.kind is MarkKind.STRUCK for mark in block.marks)
    is_lines = block.kind is BlockKind.PARAGRAPH and not has_marks
    return [line for line in block.lines if line[:1].isdigit()] if is_lines else []


def sentences_of(blocks: Sequence[Block], abbreviations: frozenset[str]) -> Iterator[Sentence]:
    """The sentences of a letter's text, in order.

    A row of a table is one sentence, and so is an item of a list without a full stop.
    """
    lead = ""
    heads: tuple[str, ...] = ()
    for number, block in enumerate(blocks):
        text = blotted(block)
        if block.kind is BlockKind.CELL_ROW:
            is_head = not heads and not any(c.isdigit() for c in text)
            heads = block.cells if is_head else heads
            yield Sentence(text=text, block=number, lead=lead, is_listed=True, heads=heads)
            continue
        heads = ()
        is_listed = block.kind is BlockKind.ITEM
        if lead and len(dated := _dated_lines(block)) > 1:
            yield from (Sentence(text=line, block=number, lead=lead, is_listed=True) for line in dated)
            continue
        is_title = block.kind is BlockKind.HEADING
        for start, end in cut(text, abbreviations):
            yield Sentence(
                text=text[start:end].strip(),
                block=number,
                lead=lead if is_listed else "",
                is_title=is_title,
                is_listed=is_listed,
            )
        if not is_listed:
            lead = text[-400:] if text.rstrip().endswith((":", "：")) or is_title else ""
