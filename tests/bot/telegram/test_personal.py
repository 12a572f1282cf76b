"""What a person sets and is told about itself: language, time zone, the data that is kept, and its erasure."""

import json
from typing import Any

import pytest
from babel import Locale

from bot.store import interests, people
from bot.store.people import Person as Known
from handlers.enrolment import Step
from handlers.interest import State
from handlers.places import zone_label
from knowledge.model import LANGUAGES
from tests.bot.telegram.forms import DELEGATES, reach
from tests.bot.telegram.stage import AND_WHERE, DEADLINE, Stage, in_turn, labels
from tests.botapi.people import Person

USUAL = ("Europe/Zurich", "America/New_York", "Africa/Nairobi", "Asia/Shanghai")


def known(stage: Stage, person: Person) -> Known | None:
    """What is kept on a person."""
    with stage.reading() as connection:
        return people.find(connection, "telegram", str(person.id))


def own_name(language: str) -> str:
    """A language in itself, as a button begins."""
    name = Locale(language).get_display_name() or ""
    return name[:1].upper() + name[1:]


# -- language ----------------------------------------------------------------------------------------------------------


def test_a_language_is_chosen_by_button_and_holds_for_every_question(stage: Stage, language: str) -> None:
    person = stage.person("en" if language != "en" else "fr")
    before = "en" if language != "en" else "fr"
    person.says("/language")
    asked = person.next_message()
    assert asked.text == stage.say(before, "language_which")
    assert labels(asked) == [*map(own_name, LANGUAGES), stage.say(before, "buttons.automatic")]
    person.presses(own_name(language))
    assert person.next_message().text == stage.say(language, "language_set")
    for question in (DEADLINE["es"], DEADLINE["ru"]):
        person.says(question)
        assert person.next_message().text == stage.answer(question, language).text
    person.says("/start")
    assert person.next_message().text == stage.say(language, "start")


def test_a_language_is_set_by_its_name_or_code_and_taken_back(stage: Stage, language: str) -> None:
    person = stage.person("en")
    for name in (own_name(language), language.upper()):
        person.says(f"/language {name}")
        assert person.next_message().text == stage.say(language, "language_set")
    found = known(stage, person)
    assert found is not None
    assert found.language == language
    person.says("/language auto")
    assert person.next_message().text == stage.say(language, "language_automatic")
    person.says(DEADLINE["fr"])
    assert person.next_message().text == stage.answer(DEADLINE["fr"]).text


def test_an_unknown_language_is_answered_with_the_six(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/language Klingon")
    offered = person.next_message()
    assert offered.text == stage.say(language, "language_unknown")
    assert labels(offered)[:6] == [*map(own_name, LANGUAGES)]


# -- time zone ---------------------------------------------------------------------------------------------------------


def test_a_time_zone_is_set_by_a_city(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/timezone")
    asked = person.next_message()
    assert asked.text == stage.say(language, "timezone_which")
    assert labels(asked) == [zone_label(zone, language) for zone in USUAL]
    person.says("/timezone Bogotá")
    bogota = zone_label("America/Bogota", language)
    assert person.next_message().text == stage.say(language, "timezone_set", zone=bogota)
    person.says("/timezone")
    lines = (stage.say(language, "timezone_is", zone=bogota), stage.say(language, "timezone_which"))
    assert person.next_message().text == "\n".join(lines)
    found = known(stage, person)
    assert found is not None
    assert found.timezone == "America/Bogota"


def test_a_time_zone_is_set_by_button(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/timezone")
    person.next_message()
    nairobi = zone_label("Africa/Nairobi", language)
    person.presses(nairobi)
    assert person.next_message().text == stage.say(language, "timezone_set", zone=nairobi)


def test_a_country_with_several_clocks_is_asked_back(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/timezone Ecuador")
    asked = person.next_message()
    assert asked.text == stage.say(language, "timezone_several")
    quito = zone_label("America/Guayaquil", language)
    person.presses(quito)
    assert person.next_message().text == stage.say(language, "timezone_set", zone=quito)


def test_an_unknown_place_says_what_to_write(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/timezone Xyzzyx")
    assert person.next_message().text == stage.say(language, "timezone_unknown")


# -- the data that is kept ---------------------------------------------------------------------------------------------


def use_all(stage: Stage, person: Person, language: str) -> int:
    """Do all that leaves something: a nomination, settings, a question, a form; returns the nomination's number."""
    reach(person, language, Step.REVIEW)
    person.presses(stage.say(language, "buttons.send"))
    person.next_message()
    person.says("/timezone Nairobi")
    person.next_message()
    person.says(DEADLINE[language])
    person.next_message()
    person.says("/start register_CL-21-4")
    person.replies(2)
    with stage.reading() as connection:
        return interests.owned(connection, "telegram", str(person.id))[0].id


def test_mydata_gives_everything_as_a_file(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = use_all(stage, person, language)
    person.says("/mydata")
    sent = person.next_message()
    assert sent.text == stage.say(language, "mydata_caption")
    assert sent.file is not None
    kept: dict[str, Any] = json.loads(sent.file.content)
    assert (kept["person"]["address"], kept["person"]["timezone"]) == (str(person.id), "Africa/Nairobi")
    assert [asked["text"] for asked in kept["questions"]] == [DEADLINE[language]]
    assert [form["state"]["letter"] for form in kept["unfinished_forms"]] == ["CL-21/4"]
    [entry] = kept["expressions_of_interest"]
    assert (entry["id"], entry["organization"]) == (number, DELEGATES[language].organization)
    assert [participant["name"] for participant in entry["participants"]] == [DELEGATES[language].name]


def test_forget_erases_everything_but_the_nomination(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = use_all(stage, person, language)
    marker = f"xyzzy{person.id}"
    person.says(f"{marker}?")
    person.replies(2)
    assert marker in str(stage.kept())
    person.says("/forget")
    asked = person.next_message()
    assert asked.text == stage.say(language, "forget_sure")
    assert labels(asked) == [stage.say(language, "buttons.erase"), stage.say(language, "buttons.keep")]
    person.presses(stage.say(language, "buttons.erase"))
    done = stage.server.wait_for(lambda: next((m for m in person.messages if m.id == asked.id and m.edits), None))
    assert (done.text, done.labels) == (stage.say(language, "forgotten"), [])
    stage.settle()
    assert stage.rows_about(person) == {}
    assert marker not in str(stage.kept())
    with stage.reading() as connection:
        entry = interests.find(connection, number)
    assert entry is not None
    assert (entry.owner, entry.state, entry.organization) == (
        None,
        State.COMPLETE,
        DELEGATES[language].organization,
    )
    person.says(AND_WHERE[language])
    assert person.next_message().text == stage.answer(AND_WHERE[language]).text


def test_forget_erases_nothing_when_it_is_not_wanted(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    person.says("/forget")
    asked = person.next_message()
    person.presses(stage.say(language, "buttons.keep"))
    done = stage.server.wait_for(lambda: next((m for m in person.messages if m.id == asked.id and m.edits), None))
    assert done.text == stage.say(language, "kept")
    assert [q.text for q in stage.asked(person)] == [DEADLINE[language]]


@pytest.mark.parametrize(("button", "language"), in_turn(["buttons.source", "👍", "buttons.calendar"]))
def test_buttons_of_a_question_that_was_erased_are_answered_politely(stage: Stage, language: str, button: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    answer = person.next_message()
    person.says("/forget")
    person.next_message()
    person.presses(stage.say(language, "buttons.erase"))
    person.answer_to_press()
    person.presses(button if button == "👍" else stage.say(language, button), message=answer)
    assert person.answer_to_press().text == stage.say(language, "button_is_old")
