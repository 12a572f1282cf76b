"""The words of dates, loaded once for all tests, and short ways to look for dates."""

from functools import cache
from pathlib import Path

from knowledge.extraction.dates import DateWords, FoundDate, find_dates
from knowledge.extraction.dates.loading import load_date_words

FOLDER = Path(__file__).resolve().parents[3] / "config" / "dates"


@cache
def date_words() -> DateWords:
    """The words of all languages."""
    return load_date_words(FOLDER)


def found(text: str, language: str = "en") -> list[FoundDate]:
    """The dates in a text."""
    return find_dates(text, language, date_words())


def values(text: str, language: str = "en") -> list[str | None]:
    """Their canonical values."""
    return [one.value for one in found(text, language)]
