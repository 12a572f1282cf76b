"""Personal data: shown to its person alone, erased on request, gone when its time is over."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.store import erasure, interests, subscribers
from bot.store.database import Database
from bot.store.subscribers import Stage
from bot.store.tables import metadata
from handlers.interest import State
from handlers.subscription import EVERYTHING
from tests.bot.store.databases import everything
from tests.bot.store.filled import ANA, BEN, EVA, NOW, fill, nominated

KEEP = timedelta(days=730)
REMINDED = {"people", "subscribers", "subscriptions"}
OWN = {"dialogues", "forms", "questions", "interests", "outbox", "broadcasts", "reminders", *REMINDED}
REGISTER = {"participants", "interest_events"}


@pytest.fixture
def filled(database: Database) -> Database:
    fill(database)
    return database


def text_of(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)


def mentioning(rows: dict[str, list[dict[str, Any]]], *needles: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables in which any of these stands, in whichever column."""
    found = {
        name: [row for row in table if any(needle in text_of(row) for needle in needles)]
        for name, table in rows.items()
    }
    return {name: table for name, table in found.items() if table}


def forget(database: Database, address: str) -> int:
    with database.transaction() as connection:
        return erasure.forget(connection, "telegram", address)


def expire(database: Database, after: timedelta) -> int:
    with database.transaction() as connection:
        return erasure.expire(connection, NOW + after, KEEP)


def missing(text: str, needles: Iterable[str]) -> list[str]:
    return [needle for needle in needles if needle not in text]


def test_the_example_fills_every_table(filled: Database) -> None:
    rows = everything(filled)
    assert [name for name in metadata.tables if not rows[name]] == []
    assert set(mentioning(rows, ANA.address, ANA.word)) == OWN
    assert set(mentioning(rows, ANA.name)) == REGISTER


def test_a_person_is_shown_everything_and_nothing_of_another(filled: Database) -> None:
    with filled.reading() as connection:
        kept = erasure.kept_on(connection, "telegram", ANA.address)
    assert [name for name, part in kept.items() if not part] == []
    assert {name: len(part) for name, part in kept.items() if isinstance(part, list)} == {
        "dialogues": 2,
        "questions": 2,
        "unfinished_forms": 1,
        "expressions_of_interest": 1,
        "broadcasts": 1,
        "messages_to_you": 2,
    }
    assert kept["reminders"] == {
        "subscriptions": [{"to": "all", "since": NOW}],
        "state": "active",
        "choices": {"lead_days": (30, 7), "send_at": time(8), "quiet": (time(22), time(6))},
        "told": [{"deadline": "CL-30/1#deadline", "days_before": 30, "at": NOW}],
    }
    assert (
        missing(text_of(kept), [ANA.address, ANA.word, ANA.name, "America/Guayaquil", "participant@example.org"]) == []
    )
    assert missing(text_of(kept), [BEN.address, BEN.word, BEN.name]) == [BEN.address, BEN.word, BEN.name]


def test_nothing_is_shown_of_a_stranger(filled: Database) -> None:
    with filled.reading() as connection:
        kept = erasure.kept_on(connection, "telegram", "404")
        assert [name for name, part in kept.items() if part] == []
        assert erasure.kept_on(connection, "email", ANA.address) == {**kept, "mails": []}


def test_who_is_forgotten_is_left_in_the_register_alone(filled: Database) -> None:
    before = everything(filled)
    assert forget(filled, ANA.address) == 12
    after = everything(filled)
    assert mentioning(after, ANA.address, ANA.word) == {}
    assert mentioning(after, ANA.name) == mentioning(before, ANA.name)
    assert mentioning(after, BEN.address, BEN.word, BEN.name) == mentioning(before, BEN.address, BEN.word, BEN.name)
    with filled.reading() as connection:
        entry, _ = interests.listed(connection)
        assert entry == replace(nominated(ANA).interest, id=entry.id, owner=None)
        kept = erasure.kept_on(connection, "telegram", ANA.address)
        assert [name for name, part in kept.items() if part] == []


def test_what_somebody_wrote_by_mail_is_shown_and_forgotten(filled: Database) -> None:
    with filled.reading() as connection:
        shown = erasure.kept_on(connection, "email", EVA.address)["mails"]
    assert [(mail["sender"], mail["subject"]) for mail in shown] == [(EVA.address, EVA.word)]
    with filled.transaction() as connection:
        erasure.forget(connection, "email", EVA.address)
    after = everything(filled)
    assert mentioning(after, EVA.address, EVA.word) == {}
    assert [(row["uid"], row["raw"]) for row in after["mails"]] == [(1, None)]


def test_who_is_forgotten_twice_or_unknown_changes_nothing(filled: Database) -> None:
    forget(filled, ANA.address)
    before = everything(filled)
    assert forget(filled, ANA.address) == 0
    assert forget(filled, "404") == 0
    assert everything(filled) == before


def test_a_withdrawn_nomination_is_forgotten_too(filled: Database) -> None:
    with filled.transaction() as connection:
        (entry,) = interests.owned(connection, "telegram", ANA.address)
        interests.save(connection, replace(nominated(ANA), interest=replace(entry, state=State.WITHDRAWN)))
    forget(filled, ANA.address)
    assert mentioning(everything(filled), ANA.address, ANA.word, ANA.name) == {}


def test_a_nomination_that_is_withdrawn_after_its_sender_was_forgotten_ends_soon(filled: Database) -> None:
    forget(filled, ANA.address)
    with filled.transaction() as connection:
        entry, _ = interests.listed(connection)
        interests.save(connection, replace(nominated(ANA), interest=replace(entry, state=State.WITHDRAWN)))
    expire(filled, timedelta(0))
    assert mentioning(everything(filled), ANA.name) == {}


def test_personal_data_is_kept_for_its_time(filled: Database) -> None:
    before = everything(filled)
    assert expire(filled, timedelta(0)) == 0
    assert everything(filled) == before
    expire(filled, KEEP)
    after = everything(filled)
    assert {name for name in metadata.tables if after[name] != before[name]} == {"dialogues", "updates"}
    assert (after["dialogues"], after["updates"]) == ([], [])


def test_personal_data_ends_with_its_time_and_figures_stay(filled: Database) -> None:
    with filled.transaction() as connection:
        for somebody in (ANA, BEN):
            subscribers.leave(connection, "telegram", somebody.address)
    expire(filled, KEEP + timedelta(seconds=1))
    after = everything(filled)
    assert mentioning(after, ANA.address, ANA.word, ANA.name, EVA.address, EVA.word) == {}
    assert [(row["status"], row["text"], row["speaker"], row["chat"]) for row in after["questions"]] == [
        ("unknown", None, None, None)
    ] * 4
    assert expire(filled, KEEP + timedelta(seconds=1)) == 0


def test_who_is_still_reminded_is_kept_for_that_alone(filled: Database) -> None:
    expire(filled, KEEP + timedelta(seconds=1))
    assert set(mentioning(everything(filled), ANA.address, ANA.word, ANA.name)) == REMINDED


def test_who_never_confirmed_is_forgotten_after_a_week(filled: Database) -> None:
    with filled.transaction() as connection:
        subscribers.join(connection, "email", EVA.address, [EVERYTHING], NOW, Stage.PENDING, language="es")
    expire(filled, timedelta(days=7))
    assert {"subscribers", "subscriptions"} <= set(mentioning(everything(filled), EVA.address))
    expire(filled, timedelta(days=7, seconds=1))
    assert not {"subscribers", "subscriptions"} & set(mentioning(everything(filled), EVA.address))


def test_dialogues_end_after_half_an_hour_and_finished_updates_after_two_days(filled: Database) -> None:
    assert expire(filled, timedelta(minutes=30)) == 0
    assert expire(filled, timedelta(minutes=31)) == 4
    assert expire(filled, timedelta(days=2)) == 0
    assert expire(filled, timedelta(days=2, seconds=1)) == 2
