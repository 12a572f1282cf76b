"""Whether two dated sentences speak of one thing: by their values, and by the words that they share."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from knowledge.edtf import Edtf, parse_edtf
from knowledge.text import IS_HAN, fold, tokenize

_TELLING = 4
"""Letters: shorter words are too common to tell that two sentences speak of one thing."""
_HAN_DATES = frozenset({"年月", "月日", "日至", "日前", "举行", "将于"})
_UNKNOWN = "XXXX"
_MONTH = len("2025-01")
_NEAREST = 40
"""How many earlier facts of one month are compared: what is repeated is repeated soon, and work stays bounded."""


class Shelves:
    """Keeps the numbers of facts by the month that they begin in, so that few have to be compared."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_month: dict[str | None, list[int]] = defaultdict(list)

    def put(self, value: str | None, number: int) -> None:
        """Note a fact."""
        self._by_month[_month(value)].append(number)

    def near(self, value: str | None) -> Iterator[int]:
        """The numbers of the facts that may be the same: those of its month, and those of its year alone."""
        month = _month(value)
        yield from self._by_month[month][-_NEAREST:]
        if month is not None and len(month) == _MONTH:
            yield from self._by_month[month[:4]][-_NEAREST:]


def _month(value: str | None) -> str | None:
    return None if value is None else re.split(r"[~?/]", value, maxsplit=1)[0][:_MONTH]


@lru_cache(maxsize=1024)
def _edtf(value: str) -> Edtf:
    return parse_edtf(value)


def is_finer(one: str | None, other: str | None) -> bool:
    """Whether the first says the same as the second, only more exactly: a day of a month, an hour of a day."""
    if one is None or other is None or one == other or _UNKNOWN in one + other:
        return False
    fine, coarse = _edtf(one), _edtf(other)
    if fine.open_end and not coarse.open_end:
        return coarse.end is None and fine.start == coarse.start
    if coarse.open_end or fine.open_end:
        return False
    inside = coarse.first_day() <= fine.first_day() and fine.last_day() <= coarse.last_day()
    return inside and _detail(fine) > _detail(coarse) and (coarse.end is None or not coarse.is_day)


def _detail(when: Edtf) -> int:
    point = when.start
    return sum((point.month is not None, point.day is not None, point.clock is not None, when.end is not None))


@lru_cache(maxsize=1024)
def telling_words(text: str) -> frozenset[str]:
    """The words by which two sentences are seen to speak of one thing; in Chinese each two characters."""
    if IS_HAN.search(text):
        han = re.sub(r"[^\u3400-\u9fff]", " ", text)
        pairs = {han[n : n + 2] for n in range(len(han) - 1) if " " not in han[n : n + 2]}
        return frozenset(pairs) - _HAN_DATES
    tokens = tokenize(fold(text))
    return frozenset(token.text for token in tokens if len(token.text) > _TELLING and not token.is_number)
