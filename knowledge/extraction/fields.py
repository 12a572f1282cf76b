"""Lines that say what they hold: "Ref.: CL-19/35", "Tel.: … Fax: …", or a label in one cell and its value in the next.

What the values mean is told by `letterhead` and `contacts`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.extraction.document import Block, BlockKind, MarkKind
from knowledge.extraction.folding import Flat, flatten
from knowledge.extraction.words import Label, LetterWords
from knowledge.text import IS_HAN

_AFTER = re.compile(
    r"(?:\s?\((?=[^()]{0,30}[^\W\d])[^()]{1,30}\)|\s?(?:n°|no\.?|nº|№|#|\d)(?=\s?[:.：]))?\s{0,2}\.?\s{0,2}(?P<mark>[:：]|[-–—](?=\s))?\s{0,4}"
)
_INLINE = {Label.PHONE, Label.FAX, Label.PHONE_FAX, Label.EMAIL, Label.WEB, Label.REFERENCE}
"""Labels that stand beside others in one line."""
_UNMARKED = {Label.PHONE, Label.FAX, Label.PHONE_FAX, Label.EMAIL}
_NUMBER = re.compile(r"[+(]?\s?\d")
_ADDRESS = re.compile(r"\S{1,64}@")
_CODE = re.compile(r"(?:№|n°|no\.?)?\s?(?=\S{0,24}\d)\S")
_SPACED_CODE = re.compile(r"[^\W\d_]{1,6}\s(?=\S{0,24}\d)")
_BEFORE = re.compile(r"[\s;,|/(•·–—-]$|^$")
_LONGEST_LINE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a block, with its block's number; `is_new` where a block begins with it."""

    text: str
    block: int
    kind: BlockKind
    is_new: bool
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A labelled value. `label` is None for a line that says nothing of itself."""

    label: Label | None
    value: str
    line: Line


def lines_of(blocks: Sequence[Block], words: LetterWords) -> Iterator[Line]:
    """The lines of blocks; of a table's row each cell is a line, a cell that is only a label goes with the next one."""
    heads: Sequence[str] = ()
    for number, (block, following) in enumerate(zip_longest(blocks, blocks[1:])):
        texts = list(_cells(_headed(heads, block.cells), words) if block.cells else block.lines)
        heads = _heads(block.cells, words)
        if heads and following and len(following.cells) == len(heads):
            continue
        bold = len("".join(block.marked(MarkKind.BOLD))) * 2 > len(block.text)
        for n, text in enumerate(texts):
            if text.strip():
                yield Line(
                    text=" ".join(text.split()),
                    block=number,
                    kind=block.kind,
                    is_new=n == 0 or bool(block.cells),
                    is_bold=bold or block.kind is BlockKind.HEADING,
                )


def _heads(cells: Sequence[str], words: LetterWords) -> Sequence[str]:
    """The cells of a row that holds nothing but labels: those of the columns below it."""
    return cells if len(cells) > 1 and all(_only_label(cell, words) for cell in cells) else ()


def _headed(heads: Sequence[str], cells: Sequence[str]) -> Sequence[str]:
    """The cells of a row, each behind the label that is the head of its column."""
    if len(heads) != len(cells):
        return cells
    return [part for pair in zip(heads, cells, strict=True) for part in pair]


def _cells(cells: Sequence[str], words: LetterWords) -> Iterator[str]:
    waiting = ""
    for cell in cells:
        if not waiting and (label := _only_label(cell, words)):
            waiting = label
            continue
        yield f"{waiting}{cell}"
        waiting = ""
    if waiting:
        yield waiting


def _only_label(text: str, words: LetterWords) -> str:
    """A cell that is nothing but a label, with a colon; else an empty text."""
    flat = flatten(text.strip())
    found = words.label.match(flat.text)
    if not found:
        return ""
    rest = _AFTER.match(flat.text, found.end())
    return f"{text.strip().rstrip(':： ')}: " if rest and rest.end() == len(flat.text) else ""


def read_fields(line: Line, words: LetterWords) -> list[Field]:
    """The labelled values of a line, in order; a line without any is one field without a label."""
    if len(line.text) > _LONGEST_LINE:
        return [Field(label=None, value=line.text, line=line)]
    flat = flatten(line.text)
    starts = list(_labels(flat, words))
    if not starts:
        return [Field(label=None, value=line.text, line=line)]
    found: list[Field] = []
    if head := line.text[: flat.place(starts[0][1])].strip(" |•·–—-,;("):
        found.append(Field(label=None, value=head, line=line))
    for n, (label, _, begin) in enumerate(starts):
        end = starts[n + 1][1] if n + 1 < len(starts) else len(flat.text)
        value = line.text[flat.place(begin) : flat.place(end)].strip(" |•·,;")
        found.append(Field(label=label, value=value, line=line))
    return found


def _labels(flat: Flat, words: LetterWords) -> Iterator[tuple[Label, int, int]]:
    """Each label of a line: its kind, where it begins, and where its value begins."""
    at = 0
    while found := words.label.search(flat.text, at):
        label = _kind(found.group(), words)
        after = _AFTER.match(flat.text, found.end())
        if after and _is_label(flat.text, label, found.start(), after):
            yield label, found.start(), after.end()
            at = max(after.end(), found.end())
        else:
            at = found.end() if found.end() > found.start() else found.end() + 1


def _kind(text: str, words: LetterWords) -> Label:
    """The kind of a label found; in Arabic a letter may be joined to it."""
    return next((words.labels[text[n:]] for n in range(3) if text[n:] in words.labels), Label.OTHER)


def _is_label(text: str, label: Label, start: int, after: "re.Match[str]") -> bool:
    at_start = not text[:start].strip(" |•·–—-(")
    rest = text[after.end() :]
    is_parted = bool(_BEFORE.search(text[:start][-1:]) or IS_HAN.match(text[start:]))
    if not at_start and (label not in _INLINE or not is_parted):
        return False
    if after["mark"] in {":", "："} or (after["mark"] and at_start):
        return True
    if label in _UNMARKED:
        return bool(_ADDRESS.match(rest) if label is Label.EMAIL else _NUMBER.match(rest))
    is_short = "." in after.group() and bool(_SPACED_CODE.match(rest))
    return label is Label.REFERENCE and at_start and (is_short or bool(_CODE.match(rest)))
