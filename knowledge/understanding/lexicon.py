"""The words of one language, compiled for matching: vocabulary, names of subjects, places, months.

An entry is a phrase (a row of keys) with its labels. A key is a stem in the language itself, or "=" and the whole
folded word for words of other languages, which are matched as they stand. `lexicon_building` makes them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.text import arabic_forms, stem

GAP = "*"
GAP_WORDS = 3
GAP_CHARACTERS = 6
SHORTEST_REPAIR = 4
SHORTEST_SOUND = 2
ACCENTED = frozenset({"es", "fr"})
UNSURE = "?"
"""Ends the number of a month that is named by an abbreviation: it counts only beside a day or a year."""


class Label(NamedTuple):
    """What a phrase stands for: a category (`ask`, `mode`, `social`, `concept`, `name` …) and an id in it."""

    category: str
    id: str


class Phrase(NamedTuple):
    """A row of keys, with gaps, and what it stands for.

    `size` counts its words, `weight` too, but those of substance ten times. `foreign` marks the fallback vocabulary,
    English. `accented` are the words as written where accents tell them from others (cómo, où): see `matching`.
    """

    keys: tuple[str, ...]
    labels: tuple[Label, ...]
    size: int
    weight: int
    foreign: bool
    accented: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All the phrases of one language. `words` maps each word that may be repaired to its key, by length."""

    language: str
    phrases: Mapping[tuple[str, str], tuple[Phrase, ...]]
    keys: frozenset[str]
    words: Mapping[int, Mapping[str, str]]
    variants: Mapping[int, str]
    syllables: Mapping[str, str]
    sounds: tuple[tuple[str, str], ...]
    elisions: tuple[str, ...]
    sounding: Mapping[str, str]
    titles: Mapping[str, str]

    def key_of(self, word: str) -> tuple[str, ...]:
        """The keys that a folded word can match by; none when it is in no phrase."""
        exact = "=" + word
        found = (exact,) if exact in self.keys else ()
        if self.language == "ar":
            form = next((f for f in arabic_forms(word) if f in self.keys), None)
            return (*found, form) if form else found
        short = stem(word, self.language)
        return (*found, short) if short in self.keys else found

    def names_letter(self, word: str) -> bool:
        """Whether a folded word by itself means a letter or circular, whatever phrase it stands in."""
        rows = (phrase for key in self.key_of(word) for phrase in self.phrases.get((key, ""), ()))
        return any(label.id == "letter" for phrase in rows for label in phrase.labels)


def sound_of(word: str, sounds: Iterable[tuple[str, str]]) -> str:
    """Rewrite a folded word as it sounds, by a language's list of spellings that sound alike."""
    for spelling, sound in sounds:
        word = word.replace(spelling, sound)
    return word
