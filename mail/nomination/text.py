"""Text of mails as words: cleaned, folded, cut into tokens with their places. Nothing here knows any word's meaning."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{HAN}]|\d+|(?:(?![{HAN}\d_])\w)+")
_HAN = re.compile(rf"[{HAN}]")
_ARABIC = re.compile("[\u0620-\u06ff]")
_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_ARABIC_LETTERS = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ؤ": "و", "ئ": "ي"}
)
_SAME = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\u2007": " ",
        "\u2009": " ",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "＠": "@",
        "．": ".",
        "＋": "+",
        "－": "-",
        "\r": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_CLITICS = ("وال", "بال", "فال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك")
_SHORTEST_REST = 2


def clean(text: str) -> str:
    """Take out what only sets type: marks of direction, Arabic vowels, odd spaces; digits become ASCII."""
    text = _MARKS.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n"))).translate(_SAME)
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A word as it is compared: without case, accents, width and the variants of Arabic letters."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", plain).translate(_ARABIC_LETTERS)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a Chinese character: folded, as written, its place in the text, and its script."""

    text: str
    raw: str
    start: int
    end: int
    is_han: bool
    is_arabic: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.raw[0].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is made of digits."""
        return self.raw[0].isdigit()

    def forms(self) -> tuple[str, ...]:
        """What it may be compared as; an Arabic word also without the particles that are written together with it."""
        return arabic_forms(self.text) if self.is_arabic else (self.text,)


@lru_cache(maxsize=20_000)
def arabic_forms(word: str) -> tuple[str, ...]:
    """An Arabic word as it stands, and what remains when particles and the article are taken off."""
    heads = [
        word[len(head) :] for head in _CLITICS if word.startswith(head) and len(word) - len(head) >= _SHORTEST_REST
    ]
    with_article = ["ال" + word[2:]] if word.startswith("لل") else []
    return tuple(dict.fromkeys([word, *heads, *with_article]))


def _token(text: str, start: int, end: int) -> Token:
    folded = fold(text)
    return Token(folded, text, start, end, _HAN.match(folded) is not None, _ARABIC.match(folded) is not None)


def tokenize(text: str) -> tuple[Token, ...]:
    """Cut a cleaned text into tokens."""
    return tuple(_token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text))


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAN.search(text) is not None


def has_arabic(text: str) -> bool:
    """Whether there is an Arabic letter in it."""
    return _ARABIC.search(text) is not None


def squeeze(text: str) -> str:
    """White space folded, and what stands around a value taken off."""
    return " ".join(text.split()).strip(" ,;:.،؛，；：、-–—*•·|\"'«»“”()（）[]<>").strip()
