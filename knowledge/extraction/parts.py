"""Where a letter's head ends, where its text begins, and where it is signed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.extraction.document import Block, BlockKind
from knowledge.extraction.fields import Field, lines_of, read_fields
from knowledge.extraction.folding import flatten
from knowledge.extraction.words import Label, LetterWords
from knowledge.text import IS_HAN

_SALUTATION_ENDS = ",:!.،，：！؛"
_LONGEST_SALUTATION = 160
_SHORT_SALUTATION = 30
_LONGEST_HEAD = 80
"""Blocks: who has not been greeted by then is not greeted at all."""
_SENTENCE, _HAN_SENTENCE = 80, 25
_PROSE_ENDS = ".:;。；：!！…"
_SENTENCE_ENDS = ".。!！…"
_SHORT_SENTENCE, _SHORT_HAN, _FILLED_LINE, _SHORT_POINT = 25, 10, 40, 12
_DATED_END = re.compile(r"\d{4}\s?(?:г|года?|م)?\s?\.?$")
_POINT = re.compile(r"\(?(?:\d{1,2}|[a-zа-я])[.)]\s|[(（]?[一二三四五六七八九十]{1,3}[、.)）]")
_LONGEST_CLOSING = 400
_MOST_BEFORE_GREETING = 2
"""Blocks of running text: mottos and notes above a greeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The blocks of a letter by what they are. `after` is what follows the signature: annexes."""

    head: tuple[Block, ...]
    body: tuple[Block, ...]
    closing: tuple[Block, ...]
    after: tuple[Block, ...]


def split_parts(blocks: Sequence[Block], words: LetterWords) -> Parts:
    """Split a letter's blocks, page furniture left out by the caller."""
    greeted = _greeting(blocks, words)
    begin = greeted if greeted is not None else _first_text(blocks, words)
    text = begin + 1 if greeted is not None else begin
    late = _late_fields(blocks, text, words) if greeted is not None else 0
    end = next((n for n in range(len(blocks) - 1, text + late - 1, -1) if _is_closing(blocks[n], words)), None)
    if end is None:
        end = _unclosed(blocks, text, words)
    stop = _signature_end(blocks, end, words)
    return Parts(
        head=(*blocks[:begin], *blocks[text : text + late]),
        body=tuple(blocks[text + late : end]),
        closing=tuple(blocks[end:stop]),
        after=tuple(blocks[stop:]),
    )


def _greeting(blocks: Sequence[Block], words: LetterWords) -> int | None:
    """The block that greets; None where none does before the text has begun (what an annex holds greets nobody)."""
    running = 0
    for number, block in enumerate(blocks[:_LONGEST_HEAD]):
        if _is_salutation(block, words):
            return number
        running += _is_prose(block) and not _has_label(block, words)
        if running > _MOST_BEFORE_GREETING:
            break
    return None


def _late_fields(blocks: Sequence[Block], begin: int, words: LetterWords) -> int:
    """How many blocks right after the salutation still belong to the head: a subject, a reference."""
    block = blocks[begin] if begin < len(blocks) else None
    is_late = block is not None and any(field.label in _LATE for field in _fields(block, words)[:1])
    return 1 if is_late else 0


_LATE = {Label.SUBJECT, Label.REFERENCE}


def _is_salutation(block: Block, words: LetterWords) -> bool:
    if block.kind not in {BlockKind.PARAGRAPH, BlockKind.HEADING} or len(block.text) > _LONGEST_SALUTATION:
        return False
    flat = flatten(block.text).text.strip()
    found = words.salutation.match(flat)
    return bool(found) and (flat[-1:] in _SALUTATION_ENDS or len(flat) <= _SHORT_SALUTATION)


def _first_text(blocks: Sequence[Block], words: LetterWords) -> int:
    """Where a letter that greets nobody ends its head: at the first running text or numbered item behind the subject.

    Where there is none, behind the last of the first details of the head.
    """
    kinds = [_labels(block, words) for block in blocks[:_LONGEST_HEAD]]
    subject = next((n for n, labels in enumerate(kinds) if Label.SUBJECT in labels), -1)
    details = _of_details(kinds)
    for number, block in enumerate(blocks):
        if number > subject and (_is_text(block, words) or (number > details and _is_point(block))):
            is_led = number - 1 > subject and _leads(blocks[number - 1], words)
            return number - 1 if is_led else number
    return details + 1


def _of_details(kinds: Sequence[set[Label]]) -> int:
    """The last of the blocks in which the details of a head stand for the first time; -1 where there are none."""
    firsts = (next((n for n, labels in enumerate(kinds) if label in labels), -1) for label in _DETAILS)
    return max(firsts)


_DETAILS = (Label.REFERENCE, Label.DATE, Label.SUBJECT)


def _is_point(block: Block) -> bool:
    """Whether a block is a numbered point of a text."""
    return bool(_POINT.match(block.text)) and len(block.text) >= _SHORT_POINT


def _leads(block: Block, words: LetterWords) -> bool:
    """Whether a line introduces what follows it."""
    return block.text.rstrip()[-1:] in {":", "："} and not _has_label(block, words)


def _is_text(block: Block, words: LetterWords) -> bool:
    """Whether a block is running text: a long sentence, or a short one that is no address and no dated line."""
    if _has_label(block, words) or not _labels(block, words).isdisjoint(_DETAILS):
        return False
    if _is_prose(block):
        return True
    last = block.lines[-1] if block.lines else block.text
    is_filled = all(len(line) >= _FILLED_LINE for line in block.lines[:-1])
    is_sentence = block.kind is BlockKind.PARAGRAPH and last.rstrip()[-1:] in _SENTENCE_ENDS and is_filled
    is_short = len(block.text) < _SHORT_SENTENCE and len(IS_HAN.findall(block.text)) < _SHORT_HAN
    if not is_sentence or is_short or _DATED_END.search(last):
        return False
    return not words.to_line.match(flatten(block.text).text)


def _is_prose(block: Block) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or block.text.rstrip()[-1:] not in _PROSE_ENDS:
        return False
    return len(block.text) >= _SENTENCE or len(IS_HAN.findall(block.text)) >= _HAN_SENTENCE


def _has_label(block: Block, words: LetterWords) -> bool:
    return any(field.label for field in _fields(block, words))


def _labels(block: Block, words: LetterWords) -> set[Label]:
    """The labels with which the lines of a block, or the cells of a row, begin."""
    return {field.label for line in lines_of((block,), words) for field in read_fields(line, words)[:1] if field.label}


def _is_closing(block: Block, words: LetterWords) -> bool:
    if block.kind in {BlockKind.CELL_ROW, BlockKind.FOOTNOTE} or len(block.text) > _LONGEST_CLOSING:
        return False
    flat = flatten(block.text).text.strip()
    found = words.closing.search(flat, 0, _LONGEST_SALUTATION)
    begins = found is not None and (found.start() == 0 or len(found.group().split()) > 1)
    return begins or _is_signed(flat, words)


def _is_signed(flat: str, words: LetterWords) -> bool:
    return bool(words.signed.fullmatch(flat.strip(" ()[]（）*_.:")))


def _unclosed(blocks: Sequence[Block], text: int, words: LetterWords) -> int:
    """Where a letter without a closing formula is signed: its last short blocks that are no sentences."""
    at = len(blocks)
    while at > text and at > len(blocks) - 3:
        last = blocks[at - 1]
        is_name = last.kind is BlockKind.PARAGRAPH and len(last.text) < _SHORT_SALUTATION * 2
        if not is_name or last.text.rstrip()[-1:] in ".:;。；：!?" or _has_label(last, words):
            break
        at -= 1
    return at


def _signature_end(blocks: Sequence[Block], end: int, words: LetterWords) -> int:
    """After the closing formula: the short blocks that name who signs."""
    at = min(end + 1, len(blocks))
    while at < len(blocks) and at <= end + 4:
        block = blocks[at]
        is_short = block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING} and len(block.text) <= _SALUTATION_LINES
        if not is_short or any(field.label in _NOT_SIGNED for field in _fields(block, words)):
            break
        at += 1
    return at


_SALUTATION_LINES = 140
_NOT_SIGNED = {Label.OTHER, Label.PHONE, Label.EMAIL, Label.CONTACT, Label.SUBJECT, Label.WEB}


def _fields(block: Block, words: LetterWords) -> list[Field]:
    line = next(lines_of((block,), words), None)
    return read_fields(line, words) if line is not None else []
