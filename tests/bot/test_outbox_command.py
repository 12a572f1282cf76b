"""`plazo outbox`: what waits or came to grief, and what a person decides about it."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.store import outbox
from bot.store.outbox import Standing
from tests.bot.program import Ended
from tests.bot.state import NOW, StateFile

LATER = (NOW + timedelta(hours=1)).isoformat()


def add(connection: Connection, key: str, **more: object) -> None:
    values = {"channel": "telegram", "address": "4242", "payload": {"calls": []}, "now": NOW, **more}
    outbox.add(connection, key=key, **values)  # type: ignore[arg-type]


def end(connection: Connection, key: str, error: str | None = None) -> None:
    """Claim the one message that is due, and say how it ended."""
    add(connection, key)
    (message,) = outbox.claim(connection, "telegram", key, NOW, until=NOW + timedelta(minutes=1), limit=1)
    if error is None:
        outbox.sent(connection, message, "7", NOW)
    else:
        outbox.failed(connection, message, error, NOW)


@pytest.fixture
def filled(state: StateFile) -> StateFile:
    """Messages 1 sent, 2 failed, 3 sent in doubt, 4 expired, 5 dropped, 6 waiting."""
    with state.writing() as connection:
        end(connection, "sent")
        end(connection, "failed", "Forbidden: bot was \x1b[31mblocked\nby the user")
        end(connection, "doubtful")
        connection.exec_driver_sql("UPDATE outbox SET in_doubt = 1 WHERE key = 'doubtful'")
        add(connection, "expired", expires_at=NOW)
        outbox.recover(connection, NOW, NOW)
        add(connection, "dropped", due_at=NOW + timedelta(days=1))
        outbox.drop(connection, 5, NOW)
        add(connection, "waiting", due_at=NOW + timedelta(days=1), urgency=outbox.Urgency.REMINDER)
    return state


def keys(filled: StateFile, *options: str) -> list[str]:
    return [message["key"] for message in filled.done("outbox", "list", "--json", *options).objects]


def test_by_default_what_is_not_finished_well_is_listed(filled: StateFile) -> None:
    assert keys(filled) == ["failed", "doubtful", "waiting"]


def test_states_and_doubt_are_chosen(filled: StateFile) -> None:
    assert keys(filled, "--state", "sent") == ["sent", "doubtful"]
    assert keys(filled, "--state", "expired", "--state", "dropped") == ["expired", "dropped"]
    assert keys(filled, "--in-doubt") == ["doubtful"]
    assert keys(filled, "--state", "waiting", "--in-doubt") == []
    assert keys(filled, "--state", "leased") == []


def test_a_message_in_json_has_everything_but_its_lease(filled: StateFile) -> None:
    assert filled.done("outbox", "list", "--json", "--state", "waiting").objects == [
        {
            "id": 6,
            "key": "waiting",
            "channel": "telegram",
            "address": "4242",
            "campaign": None,
            "urgency": "reminder",
            "payload": {"calls": []},
            "created_at": "2019-08-01T07:00:00+00:00",
            "due_at": "2019-08-02T07:00:00+00:00",
            "expires_at": None,
            "state": "waiting",
            "in_doubt": False,
            "attempts": 0,
            "last_error": None,
            "receipt": None,
            "finished_at": None,
        }
    ]


def test_the_list_for_people_has_a_few_lines_a_message(filled: StateFile) -> None:
    assert filled.done("outbox", "list").out.splitlines() == [
        "#2  failed  telegram 4242  ended 2019-08-01 07:00 UTC  1 attempt",
        "    failed",
        "    last error: Forbidden: bot was \ufffd[31mblocked by the user",
        "#3  sent, in doubt  telegram 4242  ended 2019-08-01 07:00 UTC  1 attempt",
        "    doubtful",
        "#6  waiting  telegram 4242  due 2019-08-02 07:00 UTC  0 attempts",
        "    waiting",
    ]


def test_more_than_the_limit_is_told_on_stderr(filled: StateFile) -> None:
    ended = filled.run("outbox", "list", "--json", "--limit", "2")
    assert [message["key"] for message in ended.objects] == ["failed", "doubtful"]
    assert (ended.status, ended.err) == (0, "plazo: there are more than 2: --limit shows more\n")
    assert keys(filled, "--limit", "3") == ["failed", "doubtful", "waiting"]


def test_an_unknown_state_is_told(state: StateFile) -> None:
    line = "--state: 'lost' is unknown: expected one of waiting, leased, sent, failed, expired, dropped"
    assert state.refusal("outbox", "list", "--state", "lost") == line


def test_what_failed_or_was_dropped_is_sent_once_more(filled: StateFile) -> None:
    ended = filled.run("outbox", "retry", "2", "1", "99", "4", "5", "6", "5", "--now", LATER)
    assert ended == Ended(
        2,
        "Message 2: waits to be sent.\nMessage 5: waits to be sent.\n",
        "plazo: message 1: is sent; what is failed or dropped can be sent once more\n"
        "plazo: message 99: there is none with this number\n"
        "plazo: message 4: its time was over on 2019-08-01 07:00 UTC\n"
        "plazo: message 6: is waiting; what is failed or dropped can be sent once more\n",
    )
    with filled.writing() as connection:
        waiting = outbox.listed(connection, [Standing.WAITING])
    assert [(message.id, message.due_at.isoformat()) for message in waiting] == [
        (2, "2019-08-01T08:00:00+00:00"),
        (5, "2019-08-01T08:00:00+00:00"),
        (6, "2019-08-02T07:00:00+00:00"),
    ]


def test_a_message_that_is_sent_once_more_keeps_the_end_of_its_time(state: StateFile) -> None:
    with state.writing() as connection:
        add(connection, "reminder", expires_at=NOW + timedelta(days=1))
        outbox.drop(connection, 1, NOW)
    state.done("outbox", "retry", "1", "--now", LATER)
    (message,) = state.done("outbox", "list", "--json").objects
    assert message["expires_at"] == "2019-08-02T07:00:00+00:00"


def test_what_waits_is_given_up(filled: StateFile) -> None:
    assert filled.run("outbox", "drop", "6", "2", "99") == Ended(
        2,
        "Message 6: is dropped.\n",
        "plazo: message 2: is failed; only what waits can be dropped\n"
        "plazo: message 99: there is none with this number\n",
    )
    assert keys(filled, "--state", "dropped") == ["dropped", "waiting"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", str(2**63), "9" * 5000])
def test_what_is_no_number_of_an_entry_is_told(state: StateFile, number: str) -> None:
    assert state.refusal("outbox", "drop", "--", number)
