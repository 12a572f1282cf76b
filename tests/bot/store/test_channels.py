"""How channels fare, as another process reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.store import channels
from bot.store.channels import Health
from bot.store.database import Database

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)
RUNNING = Health(name="telegram", state="running", owner="host/1/2.00", beat_at=NOW)


def test_a_channel_that_reports_is_listed(database: Database) -> None:
    failing = Health(
        name=channels.mailbox("desk@example.org"),
        state="failing",
        owner="host/1/2.00",
        beat_at=NOW,
        last_success=NOW - timedelta(hours=1),
        last_error="no route to host",
        last_error_at=NOW,
    )
    with database.transaction() as connection:
        channels.report(connection, RUNNING)
        channels.report(connection, failing)
    with database.reading() as connection:
        assert channels.listed(connection) == [failing, RUNNING]
    assert failing.name == "mailbox:desk@example.org"


def test_what_a_report_leaves_out_stays_as_it_was(database: Database) -> None:
    later = NOW + timedelta(seconds=10)
    with database.transaction() as connection:
        channels.report(connection, replace(RUNNING, last_error="timed out", last_error_at=NOW))
        channels.report(connection, replace(RUNNING, beat_at=later, last_success=later))
        expected = replace(RUNNING, beat_at=later, last_success=later, last_error="timed out", last_error_at=NOW)
        assert channels.listed(connection) == [expected]
