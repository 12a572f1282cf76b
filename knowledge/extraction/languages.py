"""In which of the six languages a whole letter is written, by its script and its commonest words."""

import re
from collections import Counter

from knowledge.extraction.words import LetterWords
from knowledge.text import IS_HAN, fold

_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 20_000
"""Characters: more of a letter tells nothing new."""
_SCRIPTS = (("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"))
_LEAST_SHARE = 0.3


def letter_language(text: str, words: LetterWords) -> str | None:
    """The language of a letter; None where it is none of the six.

    Args:
        text: the whole letter; names and addresses in other scripts don't matter.
        words: of all languages.
    """
    text = text[:_ENOUGH]
    counts = Counter({code: sum(first <= c <= last for c in text) for code, first, last in _SCRIPTS})
    counts["zh"] = 3 * len(IS_HAN.findall(text))
    letters = sum(counts.values()) + sum(c.isascii() and c.isalpha() for c in text)
    best, count = counts.most_common(1)[0]
    if letters and count >= letters * _LEAST_SHARE:
        return best
    seen = Counter(_WORD.findall(fold(text)))
    scores = {code: sum(seen[word] for word in language.function) for code, language in words.languages.items()}
    found = max(scores, key=lambda code: scores[code])
    return found if scores[found] else None
