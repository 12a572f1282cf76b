"""Texts as Telegram takes them: counted in UTF-16 code units, split at the end of a sentence, cut to a length."""

import re
from collections.abc import Iterator, Sequence

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200
_BREAKS = tuple(map(re.compile, (r"\n\s*\n", r"\n", r"(?<=[.!?؟…])\s+|(?<=[。！？])", r"\s+")))
"""Where a text may be split, the best first: paragraphs, lines, sentences, words."""
_EARLIEST = 0.5


def units(text: str) -> int:
    """The length of a text as the Bot API counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is longer than so many UTF-16 code units."""
    if units(text) <= longest:
        return text
    kept = text
    while units(kept) > longest - 1:
        kept = kept[: -max(1, (units(kept) - longest + 1) // 2)]
    return kept.rstrip() + "…"


def split(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """Split a text into parts that a message can hold, at the end of a sentence where there is one.

    Args:
        text: of any length.
        longest: of a part, in UTF-16 code units.

    Returns:
        The parts, none of them blank; none for a blank text.
    """
    return [part for part in _parts(text.strip(), longest) if part]


def _parts(text: str, longest: int) -> Iterator[str]:
    while units(text) > longest:
        most = _fitting(text, longest)
        at = _break(text[: most + 1], most)
        yield text[:at].rstrip()
        text = text[at:].lstrip()
    yield text


def _fitting(text: str, longest: int) -> int:
    """How many characters from the start fit."""
    encoded = text[:longest].encode("utf-16-le", "surrogatepass")[: longest * 2]
    return len(encoded.decode("utf-16-le", "ignore"))


def _break(text: str, most: int) -> int:
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text) if most * _EARLIEST <= match.end() <= most]
        if ends:
            return ends[-1]
    return most


def quoted(parts: Sequence[tuple[str, bool]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text of parts, with the spans of those that are quotations.

    Args:
        parts: texts in order, and whether each is a quotation.

    Returns:
        The whole text, and offset and length of each quotation in UTF-16 code units.
    """
    whole, spans = "", []
    for text, is_quotation in parts:
        if is_quotation:
            spans.append((units(whole), units(text)))
        whole += text
    return whole, tuple(spans)
