"""The person's reminders in a chat: shown, ended one by one or all at once, and when they come."""

import json
from datetime import time

import pytest

from handlers.places import zone_label
from handlers.reminder_settings import days_text, hour_text, quiet_text
from handlers.subscription import Quiet
from knowledge.model import LANGUAGES
from tests.bot.telegram.reminded import (
    FIELDS,
    NIGHT,
    SESSION,
    USUAL,
    button,
    coming,
    data,
    edited,
    enrolled,
    field,
    name,
    reminded,
    scopes,
    settings,
)
from tests.bot.telegram.stage import Stage, in_turn, labels
from tests.bot.telegram.test_personal import own_name
from tests.botapi.people import Person

LETTER = "letter:CL-21/4"


def listed(stage: Stage, language: str, *own: str, moment: str = "2019-08-02T09:00", of: str = SESSION) -> str:
    """The list of somebody's reminders, where no setting was changed."""
    names = [f"– {name(stage, language, scope)}" for scope in own]
    when = settings(stage, language, own_name(language))
    ahead = [coming(stage, language, moment), f"– {name(stage, language, of)}"]
    return "\n".join([stage.say(language, "remind.list"), *names, "", *when, "", *ahead])


def with_two(stage: Stage, language: str) -> Person:
    """Somebody who is reminded of a deadline and of a letter."""
    person = reminded(stage, language)
    person.says("/subscribe CL-21/4")
    person.next_message()
    return person


def noted(stage: Stage, language: str, setting: str, value: str, moment: str, *more: str) -> str:
    """What is said once a setting has changed."""
    line = field(stage, language, setting, value)
    return "\n".join([stage.say(language, "remind.noted"), line, *more, "", coming(stage, language, moment)])


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_when_and_what_comes_next(stage: Stage, language: str) -> None:
    person = with_two(stage, language)
    person.says("/subscriptions")
    shown = person.next_message()
    assert shown.text == listed(stage, language, SESSION, LETTER)
    changes = [f"✎ {stage.say(language, f'remind_fields.{each}')}" for each in FIELDS]
    ends = [button(stage, language, scope, "✕ ") for scope in (SESSION, LETTER)]
    more = [stage.say(language, f"buttons.{each}") for each in ("more_reminders", "end_reminders")]
    assert labels(shown) == [*ends, *changes, *more]


def test_who_has_none_is_offered_some(stage: Stage, language: str) -> None:
    person = stage.person(language)
    for command in ("/subscriptions", "/leadtimes 7", "/remindat 8", "/quiet off"):
        person.says(command)
        shown = person.next_message()
        assert shown.text.startswith(stage.say(language, "remind.none"))
        assert button(stage, language, "all") in labels(shown)
    assert enrolled(stage, person) is None


def test_a_button_ends_one_subscription_and_shows_what_is_left(stage: Stage, language: str) -> None:
    person = with_two(stage, language)
    person.says("/subscriptions")
    shown = person.next_message()
    person.presses(button(stage, language, SESSION, "✕ "))
    assert person.answer_to_press().text == stage.say(language, "remind.ended")
    left = listed(stage, language, LETTER, moment="2021-02-15T09:00", of="deadline:CL-21/4#confirmation-deadline")
    edited(stage, person, shown, left)
    assert scopes(stage, person) == [LETTER]
    person.presses_data(data("off", SESSION), shown.id)
    assert person.answer_to_press().text == stage.say(language, "remind.ended")
    person.presses(button(stage, language, LETTER, "✕ "))
    assert edited(stage, person, shown, stage.say(language, "remind.stopped")).buttons == []
    assert enrolled(stage, person) is None


def test_the_list_leads_to_more_reminders_zone_and_language(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.says("/subscriptions")
    shown = person.next_message()
    for label, key in (
        (stage.say(language, "buttons.more_reminders"), "remind.which"),
        (f"✎ {stage.say(language, 'remind_fields.zone')}", "timezone_which"),
        (f"✎ {stage.say(language, 'remind_fields.language')}", "language_which"),
    ):
        person.presses(label, message=shown)
        assert person.next_message().text.startswith(stage.say(language, key))


# -- leaving -----------------------------------------------------------------------------------------------------------


def test_stop_ends_everything_at_once(stage: Stage, language: str) -> None:
    person = with_two(stage, language)
    person.says("/stop")
    assert person.next_message().text == stage.say(language, "remind.stopped")
    assert enrolled(stage, person) is None
    person.says("/stop")
    assert person.next_message().text == stage.say(language, "remind.none_to_stop")


def test_the_button_ends_everything_too(stage: Stage, language: str) -> None:
    person = with_two(stage, language)
    person.says("/subscriptions")
    shown = person.next_message()
    person.presses(stage.say(language, "buttons.end_reminders"))
    edited(stage, person, shown, stage.say(language, "remind.stopped"))
    assert enrolled(stage, person) is None


def test_mydata_shows_reminders_and_forget_ends_them(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.says("/mydata")
    sent = person.next_message()
    assert sent.file is not None
    kept = json.loads(sent.file.content)["reminders"]
    assert [one["to"] for one in kept["subscriptions"]] == [SESSION]
    person.says("/forget")
    person.next_message()
    person.presses(stage.say(language, "buttons.erase"))
    person.answer_to_press()
    assert enrolled(stage, person) is None
    stage.settle()
    assert stage.rows_about(person) == {}


# -- when --------------------------------------------------------------------------------------------------------------


def test_lead_times_are_set_by_command(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.says("/leadtimes 3, 10")
    days = days_text((10, 3), language)
    assert person.next_message().text == noted(stage, language, "leads", days, "2019-08-06T09:00")
    found = enrolled(stage, person)
    assert found is not None
    assert found.choices.lead_days == (10, 3)


def test_the_hour_is_set_by_command(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.says("/remindat 8:30")
    hour = hour_text(time(8, 30), language)
    assert person.next_message().text == noted(stage, language, "hour", hour, "2019-08-02T08:30")


def test_an_hour_within_quiet_hours_is_told(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.says("/remindat 7")
    quiet = stage.knowledge.wording(language).apart(quiet_text(USUAL, language))
    night = stage.say(language, "remind.at_night", quiet=quiet)
    hour = hour_text(time(7), language)
    assert person.next_message().text == noted(stage, language, "hour", hour, "2019-08-02T08:00", night)


def test_quiet_hours_are_set_and_given_up_by_command(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    for text, value, kept in (
        ("22:00-07:00", stage.knowledge.wording(language).apart(quiet_text(NIGHT, language)), (time(22), time(7))),
        ("off", stage.say(language, "remind.no_quiet"), ()),
        (stage.say(language, "remind.off_words").split(";")[0].upper(), stage.say(language, "remind.no_quiet"), ()),
    ):
        person.says(f"/quiet {text}")
        assert person.next_message().text == noted(stage, language, "quiet", value, "2019-08-02T09:00")
        found = enrolled(stage, person)
        assert found is not None
        assert found.choices.quiet == kept


@pytest.mark.parametrize(("command", "setting"), [("leadtimes", "leads"), ("remindat", "hour"), ("quiet", "quiet")])
def test_what_cannot_be_read_is_asked_again_with_suggestions(
    stage: Stage, language: str, command: str, setting: str
) -> None:
    person = reminded(stage, language)
    before = enrolled(stage, person)
    person.says(f"/{command}")
    asked = person.next_message()
    assert asked.text == stage.say(language, f"remind.{setting}_which")
    person.says(f"/{command} 400 xyz")
    again = person.next_message()
    assert again.text == stage.say(language, f"remind.{setting}_bad")
    assert labels(again) == labels(asked)
    assert labels(asked)[0].startswith("✓ ")
    assert enrolled(stage, person) == before


def test_each_setting_is_changed_by_buttons_and_set_back(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    apart = stage.knowledge.wording(language).apart
    for setting, moment, chosen, usual in (
        ("leads", "2019-08-09T09:00", days_text((7, 1), language), days_text((30, 14, 7, 1), language)),
        ("hour", "2019-08-02T12:00", hour_text(time(12), language), hour_text(time(9), language)),
        ("quiet", "2019-08-02T09:00", *(apart(quiet_text(quiet, language)) for quiet in (NIGHT, USUAL))),
    ):
        for value, comes in ((chosen, moment), (usual, "2019-08-02T09:00")):
            person.says("/subscriptions")
            person.next_message()
            person.presses(f"✎ {stage.say(language, f'remind_fields.{setting}')}")
            asked = person.next_message()
            person.presses(value)
            done = edited(stage, person, asked, noted(stage, language, setting, value, comes))
            assert labels(done) == [stage.say(language, "buttons.subscriptions")]
    found = enrolled(stage, person)
    assert found is not None
    assert (found.choices.lead_days, found.choices.send_at, found.choices.quiet) == (None, None, None)


def test_another_time_zone_moves_the_next_reminder(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.says("/timezone Bogotá")
    person.next_message()
    person.says("/subscriptions")
    shown = person.next_message().text
    zone = stage.knowledge.wording(language).apart(zone_label("America/Bogota", language))
    assert field(stage, language, "zone", zone) in shown
    assert coming(stage, language, zone="America/Bogota") in shown


@pytest.mark.parametrize(("other", "language"), in_turn(LANGUAGES[::-1]))
def test_another_language_is_that_of_the_reminders(stage: Stage, language: str, other: str) -> None:
    person = reminded(stage, language)
    person.says(f"/language {other}")
    person.next_message()
    person.says("/subscriptions")
    assert person.next_message().text == listed(stage, other, SESSION)
    found = enrolled(stage, person)
    assert found is not None
    assert found.language == other


def test_the_settings_of_one_person_are_not_anothers(stage: Stage) -> None:
    one, other = reminded(stage, "en"), reminded(stage, "en")
    one.says("/quiet 20-6")
    one.next_message()
    found = [enrolled(stage, person) for person in (one, other)]
    assert [who.choices.quiet if who else None for who in found] == [(time(20), time(6)), None]
    assert Quiet(start=time(20), end=time(6)) != USUAL
