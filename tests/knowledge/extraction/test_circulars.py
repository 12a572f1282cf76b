"""Whole letters in six languages, invented but of the usual kinds: what is read against what a person finds."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.extract import extract
from knowledge.extraction.reading import read_document
from knowledge.extraction.values import Extracted
from knowledge.text import squeeze

CORPUS = Path(__file__).resolve().parents[2] / "corpora" / "circulars"
GOLD: list[dict[str, Any]] = [json.loads(line) for line in (CORPUS / "gold.jsonl").read_text("utf-8").splitlines()]


def read(name: str) -> Extracted:
    """A letter of the corpus, read."""
    return extract(read_document(name, (CORPUS / name).read_bytes()), letter_words())


@pytest.mark.parametrize("wanted", GOLD, ids=lambda wanted: wanted["file"])
def test_letter_gives_all_its_facts_and_no_others(wanted: dict[str, Any]) -> None:
    found = read(wanted["file"])
    assert (found.language, found.reference, found.date) == (wanted["language"], wanted["reference"], wanted["date"])
    assert {deadline.value for deadline in found.deadlines} == {row["value"] for row in wanted["deadlines"]}
    also = {value for row in wanted["events"] for value in row.get("also", ())}
    assert {event.value for event in found.events} - also == {row["value"] for row in wanted["events"]}


@pytest.mark.parametrize("wanted", GOLD, ids=lambda wanted: wanted["file"])
def test_letter_gives_everybody_to_write_to_or_call(wanted: dict[str, Any]) -> None:
    fields = ("name", "phone", "fax", "email")
    found = {tuple(getattr(contact, field) for field in fields) for contact in read(wanted["file"]).contacts}
    assert found == {tuple(row.get(field) for field in fields) for row in wanted["contacts"]}


@pytest.mark.parametrize("wanted", GOLD, ids=lambda wanted: wanted["file"])
def test_every_quote_stands_in_the_letter(wanted: dict[str, Any]) -> None:
    found = read(wanted["file"])
    text = squeeze((CORPUS / wanted["file"]).read_text("utf-8"))
    quotes = [deadline.quote for deadline in found.deadlines] + [event.quote for event in found.events]
    assert [quote for quote in quotes if squeeze(quote) not in text] == []
