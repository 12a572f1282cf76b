"""Text as it comes from people: folded, cut into tokens, reduced to stems.

Folding makes writings equal that people take for the same (case, accents, width, Arabic letter forms, digits); it is
deliberate per script, since a general "strip all marks" would turn й into и. Nothing here knows any word's meaning.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import Stemmer

_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ؤ": "و",
        "ئ": "ي",
        "ء": "",
        "ـ": "",
    }
)
_CYRILLIC_KEPT = "йЙ"
_SNOWBALL = {"en": "english", "es": "spanish", "fr": "french", "ru": "russian", "ar": "arabic"}


def _fold_character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}:
        return " " if category in {"Cs", "Co", "Cn"} else ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in _CYRILLIC_KEPT:
        return character
    base = unicodedata.normalize("NFD", character)[0]
    return base if unicodedata.category(base)[0] in "LNPSZ" else character


def _tidy(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(map(_fold_character, text)).translate(_ARABIC)


def fold(text: str) -> str:
    """Fold writings that people take for the same into one; folding twice changes nothing.

    Args:
        text: any string, even one with control characters or lone surrogates.

    Returns:
        Lower case, without accents, marks, formatting or control characters; ASCII digits; the line breaks kept.
    """
    if text.isascii():
        folded = text.casefold()
    else:
        folded = _tidy(text)
        while (again := _tidy(folded)) != folded:
            folded = again
    return "".join(c if c >= " " or c == "\n" else " " for c in folded.replace("\x7f", " "))


def squeeze(text: str) -> str:
    """White space folded to single spaces, Markdown emphasis and link syntax removed: how quotes are compared."""
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)  # neither part holds what begins one: linear time
    return " ".join(re.sub(r"[*<>\\]", "", text).split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or Chinese character of a folded text, with its place there and what stands before it."""

    text: str
    start: int
    end: int
    before: str

    @property
    def is_number(self) -> bool:
        """Whether it is made of digits."""
        return self.text[0].isdigit()


_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|\d+|(?:(?![{_HAN}\d_])\w)+")
IS_HAN = re.compile(rf"[{_HAN}]")


def tokenize(folded: str) -> tuple[Token, ...]:
    """Cut a folded text into words, numbers and single Chinese characters; the rest is kept in `before`."""
    tokens: list[Token] = []
    at = 0
    for found in _TOKEN.finditer(folded):
        tokens.append(Token(found.group(), found.start(), found.end(), folded[at : found.start()]))
        at = found.end()
    return tuple(tokens)


@cache
def _snowball(language: str) -> Callable[[str], str]:
    stem: Callable[[str], str] = Stemmer.Stemmer(_SNOWBALL[language]).stemWord
    return stem


def stem(word: str, language: str) -> str:
    """Reduce a folded word to its Snowball stem; Chinese, numbers and very short words stay as they are.

    Args:
        word: a token's text.
        language: one of the six codes.
    """
    if language not in _SNOWBALL or len(word) < 3 or not word.isalpha():  # noqa: PLR2004 - nothing to take off
        return word
    if language == "ar":
        return strip_article(word)
    return _snowball(language)(word)


def strip_article(word: str) -> str:
    """Take the Arabic article off a word that is long enough to have one."""
    if word.startswith("ال") and len(word) > 4:  # noqa: PLR2004 - two letters of article, three of word
        return word[2:]
    return word


_AR_PREFIXES = ("وبال", "وال", "بال", "فال", "كال", "لل", "ولل", "و", "ف", "ب", "ل", "ك", "س")
_AR_SUFFIXES = ("ات", "ان", "ين", "ون", "ها", "هم", "نا", "كم", "ه", "ي", "ك", "ا", "يه", "ته", "تهم", "تها")


def arabic_forms(word: str) -> tuple[str, ...]:
    """What can remain of an Arabic word when clitics are peeled off, the likeliest first.

    The caller keeps the first form that it knows; nothing is peeled blindly.
    """
    bare = strip_article(word)
    forms = [word, bare]
    heads = [bare[len(p) :] for p in _AR_PREFIXES if bare.startswith(p) and len(bare) - len(p) > 1]
    forms += [form for head in heads for form in (head, strip_article(head))]
    for form in list(forms):
        forms += [form[: -len(s)] for s in _AR_SUFFIXES if form.endswith(s) and len(form) - len(s) > 1]
        forms += [form[:-1] + "ه"] if form.endswith("ت") else []
    return tuple(dict.fromkeys(forms))
