"""A piece of text with the phrases found in it, looked up once each."""

from collections.abc import Sequence
from functools import cached_property

from mail.nomination.text import Token, tokenize
from mail.nomination.words import Hit, MailWords

_SHORT_PHRASE = 2


class Scan:
    """One line, sentence or chunk."""

    def __init__(self, text: str, words: MailWords) -> None:
        """Take a cleaned text."""
        self.text = text
        self.words = words
        self._hits: dict[str, list[Hit]] = {}
        self._covered: dict[tuple[str, ...], frozenset[int]] = {}

    @cached_property
    def tokens(self) -> Sequence[Token]:
        """The words of the text."""
        return tokenize(self.text)

    def hits(self, name: str) -> list[Hit]:
        """The phrases of a list that stand in the text, in order."""
        if name not in self._hits:
            self._hits[name] = self.words.lists[name].find(self.tokens)
        return self._hits[name]

    def has(self, *names: str) -> bool:
        """Whether a phrase of any of these lists stands in it."""
        return any(self.hits(name) for name in names)

    def covered(self, *names: str) -> frozenset[int]:
        """The places of all tokens that belong to a phrase of these lists."""
        if names not in self._covered:
            places = (n for name in names for hit in self.hits(name) for n in range(hit.start, hit.end))
            self._covered[names] = frozenset(places)
        return self._covered[names]

    @cached_property
    def countries(self) -> list[Hit]:
        """The names of countries in it."""
        return self.words.countries.find(self.tokens)

    @cached_property
    def han_titles(self) -> dict[int, int]:
        """Where Chinese titles, which stand after a name, begin and end."""
        hits = self.hits("courtesy") + self.hits("academic")
        return {hit.start: hit.end for hit in hits if self.tokens[hit.start].is_han}

    @cached_property
    def titles(self) -> dict[int, list[int]]:
        """Where titles before a name begin, and where each of them ends."""
        found: dict[int, list[int]] = {}
        for hit in self.hits("courtesy") + self.hits("academic"):
            found.setdefault(hit.start, []).append(hit.end)
        return found

    @cached_property
    def country_words(self) -> frozenset[int]:
        """The places of words that belong to a country's name of several words."""
        return frozenset(n for h in self.countries if h.end - h.start > 1 for n in range(h.start, h.end))

    @cached_property
    def links(self) -> frozenset[int]:
        """The places of words that join an organisation's other words."""
        return frozenset(hit.start for hit in self.hits("links"))

    @cached_property
    def no_arabic_names(self) -> frozenset[int]:
        """The places of Arabic words that are no name even after a title; "دولة" before a country is a state."""
        return self.covered("not_names") | frozenset(hit.start for hit in self.countries)

    @cached_property
    def arabic_verbs(self) -> frozenset[int]:
        """The places of words that put somebody forward; with a gap in it, a phrase covers the name itself."""
        short = (h for h in self.hits("nominate") if h.end - h.start <= _SHORT_PHRASE)
        return frozenset(n for hit in short for n in range(hit.start, hit.end))

    @cached_property
    def labels(self) -> list[Hit]:
        """What could be labels."""
        return self.words.labels.find(self.tokens)

    def between(self, first: int, last: int) -> str:
        """The text from token `first` up to the end of token `last`."""
        return self.text[self.tokens[first].start : self.tokens[last].end]

    def gap(self, n: int) -> str:
        """What stands between token `n` and the next one, or the end."""
        after = self.tokens[n + 1].start if n + 1 < len(self.tokens) else len(self.text)
        return self.text[self.tokens[n].end : after]

    def before(self, n: int) -> str:
        """What stands between token `n` and the one before it, or the beginning."""
        return self.text[self.tokens[n - 1].end if n else 0 : self.tokens[n].start]
