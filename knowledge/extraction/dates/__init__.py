"""How official letters write dates, in six languages: a grammar that reads a text in linear time."""

from knowledge.extraction.dates.finding import find_dates, find_dates_and_years
from knowledge.extraction.dates.values import Bound, FoundDate, YearFrom
from knowledge.extraction.dates.words import DateWords
from knowledge.extraction.dates.years import first_after, last_before, with_year

__all__ = [
    "Bound",
    "DateWords",
    "FoundDate",
    "YearFrom",
    "find_dates",
    "find_dates_and_years",
    "first_after",
    "last_before",
    "with_year",
]
