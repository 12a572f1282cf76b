"""The corpus of date phrases: nearly all read rightly, and hardly anything read that is no date."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from knowledge.extraction.dates import FoundDate, YearFrom, find_dates, find_dates_and_years, with_year
from tests.knowledge.extraction.date_words import date_words

CORPUS = Path(__file__).resolve().parents[2] / "corpora" / "dates"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
MOST_WRONG = 0.02
WITHOUT_A_DAY = "null"


@cache
def rows(language: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Id, text and values of each entry."""
    content = yaml.safe_load((CORPUS / f"{language}.yaml").read_text("utf-8"))
    return tuple((entry["id"], entry["text"], tuple(entry["dates"])) for entry in content["entries"])


def dates(text: str, language: str) -> list[FoundDate]:
    """The dates of a text, with the year of the edition that it names where none is written."""
    years = [year for _, year in find_dates_and_years(text, language, date_words())[1]]
    found = find_dates(text, language, date_words())
    if len(years) != 1:
        return found
    return [with_year(one, years[0]) if one.year_from is YearFrom.UNKNOWN else one for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_every_entry_is_read_rightly(language: str) -> None:
    wrong = []
    for name, text, wanted in rows(language):
        read = tuple(one.value or WITHOUT_A_DAY for one in dates(text, language))
        if read != wanted:
            wrong.append(f"{name}: {text!r}\n    wanted {wanted}, read {read}")
    assert len(wrong) <= MOST_WRONG * len(rows(language)), "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_without_a_date_yields_one(language: str) -> None:
    empty = [(name, text) for name, text, wanted in rows(language) if not wanted]
    assert empty
    assert [name for name, text in empty if dates(text, language)] == []
