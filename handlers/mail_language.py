"""In which language a mail is written: by its sentences, each weighed by its length, since names tell nothing."""

import re
from collections import Counter
from collections.abc import Iterable

from knowledge.library import Library
from knowledge.text import fold, tokenize
from knowledge.understanding.language import detect_language

_EXACT = re.compile(r"\S{0,80}@\S{0,80}|https?://\S{0,300}|\+?\d[\d ().-]{5,24}")
_SENTENCE = re.compile(r"[\n.!?。！？؟;；]+")
_FEWEST_WORDS = 3
_HAN = re.compile(r"[\u3400-\u9fff]")


def _sentences(text: str) -> Iterable[str]:
    for part in _SENTENCE.split(_EXACT.sub(" ", text)):
        if any(c.isalpha() for c in part):
            yield part.strip()


def _weight(text: str) -> int:
    return len(text) + 2 * len(_HAN.findall(text))


def mail_language(texts: Iterable[str], library: Library) -> str | None:
    """The language of a mail.

    Args:
        texts: what may tell it, the most telling first: the own words, the subject, what is passed on.
        library: the words that tell languages apart.

    Returns:
        One of the six codes or `other`; None where nothing tells.
    """
    for text in texts:
        votes: Counter[str] = Counter()
        few: Counter[str] = Counter()
        for sentence in _sentences(text):
            tokens = tokenize(fold(sentence))
            language = detect_language(sentence, tokens, library.word_lists)
            if language:
                (votes if len(tokens) >= _FEWEST_WORDS else few)[language] += _weight(sentence)
        best = (votes or few).most_common(1)
        if best:
            return best[0][0]
    return None
