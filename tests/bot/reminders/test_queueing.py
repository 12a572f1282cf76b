"""Who is told what and when: into the outbox once, whatever happens in between."""

from datetime import time, timedelta

import pytest

from bot.store import marks, outbox, people, subscribers
from bot.store.outbox import Standing, Urgency
from bot.store.subscribers import Choices, Stage
from tests.bot.reminders.scene import ANA, BEN, MAILBOX, Scene, reminder, utc
from tests.handlers.letters_of_change import entry, letter

FIRST = letter("A", "2030-01-02", entry("x", "2030-05-20"))
"""In Zurich the clocks go forward on 31 March: from then on nine o'clock is seven in UTC."""

# -- who ------------------------------------------------------------------------------------------------------------


def test_exactly_those_are_told_who_asked_for_it(scene: Scene) -> None:
    scene.read(
        letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("s", "2030-05-20", subject="stand")),
        letter("B", "2030-01-03", entry("y", "2030-05-20", subject="fair-2031")),
    )
    asks = {
        "1": "all",
        "2": "letter:A",
        "3": "letter:B",
        "4": "subject:fair-2030",
        "5": "subject:stand",
        "6": "subject:fair",
        "7": "deadline:B#y",
        "8": "deadline:A#gone",
        "9": "letter:C",
    }
    for number, scope in asks.items():
        scene.join(("telegram", number), scope)
    assert scene.at("2030-05-19T07:00") == [
        reminder(("telegram", "1"), "A#s@1", "A#x@1", "B#y@1"),
        reminder(("telegram", "2"), "A#s@1", "A#x@1"),
        reminder(("telegram", "3"), "B#y@1"),
        reminder(("telegram", "4"), "A#s@1", "A#x@1"),
        reminder(("telegram", "5"), "A#s@1"),
        reminder(("telegram", "6"), "A#s@1", "A#x@1", "B#y@1"),
        reminder(("telegram", "7"), "B#y@1"),
    ]


def test_somebody_is_reminded_at_each_lead_time_in_the_own_zone_and_never_again(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA, zone="America/New_York")
    scene.join(BEN)
    assert scene.at("2030-04-20T06:59:59") == []
    assert scene.at("2030-04-20T07:00") == [reminder(BEN, "A#x@30")]
    assert scene.at("2030-04-20T12:59:59") == []
    assert scene.at("2030-04-20T13:00") == [reminder(ANA, "A#x@30")]
    assert scene.at("2030-05-06T13:00") == [reminder(BEN, "A#x@14"), reminder(ANA, "A#x@14")]
    assert scene.at("2030-05-13T13:00") == [reminder(BEN, "A#x@7"), reminder(ANA, "A#x@7")]
    assert scene.at("2030-05-19T13:00") == [reminder(BEN, "A#x@1"), reminder(ANA, "A#x@1")]
    assert scene.at("2030-05-20T13:00") == []
    assert scene.enrolled(ANA).next_at is None


def test_what_is_looked_for_twice_is_written_once(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.plan("2030-04-20T07:00")
    scene.plan_now()
    scene.restart()
    scene.plan_now()
    assert scene.send() == [reminder(ANA, "A#x@30")]


def test_somebody_who_has_not_confirmed_is_told_nothing(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA, stage=Stage.PENDING)
    assert scene.at("2030-04-20T07:00") == []


def test_somebody_who_confirms_is_told_what_lies_ahead_then(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA, stage=Stage.PENDING)
    scene.clock.shown = utc("2030-04-21T12:00")
    with scene.database.transaction() as connection:
        assert subscribers.confirm(connection, *ANA, scene.clock.now())
        assert not subscribers.confirm(connection, *ANA, scene.clock.now())
    assert scene.at("2030-04-21T12:01") == []
    assert scene.at("2030-05-06T07:00") == [reminder(ANA, "A#x@14")]


def test_somebody_who_comes_late_is_told_only_what_still_lies_ahead(scene: Scene) -> None:
    scene.read(FIRST)
    scene.at("2030-05-13T07:00")
    scene.join(ANA)
    assert scene.at("2030-05-13T07:00:01") == []
    assert scene.enrolled(ANA).next_at == utc("2030-05-19T07:00")
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]


def test_a_further_subscription_makes_up_for_nothing(scene: Scene) -> None:
    scene.read(letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-05-21")))
    scene.join(ANA, "deadline:A#x")
    scene.at("2030-05-07T12:00")
    scene.join(ANA, "all")
    assert scene.at("2030-05-07T12:01") == []
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@7")]
    assert scene.at("2030-05-14T07:00") == [reminder(ANA, "A#y@7")]


# -- after a while --------------------------------------------------------------------------------------------------


def test_after_downtime_there_is_one_message_with_the_latest_lead(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.at("2030-04-19T12:00")
    assert scene.at("2030-05-14T12:00") == [reminder(ANA, "A#x@7")]
    assert "in 6 days" in scene.text()
    assert scene.at("2030-05-19T07:00") == [reminder(ANA, "A#x@1")]


@pytest.mark.parametrize(("moment", "told"), [("2030-05-20T21:59:58", 1), ("2030-05-20T21:59:59", 0)])
def test_after_the_deadline_there_is_nothing(scene: Scene, moment: str, told: int) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    assert len(scene.at(moment)) == told


def test_what_could_not_be_sent_in_time_is_never_sent(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.plan("2030-05-19T07:00")
    assert scene.waiting() == [reminder(ANA, "A#x@1")]
    scene.clock.shown = utc("2030-05-20T21:59:59")
    assert scene.send() == []
    assert scene.at("2030-05-21T12:00") == []
    assert [message.state for message in scene.messages()] == [Standing.EXPIRED]


def test_at_catch_up_the_night_is_kept(scene: Scene) -> None:
    scene.read(FIRST)
    scene.restart(quiet_hours=["21:00", "08:00"])
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    assert scene.at("2030-05-14T22:00") == []
    assert scene.enrolled(ANA).next_at == utc("2030-05-15T06:00")
    assert scene.at("2030-05-15T05:59") == []
    assert scene.at("2030-05-15T06:00") == [reminder(ANA, "A#x@7")]


def test_at_catch_up_the_night_is_not_kept_where_the_deadline_would_pass(scene: Scene) -> None:
    scene.read(FIRST)
    scene.restart(quiet_hours=["21:00", "08:00"])
    scene.join(ANA)
    scene.at("2030-04-01T12:00")
    assert scene.at("2030-05-20T20:00") == [reminder(ANA, "A#x@1")]


def test_of_one_message_only_what_is_over_by_now_is_left_out(scene: Scene) -> None:
    """Two deadlines fell due together; when the message could go out at last, one of them was over."""
    scene.restart(lead_days=[30, 2])
    scene.read(letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-06-17")))
    scene.join(ANA)
    scene.plan("2030-05-18T07:00")
    assert scene.waiting() == [reminder(ANA, "A#x@2", "A#y@30")]
    scene.clock.shown = utc("2030-05-20T21:59:59")
    assert scene.send() == []
    scene.plan_now()
    assert scene.send() == [reminder(ANA, "A#y@30")]
    assert scene.at("2030-06-15T07:00") == [reminder(ANA, "A#y@2")]


def test_what_could_not_be_sent_yet_gives_way_to_what_falls_due_meanwhile(scene: Scene) -> None:
    """A server was down for a week: there is one message, with the latest lead of each deadline."""
    scene.read(letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-05-27"), entry("z", "2030-06-30")))
    scene.join(ANA)
    scene.at("2030-05-12T12:00")
    scene.plan("2030-05-13T07:00")
    assert scene.waiting() == [reminder(ANA, "A#x@7", "A#y@14")]
    scene.plan("2030-05-19T07:00")
    assert scene.send() == [reminder(ANA, "A#x@1", "A#y@14")]
    assert scene.at("2030-05-20T07:00") == [reminder(ANA, "A#y@7")]


def test_what_waits_past_midnight_tells_the_days_that_are_left_then(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA, zone="America/New_York")
    scene.at("2030-05-12T12:00")
    scene.plan("2030-05-13T13:00")
    assert "(in 7 days)" in scene.text()
    scene.plan("2030-05-14T03:59")
    assert "(in 7 days)" in scene.text()
    scene.plan("2030-05-14T04:00")
    assert scene.send() == [reminder(ANA, "A#x@7")]
    assert "(in 6 days)" in scene.text()
    assert [message.state for message in scene.messages()[-2:]] == [Standing.DROPPED, Standing.SENT]


def test_what_may_have_gone_out_is_sent_again_as_it_was(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.at("2030-05-12T12:00")
    scene.plan("2030-05-13T07:00")
    with scene.database.transaction() as connection:
        (taken,) = scene.take(connection)
        outbox.postpone(connection, taken, "no answer", scene.clock.now(), doubt=True)
    scene.plan("2030-05-15T07:00")
    with scene.database.transaction() as connection:
        (again,) = scene.take(connection)
    assert (again.id, again.payload) == (taken.id, taken.payload)


# -- several --------------------------------------------------------------------------------------------------------


def test_what_falls_due_together_comes_in_one_message_the_soonest_first(scene: Scene) -> None:
    scene.read(letter("A", "2030-01-02", entry("y", "2030-05-27"), entry("x", "2030-05-20")))
    scene.join(ANA)
    scene.at("2030-05-12T12:00")
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@7", "A#y@14")]
    text = scene.text()
    assert text.index("20 May 2030") < text.index("27 May 2030")


def test_what_several_letters_say_of_one_day_is_told_once(scene: Scene) -> None:
    scene.read(
        letter("A", "2030-01-02", entry("x", "2030-05-20")),
        letter("B", "2030-02-02", entry("same", "2030-05-20")),
    )
    scene.join(ANA)
    scene.join(BEN, "letter:B")
    assert scene.at("2030-05-19T07:00") == [reminder(BEN, "A#x@1"), reminder(ANA, "A#x@1")]


def test_many_are_told_in_several_transactions(scene: Scene) -> None:
    scene.read(FIRST)
    everybody = [("telegram", str(number)) for number in range(100, 220)]
    for who in everybody:
        scene.join(who)
    assert scene.at("2030-05-19T07:00") == [reminder(who, "A#x@1") for who in everybody]


# -- keys and generations -------------------------------------------------------------------------------------------


def test_a_message_has_urgency_campaign_and_the_end_of_its_use(scene: Scene) -> None:
    scene.read(letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-05-27")))
    scene.join(BEN)
    scene.plan("2030-05-13T07:00")
    (message,) = scene.messages()
    assert (message.urgency, message.campaign) == (Urgency.REMINDER, "reminder")
    assert message.due_at == utc("2030-05-13T07:00")
    assert message.expires_at == utc("2030-05-20T21:59:59")


def test_no_two_messages_have_one_key(scene: Scene) -> None:
    scene.read(letter("A", "2030-01-02", entry("x", "2030-05-20"), entry("y", "2030-05-21")))
    for who in (ANA, BEN, ("telegram", "8"), ("email", "ben@example.org")):
        scene.join(who)
    for day in ("04-20", "04-21", "05-06", "05-07", "05-13", "05-14", "05-19", "05-20"):
        scene.plan(f"2030-{day}T07:00")
    keys = [message.key for message in scene.messages()]
    assert len(keys) == len(set(keys)) == 4 * 8


# -- who cannot be reached ------------------------------------------------------------------------------------------


def test_who_cannot_be_reached_is_told_what_lies_ahead_when_back(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(BEN)
    scene.at("2030-04-01T12:00")
    with scene.database.transaction() as connection:
        people.deactivate(connection, *BEN, "blocked")
    assert scene.at("2030-04-20T07:00") == []
    assert scene.at("2030-05-06T07:00") == []
    with scene.database.transaction() as connection:
        people.see(connection, *BEN, utc("2030-05-08T12:00"))
    assert scene.at("2030-05-08T12:00") == []
    assert scene.at("2030-05-13T07:00") == [reminder(BEN, "A#x@7")]


def test_by_mail_nothing_is_written_until_a_mailbox_sends(scene: Scene) -> None:
    scene.read(FIRST)
    scene.restart(mailboxes=())
    scene.join(ANA)
    scene.join(BEN)
    assert scene.at("2030-05-06T07:00") == [reminder(BEN, "A#x@14")]
    assert scene.messages(Standing.WAITING) == []
    scene.restart(mailboxes=(MAILBOX,))
    assert scene.at("2030-05-06T08:00") == [reminder(ANA, "A#x@14")]


# -- other wishes ---------------------------------------------------------------------------------------------------


def test_other_settings_count_at_once_for_those_who_chose_nothing(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.join(BEN)
    scene.choose(BEN, Choices(send_at=time(9)))
    scene.at("2030-05-10T12:00")
    scene.at("2030-05-11T12:00")
    assert scene.enrolled(ANA).next_at == utc("2030-05-13T07:00")
    scene.restart(send_at="18:30")
    scene.plan("2030-05-11T12:01")
    assert scene.enrolled(ANA).next_at == utc("2030-05-13T16:30")
    assert scene.enrolled(BEN).next_at == utc("2030-05-13T07:00")


def test_other_rules_of_time_zones_plan_everybody_anew(scene: Scene) -> None:
    """What was planned by old rules is looked at again when the rules are others: the fingerprint tells."""
    scene.read(FIRST)
    scene.join(ANA)
    scene.at("2030-05-10T12:00")
    with scene.database.transaction() as connection:  # as if by the rules of an older release
        assert marks.is_new_plan(connection, "older rules", scene.clock.now())
        subscribers.look_again(connection, *ANA, utc("2030-05-13T08:00"))
    scene.plan("2030-05-11T12:01")
    assert scene.enrolled(ANA).next_at == utc("2030-05-13T07:00")


def test_an_earlier_hour_makes_up_for_nothing(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.choose(ANA, Choices(send_at=time(20)))
    scene.at("2030-05-13T12:00")
    scene.choose(ANA, Choices(send_at=time(8)))
    assert scene.at("2030-05-13T12:01") == []
    assert scene.at("2030-05-19T06:00") == [reminder(ANA, "A#x@1")]


def test_a_message_in_flight_is_neither_lost_nor_written_again(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.plan("2030-05-13T07:00")
    with scene.database.transaction() as connection:
        (taken,) = scene.take(connection)
    scene.restart()
    assert scene.at("2030-05-13T07:01") == []
    with scene.database.transaction() as connection:
        outbox.postpone(connection, taken, "its sender died", scene.clock.now() - timedelta(minutes=1), doubt=True)
    assert scene.send() == [reminder(ANA, "A#x@7")]
    assert [message.in_doubt for message in scene.messages()] == [True]
