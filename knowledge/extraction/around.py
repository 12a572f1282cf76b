"""The words around a date: which cues stand before and after it, and how far away."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.extraction.folding import Flat
from knowledge.extraction.words import Cue

_WORD = re.compile(r"[\u3400-\u9fff]{1,2}|(?:(?![\u3400-\u9fff])\w)+")

_CLOSE = 6
"""Characters: a short word and its space."""


@dataclass(slots=True)
class Cues:
    """Where each kind of cue stands in a sentence; looked up once."""

    flat: Flat
    patterns: Mapping[Cue, re.Pattern[str]]
    _found: dict[Cue, list[tuple[int, int]]] = field(default_factory=dict)

    def of(self, cue: Cue) -> list[tuple[int, int]]:
        """Beginning and end of each, in the folded sentence."""
        if cue not in self._found:
            self._found[cue] = [match.span() for match in self.patterns[cue].finditer(self.flat.text)]
        return self._found[cue]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """One date in its sentence. Its own words reach from `low` to `high`, up to the dates on either side.

    All places are in the folded sentence.
    """

    cues: Cues
    low: int
    start: int
    end: int
    high: int
    is_until: bool = False
    """Whether the date is an end: "by", "until"."""
    is_last: bool = True
    """Whether no other date follows before the next break."""

    def before(self, cue: Cue, low: int | None = None) -> int | None:
        """Where the last such cue before the date ends; None where there is none after `low`."""
        spans = self.cues.of(cue)
        n = bisect_left(spans, (self.start, 0)) - 1
        is_own = n >= 0 and spans[n][0] >= (self.low if low is None else low)
        return min(spans[n][1], self.start) if is_own else None

    def first_before(self, *cues: Cue, low: int | None = None) -> int | None:
        """Where the first of several cues before the date begins; None where there is none after `low`."""
        found: list[int] = []
        for cue in cues:
            spans = self.cues.of(cue)
            n = bisect_left(spans, (self.low if low is None else low, 0))
            found += [spans[n][0]] if n < len(spans) and spans[n][0] < self.start else []
        return min(found, default=None)

    def after(self, cue: Cue) -> int | None:
        """Where the first such cue after the date begins; None where there is none."""
        spans = self.cues.of(cue)
        n = bisect_left(spans, (self.end, self.end))
        return spans[n][0] if n < len(spans) and spans[n][0] <= self.high else None

    def holds(self, cue: Cue) -> bool:
        """Whether there is such a cue among the date's own words."""
        spans = self.cues.of(cue)
        n = bisect_left(spans, (self.start, 0))
        return n < len(spans) and spans[n][0] < self.end

    def begins_with(self, cue: Cue) -> bool:
        """Whether the date's own words begin with such a cue, or one stands right before them."""
        spans = self.cues.of(cue)
        n = bisect_left(spans, (self.start - _CLOSE, 0))
        return n < len(spans) and spans[n][0] <= self.start + 1

    def has(self, cue: Cue) -> bool:
        """Whether there is such a cue on either side, or among the date's own words."""
        spans = self.cues.of(cue)
        n = bisect_left(spans, (self.low, 0))
        return n < len(spans) and spans[n][0] < self.high

    def anywhere(self, cue: Cue) -> bool:
        """Whether there is such a cue in the sentence at all."""
        return bool(self.cues.of(cue))

    def near_before(self, cue: Cue, words: int) -> bool:
        """Whether such a cue stands before the date with at most so many words between, or within the date's own."""
        at = self.before(cue)
        return at is not None and self.words(at, self.start) <= words

    def near_after(self, cue: Cue, words: int) -> bool:
        """Whether such a cue stands after the date with at most so many words between."""
        at = self.after(cue)
        return at is not None and self.words(self.end, at) <= words

    def latest(self, *cues: Cue, low: int | None = None) -> int:
        """Where the last of several cues before the date ends; -1 where there is none after `low`."""
        return max((at for cue in cues if (at := self.before(cue, low)) is not None), default=-1)

    def words(self, begin: int, end: int) -> int:
        """How many words stand between two places; two Chinese characters count as one."""
        return len(_WORD.findall(self.cues.flat.text[begin:end]))
