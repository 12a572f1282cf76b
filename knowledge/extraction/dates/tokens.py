"""A text cut into words, numbers, Chinese characters and signs, each folded and with its place in the text.

Nothing here knows what a word means.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from knowledge.extraction.traditional import simplified
from knowledge.text import fold

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"
_TOKEN = re.compile(rf"\d+|[{_HAN}]|(?:(?![{_HAN}\d_])[\w{_MARKS}])+|\S")
_IGNORED = re.compile(r"[*_\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SIGNS = dict.fromkeys("‐‑‒–—―−~～〜－˗", "-") | {"’": "'", "ʼ": "'", "،": ",", "，": ",", "／": "/"}
_DIGIT_SIGNS = {"⁄": "/", "∕": "/"}
_PARAGRAPH = 2
_QUOTES, _CLOSING_QUOTES = '«"“„', '»"”“'
_QUOTED = re.compile(r"[«\"“„]\d{1,2}[»\"”“]")


class Token(NamedTuple):
    """A word, number, Chinese character or sign.

    Attributes:
        text: folded; a number in ASCII digits; every dash is `-`.
        start: offset of its first character.
        end: offset after its last.
        glued: whether nothing stands between it and the token before.
        breaks: line breaks before it: 0, 1, or 2 for an empty line.
        is_number: whether it is made of digits.
        is_word: whether it is made of letters, Chinese characters apart.
        is_capital: whether it begins with a capital letter.
    """

    text: str
    start: int
    end: int
    glued: bool
    breaks: int
    is_number: bool
    is_word: bool
    is_capital: bool


def _is_quoted_day(text: str, at: int) -> bool:
    """Whether a quotation mark stands at a day in quotation marks, as in «16» августа."""
    if text[at] in _QUOTES:
        return _QUOTED.match(text, at) is not None
    return text[at] in _CLOSING_QUOTES and any(
        _QUOTED.match(text, before) for before in (at - 3, at - 2) if before >= 0 and text[before] in _QUOTES
    )


@lru_cache(maxsize=16_384)
def _folded(raw: str) -> str:
    return _SIGNS.get(raw) or _DIGIT_SIGNS.get(raw) or fold(raw)


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens; marks of emphasis and invisible characters are left out."""
    found: list[Token] = []
    text = simplified(text)
    last_end, breaks, glued = 0, 0, False
    for match in _TOKEN.finditer(text):
        raw, start = match.group(), match.start()
        if start > last_end:
            glued = False
            breaks = min(_PARAGRAPH, breaks + text.count("\n", last_end, start))
        last_end = match.end()
        if len(raw) == 1 and (_IGNORED.match(raw) or _is_quoted_day(text, start)):
            continue
        first = raw[0]
        folded = _folded(raw)
        is_number = first.isdecimal()
        is_word = not is_number and (first.isalpha() and not "\u3400" <= first <= "\u9fff")
        found.append(Token(folded, start, last_end, glued, breaks, is_number, is_word, first.isupper()))
        breaks, glued = 0, True
    return found
