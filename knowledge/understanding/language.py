"""In which of the six languages a question is written, even a very short one."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
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


@dataclass(frozen=True, slots=True)
class WordLists:
    """For each word of a language written in Latin letters: which languages have it, and how telling it is."""

    weights: Mapping[str, Mapping[str, float]]


def build_word_lists(
    vocabularies: 'Iterable[VocabularyFile]', foreign: Mapping[str, Iterable[str]], subjects: Iterable[Subject]
) -> WordLists:
    """Collect the words by which languages in Latin letters are told apart.

    Args:
        vocabularies: of the six languages.
        foreign: common words of further languages, by language; they only ever speak for "another language".
        subjects: their aliases count too: "CMSI" is Spanish.
    """
    found: dict[str, dict[str, float]] = {}

    def note(text: str, language: str, weight: float) -> None:
        for token in tokenize(fold(text)):
            if not token.is_number:
                row = found.setdefault(token.text, {})
                row[language] = max(weight, row.get(language, 0.0))

    for words in vocabularies:
        if words.language not in LATIN:
            continue
        for text in words.function:
            note(text, words.language, 1.0)
        for section in (words.asks, words.modes, words.social, words.concepts):
            for phrases in section.values():
                for text in phrases:
                    note(text.replace("*", " "), words.language, 0.8)
        for text in words.neutral:
            note(text, words.language, 0.8)
    for subject in subjects:
        for language in LATIN:
            for alias in subject.aliases.get(language, ()):
                note(alias, language, 0.5)
    for language, texts in foreign.items():
        for text in texts:
            note(text, language, 2.0)
    return WordLists(found)


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
    scores: Counter[str] = Counter()
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
    best, score = max(scores.items(), key=lambda item: item[1])
    if score <= 0:
        return None
    return best if best in LANGUAGES else OTHER
