"""Which questions are alike, for the secretariat's list of those that were not answered.

Two questions are alike when they have the same words in any order, function words and endings in case or accents aside,
or the same but for slips of the keyboard. Numbers must be the same: "Forum 2022" is not "Forum 2023". What questions
mean is not considered here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from rapidfuzz import fuzz, process

from knowledge.compiling import load_concepts, load_vocabulary
from knowledge.model import LANGUAGES
from knowledge.text import IS_HAN, fold, tokenize

_VOCABULARY = Path(__file__).resolve().parent.parent / "config" / "vocabulary"
_ALIKE = 90
_SLIP = 75
_Bucket: TypeAlias = tuple[tuple[str, ...], str]
"""What two texts must share to be compared at all: their numbers, and the script of their first letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A question as it is compared: its numbers and its other words, each sorted."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        return " ".join(self.words)

    @property
    def bucket(self) -> _Bucket:
        first = self.joined[:1]
        # The high byte of a letter tells Latin, Cyrillic, Arabic and Chinese apart well enough to divide the work.
        return self.numbers, str(ord(first) >> 8) if first else ""


@cache
def _function_words() -> frozenset[str]:
    """Words without content, read once when first needed; no Chinese characters, each of which is part of others."""
    concepts = load_concepts(_VOCABULARY)
    words = (word for language in LANGUAGES for word in load_vocabulary(_VOCABULARY, language, concepts).function)
    return frozenset(fold(word) for word in words if not IS_HAN.search(word))


def _read(text: str) -> _Text:
    tokens = tokenize(fold(text))
    every = sorted(token.text for token in tokens if not token.is_number)
    content = tuple(word for word in every if word not in _function_words())
    numbers = tuple(sorted(token.text for token in tokens if token.is_number))
    return _Text(numbers=numbers, words=content or tuple(every))


def _only_slips(one: _Text, other: _Text) -> bool:
    """Whether the words that differ are the same words misspelt: one more or another word is another question."""
    ours, theirs = Counter(one.words) - Counter(other.words), Counter(other.words) - Counter(one.words)
    if ours.total() != theirs.total():
        return False
    left = list(theirs.elements())
    for word in ours.elements():
        near = process.extractOne(word, left, scorer=fuzz.ratio, score_cutoff=_SLIP)
        if near is None:
            return False
        del left[near[2]]
    return True


class _Groups:
    """The groups so far, each led by its first question, with which later ones are compared."""

    def __init__(self) -> None:
        self.members: list[list[int]] = []
        self.exact: dict[_Text, int] = {}
        self.leaders: dict[_Bucket, dict[int, str]] = {}
        self.texts: list[_Text] = []

    def add(self, index: int, text: _Text) -> None:
        group = self.exact.get(text)
        if group is None:
            group = self.exact[text] = self._near(text)
        self.members[group].append(index)

    def _near(self, text: _Text) -> int:
        leaders = self.leaders.setdefault(text.bucket, {})
        # The words are sorted already, so the plain ratio is that of sorted tokens.
        near = process.extract(text.joined, leaders, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5)
        for _, score, group in near:
            if score > _ALIKE and _only_slips(text, self.texts[group]):
                return int(group)
        self.members.append([])
        self.texts.append(text)
        leaders[len(self.members) - 1] = text.joined
        return len(self.members) - 1


def group_alike(texts: Sequence[str]) -> list[list[int]]:
    """Group questions that are alike.

    Args:
        texts: any strings, in the order in which they came.

    Returns:
        The indexes of each group in ascending order; the biggest group first, of equal ones that which came first.
    """
    groups = _Groups()
    for index, text in enumerate(texts):
        groups.add(index, _read(text))
    return sorted(groups.members, key=lambda members: (-len(members), members[0]))
