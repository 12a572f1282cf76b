"""Sending again from a restored copy without what was missed, and enrolling on behalf of the secretariat."""

from bot.reminders import resuming
from bot.reminders.enrolling import Outcome, Wish, enrol
from bot.store import marks
from bot.store.restoring import Skipped
from bot.store.subscribers import Stage
from handlers.subscription import EVERYTHING
from tests.bot.reminders.scene import ANA, BEN, Scene, reminder, utc
from tests.handlers.letters_of_change import entry, letter

FIRST = letter("A", "2030-01-02", entry("x", "2030-05-20"))
MOVED = letter("B", "2030-04-25", entry("x", "2030-05-27", supersedes=["A#x"]))


def skip_missed(scene: Scene) -> Skipped:
    with scene.database.transaction() as connection:
        marks.resume_sending(connection)
        return resuming.skip_missed(connection, scene.knowledge.library.book, scene.clock.now())


def test_what_fell_due_while_sending_was_held_is_not_sent_and_what_lies_ahead_is(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    scene.plan("2030-04-20T07:00")
    with scene.database.transaction() as connection:
        marks.hold_sending(connection, scene.clock.now())
    scene.clock.shown = utc("2030-05-07T12:00")
    assert skip_missed(scene) == Skipped(messages=1, notices=0)
    assert scene.at("2030-05-07T12:00:01") == []
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@7")]


def test_a_change_since_the_copy_is_not_told_and_its_reminders_hold(scene: Scene) -> None:
    scene.read(FIRST)
    scene.join(ANA)
    assert scene.at("2030-04-20T07:00") == [reminder(ANA, "A#x@30")]
    scene.clock.shown = utc("2030-04-26T12:00")
    scene.read(FIRST, MOVED)
    assert skip_missed(scene) == Skipped(messages=0, notices=1)
    assert scene.at("2030-04-26T12:00:01") == []
    assert scene.at("2030-05-13T07:00") == [reminder(ANA, "A#x@14")]


def test_many_are_enrolled_at_once_and_only_what_is_given_changes(scene: Scene) -> None:
    scene.join(ANA, "letter:A", stage=Stage.PENDING, zone="Africa/Nairobi", language="fr")
    wishes = [
        Wish(channel=ANA[0], address=ANA[1], lead_days=(5,)),
        Wish(channel=BEN[0], address=BEN[1], language="es", timezone="America/Bogota"),
    ]
    with scene.database.transaction() as connection:
        assert enrol(connection, wishes, scene.clock.now()) == [Outcome.CHANGED, Outcome.ADDED]
        assert enrol(connection, wishes, scene.clock.now()) == [Outcome.UNCHANGED] * 2
    ana, ben = scene.enrolled(ANA), scene.enrolled(BEN)
    assert (ana.stage, ana.language, ana.timezone, ana.choices.lead_days) == (
        Stage.ACTIVE,
        "fr",
        "Africa/Nairobi",
        (5,),
    )
    assert [str(scope) for scope, _ in ana.scopes] == ["letter:A"]
    assert (ben.stage, ben.language, ben.timezone, ben.choices.lead_days) == (
        Stage.ACTIVE,
        "es",
        "America/Bogota",
        None,
    )
    assert [scope for scope, _ in ben.scopes] == [EVERYTHING]
