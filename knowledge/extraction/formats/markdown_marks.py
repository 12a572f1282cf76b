"""The marks within a line of Markdown: emphasis, links, struck-out text, escapes. One pass, no look-back.

Signs that nothing closes are text. Underscores are always text: addresses and references are full of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.extraction.document import MarkKind
from knowledge.extraction.formats.assembling import Line, Piece

_ESCAPABLE = frozenset("\\`*_{}[]()<>#+-.!|~")
_SIGNS = {"**": MarkKind.BOLD, "*": MarkKind.ITALIC, "~~": MarkKind.STRUCK}
_LONGEST_ADDRESS = 2_000
_ADDRESSES = ("http://", "https://", "ftp://", "mailto:")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    text: str
    sign: MarkKind | None = None
    target: str = ""
    is_opening: bool = False
    is_closing: bool = False


def marked_lines(lines: Sequence[str]) -> list[Line]:
    """The lines of one paragraph with their marks; a mark may go on over lines."""
    tokens = list(_tokens("\n".join(lines)))
    live = _live_signs(tokens)
    found: list[list[Piece]] = [[]]
    marks = set[MarkKind]()
    for index, token in enumerate(tokens):
        if token.sign and index in live:
            marks ^= {token.sign}
            continue
        held = frozenset(marks | {MarkKind.LINK}) if token.target else frozenset(marks)
        for number, text in enumerate(token.text.split("\n")):
            if number:
                found.append([])
            if text:
                found[-1].append(Piece(text=text, marks=held, target=token.target))
    return list(found)


def _live_signs(tokens: Sequence[_Token]) -> set[int]:
    """Which signs are emphasis: each that opens with the next of its kind that closes."""
    live, open_at = set[int](), dict[MarkKind, int]()
    for index, token in enumerate(tokens):
        if token.sign is None:
            continue
        if token.is_closing and token.sign in open_at:
            live |= {open_at.pop(token.sign), index}
        elif token.is_opening:
            open_at.setdefault(token.sign, index)
    return live


def _tokens(text: str) -> Iterator[_Token]:
    at, begin = 0, 0
    closers = _Closers(text)
    while at < len(text):
        character = text[at]
        if character not in "\\*~[<":
            at += 1
            continue
        tokens, end = _special(text, at, closers)
        if not tokens:
            at = end
            continue
        if begin < at:
            yield _Token(text=text[begin:at])
        yield from tokens
        at = begin = end
    if begin < len(text):
        yield _Token(text=text[begin:])


class _Closers:
    """Where the next closing sign stands; asked from left to right, so that a text is searched once for each sign."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = {"](": -1, ")": -1, ">": -1}

    def after(self, sign: str, at: int) -> int:
        """The next place of a sign; the text's length if there is none."""
        if self._next[sign] < at:
            found = self._text.find(sign, at)
            self._next[sign] = len(self._text) if found < 0 else found
        return self._next[sign]


def _special(text: str, at: int, closers: _Closers) -> tuple[list[_Token], int]:
    """What a special character begins, and where that ends; nothing if it is plain text."""
    character = text[at]
    if character == "\\":
        following = text[at + 1 : at + 2]
        return ([_Token(text=following)], at + 2) if following in _ESCAPABLE and following else ([], at + 1)
    if character == "[":
        return _link(text, at, closers)
    if character == "<":
        return _address(text, at, closers)
    sign = text[at : at + 2] if text[at : at + 2] in _SIGNS else character
    if sign not in _SIGNS:
        return [], at + 1
    end = at + len(sign)
    before, following = text[at - 1 : at] if at else "", text[end : end + 1]
    token = _Token(
        text=sign,
        sign=_SIGNS[sign],
        is_opening=bool(following) and not following.isspace(),
        is_closing=bool(before) and not before.isspace(),
    )
    return [token], end


def _link(text: str, at: int, closers: _Closers) -> tuple[list[_Token], int]:
    middle = closers.after("](", at)
    end = closers.after(")", middle)
    if end == len(text) or max(middle - at, end - middle) > _LONGEST_ADDRESS:
        return [], at + 1
    shown, target = text[at + 1 : middle], text[middle + 2 : end]
    if not shown or "[" in shown.replace("\\[", ""):
        return [], at + 1
    if target.count("(") and text.startswith(")", end + 1):
        end, target = end + 1, f"{target})"
    address = target.strip().partition(' "')[0]
    inner = [
        _Token(
            text=token.text, sign=token.sign, target=address, is_opening=token.is_opening, is_closing=token.is_closing
        )
        for token in _tokens(shown)
    ]
    return inner, end + 1


def _address(text: str, at: int, closers: _Closers) -> tuple[list[_Token], int]:
    end = closers.after(">", at)
    if end == len(text) or end - at > _LONGEST_ADDRESS:
        return [], at + 1
    shown = text[at + 1 : end]
    if " " in shown:
        return [], at + 1
    if shown.lower().startswith(_ADDRESSES):
        return [_Token(text=shown, target=shown)], end + 1
    if "@" in shown:
        return [_Token(text=shown, target=f"mailto:{shown}")], end + 1
    return [], at + 1
