"""Our reading of dates beside `dateparser.search`, on the single days of the corpus: what is found, and at what cost.

dateparser is told the language, and is tried in several ways. Its figures are those of the way that does best in each
language, as if somebody had chosen it beforehand.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import yaml
from dateparser.search import search_dates  # type: ignore[import-untyped]

from knowledge.edtf import parse_edtf
from knowledge.extraction.dates import find_dates
from knowledge.model import LANGUAGES
from tests.benchmarks.measuring import table
from tests.knowledge.extraction.date_words import date_words

CORPUS = Path(__file__).parents[1] / "corpora" / "dates"
WITHOUT_A_DAY = "null"
BEST = "best in each language"

# Numbers are tried as day, month, year first; dateparser reads 10/13/2021 and 2020/05/25 rightly all the same.
ANY_DATE: dict[str, object] = {
    "DATE_ORDER": "DMY",
    "RELATIVE_BASE": datetime(2024, 1, 1, tzinfo=UTC),  # so that the figures don't depend on the day of the run
    "RETURN_AS_TIMEZONE_AWARE": False,
}
# STRICT_PARSING, and the order of the language instead of DMY, change nothing once all three parts are required.
WHOLE_DAY: dict[str, object] = {
    **ANY_DATE,
    "REQUIRE_PARTS": ["day", "month", "year"],
    "PARSERS": ["absolute-time"],
}

Reader = Callable[[str, str], list[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A sentence with the one day that is in it, or with none."""

    text: str
    day: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How well sentences were read, and in how many seconds of the processor."""

    days: int
    exact: int
    false: int
    seconds: float

    @property
    def f1(self) -> float:
        """The harmonic mean of what share of the days is found and what share of the finds is right."""
        return 2 * self.exact / (self.days + self.exact + self.false)


@cache
def sentences(language: str) -> tuple[Sentence, ...]:
    """The sentences with exactly one date that is a whole day, and those without any."""
    entries = yaml.safe_load((CORPUS / f"{language}.yaml").read_text("utf-8"))["entries"]
    return tuple(
        Sentence(text=entry["text"], day=entry["dates"][0] if entry["dates"] else None)
        for entry in entries
        if not entry["dates"] or (len(entry["dates"]) == 1 and _is_whole_day(entry["dates"][0]))
    )


def _is_whole_day(value: str) -> bool:
    return value != WITHOUT_A_DAY and value == parse_edtf(value).first_day().isoformat()


def _read_ours(text: str, language: str) -> list[str]:
    return [found.value or WITHOUT_A_DAY for found in find_dates(text, language, date_words())]


def _read_dateparser(text: str, language: str, *, strategy: str, settings: dict[str, object]) -> list[str]:
    found = search_dates(text, languages=[language], strategy=strategy, settings=settings) or []
    return [row[1].date().isoformat() for row in found]


WAYS: dict[str, Reader] = {
    f"{strategy}, {name}": partial(_read_dateparser, strategy=strategy, settings=settings)
    for strategy in ("split", "ngram")
    for name, settings in (("any date", ANY_DATE), ("whole days", WHOLE_DAY))
}


def _scores(read: Reader) -> dict[str, Score]:
    """Read every sentence, after one in each language that loads what is loaded once."""
    for language in LANGUAGES:
        read(sentences(language)[0].text, language)
    return {language: _score(read, language) for language in LANGUAGES}


def _score(read: Reader, language: str) -> Score:
    asked = sentences(language)
    start = time.process_time()
    found = [read(sentence.text, language) for sentence in asked]
    seconds = time.process_time() - start
    return Score(
        days=sum(sentence.day is not None for sentence in asked),
        exact=sum(sentence.day in dates for sentence, dates in zip(asked, found, strict=True)),
        false=sum(date != sentence.day for sentence, dates in zip(asked, found, strict=True) for date in dates),
        seconds=seconds,
    )


def _total(scores: Iterable[Score]) -> Score:
    rows = list(scores)
    return Score(
        days=sum(row.days for row in rows),
        exact=sum(row.exact for row in rows),
        false=sum(row.false for row in rows),
        seconds=sum(row.seconds for row in rows),
    )


def _row(name: str, *scores: Score) -> tuple[str, str]:
    figures = "  |".join(f"{score.exact:>4} of {score.days:<3} {score.false:>4} false" for score in scores)
    return name, figures


def test_days_are_found_as_often_as_by_dateparser_and_not_more_false_ones() -> None:
    ours = _scores(_read_ours)
    ways = {name: _scores(read) for name, read in WAYS.items()}
    ways[BEST] = {code: max((way[code] for way in ways.values()), key=lambda score: score.f1) for code in LANGUAGES}
    us, them = _total(ours.values()), {name: _total(way.values()) for name, way in ways.items()}
    table("Single days, ours | dateparser's best", [_row(code, ours[code], ways[BEST][code]) for code in LANGUAGES])
    table("Single days, all languages", [_row("ours", us), *(_row(name, score) for name, score in them.items())])
    costs = [(name, f"{score.seconds:.2f} s = {score.seconds / us.seconds:.0f} times") for name, score in them.items()]
    table("Processor time for these sentences", [("ours", f"{us.seconds:.2f} s"), *costs])
    for name, score in them.items():
        assert us.exact >= score.exact, name
        assert us.false <= score.false, name
