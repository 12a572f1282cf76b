"""Which phrases of a lexicon stand in a text: the longest first, each word used once.

Words that are in no phrase are repaired against the lexicon's own words, by edit distance; numbers never are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from knowledge.text import IS_HAN, Token, fold
from knowledge.understanding.lexicon import (
    GAP,
    GAP_CHARACTERS,
    GAP_WORDS,
    SHORTEST_REPAIR,
    Label,
    Lexicon,
    Phrase,
    sound_of,
)

_PRIORITY = {
    name: n
    for n, name in enumerate(
        ("until", "name", "ask", "mode", "month", "concept", "social", "place", "neutral", "function")
    )
}
_LONG = 8
_MIDDLE = 5
_CLAUSE_END = frozenset(".?!;:\n؟؛。？！；：")


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: what it stands for, at which tokens, and whether a word of it had to be repaired."""

    labels: tuple[Label, ...]
    at: tuple[int, ...]
    repaired: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    phrase: Phrase
    at: tuple[int, ...]
    slips: int

    def rank(self) -> tuple[int, bool, int, int, int]:
        best = min(_PRIORITY[label.category] for label in self.phrase.labels)
        return (-self.phrase.weight + self.slips, self.phrase.foreign, self.slips, best, self.at[0])


def repair(word: str, lexicon: Lexicon) -> str | None:
    """The key of the one word that `word` is a slip of, or None.

    A word that sounds like a known one is taken for it. Else: one slip (a letter wrong, missing, doubled or two
    swapped) in a word of four letters or more, two in one of eight.
    The first letter may be wrong only in words of five letters or more.
    """
    if word[0].isdigit():
        return None
    if lexicon.sounds and (key := lexicon.sounding.get(sound_of(word, lexicon.sounds))):
        return key
    if len(word) < SHORTEST_REPAIR:
        return None
    from rapidfuzz import process  # noqa: PLC0415 - a question without slips starts faster
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    allowed = 2 if len(word) >= _LONG else 1
    best: list[tuple[int, bool, str, str]] = []
    for length in range(len(word) - allowed, len(word) + allowed + 1):
        known = lexicon.words.get(length)
        if not known or length < SHORTEST_REPAIR:
            continue
        for other, distance, _ in process.extract(
            word, known.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=4
        ):
            same_start = other[0] == word[0]
            if same_start or (len(word) >= _MIDDLE and distance == 1):
                best.append((int(distance), not same_start, other, known[other]))
    return min(best)[3] if best else None


class Matcher:
    """Matches one text; holds the keys by which each token can match."""

    def __init__(self, tokens: Sequence[Token], lexicon: Lexicon, written: Sequence[str] = ()) -> None:
        """Prepare to match.

        Args:
            tokens: of the folded text.
            lexicon: of its language.
            written: the same words before folding, where the writer uses accents; else nothing.
        """
        self._tokens = tokens
        self._written = written
        self._lexicon = lexicon
        self._keys = [self._keys_of(token) for token in tokens]
        self._repaired = [False] * len(tokens)
        self._gap = GAP_CHARACTERS if lexicon.language == "zh" else GAP_WORDS
        self._mend()

    def _keys_of(self, token: Token) -> tuple[str, ...]:
        if IS_HAN.match(token.text):
            return (token.text,)
        return self._lexicon.key_of(token.text)

    def _mend(self) -> None:
        for n, token in enumerate(self._tokens):
            if not self._keys[n] and (key := self._elided(token.text) or repair(token.text, self._lexicon)):
                self._keys[n] = (key,)
                self._repaired[n] = True

    def _elided(self, word: str) -> str | None:
        """The key of a word whose apostrophe was lost ("linscription")."""
        for head in self._lexicon.elisions:
            rest = word.removeprefix(head)
            if rest != word and len(rest) >= SHORTEST_REPAIR and (keys := self._lexicon.key_of(rest)):
                return keys[-1]
        return None

    def _same(self, n: int, key: str) -> bool | None:
        """Whether token n matches a key: yes, no, or None for a homophone slip of one Chinese character."""
        if key in self._keys[n]:
            return True
        token, sounds = self._tokens[n].text, self._lexicon.syllables
        if key in sounds and sounds.get(token) == sounds[key]:
            return None
        return False

    def _fit(self, phrase: Phrase, start: int) -> Iterator[tuple[tuple[int, ...], int]]:
        at, slips, n, gap = [start], 0, start + 1, 0
        for key in phrase.keys[1:]:
            if key == GAP:
                gap = self._gap
                continue
            for m in range(n, min(n + gap, len(self._tokens) - 1) + 1):
                if _CLAUSE_END & set(self._tokens[m].before):
                    return
                same = self._same(m, key)
                if same or (same is None and phrase.size > 1 and not slips):
                    slips += same is None
                    at.append(m)
                    n = m + 1
                    break
            else:
                return
            gap = 0
        yield tuple(at), slips

    def _accents_fit(self, phrase: Phrase, at: tuple[int, ...]) -> bool:
        """Whether a writer who uses accents used those that tell this phrase from another (cómo, not como)."""
        if not self._written or not phrase.accented:
            return True
        pairs = zip(phrase.accented, at, strict=True)
        return all(fold(word) == word or self._written[n] != fold(word) for word, n in pairs)

    def _candidates(self) -> Iterator[_Candidate]:
        others = dict.fromkeys(["", *(key for keys in self._keys for key in keys)])
        for n, keys in enumerate(self._keys):
            rows = (self._lexicon.phrases.get((key, other), ()) for key in keys for other in others)
            for phrase in chain.from_iterable(rows):
                for at, slips in self._fit(phrase, n):
                    if self._accents_fit(phrase, at):
                        yield _Candidate(phrase, at, slips)

    def matches(self) -> list[Match]:
        """The phrases found, in the order of the text; no token belongs to two.

        A word that is known only from longer phrases, none of which is there, may be a slip of another word.
        """
        found = self._best()
        taken = {n for match in found for n in match.at}
        loose = [n for n in range(len(self._tokens)) if n not in taken and self._keys[n] and not self._repaired[n]]
        mended = {
            n: key for n in loose if (key := repair(self._tokens[n].text, self._lexicon)) not in {None, *self._keys[n]}
        }
        for n, key in mended.items():
            self._keys[n], self._repaired[n] = (str(key),), True
        return self._best() if mended else found

    def _best(self) -> list[Match]:
        taken: set[int] = set()
        found: list[Match] = []
        for candidate in sorted(self._candidates(), key=_Candidate.rank):
            if taken.isdisjoint(candidate.at):
                taken.update(candidate.at)
                mended = any(self._repaired[n] for n in candidate.at) or candidate.slips > 0
                found.append(Match(candidate.phrase.labels, candidate.at, mended))
        return sorted(found, key=lambda match: match.at)
