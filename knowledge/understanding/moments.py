"""Days, months and years that a question names, in digits or with the names of months, in six languages.

These are what a person asks about or claims, matched exactly; they are not facts, and no year is filled in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.text import Token

_MONTHS, _DAYS = 12, 31
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ISO = re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(?P<d>\d{1,2})(?P<s>[./-])(?P<m>\d{1,2})(?P=s)(?P<y>\d{4})(?!\d)")
_HAN = re.compile(
    r"(?:(?P<y>\d{4})\s?年)?\s?(?P<m>\d{1,2})\s?月份?(?:\s?(?P<d>\d{1,2})\s?[日号號]?)?"
    r"(?:\s?[至到~–—-]\s?(?:\d{1,2}\s?月)?(?P<e>\d{1,2})\s?[日号號])?"
)
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])(?::[0-5]\d|\s?h\s?[0-5]\d)(?!\d)")
_JOINTS = frozenset(
    "de del of the th st nd rd er o le du am el день лет го е ое ого й число числа числах من شهر".split()  # noqa: SIM905
)
_RANGES = frozenset(
    "al a to au till through hasta until y and et и по до ou or o الي و حتي".split()  # noqa: SIM905 - easier to read
)
_AFTER = frozenset("de del of г году года год year an عام سنه لعام".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Moment:
    """A month, a day or a range of days within a month; `year` is None where the question gives none."""

    year: int | None
    month: int
    day: int | None = None
    last: int | None = None
    at: int = 0

    @property
    def last_day(self) -> int | None:
        """The last day of the month that is meant, None for a whole month."""
        return self.last or self.day


_HAN_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_HAN_YEAR = re.compile(r"[一二][〇零○一二三四五六七八九]{3}(?=\s?年)")
_HAN_COUNT = re.compile(r"(?P<tens>[二三]?十)?(?P<ones>[一二三四五六七八九])?(?=\s?[月日号號](?!内))")


def han_numerals(folded: str) -> str:
    """Write the years, months and days that stand in Chinese numerals (二〇一九年九月十日) in digits."""
    folded = _HAN_YEAR.sub(lambda m: "".join(_HAN_DIGITS[c] for c in m.group()), folded)

    def count(match: re.Match[str]) -> str:
        tens, ones = match["tens"], match["ones"]
        if not tens and not ones:
            return ""
        first = _HAN_DIGITS.get(tens[0], "1") if tens else ""
        return first + (_HAN_DIGITS[ones] if ones else "0" if tens else "")

    return _HAN_COUNT.sub(count, folded)


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _valid(moment: Moment) -> bool:
    days = [d for d in (moment.day, moment.last) if d is not None]
    return 1 <= moment.month <= _MONTHS and all(1 <= d <= _DAYS for d in days)


def numeric_moments(folded: str) -> tuple[list[Moment], str]:
    """Read the dates written in digits, Chinese ones included.

    Returns:
        The moments, and the text with them and all clock times blanked out.
    """
    found: list[Moment] = []
    for pattern in (_ISO, _DOTTED, _HAN):
        for match in pattern.finditer(folded):
            parts = match.groupdict()
            moment = Moment(
                _number(parts["y"]), int(parts["m"]), _number(parts["d"]), _number(parts.get("e")), match.start()
            )
            if _valid(moment):
                found.append(moment)
                folded = folded[: match.start()] + " " * (match.end() - match.start()) + folded[match.end() :]
    folded = _CLOCK.sub(lambda match: " " * len(match.group()), folded)
    return sorted(found, key=lambda m: m.at), folded


class _Scan:
    """Reads one date around the name of a month, and remembers which tokens it used."""

    def __init__(self, tokens: Sequence[Token], month_at: Sequence[int]) -> None:
        self.tokens = tokens
        self.used = set(month_at)
        self.at, self.end = month_at[0], month_at[-1]

    def _day(self, n: int) -> int | None:
        if 0 <= n < len(self.tokens) and self.tokens[n].is_number and 1 <= int(self.tokens[n].text) <= _DAYS:
            return int(self.tokens[n].text)
        return None

    def _skip(self, n: int, words: frozenset[str], step: int) -> int:
        while 0 <= n < len(self.tokens) and self.tokens[n].text in words and abs(n - self.at) < 5:  # noqa: PLR2004
            n += step
        return n

    def before(self) -> tuple[int | None, int | None]:
        """The day or range of days that stands before the month."""
        n = self._skip(self.at - 1, _JOINTS, -1)
        last = self._day(n)
        if last is None:
            return None, None
        self.used.update(range(n, self.at))
        m = self._skip(n - 1, _JOINTS, -1)
        dash = any(c in "-–—/" for c in self.tokens[n].before)
        if m >= 0 and self.tokens[m].text in _RANGES:
            m = self._skip(m - 1, _JOINTS, -1)
        elif not dash:
            return last, None
        first = self._day(m)
        if first is None or first >= last:
            return last, None
        self.used.update(range(m, n))
        return first, last

    def after(self, day: int | None) -> tuple[int | None, int | None, int | None]:
        """The day ("August 16"), range and year that stand after the month."""
        n, last = self.end + 1, None
        if day is None and (day := self._day(n)) is not None:
            self.used.add(n)
            n = self._skip(n + 1, _JOINTS, 1)
            if n < len(self.tokens) and any(c in "-–—" for c in self.tokens[n].before):
                last = self._day(n)
                if last is not None:
                    self.used.add(n)
                    n += 1
        n = self._skip(n, _AFTER, 1)
        if n < len(self.tokens) and is_year(self.tokens[n]):
            self.used.update(range(self.end, n + 1))
            return day, last, int(self.tokens[n].text)
        return day, last, None


def named_moments(tokens: Sequence[Token], months: Mapping[tuple[int, ...], int]) -> tuple[list[Moment], set[int]]:
    """Read the dates that name their month in words.

    Args:
        tokens: of the folded question.
        months: the month, 1 to 12, by the indexes of the tokens that name it.

    Returns:
        The moments and the indexes of all tokens that belong to them.
    """
    found: list[Moment] = []
    used: set[int] = set()
    for at, month in months.items():
        scan = _Scan(tokens, at)
        day, last = scan.before()
        day_after, last_after, year = scan.after(day)
        found.append(Moment(year, month, day or day_after, last or last_after, tokens[at[0]].start))
        used |= scan.used
    return found, used


def span_of(moment: Moment, years: Iterable[int]) -> list[tuple[date, date]]:
    """The days that a moment means, in its own year or in each of the years given."""
    found = []
    for year in [moment.year] if moment.year else list(years):
        first = date(year, moment.month, 1)
        end = date(year + moment.month // 12, moment.month % 12 + 1, 1) - timedelta(days=1)
        try:
            start = first.replace(day=moment.day) if moment.day else first
            last = first.replace(day=moment.last_day) if moment.last_day else end
        except ValueError:
            continue
        found.append((start, last))
    return found


def is_year(token: Token) -> bool:
    """Whether a token is a year written in four digits."""
    return len(token.text) == 4 and token.is_number and _FIRST_YEAR <= int(token.text) <= _LAST_YEAR  # noqa: PLR2004
