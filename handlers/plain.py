"""Text from people and letters made fit to be kept or put into a file: one line, nothing invisible that does harm."""

import unicodedata

_JOINERS = frozenset("\u200c\u200d")
"""Marks without width that some scripts are spelt with: they stay."""
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


def plain_line(text: str) -> str:
    """A text as one line: white space and line breaks folded, control characters and marks of direction taken out.

    Args:
        text: any string at all, even with lone surrogates.

    Returns:
        Text in the composed form (NFC) without controls (C0, C1), overrides and isolates (Unicode UAX #9) and soft
        hyphens.
    """
    spaced = "".join(" " if character.isspace() else character for character in text)
    kept = (c for c in spaced if c in _JOINERS or unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))
