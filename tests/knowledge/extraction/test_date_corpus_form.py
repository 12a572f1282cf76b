"""The corpus of date phrases is well formed. Whether the values are right is a person's to judge, not this test's."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from knowledge.edtf import parse_edtf

CORPUS = Path(__file__).parents[2] / "corpora" / "dates"
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
WITHOUT_A_DAY = "null"
LEAST_ENTRIES = 150
LEAST_WITHOUT_DATE = 45
KINDS = frozenset(
    (
        *("single", "range", "list", "month", "months", "open", "approx", "time", "deadline", "unconfirmed", "words"),
        *("weekday", "inherited-year", "relative", "numeric", "none"),
    ),
)


class Entry(TypedDict):
    """A sentence, and the canonical values of the dates in it."""

    id: str
    text: str
    dates: list[str]
    kind: str


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """The entries of a language's file, which names that language."""
    content = yaml.safe_load((CORPUS / f"{language}.yaml").read_text(encoding="utf-8"))
    assert set(content) == {"language", "entries"}
    assert content["language"] == language
    found: list[Entry] = content["entries"]
    return tuple(found)


def test_there_is_a_file_for_each_language() -> None:
    assert tuple(sorted(path.stem for path in CORPUS.glob("*.yaml"))) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_has_its_four_fields(language: str) -> None:
    assert {frozenset(entry) for entry in entries(language)} == {Entry.__required_keys__}
    assert not [entry["id"] for entry in entries(language) if not entry["text"].strip()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_id_or_text_stands_twice(language: str) -> None:
    counts = Counter(part for entry in entries(language) for part in (entry["id"], entry["text"]))
    assert not [part for part, count in counts.items() if count > 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_id_begins_with_the_language(language: str) -> None:
    assert not [entry["id"] for entry in entries(language) if not entry["id"].startswith(f"{language}-")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_is_canonical(language: str) -> None:
    for entry in entries(language):
        for value in entry["dates"]:
            assert value == WITHOUT_A_DAY or parse_edtf(value).text == value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_is_known_and_used(language: str) -> None:
    assert {entry["kind"] for entry in entries(language)} == KINDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_no_date_has_no_value(language: str) -> None:
    assert not [entry["id"] for entry in entries(language) if (entry["kind"] == "none") == bool(entry["dates"])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_entries_with_and_without_dates(language: str) -> None:
    assert len(entries(language)) >= LEAST_ENTRIES
    assert sum(entry["kind"] == "none" for entry in entries(language)) >= LEAST_WITHOUT_DATE
