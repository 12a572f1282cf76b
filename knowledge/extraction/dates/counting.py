"""Numbers in words and in Chinese numerals: days up to 31 and years, cardinal or ordinal. Nothing larger is meant."""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.extraction.dates.tokens import Token
from knowledge.extraction.dates.words import Label, Labels, Lexicon

_HAN_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "0": 0, "两": 2}
_HAN_TEN, _HAN_HUNDRED = "十", "百"
_HUNDREDS_WIDTH = 3
_LONGEST = 9
_YEAR_DIGITS = 4
_CENTURIES = (19, 20)


class Counted(NamedTuple):
    """A number: its value, how many tokens it takes, and how many digits it is written in (0 for words)."""

    value: int
    size: int
    width: int


def count_han(tokens: Sequence[Token], at: int) -> Counted | None:
    """Read Chinese numerals: 二〇一九 digit by digit, 三十一 as a count.

    A numeral that is longer than a year is none of a date and counts as -1.
    """
    end = at
    while end < len(tokens) and (tokens[end].text in _HAN_DIGITS or tokens[end].text in {_HAN_TEN, _HAN_HUNDRED}):
        end += 1
    run = [token.text for token in tokens[at : min(end, at + _LONGEST)]]
    if not run:
        return None
    if _HAN_HUNDRED in run:
        return Counted(_with_hundreds(run), end - at, _HUNDREDS_WIDTH)
    if _HAN_TEN not in run:
        value = int("".join(str(_HAN_DIGITS[c]) for c in run)) if len(run) <= _YEAR_DIGITS else -1
        return Counted(value, end - at, len(run))
    value = _below_hundred(run)
    return Counted(value, end - at, len(run) if value < 0 else 2)


def _below_hundred(run: Sequence[str]) -> int:
    """三十一 as a count, or a single digit; -1 for what is none."""
    if _HAN_TEN not in run:
        digits = [_HAN_DIGITS[c] for c in run if c in _HAN_DIGITS]
        return digits[0] if len(digits) == len(run) == 1 else -1
    tens, ones = run[: run.index(_HAN_TEN)], run[run.index(_HAN_TEN) + 1 :]
    if len(tens) > 1 or len(ones) > 1 or not _HAN_DIGITS.keys() >= {*tens, *ones}:
        return -1
    return (_HAN_DIGITS[tens[0]] if tens else 1) * 10 + (_HAN_DIGITS[ones[0]] if ones else 0)


def _with_hundreds(run: Sequence[str]) -> int:
    """一百一十五, 一百零五 as a count; -1 for what is none."""
    at = run.index(_HAN_HUNDRED)
    rest = run[at + 1 :]
    while rest and _HAN_DIGITS.get(rest[0]) == 0:
        rest = rest[1:]
    below = _below_hundred(rest) if rest else 0
    if at > 1 or below < 0 or not _HAN_DIGITS.keys() >= {*run[:at]}:
        return -1
    return (_HAN_DIGITS[run[0]] if at else 1) * 100 + below


def _word(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Labels, int] | None:
    """The longest number word that begins at a token."""
    node, found = lexicon.root, None
    for n in range(at, min(at + _LONGEST, len(tokens))):
        following = node.steps.get(tokens[n].text)
        if following is None:
            break
        node = following
        if Label.NUMBER in node.labels or Label.ORDINAL in node.labels:
            found = node.labels, n - at + 1
    return found


def _sum(total: int, value: int, *, joined: bool, units_first: bool) -> int | None:
    """What two number words in a row make, None where they are two numbers."""
    rest = total % 1000
    whole: int | None = None
    if value == 1000:  # noqa: PLR2004 - two thousand
        whole = total * value if 0 < total < 10 else None  # noqa: PLR2004
    elif value == 100:  # noqa: PLR2004 - nine hundred
        whole = total + rest * 99 if 0 < rest < 10 else None  # noqa: PLR2004
    elif total in _CENTURIES and not joined and 10 <= value < 100:  # noqa: PLR2004 - twenty nineteen
        whole = total * 100 + value
    elif (units_first and joined and _turns(total, value)) or _fits(rest, value, total):
        whole = total + value
    return whole


def _turns(total: int, value: int) -> bool:
    """Whether tens follow units, as in "one and twenty"."""
    return 0 < total % 10 == total % 100 and value % 10 == 0 and value < 100  # noqa: PLR2004


def _fits(rest: int, value: int, total: int) -> bool:
    if rest % 100 == 0:
        return total >= 100 and value < (1000 if rest == 0 else 100)  # noqa: PLR2004 - two thousand and nineteen
    tens = rest % 100
    return tens % 10 == 0 and tens >= 20 and 0 < value < (20 if tens in {60, 80} else 10)  # noqa: PLR2004


def count_words(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Counted | None:
    """Read a number in words: sixteenth, dos mil diecinueve, двадцать первого, الحادي والعشرين."""
    found = _word(tokens, at, lexicon)
    if found is None:
        return None
    labels, size = found
    total = int(labels.get(Label.NUMBER, labels.get(Label.ORDINAL, 0)))
    for _ in range(_LONGEST):
        step = _next_word(tokens, at + size, lexicon)
        if step is None or (Label.ORDINAL in labels and not lexicon.units_first):
            break
        more, start, joined = step
        value = int(more[0].get(Label.NUMBER, more[0].get(Label.ORDINAL, 0)))
        whole = _sum(total, value, joined=joined, units_first=lexicon.units_first)
        if whole is None:
            break
        total, labels, size = whole, more[0], start + more[1] - at
    return Counted(total, size, 0)


def _next_word(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[tuple[Labels, int], int, bool] | None:
    """The number word that follows, perhaps after a hyphen or "and"; where it begins; whether "and" joins it."""
    joined, start = False, at
    if start < len(tokens) and tokens[start].text == "-" and tokens[start].glued:
        start += 1
    following = lexicon.root.steps.get(tokens[start].text) if start < len(tokens) else None
    if following is not None and Label.AND in following.labels:
        joined, start = True, start + 1
        if start < len(tokens) and tokens[start].text == "-" and tokens[start].glued:
            start += 1
    word = _word(tokens, start, lexicon)
    return (word, start, joined) if word else None
