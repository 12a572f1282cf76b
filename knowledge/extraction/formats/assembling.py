"""Marked pieces of lines to blocks: white space folded, lines joined, words that a line's end cut made whole.

Every reader hands its lines over in this form, so that all formats are joined by the same rules.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.extraction.document import Block, BlockKind, Mark, MarkKind

_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe]+")
_UNIFORM = str.maketrans({"\u2010": "-", "\u2011": "-"})
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TAIL = re.compile(r"[^\W_]+(?:-[^\W_]+)*\Z")
_HEAD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SCHEMES = ("http://", "https://", "www.", "ftp://")
_SOFT = "\u00ad"
_LONGEST_WORD = 60
_EAST_ASIAN = (
    ("\u2e80", "\u303f"),
    ("\u3040", "\u30ff"),
    ("\u3400", "\u4dbf"),
    ("\u4e00", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\uff01", "\uff60"),
    ("\U00020000", "\U0003ffff"),
)
_PARTS = (
    "anti après auto avant bi ci co contre cross demi e ex extra follow high inter intra long low mi mid multi non off "
    "on post pre pré pro quasi re self semi short so sous sub sur trans ultra up vice well "
    "анти веб вице гос интернет кое контр медиа онлайн по что экс эко"
)
_BEFORE_HYPHENS = frozenset(_PARTS.split())
"""Parts of words that keep their hyphen; for where the letter itself does not show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a line with one set of marks."""

    text: str
    marks: frozenset[MarkKind] = frozenset()
    target: str = ""


Line = Sequence[Piece]


def plain_line(text: str) -> Line:
    """A line without marks."""
    return (Piece(text=text),)


def line_text(line: Line) -> str:
    """A line's text, its white space folded."""
    return "".join(piece.text for piece in _folded(line))


class Words:
    """The words of a whole letter, by which it is decided whether a hyphen at a line's end belongs to the word."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Take the words of all lines in order, but for the parts of those that a line's end cuts."""
        self._words = set[str]()
        is_cut = False
        for text in texts:
            found = _WORD.findall(text.lower())
            whole = found[1:] if is_cut else found
            is_cut = text.endswith(("-", _SOFT))
            self._words.update(whole[:-1] if is_cut else whole)

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether the word was written with this hyphen.

        Args:
            before: the word's part up to the hyphen.
            after: its part on the next line.
        """
        if not after[:1].islower() or not before[-1:].isalpha() or before.isupper():
            return True  # a number, a name or an abbreviation: nobody cuts these
        first, second = before.lower(), after.lower()
        if f"{first}{second}" in self._words:
            return False
        if f"{first}-{second}" in self._words:
            return True
        last = first.rpartition("-")[2]
        return last in _BEFORE_HYPHENS or "-" in second or (first in self._words and second in self._words)


_NO_WORDS = Words(())


def assemble(
    lines: Sequence[Line],
    *,
    words: Words = _NO_WORDS,
    kind: BlockKind = BlockKind.PARAGRAPH,
    page: int = 1,
) -> Block | None:
    """A block of lines; nothing if they have no text.

    Args:
        lines: as they stand on the page.
        words: of the whole letter.
        kind: what the block is.
        page: where it begins.
    """
    folded = [pieces for line in lines if (pieces := _folded(line))]
    if not folded:
        return None
    joined = list(folded[0])
    for line in folded[1:]:
        _append(joined, line, words)
    text = "".join(piece.text for piece in joined)
    return Block(
        kind=kind,
        text=text,
        lines=tuple("".join(piece.text for piece in line).replace(_SOFT, "") for line in folded),
        marks=_marks(joined, text),
        page=page,
    )


def assemble_row(cells: Sequence[Sequence[Line]], *, words: Words = _NO_WORDS, page: int = 1) -> Block | None:
    """A row of a table; nothing if all its cells are empty."""
    blocks = [assemble(cell, words=words) for cell in cells]
    if not any(blocks):
        return None
    marks: list[Mark] = []
    texts: list[str] = []
    at = 0
    for block in blocks:
        text = block.text if block else ""
        marks += [replace(mark, start=mark.start + at, end=mark.end + at) for mark in (block.marks if block else ())]
        texts.append(text)
        at += len(text) + len(" | ")
    whole = " | ".join(texts)
    lines = tuple(line for block in blocks if block for line in block.lines)
    return Block(kind=BlockKind.CELL_ROW, text=whole, lines=lines, cells=tuple(texts), marks=tuple(marks), page=page)


def _folded(line: Line) -> list[Piece]:
    """The pieces with single spaces, none at either end, nothing unseen but soft hyphens at the very end."""
    pieces: list[Piece] = []
    ends_in_space = True
    for piece in line:
        text = _SPACES.sub(" ", _UNSEEN.sub("", piece.text).translate(_UNIFORM))
        if ends_in_space:
            text = text.removeprefix(" ")
        if text:
            pieces.append(Piece(text=text, marks=piece.marks, target=piece.target))
            ends_in_space = text.endswith(" ")
    while pieces and not (text := pieces[-1].text.rstrip(" ")):
        pieces.pop()
    if pieces:
        last = pieces.pop()
        pieces = [_without_soft_hyphens(piece) for piece in pieces]
        text = last.text.rstrip(" ")
        kept = _SOFT if text.endswith(_SOFT) else ""
        pieces.append(Piece(text=text.replace(_SOFT, "") + kept, marks=last.marks, target=last.target))
    return [piece for piece in pieces if piece.text]


def _without_soft_hyphens(piece: Piece) -> Piece:
    if _SOFT not in piece.text:
        return piece
    return Piece(text=piece.text.replace(_SOFT, ""), marks=piece.marks, target=piece.target)


def _append(joined: list[Piece], line: Sequence[Piece], words: Words) -> None:
    """Join a line to those before it: with a space, with none, or without the hyphen between them."""
    last, first = joined[-1], line[0]
    end, start = last.text, first.text
    if end.endswith(_SOFT):
        joined[-1] = Piece(text=end[:-1], marks=last.marks, target=last.target)
    elif end.endswith("-") and len(end) > 1 and end[-2].isalnum() and start[:1].isalnum():
        if not _keeps_hyphen(joined, line, words):
            joined[-1] = Piece(text=end[:-1], marks=last.marks, target=last.target)
    elif not _is_seamless(joined, line):
        shared = last.marks & first.marks
        target = last.target if last.target == first.target else ""
        marks = shared if target or MarkKind.LINK not in shared else shared - {MarkKind.LINK}
        joined.append(Piece(text=" ", marks=marks, target=target))
    joined += line


def _keeps_hyphen(joined: Sequence[Piece], line: Sequence[Piece], words: Words) -> bool:
    before = _end_of(joined)
    if _is_address(before):
        return True
    tail, head = _TAIL.search(before[-_LONGEST_WORD:-1]), _HEAD.match(_start_of(line)[:_LONGEST_WORD])
    return not tail or not head or words.keeps_hyphen(tail.group(), head.group())


def _is_seamless(joined: Sequence[Piece], line: Sequence[Piece]) -> bool:
    """Whether nothing stands between two lines: in Chinese, and within a web address."""
    last, first = joined[-1], line[0]
    if is_east_asian(last.text[-1:]) or is_east_asian(first.text[:1]):
        return True
    address = _end_of(joined)
    if not _is_address(address):
        return False
    if last.target and last.target == first.target and last.target.startswith(address):
        return last.target[len(address) :].startswith(_start_of(line)[:8])
    return address[-1] in "_=&?%" or (address[-1] == "/" and any(c in "/_=?" for c in _start_of(line)))


def _is_address(word: str) -> bool:
    return word.lower().lstrip("<(").startswith(_SCHEMES)


def _end_of(pieces: Sequence[Piece]) -> str:
    """The last word of the pieces."""
    text = ""
    for piece in reversed(pieces):
        text = piece.text + text
        if " " in piece.text or len(text) > _LONGEST_WORD:
            break
    return text.rpartition(" ")[2]


def _start_of(pieces: Sequence[Piece]) -> str:
    """The first word of the pieces."""
    text = ""
    for piece in pieces:
        text += piece.text
        if " " in piece.text or len(text) > _LONGEST_WORD:
            break
    return text.partition(" ")[0]


def is_east_asian(character: str) -> bool:
    """Whether a character is written without spaces around it: Chinese, and its punctuation."""
    return character > "\u2e7f" and any(low <= character <= high for low, high in _EAST_ASIAN)


def _marks(pieces: Sequence[Piece], text: str) -> tuple[Mark, ...]:
    """The marks of joined pieces, each as long as it can be, without white space at its ends."""
    found: list[Mark] = []
    for kind in MarkKind:
        at, begin, target = 0, -1, ""
        for piece in (*pieces, Piece(text="")):
            holds = kind in piece.marks
            new = piece.target if kind is MarkKind.LINK else ""
            if begin >= 0 and (not holds or new != target):
                start, end = begin + text.startswith(" ", begin), at - text.startswith(" ", at - 1)
                found += [Mark(kind=kind, start=start, end=end, target=target)] if start < end else []
                begin = -1
            if holds and begin < 0:
                begin, target = at, new
            at += len(piece.text)
    return tuple(sorted(found, key=lambda mark: (mark.start, -mark.end)))
