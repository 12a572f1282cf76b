"""Arabic as it stands on a page, from left to right, to the order in which it is read; its letters' shapes to letters.

The Unicode bidirectional algorithm (UAX 9) run backwards for one line. What the page does not show, such as whether a
number belongs to the Latin word beside it, is taken as people mostly write it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

_MIRRORED = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_OPENING, _CLOSING = "([{«‹", ")]}»›"
_JOINS_DIGITS = ".,:/\u066b\u066c"
"""Common number separators (UAX 9, W4): between two digits they belong to the number, in Arabic too."""


_LENGTHENING = "\u0640"


_RIGHT_TO_LEFT = re.compile("[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def has_right_to_left(text: str) -> bool:
    """Whether any Arabic letter or sign stands in a text."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def is_right_to_left(character: str) -> bool:
    """Whether it is a letter of a script written from right to left."""
    return ("\u0590" <= character <= "\u08ff" and unicodedata.bidirectional(character) in {"R", "AL"}) or (
        "\ufb1d" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc"
    )


def letters(text: str) -> str:
    """The text with presentation forms as plain letters (UAX 15, NFKC for these alone), and ligatures taken apart."""
    if text.isascii():
        return text
    shapes = "".join(unicodedata.normalize("NFKC", c) if "\ufb00" <= c <= "\ufefc" else c for c in text)
    return shapes.replace(_LENGTHENING, "")


def _kind(glyph: str) -> str:
    """R for Arabic, L for a letter of another script, 1 for a digit, nothing for the rest."""
    for character in glyph:
        if is_right_to_left(character):
            return "R"
        direction = unicodedata.bidirectional(character)
        if direction in {"EN", "AN"}:
            return "1"
        if direction == "L":
            return "L"
    return ""


def reading_order(glyphs: Sequence[str]) -> list[int]:
    """The order in which the glyphs of a line are read.

    Args:
        glyphs: as they stand from left to right; one may hold several letters, which are in order already.

    Returns:
        Their places, first read first.
    """
    order = list(range(len(glyphs)))[::-1]
    kinds = [_kind(glyphs[index]) for index in order]
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and kinds[end] != "R":
            end += 1
        _turn_stretch(order, kinds, glyphs, at, end)
        at = end + 1
    return order


def _turn_stretch(order: list[int], kinds: list[str], glyphs: Sequence[str], begin: int, end: int) -> None:
    """Turn round what is read from left to right between two Arabic letters: Latin words whole, else each number."""
    if "L" in kinds[begin:end]:
        first, last = _latin_extent(order, kinds, glyphs, begin, end)
        _turn(order, kinds, first, last)
        _turn_numbers(order, kinds, glyphs, begin, first)
        _turn_numbers(order, kinds, glyphs, last + 1, end)
    else:
        _turn_numbers(order, kinds, glyphs, begin, end)


def _turn(order: list[int], kinds: list[str], first: int, last: int) -> None:
    order[first : last + 1] = order[first : last + 1][::-1]
    kinds[first : last + 1] = kinds[first : last + 1][::-1]


def _latin_extent(order: list[int], kinds: list[str], glyphs: Sequence[str], begin: int, end: int) -> tuple[int, int]:
    """From where to where Latin words go, with the numbers beside them that no bracket sets apart."""
    first = kinds.index("L", begin, end)
    last = max(index for index in range(first, end) if kinds[index] == "L")
    for step, edge in ((-1, begin - 1), (1, end)):
        at = first if step < 0 else last
        for index in range(at + step, edge, step):
            if glyphs[order[index]] in tuple(_OPENING + _CLOSING):
                break
            if kinds[index] == "1":
                first, last = min(first, index), max(last, index)
    return first, last


def _turn_numbers(order: list[int], kinds: list[str], glyphs: Sequence[str], begin: int, end: int) -> None:
    at = begin
    while at < end:
        if kinds[at] != "1":
            at += 1
            continue
        last = at
        while last + 1 < end and (kinds[last + 1] == "1" or _joins(order, kinds, glyphs, last + 1, end)):
            last += 1
        last = _telephone_end(order, kinds, glyphs, at, end) or last
        _turn(order, kinds, at, last)
        at = last + 1


def _telephone_end(order: list[int], kinds: list[str], glyphs: Sequence[str], at: int, end: int) -> int | None:
    """Where a telephone number ends that stands as everybody writes it, its plus on the left."""
    while at < end and (kinds[at] == "1" or glyphs[order[at]] in {" ", "-"}):
        at += 1
    return at if at < end and glyphs[order[at]] == "+" else None


def _joins(order: list[int], kinds: list[str], glyphs: Sequence[str], at: int, end: int) -> bool:
    return at + 1 < end and kinds[at + 1] == "1" and glyphs[order[at]] in tuple(_JOINS_DIGITS)


def mirroring(texts: Sequence[str]) -> Callable[[str], str]:
    """How to read the brackets of a line in reading order: as they are, or mirrored.

    Files differ in whether a bracket among Arabic is kept as it looks or as it is meant; which one holds is seen from
    whether the line's first bracket opens.

    Args:
        texts: the line's glyphs in reading order.
    """
    first = next((c for text in texts for c in text if c in _OPENING or c in _CLOSING), "")
    if first and first in _CLOSING:
        return lambda text: text.translate(_MIRRORED)
    return lambda text: text
