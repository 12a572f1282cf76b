"""Lists of words and phrases as patterns over folded text.

A word that ends in "*" stands for all that begin like it, "…" for a few words between. A pattern repeats nothing
without a bound, so that searching takes time linear in the text.
"""

import re
from collections.abc import Iterable, Sequence

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


def _has_article(phrase: str) -> bool:
    first = fold(phrase.split(maxsplit=1)[0])
    return first.startswith("ال") and len(first) > 4  # noqa: PLR2004 - two letters of article, three of word


def _is_arabic(phrase: str) -> bool:
    return "\u0600" <= fold(phrase)[:1] <= "\u06ff"


def _parts(phrase: str) -> str:
    parts = [part.split() for part in phrase.split("…")]
    if IS_HAN.search(phrase):
        return _HAN_GAP.join("".join(map(_word, part)) for part in parts)
    return _GAP.join(r"\s".join(map(_word, part)) for part in parts)


def _one_of(patterns: Sequence[str], before: str = "") -> str:
    """Any of several patterns at the beginning of a word; its first letter is looked at before all else."""
    firsts = "".join(sorted({re.escape(pattern.removeprefix("\\")[0]) for pattern in patterns}))
    guard = "" if before else f"(?=[{firsts}])"
    return rf"(?<!\w){guard}{before}(?:{'|'.join(patterns)})(?!\w)"


def compile_phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all phrases, the longest first; of none, one that matches nothing.

    Args:
        phrases: as they are written in a file of words; to be searched for in folded text.
    """
    rows = sorted({phrase for phrase in phrases if phrase.strip("*… ")}, key=len, reverse=True)
    han = [_parts(row) for row in rows if IS_HAN.search(row)]
    arabic = [row for row in rows if _is_arabic(row)]
    with_article = [_parts(fold(row)[2:]) for row in arabic if _has_article(row)]
    bare = [_parts(row) for row in arabic if not _has_article(row)]
    others = [_parts(row) for row in rows if not _is_arabic(row) and not IS_HAN.search(row)]
    groups = [_one_of(others)] if others else []
    groups += [_one_of(with_article, _PEELED_ARTICLE)] if with_article else []
    groups += [_one_of(bare, _PEELED)] if bare else []
    groups += [f"(?=[{''.join(sorted({pattern[0] for pattern in han}))}])(?:{'|'.join(han)})"] if han else []
    return re.compile("|".join(groups)) if groups else NEVER
