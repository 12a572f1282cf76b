"""What follows when letters move or withdraw a deadline: for whom, in one transaction, and once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import real_now
from bot.reminders.changes import as_deadline, fingerprint, follow
from bot.store import outbox, people, revisions
from bot.store.outbox import Standing, Urgency
from bot.store.subscribers import Stage
from tests.bot.reminders.scene import ANA, BEN, Scene, reminder, utc
from tests.bot.store.databases import Databases, everything
from tests.handlers.letters_of_change import entry, letter

EVA, LEO = ("telegram", "8"), ("telegram", "9")
A = letter("A", "2030-01-02", entry("x", "2030-05-20"))
AY = letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-05-20", subject="fair-2031"))
MOVED = letter("B", "2030-02-02", entry("new", "2030-05-27", supersedes=["A#x"]))
AGAIN = letter("C", "2030-03-02", entry("newest", "2030-06-03", supersedes=["B#new"]))
NOTHING = letter("Z", "2030-01-02", entry("z", "2030-05-31", "date"))

# -- for whom -------------------------------------------------------------------------------------------------------


def test_exactly_those_are_told_of_a_change_who_asked_for_it_or_were_reminded(scene: Scene) -> None:
    scene.read(AY)
    scene.join(ANA, "letter:A")
    scene.join(BEN, "deadline:A#x")
    scene.join(EVA, "deadline:A#y")
    scene.join(LEO, "deadline:A#x", stage=Stage.PENDING)
    scene.join(("telegram", "10"), "deadline:A#x", "deadline:A#y")
    assert len(scene.at("2030-04-20T07:00")) == 4
    scene.leave(("telegram", "10"), "deadline:A#x")  # but was reminded of it
    scene.join(("telegram", "11"), "letter:B")
    scene.read(AY, MOVED)
    assert scene.at("2030-04-21T12:00") == [
        reminder(("telegram", "10"), "A#x!1"),
        reminder(("telegram", "11"), "A#x!1"),
        reminder(BEN, "A#x!1"),
        reminder(ANA, "A#x!1"),
    ]
    text = scene.text()
    assert "Before: 20 May 2030. Now: 27 May 2030 (in 36 days)." in text.replace("=\r\n", "")
    assert [message.urgency for message in scene.messages()[-4:]] == [Urgency.CHANGE] * 4
    assert scene.at("2030-04-21T12:01") == []


def test_after_a_change_the_new_date_is_reminded_of_and_the_old_one_is_not(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-13T07:00")
    scene.read(A, MOVED)
    assert scene.at("2030-05-14T12:00") == [reminder(ANA, "A#x!1")]
    assert scene.at("2030-05-19T07:00") == []
    assert scene.at("2030-05-20T07:00") == [reminder(ANA, "A#x@7")]
    assert scene.at("2030-05-26T07:00") == [reminder(ANA, "A#x@1")]


def test_a_deadline_that_comes_with_a_new_letter_is_no_change(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-10T12:00")
    scene.read(A, letter("B", "2030-05-11", entry("other", "2030-06-20", subject="stand")))
    assert scene.at("2030-05-11T12:00") == []
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@7")]
    assert scene.at("2030-05-21T07:00") == [reminder(ANA, "B#other@30")]


def test_the_first_letters_that_are_ever_followed_change_nothing(scene: Scene) -> None:
    scene.join(ANA)
    scene.read(A, MOVED, AGAIN)
    assert scene.at("2030-04-01T12:00") == []
    assert scene.at("2030-06-02T07:00") == [reminder(ANA, "A#x@1")]


def test_another_name_for_a_date_that_stays_is_no_change(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-04-25T12:00")
    scene.read(A, letter("B", "2030-02-02", entry("same", "2030-05-20", supersedes=["A#x"])))
    assert scene.at("2030-04-26T12:00") == []
    assert scene.at("2030-05-06T07:00") == [reminder(ANA, "A#x@14")]


def test_dates_that_are_no_deadlines_are_followed_without_a_notice(scene: Scene) -> None:
    dated = letter("A", "2030-01-02", entry("when", "2030-06-07", "date"))
    scene.read(dated)
    scene.join(ANA)
    scene.at("2030-02-01T12:00")
    scene.read(dated, letter("B", "2030-02-02", entry("later", "2030-06-08", "date", supersedes=["A#when"])))
    assert scene.at("2030-02-02T12:00") == []
    with scene.database.reading() as connection:
        known = revisions.known(connection)["A#when"]
    assert (known.value, known.number, known.fact) == ("2030-06-08", 1, "B#later")


# -- what waits -----------------------------------------------------------------------------------------------------


def test_what_waits_for_the_old_date_is_taken_back_and_the_rest_of_it_comes_again(scene: Scene) -> None:
    scene.read(AY)
    scene.join(ANA)
    scene.join(BEN, "deadline:A#y")
    scene.plan("2030-05-13T07:00")
    assert scene.waiting() == [reminder(BEN, "A#y@7"), reminder(ANA, "A#x@7", "A#y@7")]
    scene.read(AY, MOVED)
    scene.plan("2030-05-13T07:01")
    assert scene.send() == [reminder(BEN, "A#y@7"), reminder(ANA, "A#x!1"), reminder(ANA, "A#y@7")]
    assert [message.state for message in scene.messages()].count(Standing.DROPPED) == 1


def test_a_change_is_followed_whole_or_not_at_all(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.plan("2030-05-13T07:00")
    before = everything(scene.database)
    scene.read(A, MOVED)
    with scene.database.transaction() as connection:
        assert follow(connection, scene.knowledge.library.book, scene.clock.now()) == 1
        connection.rollback()  # the process ends here
    assert everything(scene.database) == before
    scene.plan("2030-05-13T07:01")
    assert scene.send() == [reminder(ANA, "A#x!1")]


def test_an_old_reminder_in_flight_is_not_sent_again_after_a_change(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.plan("2030-05-13T07:00")
    with scene.database.transaction() as connection:
        assert len(scene.take(connection)) == 1
    scene.read(A, MOVED)
    scene.plan("2030-05-13T07:01")
    with scene.database.transaction() as connection:  # its sender has died
        outbox.recover(connection, scene.clock.now(), real_now() + timedelta(minutes=2))
    assert scene.send() == [reminder(ANA, "A#x!1")]


def test_a_notice_that_waits_gives_way_to_that_of_the_next_change(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    scene.read(A, MOVED)
    scene.plan("2030-04-02T12:00")
    assert scene.waiting() == [reminder(ANA, "A#x!1")]
    scene.read(A, MOVED, AGAIN)
    scene.plan("2030-04-02T12:01")
    assert scene.send() == [reminder(ANA, "A#x!1", "A#x!2")]
    assert "Before: 20 May 2030. Now: 3 June 2030" in scene.text().replace("=\r\n", "")


def test_changes_of_several_deadlines_come_in_one_notice(scene: Scene) -> None:
    scene.read(AY)
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    other = letter("C", "2030-03-02", entry("y2", "2030-05-30", subject="fair-2031", supersedes=["A#y"]))
    scene.read(AY, MOVED, other)
    assert scene.at("2030-04-02T12:00") == [reminder(ANA, "A#x!1", "A#y!1")]


# -- withdrawn, absorbed, back again --------------------------------------------------------------------------------


def test_a_deadline_whose_letter_is_gone_is_withdrawn_once(scene: Scene) -> None:
    scene.read(A, NOTHING)
    scene.join(ANA)
    scene.plan("2030-05-13T07:00")
    scene.read(NOTHING)
    assert scene.at("2030-05-13T07:01") == [reminder(ANA, "A#x!1")]
    text = scene.text()
    assert "no longer stands" in text
    assert "METHOD:CANCEL" in text
    assert scene.at("2030-05-19T07:00") == []
    scene.restart()
    assert scene.at("2030-05-19T07:01") == []


def test_a_deadline_that_comes_back_is_told_and_reminded_of(scene: Scene) -> None:
    scene.read(A, NOTHING)
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    scene.read(NOTHING)
    scene.at("2030-04-02T12:00")
    scene.read(A, NOTHING)
    assert scene.at("2030-04-03T12:00") == [reminder(ANA, "A#x!2")]
    assert "stands again: 20 May 2030" in scene.text().replace("=\r\n", "")
    assert scene.at("2030-04-20T07:00") == [reminder(ANA, "A#x@30")]


def test_a_date_that_moves_back_is_told_as_a_further_change(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-13T07:00")
    scene.read(A, MOVED)
    assert scene.at("2030-05-14T12:00") == [reminder(ANA, "A#x!1")]
    scene.read(A)
    assert scene.at("2030-05-15T12:00") == [reminder(ANA, "A#x!2")]
    assert "Before: 27 May 2030. Now: 20 May 2030" in scene.text().replace("=\r\n", "")
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]


def test_a_deadline_that_becomes_one_with_another_of_the_same_day_is_no_change(scene: Scene) -> None:
    other = letter("B", "2030-02-02", entry("own", "2030-05-20", subject="stand"))
    one = letter("B", "2030-02-02", entry("own", "2030-05-20"))
    scene.read(A, other)
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    scene.read(A, one)
    assert scene.at("2030-04-02T12:00") == []
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]


def test_two_deadlines_that_a_letter_makes_one_are_told_as_the_one(scene: Scene) -> None:
    two = letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("w", "2030-05-21"))
    scene.read(two)
    scene.join(ANA)
    scene.join(BEN, "deadline:A#w")
    scene.join(EVA, "deadline:A#x")
    assert len(scene.at("2030-04-21T07:00")) == 3
    scene.read(two, letter("B", "2030-02-02", entry("new", "2030-05-27", supersedes=["A#x", "A#w"])))
    told = [reminder(BEN, "A#w!1"), reminder(EVA, "A#x!1"), reminder(ANA, "A#w!1", "A#x!1")]
    assert scene.at("2030-04-22T12:00") == told
    texts = [scene.text(number).replace("=\r\n", "") for number in (-1, -2, -3)]
    assert all("Now: 27 May 2030" in text for text in texts)
    at_last = [reminder(BEN, "A#x@1"), reminder(EVA, "A#x@1"), reminder(ANA, "A#x@1")]
    assert scene.at("2030-05-26T07:00") == at_last


# -- too late, and too soon -----------------------------------------------------------------------------------------


def test_a_change_of_what_is_over_is_told_to_nobody(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-20T12:00")
    scene.read(A, letter("B", "2030-02-02", entry("new", "2030-05-21", supersedes=["A#x"])))
    assert scene.at("2030-05-22T12:00") == []
    with scene.database.reading() as connection:
        assert revisions.known(connection)["A#x"].value == "2030-05-21"


def test_a_date_that_moves_into_the_past_is_told_while_the_old_one_is_ahead(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-13T12:00")
    scene.read(A, letter("B", "2030-02-02", entry("new", "2030-05-10", supersedes=["A#x"])))
    assert scene.at("2030-05-14T12:00") == [reminder(ANA, "A#x!1")]
    assert scene.at("2030-05-19T07:00") == []


def test_a_notice_that_could_not_be_sent_before_all_was_over_is_not_sent(scene: Scene) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    scene.read(A, MOVED)
    scene.plan("2030-04-02T12:00")
    assert [message.expires_at for message in scene.messages()] == [utc("2030-05-27T21:59:59")]
    assert scene.at("2030-06-01T12:00") == []


def test_who_cannot_be_reached_is_told_of_a_change_when_back_unless_all_is_over(scene: Scene) -> None:
    scene.read(AY)
    scene.join(BEN)
    scene.join(EVA)
    scene.at("2030-04-01T12:00")
    with scene.database.transaction() as connection:
        people.deactivate(connection, *BEN, "blocked")
        people.deactivate(connection, *EVA, "blocked")
    scene.read(AY, MOVED)
    assert scene.at("2030-04-02T12:00") == []
    with scene.database.transaction() as connection:
        people.see(connection, *BEN, utc("2030-04-19T12:00"))
    assert scene.at("2030-04-20T07:00") == [reminder(BEN, "A#x!1"), reminder(BEN, "A#y@30")]
    with scene.database.transaction() as connection:
        people.see(connection, *EVA, utc("2030-06-19T12:00"))
    scene.restart(send_at="10:00")  # everybody is looked at again
    assert scene.at("2030-06-20T07:00") == []


# -- several processes ----------------------------------------------------------------------------------------------


def test_what_is_being_written_by_another_process_is_taken_back_by_a_change(
    scene: Scene, databases: Databases, tmp_path: Path
) -> None:
    """A process that reads later letters waits for those that write by the earlier ones, and they stop then."""
    scene.read(A)
    scene.join(ANA)
    scene.at("2030-05-01T12:00")
    other = scene.beside(databases.again(scene.database), tmp_path / "other")
    other.read(A, MOVED)
    scene.clock.shown = utc("2030-05-13T07:00")
    with ThreadPoolExecutor(1) as threads:
        with scene.database.transaction() as connection:
            assert scene.ticker._step(connection) == 1
            following = threads.submit(other.plan_now)
            with pytest.raises(TimeoutError):
                following.result(0.3)
        following.result(10)
    scene.plan_now()
    assert scene.send() == [reminder(ANA, "A#x!1")]
    scene.clock.shown = utc("2030-05-19T07:00")
    scene.plan_now()
    assert scene.send() == []  # this process has not read the later letters
    assert other.at("2030-05-20T07:00") == [reminder(ANA, "A#x@7")]


def test_of_two_processes_that_read_the_same_letters_one_tells_of_the_change(
    scene: Scene, databases: Databases, tmp_path: Path
) -> None:
    scene.read(A)
    for number in range(60):
        scene.join(("telegram", str(100 + number)))
    scene.at("2030-05-01T12:00")
    other = scene.beside(databases.again(scene.database), tmp_path / "other")
    scene.read(A, MOVED)
    other.read(A, MOVED)
    scene.clock.shown = utc("2030-05-02T12:00")
    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(one.plan_now) for one in (scene, other)]:
            done.result(20)
    scene.plan_now()
    assert scene.send() == [reminder(("telegram", str(100 + number)), "A#x!1") for number in range(60)]


def test_a_new_database_is_begun_by_two_processes_at_once(scene: Scene, databases: Databases, tmp_path: Path) -> None:
    scene.read(A)
    scene.join(ANA)
    scene.clock.shown = utc("2030-05-19T07:00")
    other = scene.beside(databases.again(scene.database), tmp_path / "other")
    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(one.plan_now) for one in (scene, other)]:
            done.result(20)
    scene.plan_now()
    assert scene.send() == [reminder(ANA, "A#x@1")]


# -- as kept --------------------------------------------------------------------------------------------------------


def test_what_is_known_of_a_deadline_outlives_its_letter(scene: Scene) -> None:
    scene.read(A, NOTHING)
    scene.plan("2030-04-01T12:00")
    scene.read(NOTHING)
    scene.plan("2030-04-02T12:00")
    with scene.database.reading() as connection:
        known = revisions.known(connection)["A#x"]
    assert (known.withdrawn, known.number, known.since) == (True, 1, utc("2030-04-02T12:00"))
    kept = as_deadline(known)
    assert (kept.id, kept.fact.quote, kept.ends) == ("A#x", "x: 2030-05-20", utc("2030-05-20T21:59:59"))
    assert kept.letters == {"A"}


def test_the_fingerprint_tells_letters_apart_by_their_dates(scene: Scene) -> None:
    prints = []
    for letters in ((A,), (A, NOTHING), (A, MOVED), (A,)):
        scene.read(*letters)
        prints.append(fingerprint(scene.knowledge.library.book))
    assert prints[0] == prints[3]
    assert len(set(prints)) == 3
