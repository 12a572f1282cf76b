"""Joining, leaving and choosing, with what follows for the messages that wait already."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.clock import real_now
from bot.reminders import keeping
from bot.store import outbox, people, reminders, subscribers
from bot.store.outbox import Standing, Urgency
from bot.store.subscribers import Choices, Stage
from handlers.subscription import EVERYTHING
from tests.bot.reminders.scene import ANA, BEN, Scene, reminder, utc
from tests.bot.store.databases import Databases
from tests.handlers.letters_of_change import entry, letter

TWO = letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-05-20", subject="fair-2031"))

# -- joining --------------------------------------------------------------------------------------------------------


def test_who_subscribes_is_known_with_a_token_of_the_own(scene: Scene) -> None:
    scene.join(ANA, "letter:A")
    scene.join(BEN)
    scene.join(("telegram", "-100200"))
    ana, ben = scene.enrolled(ANA), scene.enrolled(BEN)
    assert [str(scope) for scope, _ in ana.scopes] == ["letter:A"]
    assert (ana.stage, ana.language, ana.timezone, ana.active) == (Stage.ACTIVE, "en", None, True)
    assert ana.token != ben.token
    with scene.database.reading() as connection:
        kinds = {person.address: person.kind for person in people.reachable(connection, "telegram")}
        assert kinds == {"7": "person", "-100200": "group"}
        assert subscribers.find_by_token(connection, ana.token) == ana
        assert subscribers.find_by_token(connection, "unknown") is None
        assert subscribers.count(connection) == {"email": 1, "telegram": 2}


def test_who_subscribes_again_keeps_token_stage_and_beginning(scene: Scene) -> None:
    scene.join(ANA, "all")
    before = scene.enrolled(ANA)
    scene.clock.shown = utc("2030-02-01T12:00")
    scene.join(ANA, "all", "letter:A", stage=Stage.PENDING)
    after = scene.enrolled(ANA)
    assert (after.token, after.stage, after.created_at) == (before.token, Stage.ACTIVE, before.created_at)
    assert {str(scope): at for scope, at in after.scopes} == {
        "all": utc("2030-01-01T12:00"),
        "letter:A": utc("2030-02-01T12:00"),
    }


def test_the_language_chosen_goes_before_that_of_subscribing(scene: Scene) -> None:
    scene.join(ANA)
    with scene.database.transaction() as connection:
        people.choose(connection, *ANA, language="fr")
    assert scene.enrolled(ANA).language == "fr"


def test_who_never_confirms_is_forgotten(scene: Scene) -> None:
    scene.join(ANA, stage=Stage.PENDING)
    scene.join(BEN)
    with scene.database.transaction() as connection:
        assert subscribers.prune(connection, utc("2030-01-01T12:00")) == 0
        assert subscribers.prune(connection, utc("2030-01-01T12:01")) == 1
        assert [who.address for who in subscribers.listed(connection)] == ["7"]


# -- leaving --------------------------------------------------------------------------------------------------------


def test_who_leaves_is_told_no_more_not_even_what_waits(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.join(BEN)
    scene.plan("2030-05-19T07:00")
    assert scene.leave(ANA) == 1
    assert scene.leave(ANA) == 0
    assert scene.send() == [reminder(BEN, "A#x@1", "A#y@1")]
    assert [message.state for message in scene.messages() if message.address == ANA[1]] == [Standing.DROPPED]
    with scene.database.reading() as connection:
        assert subscribers.find(connection, *ANA) is None
        assert reminders.histories(connection, [ANA]) == {}


def test_who_leaves_a_part_is_told_the_rest_of_what_waited(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA, "subject:fair-2030", "subject:fair-2031")
    scene.plan("2030-05-19T07:00")
    assert scene.waiting() == [reminder(ANA, "A#x@1", "A#y@1")]
    assert scene.leave(ANA, "subject:fair-2030", "letter:never") == 1
    assert scene.at("2030-05-19T07:01") == [reminder(ANA, "A#y@1")]
    assert scene.leave(ANA, "subject:fair-2031") == 1
    with scene.database.reading() as connection:
        assert subscribers.find(connection, *ANA) is None


def test_who_leaves_a_part_is_not_told_again_what_was_sent(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA, "subject:fair-2030", "subject:fair-2031")
    assert len(scene.at("2030-05-13T07:00")) == 1
    scene.leave(ANA, "subject:fair-2030")
    assert scene.at("2030-05-13T07:01") == []
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#y@1")]


def test_what_somebody_waits_for_beside_reminders_stays(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.plan("2030-05-19T07:00")
    payload = {"mailbox": "desk@example.org", "message": "", "null_sender": True}
    with scene.database.transaction() as connection:
        outbox.add(connection, key="r", channel="email", address=ANA[1], payload=payload, now=scene.clock.now())
    scene.leave(ANA)
    assert [message.key for message in scene.messages(Standing.WAITING)] == ["r"]


def test_what_is_in_flight_when_somebody_leaves_does_not_go_out_again(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.plan("2030-05-19T07:00")
    with scene.database.transaction() as connection:
        assert len(scene.take(connection)) == 1
    scene.leave(ANA)
    with scene.database.transaction() as connection:  # its sender has died
        outbox.recover(connection, scene.clock.now(), real_now() + timedelta(minutes=2))
    assert scene.send() == []
    scene.plan("2030-05-16T07:00")  # not even when the clock is set back
    assert scene.send() == []
    assert [(message.state, message.in_doubt) for message in scene.messages()] == [(Standing.EXPIRED, True)]


def test_what_is_in_flight_when_somebody_leaves_may_arrive(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.plan("2030-05-19T07:00")
    with scene.database.transaction() as connection:
        (message,) = scene.take(connection)
    scene.leave(ANA)
    with scene.database.transaction() as connection:
        assert outbox.sent(connection, message, "ok", scene.clock.now())


def test_who_comes_back_is_a_new_subscriber(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.plan("2030-05-13T07:00")
    before = scene.enrolled(ANA)
    scene.leave(ANA)
    scene.join(ANA)
    assert scene.enrolled(ANA).token != before.token
    assert scene.at("2030-05-13T07:01") == []
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1", "A#y@1")]


def test_who_comes_back_is_told_what_comes_also_where_it_was_taken_back_before(scene: Scene) -> None:
    """The message that was taken back and the new one are of the same deadline and lead, but must not have one key."""
    scene.read(TWO)
    scene.join(ANA)
    scene.plan("2030-05-13T07:00")
    scene.leave(ANA)
    scene.join(ANA)
    scene.choose(ANA, Choices(send_at=time(20)))
    assert scene.at("2030-05-13T18:00") == [reminder(ANA, "A#x@7", "A#y@7")]


def test_who_leaves_while_messages_are_written_is_told_nothing(
    scene: Scene, databases: Databases, tmp_path: Path
) -> None:
    """Whoever leaves a part waits for what is being written to the same person, and takes it back."""
    scene.read(TWO)
    scene.join(ANA, "subject:fair-2030", "subject:fair-2031")
    scene.at("2030-05-01T12:00")
    other = scene.beside(databases.again(scene.database), tmp_path / "other")
    scene.clock.shown = utc("2030-05-19T07:00")
    with ThreadPoolExecutor(1) as threads:
        with scene.database.transaction() as connection:
            assert scene.ticker._step(connection) == 1
            leaving = threads.submit(other.leave, ANA, "subject:fair-2030")
            with pytest.raises(TimeoutError):
                leaving.result(0.3)
        assert leaving.result(10) == 1
    scene.plan_now()
    assert scene.send() == [reminder(ANA, "A#y@1")]


# -- choosing -------------------------------------------------------------------------------------------------------


def test_lead_times_that_are_chosen_count_from_now_on(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.at("2030-05-08T12:00")
    scene.choose(ANA, Choices(lead_days=(20, 10, 2)))
    assert scene.at("2030-05-10T07:00") == [reminder(ANA, "A#x@10", "A#y@10")]
    assert scene.at("2030-05-13T07:00") == []
    assert scene.at("2030-05-18T07:00") == [reminder(ANA, "A#x@2", "A#y@2")]
    scene.choose(ANA, Choices())
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1", "A#y@1")]


def test_what_fell_due_by_the_old_wishes_is_told_all_the_same(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.at("2030-05-08T12:00")
    scene.clock.shown = utc("2030-05-13T07:00:01")
    scene.choose(ANA, Choices(lead_days=(7, 2)))
    assert scene.at("2030-05-13T07:00:02") == [reminder(ANA, "A#x@7", "A#y@7")]


def test_another_zone_counts_at_once(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.at("2030-05-13T12:00")
    with scene.database.transaction() as connection:
        people.choose(connection, *ANA, timezone="Pacific/Auckland")
        keeping.replan(connection, *ANA, scene.clock.now())
    assert scene.at("2030-05-18T20:59") == []
    assert scene.at("2030-05-18T21:00") == [reminder(ANA, "A#x@1", "A#y@1")]


def test_to_plan_anew_who_is_no_subscriber_is_nothing(scene: Scene) -> None:
    with scene.database.transaction() as connection:
        keeping.replan(connection, *ANA, scene.clock.now())
        assert subscribers.find(connection, *ANA) is None


def test_quiet_hours_that_are_chosen_move_reminders_to_their_end(scene: Scene) -> None:
    scene.read(TWO)
    scene.join(ANA)
    scene.choose(ANA, Choices(quiet=(time(20), time(11))))
    assert scene.at("2030-05-19T08:59") == []
    assert scene.at("2030-05-19T09:00") == [reminder(ANA, "A#x@1", "A#y@1")]
    assert [message.urgency for message in scene.messages()] == [Urgency.REMINDER]


def test_everything_is_in_use_as_soon_as_one_asks_for_it(scene: Scene) -> None:
    scene.join(ANA)
    scene.join(BEN)
    with scene.database.reading() as connection:
        assert subscribers.scopes_in_use(connection) == [EVERYTHING]
