"""`plazo backup` and `plazo reminders resume`."""

import sqlite3
from contextlib import closing

from bot.store import marks, outbox
from tests.bot.state import NOW, StateFile


def test_a_copy_holds_everything_and_sends_nothing_until_a_person_says_so(state: StateFile) -> None:
    with state.writing() as connection:
        outbox.add(connection, key="k", channel="telegram", address="4242", payload={"calls": []}, now=NOW)
    written = state.done("backup", "copy.db", "--now", "2019-08-01T09:00:00+02:00")
    assert written.out.splitlines() == [
        f"Copy of database {state.file}: copy.db.",
        "Nothing is sent from the copy until `plazo reminders resume`.",
    ]
    copy = StateFile(state.program, state.file.with_name("copy.db"))
    assert sorted(path.name for path in copy.file.parent.iterdir()) == ["copy.db", "state.db"]
    with copy.writing() as connection:
        assert marks.sending_held_since(connection) == NOW
        assert [message.key for message in outbox.listed(connection)] == ["k"]
    with state.writing() as connection:
        assert marks.sending_held_since(connection) is None
    assert copy.done("reminders", "resume").out.splitlines() == [
        f"Database {copy.file}: sending was held since 2019-08-01 07:00 UTC; messages go out again.",
        "Messages that wait: 1.",
    ]
    assert copy.done("reminders", "resume").out == f"Database {copy.file}: sending was not held.\n"


def test_a_copy_is_taken_while_another_program_writes(state: StateFile) -> None:
    with closing(sqlite3.connect(state.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM people")
        state.done("backup", "copy.db")


def test_a_path_that_cannot_be_written_is_told(state: StateFile) -> None:
    folder = state.file.parent
    (folder / "there.db").write_bytes(b"kept")
    line = "there.db: there is a file of that name already; name a new one"
    assert state.refusal("backup", "there.db") == line
    assert (folder / "there.db").read_bytes() == b"kept"
    assert state.refusal("backup", "nowhere/copy.db") == "nowhere/copy.db: cannot be written: No such file or directory"
    assert "--now" in state.run("backup", "--help").out
    assert state.refusal("backup", "copy.db", "--now", "tomorrow").startswith("now: 'tomorrow' is no moment")


def test_a_full_disk_leaves_no_copy(state: StateFile) -> None:
    line = state.refusal("backup", "copy.db", limit=48)
    assert line.startswith("database copy.db: cannot be written (")
    assert [path.name for path in state.file.parent.iterdir() if "copy" in path.name or "backup" in path.name] == []


def test_a_name_that_would_end_an_address_is_a_name_like_others(state: StateFile) -> None:
    state.done("backup", "a?b#c%20.db")
    other = StateFile(state.program, state.file.with_name("other.db"))
    other.upgrade()
    other.done("db", "load", "a?b#c%20.db")
