"""`plazo reminders`: what would be sent, and sending again from a restored copy."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select

from bot.reminders import keeping
from bot.store import marks, outbox, people, reminders, revisions, subscribers
from bot.store.outbox import Standing
from bot.store.reminders import Told
from bot.store.revisions import Known
from bot.store.subscribers import Stage
from bot.store.tables import reminders as reminders_table
from handlers.reminder import CHANGE
from handlers.subscription import EVERYTHING
from tests.bot.state import NOW, StateFile

SESSION = "CL-19/35#session-deadline"
LATER = ("--now", "2019-08-20T09:00:00+02:00")


def enrol(connection: Connection, channel: str, address: str, zone: str | None = None, language: str = "en") -> None:
    keeping.subscribe(connection, channel, address, [EVERYTHING], NOW, language=language)
    people.choose(connection, channel, address, timezone=zone)


def preview(state: StateFile, first: str, until: str) -> list[dict[str, Any]]:
    return state.done("reminders", "preview", "--json", "--from", first, "--until", until).objects


# -- preview --------------------------------------------------------------------------------------------------------


def test_a_preview_tells_who_gets_what_and_when_by_whose_clock(state: StateFile) -> None:
    with state.writing() as connection:
        enrol(connection, "telegram", "7")
        enrol(connection, "email", "ana@example.org", "America/Bogota", "es")
    rows = preview(state, "2019-08-09", "2019-08-16")
    shown = [(row["at"], row["channel"], row["subscriber"], row["fact"], row["lead_days"]) for row in rows]
    assert shown == [
        ("2019-08-09T09:00:00+02:00", "telegram", "7", SESSION, 7),
        ("2019-08-09T09:00:00-05:00", "email", "ana@example.org", SESSION, 7),
        ("2019-08-15T09:00:00+02:00", "telegram", "7", SESSION, 1),
        ("2019-08-15T09:00:00-05:00", "email", "ana@example.org", SESSION, 1),
    ]
    assert [list(row) for row in rows] == [
        ["at", "subscriber", "channel", "fact", "lead_days", "message", "text"],
    ] * 4
    assert "16 August 2019 (in 7 days)" in rows[0]["text"]
    assert "16 de agosto de 2019 (mañana)" in rows[3]["text"]
    assert len({row["message"] for row in rows}) == 4
    assert preview(state, "2019-08-09", "2019-08-16") == rows


def test_a_preview_for_people_names_each_message_once(state: StateFile) -> None:
    with state.writing() as connection:
        enrol(connection, "telegram", "7")
    assert state.done("reminders", "preview", "--from", "2019-08-09", "--until", "2019-08-16").out.splitlines() == [
        "2019-08-09 09:00 +0200  telegram 7  en",
        f"    7 days before 2019-08-16: {SESSION}",
        "2019-08-15 09:00 +0200  telegram 7  en",
        f"    1 day before 2019-08-16: {SESSION}",
    ]
    nothing = state.done("reminders", "preview", "--from", "2024-01-01", "--until", "2025-01-01")
    assert nothing.out == "Nothing would be sent.\n"


def test_deadlines_that_go_out_together_share_a_message(state: StateFile) -> None:
    with state.writing() as connection:
        enrol(connection, "telegram", "7")
    rows = preview(state, "2019-01-01", "2024-01-01")
    by_message: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_message.setdefault(row["message"], []).append(row)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    for together in by_message.values():
        assert len({(row["at"], row["subscriber"], row["text"]) for row in together}) == 1
        assert len({row["fact"] for row in together}) == len(together)
    assert len(by_message) == len({row["at"] for row in rows})


def test_who_is_not_reminded_and_what_was_told_is_left_out(state: StateFile) -> None:
    with state.writing() as connection:
        for address in ("7", "8"):
            enrol(connection, "telegram", address)
        people.deactivate(connection, "telegram", "8", "blocked")
        keeping.subscribe(connection, "email", "p@example.org", [EVERYTHING], NOW, Stage.PENDING, language="en")
        told = Told(deadline=SESSION, revision=0, lead=7, at=NOW)
        reminders.note(connection, "telegram", "7", [told], "k")
    rows = preview(state, "2019-08-09T00:00", "2019-08-15T09:00:00.000001+02:00")
    assert [(row["subscriber"], row["lead_days"]) for row in rows] == [("7", 1)]
    assert preview(state, "2019-08-09T00:00", "2019-08-15T09:00+02:00") == []


def test_a_day_alone_is_read_by_the_general_time_zone(state: StateFile) -> None:
    with state.writing() as connection:
        enrol(connection, "telegram", "7", "Asia/Tokyo")
    tokyo = {"PLAZO_REMINDERS__TIMEZONE": "Asia/Tokyo", "PLAZO_REMINDERS__SEND_AT": "00:00"}
    options = ("--json", "--from", "2019-08-09", "--until", "2019-08-09T00:00:01")
    quiet = {"PLAZO_REMINDERS__QUIET_HOURS": json.dumps(["03:00", "04:00"])}
    (row,) = state.done("reminders", "preview", *options, **tokyo, **quiet).objects
    assert row["at"] == "2019-08-09T00:00:00+09:00"
    assert (
        state.done("reminders", "preview", *options, **{**tokyo, "PLAZO_REMINDERS__TIMEZONE": "UTC"}, **quiet).out == ""
    )


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--from", "2021-02-01", "--until", "2021-01-01"), "--until: 2021-01-01 is before 2021-02-01"),
        (
            ("--from", "soon", "--until", "2021-01-01"),
            "--from: 'soon' is no moment: expected ISO 8601, such as 2019-08-01T09:00:00+02:00",
        ),
        (
            ("--from", "2021-01-01", "--until", "2021-02-30"),
            "--until: '2021-02-30' is no moment: expected ISO 8601, such as 2019-08-01T09:00:00+02:00",
        ),
        (("--from", "2021-01-01"), "Missing option '--until'."),
    ],
)
def test_a_span_that_is_none_is_refused(state: StateFile, options: Sequence[str], line: str) -> None:
    assert state.refusal("reminders", "preview", *options) == line


# -- resume ---------------------------------------------------------------------------------------------------------


def restore(state: StateFile) -> None:
    """Make the database one that was restored, with messages of every kind that wait."""
    with state.writing() as connection:
        enrol(connection, "telegram", "7")
        subscribers.look_again(connection, "telegram", "7", NOW)
        for key, campaign in (("r", "reminder"), ("c", "change"), ("b", "broadcast:1"), ("answer", None)):
            outbox.add(connection, key=key, channel="telegram", address="7", payload={}, now=NOW, campaign=campaign)
        outbox.claim(connection, "telegram", "l", NOW, until=NOW, limit=2)
        told = [Told(deadline=SESSION, revision=0, lead=14, at=NOW)]
        reminders.note(connection, "telegram", "7", told, "r")
        reminders.owe(connection, SESSION, 1, {"all"}, NOW)
        marks.hold_sending(connection, NOW)


def standing(connection: Connection) -> dict[str, Standing]:
    return {message.key: message.state for message in outbox.listed(connection)}


def test_resuming_makes_up_for_what_was_missed(state: StateFile) -> None:
    restore(state)
    with state.writing() as connection:
        before = standing(connection)
    assert state.done("reminders", "resume", *LATER).out.splitlines() == [
        f"Database {state.file}: sending was held since 2019-08-01 07:00 UTC; messages go out again.",
        "Messages that wait: 2.",
    ]
    with state.writing() as connection:
        assert marks.sending_held_since(connection) is None
        assert standing(connection) == before
        found = subscribers.find(connection, "telegram", "7")
    assert found is not None
    assert found.scopes == ((EVERYTHING, NOW),)


def test_what_was_missed_is_skipped_when_so_wished(state: StateFile) -> None:
    restore(state)
    assert state.done("reminders", "resume", "--skip-missed", *LATER).out.splitlines() == [
        f"Database {state.file}: sending was held since 2019-08-01 07:00 UTC; messages go out again.",
        "Not sent: messages that waited: 3, notices still to be written: 1.",
        "What fell due by 2019-08-20 07:00 UTC is not made up for.",
        "Messages that wait: 1.",
    ]
    with state.writing() as connection:
        dropped = dict.fromkeys(("r", "c", "b"), Standing.DROPPED)
        assert standing(connection) == {**dropped, "answer": Standing.WAITING}
        rows = connection.execute(select(reminders_table.c.lead, reminders_table.c.message)).all()
        assert {tuple(row) for row in rows} == {(14, "r"), (CHANGE, "")}
        found = subscribers.find(connection, "telegram", "7")
    assert found is not None
    assert found.scopes == ((EVERYTHING, NOW + timedelta(days=19)),)


def test_what_the_letters_have_changed_since_the_copy_is_not_told(state: StateFile) -> None:
    restore(state)
    moved = Known(
        thing=SESSION,
        fact=SESSION,
        kind="deadline",
        value="2019-09-13",
        number=0,
        since=NOW,
        withdrawn=False,
        details={"letter": "CL-19/35", "role": "", "subject": None, "quote": "", "zone": "Europe/Zurich", "label": None}
        | {"before": None, "values": {"0": "2019-09-13"}, "letters": [], "subjects": [], "facts": [SESSION]},
    )
    with state.writing() as connection:
        connection.execute(delete(reminders_table))
        revisions.keep(connection, moved)
        marks.note_letters(connection, "of the copy", NOW)
    told = state.done("reminders", "resume", "--skip-missed", "--now", "2019-08-10T09:00:00+02:00")
    assert "Not sent: messages that waited: 3, notices still to be written: 1." in told.out.splitlines()
    with state.writing() as connection:
        assert revisions.known(connection)[SESSION].value == "2019-08-16"
        assert connection.execute(select(reminders_table.c.message)).scalars().all() == [""]


def test_what_is_not_held_is_left_alone(state: StateFile) -> None:
    restore(state)
    state.done("reminders", "resume", *LATER)
    with state.writing() as connection:
        before = standing(connection)
    told = state.done("reminders", "resume", "--skip-missed", *LATER)
    assert told.out == f"Database {state.file}: sending was not held.\n"
    with state.writing() as connection:
        assert standing(connection) == before
