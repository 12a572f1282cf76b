"""Lists of words and phrases as patterns over folded text.

A word that ends in "*" stands for all that begin like it, "…" for a few words between. A pattern repeats nothing
without a bound, so that searching takes time linear in the text.
"""

import re
from collections.abc import Iterable

from knowledge.text import IS_HAN, fold

_GAP = r"(?:\s\S{1,40}){0,4}?\s"
_HAN_GAP = r".{0,8}?"
_ENDING = r"\w{0,30}"
_PEELED = "(?:[وف]?(?:[بك]?ال|لل|[بلكس])?)"
"""What Arabic joins to the beginning of a word: and, by, for, as, will, and the article."""
_PEELED_ARTICLE = "(?:[وف]?(?:[بك]?ال|لل))"
NEVER = re.compile(r"(?!)")


def _word(word: str) -> str:
    bare = fold(word.removesuffix("*"))
    return re.escape(bare) + (_ENDING if word.endswith("*") else "")


def _arabic(words: list[str]) -> str:
    first, rest = words[0], words[1:]
    bare = fold(first)
    has_article = bare.startswith("ال") and len(bare) > 4  # noqa: PLR2004 - two letters of article, three of word
    head = _PEELED_ARTICLE + _word(first[2:]) if has_article else _PEELED + _word(first)
    return r"\s".join([head, *map(_word, rest)])


def _pattern(phrase: str) -> str:
    parts = [part.split() for part in phrase.split("…")]
    if IS_HAN.search(phrase):
        return _HAN_GAP.join("".join(map(_word, part)) for part in parts)
    is_arabic = "\u0600" <= fold(phrase)[:1] <= "\u06ff"
    pieces = [_arabic(part) if is_arabic else r"\s".join(map(_word, part)) for part in parts]
    return rf"(?<!\w){_GAP.join(pieces)}(?!\w)"


def compile_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first; of none, one that matches nothing.

    Args:
        phrases: as they are written in a file of words; to be searched for in folded text.
    """
    rows = sorted({phrase for phrase in phrases if phrase.strip("*… ")}, key=len, reverse=True)
    return re.compile("|".join(map(_pattern, rows))) if rows else NEVER
