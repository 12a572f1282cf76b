"""`plazo status`: how the channels fare and what waits, told without changing anything."""

import socket
from datetime import timedelta
from importlib.metadata import version
from typing import Any

from bot.clock import real_now
from bot.processes import own_name
from bot.reminders import keeping
from bot.store import channels, marks, outbox, subscribers, updates
from bot.store.channels import Health
from handlers.subscription import EVERYTHING
from tests.bot.state import NOW, StateFile

TOKEN = {"PLAZO_TELEGRAM__TOKEN": "123:abc"}
LETTERS = ["Foro CMSI 2020", "CL-19/35", "CL-20/025", "CL-21/4", "WSIS_Stocktaking_2023"]
NOTHING = {"last_success": None, "last_error": None, "last_error_at": None, "beat_at": None}
NO_MESSAGES = {"waiting": 0, "leased": 0, "failed": 0, "expired": 0, "in_doubt": 0, "held_since": None}
NO_REMINDERS = {"subscribers": {"telegram": 0, "email": 0}, "reminders": {"next_at": None}, "warnings": []}
AT_NOW = ("--now", "2019-08-01T09:00:00+02:00")

FARES = [  # what was reported, by whom, seconds ago, and what that comes to
    ("running", "own", -60, "running"),
    ("failing", "own", -60, "failing"),
    ("waiting", "elsewhere", -60, "waiting"),
    ("running", "own", 31, "down"),
    ("running", "dead", -60, "down"),
    ("failing", "elsewhere", 31, "down"),
    ("stopped", "dead", 31, "stopped"),
]


def configure(state: StateFile, count: int) -> None:
    """Write a configuration with so many mailboxes."""
    imap = '{ host = "imap.example.org", user = "desk", password = "x" }'
    boxes = (f'[[mailboxes]]\naddress = "{number}@example.org"\nimap = {imap}\n' for number in range(count))
    (state.file.parent / "plazo.toml").write_text("".join(boxes), "utf-8")


def status(state: StateFile, *options: str, **environment: str) -> dict[str, Any]:
    (found,) = state.done("status", "--json", *options, **environment).objects
    assert isinstance(found, dict)
    return found


def test_without_a_database_the_state_is_empty_and_nothing_is_made(no_state: StateFile) -> None:
    assert status(no_state, *AT_NOW) == {
        "now": "2019-08-01T09:00:00+02:00",
        "version": version("plazo"),
        "database": str(no_state.file),
        "schema": {"found": None, "expected": "0003"},
        "channels": {"telegram": {"state": "off", **NOTHING}, "mailboxes": {"state": "off", **NOTHING}},
        "outbox": NO_MESSAGES,
        "updates_waiting": 0,
        **NO_REMINDERS,
        "letters": LETTERS,
    }
    assert list(no_state.file.parent.iterdir()) == []
    assert "empty, expected 0003: run `plazo db upgrade`" in no_state.done("status").out


def test_what_is_configured_and_never_ran_is_told(state: StateFile) -> None:
    configure(state, 1)
    assert status(state, **TOKEN)["channels"] == {
        "telegram": {"state": "never_ran", **NOTHING},
        "mailbox:0@example.org": {"state": "never_ran", **NOTHING},
    }


def test_a_channel_is_as_it_was_reported_unless_it_died_since(state: StateFile) -> None:
    owners = {"own": own_name(), "dead": f"{socket.gethostname()}/1/0.00", "elsewhere": "elsewhere.example.org/1/0.00"}
    beat = {age: real_now() - timedelta(seconds=age) for age in (-60, 31)}  # ahead, for a slow machine
    with state.writing() as connection:
        for number, (reported, owner, age, _) in enumerate(FARES):
            name = channels.mailbox(f"{number}@example.org")
            health = Health(name=name, state=reported, owner=owners[owner], beat_at=beat[age])
            channels.report(connection, health)
    configure(state, len(FARES))
    found = status(state, "--now", "2019-08-01")["channels"]
    assert [found[f"mailbox:{number}@example.org"]["state"] for number in range(len(FARES))] == [
        shown for *_, shown in FARES
    ]
    assert found["mailbox:3@example.org"]["beat_at"] == beat[31].isoformat()
    lines = state.done("status").out.splitlines()
    assert lines[4] == "    mailbox:0@example.org: running"
    assert lines[7] == f"    mailbox:3@example.org: down since {beat[31]:%Y-%m-%d %H:%M} UTC"
    configure(state, 0)  # as a shell sees it that lacks the service's environment
    unseen = status(state)["channels"]
    assert [unseen[f"mailbox:{number}@example.org"]["state"] for number in range(len(FARES))] == [
        "off" if shown in {"down", "stopped"} else shown for *_, shown in FARES
    ]


def test_the_last_success_and_error_are_told(state: StateFile) -> None:
    health = Health(
        name="telegram",
        state="failing",
        owner=own_name(),
        beat_at=real_now() + timedelta(seconds=60),  # a slow machine must not make it down
        last_success=NOW,
        last_error="Bad \x1bGateway",
        last_error_at=NOW,
    )
    with state.writing() as connection:
        channels.report(connection, health)
    assert status(state, **TOKEN)["channels"]["telegram"] == {
        "state": "failing",
        "last_success": "2019-08-01T07:00:00+00:00",
        "last_error": "Bad \x1bGateway",
        "last_error_at": "2019-08-01T07:00:00+00:00",
        "beat_at": health.beat_at.isoformat(),
    }
    assert state.done("status", **TOKEN).out.splitlines()[3:5] == [
        "    telegram: failing, last success 2019-08-01 07:00 UTC",
        "        last error 2019-08-01 07:00 UTC: Bad \ufffdGateway",
    ]


def test_what_waits_is_counted(state: StateFile) -> None:
    with state.writing() as connection:
        for key in ("one", "two"):
            outbox.add(connection, key=key, channel="telegram", address="4242", payload={}, now=NOW)
        (message,) = outbox.claim(connection, "telegram", "l", NOW, until=NOW, limit=1)
        outbox.failed(connection, message, "Forbidden", NOW)
        marks.hold_sending(connection, NOW)
        updates.store(connection, "123", [{"update_id": 1}, {"update_id": 2}], NOW)
    found = status(state)
    assert found["outbox"] == {**NO_MESSAGES, "waiting": 1, "failed": 1, "held_since": "2019-08-01T07:00:00+00:00"}
    assert found["updates_waiting"] == 2
    assert state.done("status", *AT_NOW).out.splitlines() == [
        f"Plazo {version('plazo')}, 2019-08-01 07:00 UTC",
        f"Database: {state.file}, version 0003",
        "Channels:",
        "    telegram: off",
        "    mailboxes: off",
        "Outbox: 1 waiting, 0 being sent, 1 failed, 0 expired, 0 in doubt",
        "    held since 2019-08-01 07:00 UTC: nothing is sent until `plazo reminders resume`",
        "Updates: 2 waiting",
        "Subscribers: 0 by telegram, 0 by email",
        f"Letters: {', '.join(LETTERS)}",
    ]


def test_subscribers_are_counted_and_the_next_moment_is_told(state: StateFile) -> None:
    later = NOW + timedelta(days=3)
    with state.writing() as connection:
        for chat in ("7", "8"):
            keeping.subscribe(connection, "telegram", chat, [EVERYTHING], NOW, language="en")
            subscribers.look_again(connection, "telegram", chat, later)
    assert status(state, *AT_NOW)["subscribers"] == {"telegram": 2, "email": 0}
    assert status(state, *AT_NOW)["reminders"] == {"next_at": later.isoformat()}
    assert status(state, "--now", "2019-08-20T09:00+02:00")["reminders"] == {"next_at": "2019-08-20T09:00:00+02:00"}
    line = "Subscribers: 2 by telegram, 0 by email; next looked at 2019-08-04 07:00 UTC"
    assert line in state.done("status", *AT_NOW).out.splitlines()


def test_who_waits_for_mail_that_nothing_sends_is_told_of(state: StateFile) -> None:
    with state.writing() as connection:
        keeping.subscribe(connection, "email", "ana@example.org", [EVERYTHING], NOW, language="en")
    configure(state, 1)
    warning = "no mailbox sends reminders: none has an smtp, so subscribers by e-mail are not reminded"
    assert status(state)["warnings"] == [warning]
    assert state.done("status").out.splitlines()[-1] == f"Warning: {warning}"
    smtp = 'smtp = { host = "127.0.0.1", security = "none" }\n'
    with (state.file.parent / "plazo.toml").open("a", encoding="utf-8") as file:
        file.write(smtp)
    assert status(state)["warnings"] == []


def test_a_clock_that_jumped_is_told_of(state: StateFile) -> None:
    with state.writing() as connection:
        marks.warn_of_clock(connection, NOW, -3 * 86_400 - 7_200)
    assert status(state)["warnings"] == [
        "the service's clock was set back by 3 days 2 hours, as was noticed at 2019-08-01 07:00 UTC"
    ]
    with state.writing() as connection:
        marks.warn_of_clock(connection, NOW, 5_400)
    assert status(state)["warnings"] == [
        "the service's clock was set ahead by 1 hour 30 minutes, as was noticed at 2019-08-01 07:00 UTC"
    ]


def test_a_beat_that_lies_ahead_of_this_clock_is_told_of(state: StateFile) -> None:
    with state.writing() as connection:
        marks.note_clock(connection, NOW + timedelta(hours=1), NOW)
    assert status(state, *AT_NOW)["warnings"] == []
    with state.writing() as connection:
        marks.note_clock(connection, NOW + timedelta(days=2), NOW)
    warning = "the service's clock last showed 2019-08-03 07:00 UTC, 2 days ahead of this one: one of them is wrong"
    assert status(state, *AT_NOW)["warnings"] == [warning]


def test_letters_that_cannot_be_read_are_told_of_and_the_others_listed(state: StateFile) -> None:
    own = state.file.parent / "letters"
    own.mkdir()
    (own / "wrong.yaml").write_text("reference: X\n", "utf-8")
    found = status(state, PLAZO_SERVICE__LETTERS_DIR=str(own))
    assert found["letters"] == LETTERS
    (warning,) = found["warnings"]
    assert warning.startswith("the operator's letters cannot be read: ")
    with state.writing() as connection:
        marks.note_bad_letters(connection, "wrong.yaml: no date", NOW)
    assert status(state)["warnings"] == [
        "the operator's letters are not taken up since 2019-08-01 07:00 UTC, the former ones stay: wrong.yaml: no date"
    ]
