"""The guided expression of interest: its steps, what they refuse, back and cancel, the review, and what comes after."""

from dataclasses import replace
from itertools import cycle

import pytest

from handlers.enrolment import Step
from handlers.interest import Participant, State, calls
from handlers.places import country_name, find_country
from knowledge.model import LANGUAGES
from tests.bot.telegram.forms import (
    DELEGATES,
    LETTER,
    LINK,
    ORDER,
    PHONE,
    entries,
    prompt,
    reach,
    receipt,
    register,
    review,
)
from tests.bot.telegram.stage import AND_WHERE, DEADLINE, MOMENT, Stage, labels, texts
from tests.botapi.people import Person

BAD = {
    Step.NAME: ("form.bad_name", "12345"),
    Step.POSITION: ("form.bad_position", "-"),
    Step.ORGANIZATION: ("form.bad_organization", "x" * 301),
    Step.COUNTRY: ("form.bad_country", "Atlantis"),
    Step.EMAIL: ("form.bad_email", "nobody"),
    Step.PHONE: ("form.bad_phone", "123"),
}
"""What each step refuses, and how."""


def forms(stage: Stage, person: Person) -> int:
    """How many forms of the person are open."""
    return stage.rows_about(person).get("forms", 0)


# -- from the first step to the register -------------------------------------------------------------------------------


def test_the_form_leads_step_by_step_into_the_register(stage: Stage, language: str) -> None:
    person, delegate = stage.person(language), DELEGATES[language]
    person.says("/register")
    first = person.next_message()
    assert first.text == prompt(stage, language, Step.CALL)
    open_calls = [
        stage.say(language, "form.open_call", letter=ref) for ref in calls(stage.knowledge.library.book, MOMENT)
    ]
    assert labels(first) == [*open_calls, stage.say(language, "buttons.cancel")]
    person.presses(LETTER)
    for step, entry in entries(language).items():
        assert person.next_message().text == prompt(stage, language, step)
        person.says(entry)
    assert person.next_message().text == review(stage, language, delegate)
    person.presses(stage.say(language, "buttons.send"))
    sent = person.next_message()
    [entry_made] = register(stage, person)
    assert sent.text == receipt(stage, language, delegate, entry_made.id)
    assert (entry_made.letter, entry_made.state, entry_made.late) == (LETTER, State.COMPLETE, False)
    assert (entry_made.organization, entry_made.country) == (delegate.organization, delegate.country)
    assert entry_made.participants == (
        Participant(name=delegate.name, position=delegate.position, email=delegate.email, phone=PHONE),
    )
    assert forms(stage, person) == 0


def test_position_and_telephone_can_be_skipped(stage: Stage, language: str) -> None:
    person = stage.person(language)
    skip = stage.say(language, "buttons.skip")
    assert skip in labels(reach(person, language, Step.POSITION))
    person.presses(skip)
    for entry in list(entries(language).values())[2:-1]:
        person.next_message()
        person.says(entry)
    person.next_message()
    person.presses(skip)
    delegate = replace(DELEGATES[language], position=None, phone=None)
    assert person.next_message().text == review(stage, language, delegate)


@pytest.mark.parametrize("typed", ["CL-19/35", "cl-19/35", "CL 19 35"])
def test_a_call_is_also_chosen_by_its_reference(stage: Stage, typed: str) -> None:
    person = stage.person("en")
    reach(person, "en", Step.CALL)
    person.says(typed)
    assert person.next_message().text == prompt(stage, "en", Step.NAME)


def test_the_command_takes_the_reference_of_a_letter(stage: Stage) -> None:
    person = stage.person("en")
    person.says(f"/register {LETTER}")
    assert person.next_message().text == prompt(stage, "en", Step.NAME)


def test_a_link_to_an_unknown_letter_begins_with_the_call(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/start register_CL-99-9")
    assert person.next_message().text == prompt(stage, language, Step.CALL)


def test_a_letters_button_begins_the_form_for_it(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/start CL-19-35")
    person.next_message()
    person.presses(stage.say(language, "buttons.register"))
    assert person.next_message().text == prompt(stage, language, Step.NAME)


def test_a_letters_button_shows_the_form_that_is_open_already(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.EMAIL)
    person.says("/start CL-21-4")
    person.next_message()
    person.presses(stage.say(language, "buttons.register"))
    assert texts(person.replies(2)) == [stage.say(language, "form.goes_on"), prompt(stage, language, Step.EMAIL)]


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_bad_entry_is_refused_and_the_step_stays(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(LINK)
    last = person.next_message()
    for step, entry in entries(language).items():
        key, bad = BAD[step]
        person.says(bad)
        refused = person.next_message()
        assert refused.text == stage.say(language, key)
        assert labels(refused) == labels(last)
        person.says(entry)
        last = person.next_message()
    assert last.text == review(stage, language, DELEGATES[language])


def test_a_call_that_cannot_be_told_is_asked_again(stage: Stage, language: str) -> None:
    person = stage.person(language)
    asked = reach(person, language, Step.CALL)
    person.says("42")
    assert texts(person.replies(2)) == [stage.say(language, "form.which_call"), asked.text]


def test_a_misspelt_country_is_offered_and_a_press_takes_it(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.COUNTRY)
    person.says("Congo")
    asked = person.next_message()
    assert asked.text == stage.say(language, "form.which_country")
    offered = [country_name(code, language) for code in find_country("Congo").suggestions]
    assert labels(asked)[: len(offered)] == offered
    person.presses(offered[1])
    assert person.next_message().text == prompt(stage, language, Step.EMAIL)


def test_nothing_can_be_typed_at_the_review(stage: Stage, language: str) -> None:
    person = stage.person(language)
    shown = reach(person, language, Step.REVIEW)
    person.says("Ana")
    assert texts(person.replies(2)) == [stage.say(language, "form.nothing_to_enter"), shown.text]


def test_text_that_looks_like_markup_is_shown_as_it_was_typed(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.POSITION)
    person.says("<b>Chief</b> _of_ [staff](https://example.org) & *more*")
    for entry in list(entries(language).values())[2:]:
        person.next_message()
        person.says(entry)
    person.next_message()
    shown = person.messages[-1]
    position = "<b>Chief</b> _of_ [staff](https://example.org) & *more*"
    assert shown.text == review(stage, language, replace(DELEGATES[language], position=position))
    assert shown.entities == []


# -- back, cancel, edit ------------------------------------------------------------------------------------------------


def test_back_leads_from_step_to_step(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.REVIEW)
    for step in reversed(ORDER[:-1]):
        person.presses(stage.say(language, "buttons.back"))
        assert person.next_message().text == prompt(stage, language, step)
    assert stage.say(language, "buttons.back") not in labels(person.messages[-1])


@pytest.mark.parametrize(("step", "language"), list(zip(ORDER, cycle(LANGUAGES), strict=False)))
def test_cancel_ends_the_form_at_any_step(stage: Stage, language: str, step: Step) -> None:
    person = stage.person(language)
    reached = reach(person, language, step)
    person.presses(stage.say(language, "buttons.cancel"))
    assert person.next_message().text == stage.say(language, "form.cancelled")
    shown = person.find(reached.id)
    assert shown is not None
    assert (shown.labels, forms(stage, person), register(stage, person)) == ([], 0, [])


def test_back_and_cancel_are_commands_too(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.EMAIL)
    said = []
    for command in ("/back", "/cancel", "/back", "/cancel"):
        person.says(command)
        said.append(person.next_message().text)
    none = stage.say(language, "form.none")
    assert said == [prompt(stage, language, Step.COUNTRY), stage.say(language, "form.cancelled"), none, none]


def test_each_line_is_changed_from_the_review(stage: Stage, language: str) -> None:
    person, delegate = stage.person(language), DELEGATES[language]
    reach(person, language, Step.REVIEW)
    other = {Step.COUNTRY: "CH", Step.EMAIL: "other@example.org", Step.PHONE: "+41227306240"}
    for step in BAD:
        person.presses(stage.say(language, "buttons.change", name=stage.say(language, f"fields.{step}")))
        assert person.next_message().text == prompt(stage, language, step)
        value = other.get(step, "Other Words")
        person.says(value)
        delegate = replace(delegate, **{str(step): value})
        assert person.next_message().text == review(stage, language, delegate)


def test_back_from_a_change_leads_to_the_review_unchanged(stage: Stage, language: str) -> None:
    person = stage.person(language)
    shown = reach(person, language, Step.REVIEW)
    person.presses(stage.say(language, "buttons.change", name=stage.say(language, "fields.email")))
    person.next_message()
    person.presses(stage.say(language, "buttons.back"))
    assert person.next_message().text == shown.text


def test_buttons_of_an_earlier_step_change_nothing(stage: Stage, language: str) -> None:
    person = stage.person(language)
    earlier = reach(person, language, Step.POSITION)
    person.says(entries(language)[Step.POSITION])
    person.next_message()
    for label in ("buttons.skip", "buttons.back"):
        person.presses(stage.say(language, label), message=earlier)
        assert person.answer_to_press().text == stage.say(language, "button_is_old")
    person.says(entries(language)[Step.ORGANIZATION])
    assert person.next_message().text == prompt(stage, language, Step.COUNTRY)


# -- questions and contacts in between ---------------------------------------------------------------------------------


def test_a_question_in_the_middle_is_answered_and_the_step_asked_again(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.NAME)
    person.says(DEADLINE[language])
    assert texts(person.replies(2)) == [stage.answer(DEADLINE[language]).text, prompt(stage, language, Step.NAME)]


def test_a_question_in_the_middle_is_about_the_call_that_was_chosen(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.NAME)
    person.says(AND_WHERE[language])
    dialogue = stage.answer(DEADLINE[language]).reply.dialogue
    answered = stage.answer(AND_WHERE[language], dialogue=dialogue).text
    assert texts(person.replies(2)) == [answered, prompt(stage, language, Step.NAME)]


@pytest.mark.parametrize("shared", ["41227305111", "+41227305111"])
def test_a_shared_contact_gives_the_telephone(stage: Stage, language: str, shared: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.PHONE)
    person.shares_contact(shared)
    assert person.next_message().text == review(stage, language, DELEGATES[language])
