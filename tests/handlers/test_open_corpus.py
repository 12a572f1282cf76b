"""How much of two corpora of mails, which the reader was not written from, is understood: no less than was reached."""

from pathlib import Path

import pytest

from bot.mailwords import quoting_words
from mail.parse import parse_message
from tests.handlers.test_inbox import MAILS, understood
from tests.scoring_mails import differing, read_gold

FLOORS = {"open": 124, "heldout": 49}
"""The mails of which everything is right."""


def wrong_fields(folder: Path) -> dict[str, list[str]]:
    """Of each mail of a folder the fields that are wrong; none where it is right."""
    mails = read_gold(folder)
    return {gold["file"]: differing(gold, understood(parse_message(raw, quoting_words()))) for gold, raw in mails}


@pytest.mark.parametrize("folder", FLOORS)
def test_no_fewer_mails_of_a_corpus_are_right_than_were_reached(folder: str) -> None:
    fields = wrong_fields(MAILS / folder)
    right = sum(not wrong for wrong in fields.values())
    assert right >= FLOORS[folder], {name: wrong for name, wrong in fields.items() if wrong}
