"""A text folded for comparison that still knows where each of its characters stands in the original."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.extraction.traditional import simplified
from knowledge.text import fold

_HYPHENS = "\u2010\u2011"


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    return "-" if character in _HYPHENS else fold(character)


@dataclass(frozen=True, slots=True)
class Flat:
    """A folded text; `at` holds the offset in the original of each of its characters, and the end."""

    text: str
    at: Sequence[int]

    def place(self, offset: int) -> int:
        """The place in the original of a place in the folded text."""
        return self.at[offset]

    def offset(self, place: int) -> int:
        """The place in the folded text of a place in the original."""
        return bisect_left(self.at, place)


@lru_cache(maxsize=256)
def flatten(text: str) -> Flat:
    """Fold a text character by character, as `knowledge.text.fold` does; Chinese characters are simplified too."""
    if text.isascii():
        return Flat(text.casefold() if text.isprintable() else fold(text), range(len(text) + 1))
    pieces: list[str] = []
    at: list[int] = []
    for offset, character in enumerate(simplified(text)):
        piece = _folded(character)
        pieces.append(piece)
        at += [offset] * len(piece)
    return Flat("".join(pieces), (*at, len(text)))
