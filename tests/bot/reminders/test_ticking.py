"""The beat of the reminders: clocks that are set, copies that are held, a database that cannot be used for a while."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.reminders import ticking
from bot.reminders.ticking import Ticker
from bot.store import marks, outbox, subscribers
from bot.store.backup import write_copy
from bot.store.database import Database
from bot.store.outbox import Standing
from bot.store.work import Work
from tests.bot.reminders.scene import ANA, BEN, Scene, reminder, utc
from tests.bot.store.databases import Databases
from tests.handlers.letters_of_change import entry, letter

A = letter("A", "2030-01-02", entry("x", "2030-05-20"))
AY = letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-08-20"))


def _warned(scene: Scene) -> tuple[str, int] | None:
    """When the clock jumped, and by how many days."""
    with scene.database.reading() as connection:
        found = marks.clock_warning(connection)
    return found and (found[0].isoformat()[:16], round(found[1] / timedelta(days=1)))


# -- a clock that is set --------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_sends_nothing_twice_and_loses_nothing(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    assert scene.at("2030-05-13T12:00") == [reminder(ANA, "A#x@7")]
    assert scene.at("2030-05-05T12:00") == []
    assert _warned(scene) == ("2030-05-05T12:00", -8)
    assert scene.at("2030-05-06T07:00") == []
    assert scene.at("2030-05-13T07:00") == []
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]


def test_a_clock_that_was_ahead_for_a_while_loses_no_deadline(scene: Scene) -> None:
    """While it was ahead, a deadline seemed to be over and its message expired: set back, both come again."""
    scene.read(AY)
    scene.join(ANA)
    scene.at("2030-05-12T12:00")
    scene.plan("2030-05-13T07:00")
    scene.clock.shown = utc("2030-05-21T12:00")
    assert scene.send() == []
    assert [message.state for message in scene.messages()] == [Standing.SENT, Standing.EXPIRED]
    assert scene.at("2030-07-21T12:00") == [reminder(ANA, "A#y@30")]
    assert scene.at("2030-05-13T12:00") == [reminder(ANA, "A#x@7")]
    assert _warned(scene) == ("2030-05-13T12:00", -69)
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]
    assert scene.at("2030-07-21T07:00") == []
    assert scene.at("2030-08-06T07:00") == [reminder(ANA, "A#y@14")]


def test_a_clock_that_goes_ahead_is_as_after_downtime_with_a_warning(scene: Scene) -> None:
    scene.read(AY)
    scene.join(ANA)
    scene.at("2030-05-10T12:00")
    assert _warned(scene) is None or _warned(scene) == ("2030-05-10T12:00", 129)
    assert scene.at("2030-05-19T12:00") == [reminder(ANA, "A#x@1")]
    assert _warned(scene) == ("2030-05-19T12:00", 9)


def test_an_hour_more_or_less_is_no_jump(scene: Scene) -> None:
    scene.read(A)
    scene.plan("2030-05-10T12:00")
    scene.plan("2030-05-10T12:59")
    scene.plan("2030-05-10T12:01")
    assert _warned(scene) is None


def test_the_clock_is_noted_now_and_then_with_the_real_time(scene: Scene) -> None:
    scene.read(A)
    shown = []
    for second in ("00", "29", "30", "59"):
        scene.plan(f"2030-05-10T12:00:{second}")
        with scene.database.reading() as connection:
            noted = marks.clock(connection)
        assert noted
        shown.append(noted[0].second)
    assert shown == [0, 0, 30, 30]


def test_who_joined_by_a_clock_that_was_ahead_is_reminded(scene: Scene) -> None:
    scene.read(A)
    scene.at("2030-04-01T12:00")
    scene.clock.shown = utc("2030-06-01T12:00")
    scene.join(ANA)
    assert scene.at("2030-05-08T12:00") == []
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@7")]
    assert [at for _, at in scene.enrolled(ANA).scopes] == [utc("2030-05-08T12:00")]


def test_what_waits_by_a_clock_that_was_ahead_is_taken_back(scene: Scene) -> None:
    scene.read(AY)
    scene.join(ANA)
    scene.at("2030-05-06T06:00")
    scene.plan("2030-05-19T12:00")
    assert scene.waiting() == [reminder(ANA, "A#x@1")]
    assert scene.at("2030-05-06T07:00") == [reminder(ANA, "A#x@14")]
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@7")]
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]


# -- copies ---------------------------------------------------------------------------------------------------------


def test_a_copy_sends_nothing_until_a_person_says_so(scene: Scene, tmp_path: Path) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.join(BEN)
    scene.at("2030-05-12T12:00")
    scene.plan("2030-05-13T07:00")
    write_copy(scene.database, tmp_path / "copy", scene.clock.now())
    copy = scene.beside(Database(f"sqlite:///{tmp_path / 'copy'}"), tmp_path / "other")
    copy.plan("2030-05-19T12:00")
    assert copy.waiting() == [reminder(BEN, "A#x@7"), reminder(ANA, "A#x@7")]
    with copy.database.transaction() as connection:
        assert marks.sending_held_since(connection) == utc("2030-05-13T07:00")
        assert marks.resume_sending(connection)
    copy.plan_now()
    assert copy.waiting() == [reminder(BEN, "A#x@1"), reminder(ANA, "A#x@1")]
    copy.database.dispose()


# -- the beat -------------------------------------------------------------------------------------------------------


def test_a_beat_goes_on_until_nobody_is_left_to_look_at(scene: Scene) -> None:
    scene.read(A)
    for number in range(120):
        scene.join(("telegram", str(100 + number)))
    scene.clock.shown = utc("2030-05-19T07:00")
    asyncio.run(scene.ticker.tick())
    assert len(scene.waiting()) == 120


def test_a_beat_that_fails_leaves_all_to_the_next_one(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.clock.shown = utc("2030-05-19T07:00")
    unusable = Work(Database(f"sqlite:///{tmp_path / 'missing' / 'file'}"))
    asyncio.run(Ticker(scene.settings, scene.knowledge, unusable, scene.clock).tick())
    assert "reminders cannot be planned now" in capsys.readouterr().out
    assert scene.messages() == []
    asyncio.run(scene.ticker.tick())
    assert scene.send() == [reminder(ANA, "A#x@1")]


def test_letters_whose_following_failed_are_followed_at_the_next_beat(scene: Scene, databases: Databases) -> None:
    """The database is locked in the middle: nothing of it is kept, and this process does not believe that it is."""
    impatient = databases.again(scene.database, busy=timedelta(milliseconds=50))
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-01T12:00")
    scene.work = Work(impatient)
    scene.read(letter("A", "2030-01-02", entry("x", "2030-05-27")))
    with scene.database.transaction() as connection:
        subscribers.look_at_once(connection, *ANA)
        scene.plan("2030-05-01T12:01")
    scene.plan("2030-05-01T12:02")
    assert scene.send() == [reminder(ANA, "A#x!1")]


def test_a_beat_that_dies_half_way_has_written_nothing(scene: Scene) -> None:
    scene.read(A)
    for number in range(60):
        scene.join(("telegram", str(100 + number)))
    scene.clock.shown = utc("2030-05-19T07:00")
    with scene.database.transaction() as connection:
        assert scene.ticker._step(connection) == ticking._AT_ONCE
        connection.rollback()  # the process ends here
    assert scene.messages() == []
    scene.restart()
    scene.plan_now()
    assert len(scene.send()) == 60
    with scene.database.reading() as connection:
        assert outbox.count(connection) == {"sent": 60}
