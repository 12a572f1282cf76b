"""In which of the six languages a question is written, even a very short one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.model import LANGUAGES, Subject
from knowledge.text import IS_HAN, Token, fold, tokenize

if TYPE_CHECKING:  # pydantic is not for the command's start
    from knowledge.schema import VocabularyFile

LATIN = ("en", "es", "fr")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_PERSIAN_URDU = re.compile("[پچژگٹڈڑںے]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_OTHER_CYRILLIC = re.compile("[іїєґўјљњћђџқғұһәөүң]")
_KANA_HANGUL = re.compile(r"[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0530-\u05ff\u0900-\u0fff\u10a0-\u10ff]")
_SPANISH = re.compile("[¿¡ñ]", re.IGNORECASE)
_FRENCH = re.compile("[çœêèùûâîëàôï]|\\b[ldqnsjcm][’']|\\bqu[’']", re.IGNORECASE)
_OTHER_LATIN = re.compile("[ßãõäåøæłśżźěšřžůőű]", re.IGNORECASE)
OTHER = "other"
_LATE_IN_LIST = 0.4
"""Lists begin with a language's own words; those borrowed from others come late and tell less."""
_VERY_TELLING, _TELLING, _LESS_TELLING, _HARDLY_TELLING = 2.0, 1.0, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class WordLists:
    """For each word of a language written in Latin letters: which languages have it, and how telling it is."""

    weights: Mapping[str, Mapping[str, float]]


def _rows(words: "VocabularyFile") -> Iterator[tuple[str, float]]:
    """Each phrase of a vocabulary, with how telling its words are."""
    for text in words.function:
        yield text, _TELLING
    for section in (words.asks, words.modes, words.social, words.concepts):
        for phrases in section.values():
            for n, text in enumerate(phrases):
                yield text.replace("*", " "), _LESS_TELLING * (1 - _LATE_IN_LIST * n / len(phrases))
    yield from ((text, _LESS_TELLING) for text in words.neutral)


def build_word_lists(
    vocabularies: "Iterable[VocabularyFile]", foreign: Mapping[str, Iterable[str]], subjects: Iterable[Subject]
) -> WordLists:
    """Collect the words by which languages in Latin letters are told apart.

    Args:
        vocabularies: of the six languages.
        foreign: common words of further languages, by language; they only ever speak for "another language".
        subjects: their aliases count too: "CMSI" is Spanish.
    """
    rows = [(text, v.language, weight) for v in vocabularies if v.language in LATIN for text, weight in _rows(v)]
    for subject in subjects:
        rows += [(alias, lang, _HARDLY_TELLING) for lang in LATIN for alias in subject.aliases.get(lang, ())]
    rows += [(text, language, _VERY_TELLING) for language, texts in foreign.items() for text in texts]
    found: dict[str, dict[str, float]] = {}
    for text, language, weight in rows:
        for token in tokenize(fold(text)):
            row = found.setdefault(token.text, {})
            row[language] = max(weight, row.get(language, 0.0))
    return WordLists({word: row for word, row in found.items() if not word[0].isdigit()})


def _by_script(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    if _KANA_HANGUL.search(text) or sum(map(bool, map(_OTHER_SCRIPT.match, letters))) > len(letters) / 2:
        return OTHER
    counts = {
        "ar": sum(1 for c in letters if _ARABIC.match(c)),
        "ru": sum(1 for c in letters if _CYRILLIC.match(c)),
        "zh": 2 * sum(1 for c in letters if IS_HAN.match(c)),
    }
    best = max(counts, key=lambda language: counts[language])
    if counts[best] == 0 or counts[best] * 4 < len(letters):
        return None
    if best == "ar" and _PERSIAN_URDU.search(text):
        return OTHER
    if best == "ru" and _OTHER_CYRILLIC.search(text.casefold()):
        return OTHER
    return best


def detect_language(text: str, tokens: Iterable[Token], lists: WordLists) -> str | None:
    """Tell the language of a question.

    Args:
        text: the question as it came, with its accents.
        tokens: of the folded question.
        lists: the words that tell.

    Returns:
        One of the six codes; `other` for any other language; None where nothing tells ("2021?").
    """
    if script := _by_script(text):
        return script
    scores: dict[str, float] = defaultdict(float)
    for token in tokens:
        row = lists.weights.get(token.text)
        if row:
            share = 1.0 / len(row) if len(row) < len(LATIN) else 0.1
            for language, weight in row.items():
                scores[language] += weight * share
    scores["es"] += 2.0 if _SPANISH.search(text) else 0.0
    scores["fr"] += 1.0 if _FRENCH.search(text) else 0.0
    if _OTHER_LATIN.search(text):
        scores[OTHER] += 1.0
    best = max(scores, key=lambda language: scores[language])
    if scores[best] <= 0:
        return None
    return best if best in LANGUAGES else OTHER
