"""Messages of every kind: edited, without text, with captions, too long, with markup, and too many.

Whatever comes, it is answered politely, and the next message is answered as if nothing had been.
"""

from collections.abc import Callable

import pytest

from handlers.enrolment import Step
from tests.bot.telegram.forms import prompt, reach
from tests.bot.telegram.stage import DEADLINE, FORUM, VISA, Stage, in_turn, labels
from tests.botapi.chats import Message
from tests.botapi.people import Person

LOCATION = {"latitude": 47.37, "longitude": 8.54, "live_period": 900}


# -- edited ------------------------------------------------------------------------------------------------------------


def test_the_answer_to_an_edited_question_is_edited(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = person.says(VISA[language])
    first = person.next_message()
    person.edits(number, DEADLINE[language])
    edited = stage.server.wait_for(lambda: _edited(person, first))
    assert edited.text == stage.answer(DEADLINE[language]).text
    assert labels(edited)[0] == stage.say(language, "buttons.source")
    person.edits(number, FORUM[language])
    forum = stage.answer(FORUM[language]).text
    stage.server.wait_for(lambda: (found := person.find(first.id)) and found.text == forum)
    assert person.untaken() == []


def test_buttons_under_an_edited_answer_belong_to_it(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = person.says(FORUM[language])
    first = person.next_message()
    person.edits(number, DEADLINE[language])
    stage.server.wait_for(lambda: _edited(person, first))
    person.presses(stage.say(language, "buttons.source"))
    assert stage.fact("CL-19/35#session-deadline").quote in person.next_message().text


def test_an_edited_answer_to_the_form_is_not_taken_over(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.NAME)
    number = person.says("Ana Ejemplo")
    person.next_message()
    person.edits(number, "Eva Ejemplo")
    assert person.next_message().text == stage.say(language, "form.edited")


def test_a_command_made_a_question_by_editing_is_answered(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = person.says("/strat")
    person.next_message()
    person.edits(number, DEADLINE[language])
    assert person.next_message().text == stage.answer(DEADLINE[language]).text


def test_a_live_location_is_answered_once_not_at_every_move(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = person.sends(location=LOCATION)
    assert person.next_message().text == stage.say(language, "only_text")
    moved = {"message_id": number, "from": person.user, "chat": person.about, "date": 1, "edit_date": 2}
    stage.server.push({"edited_message": moved | {"location": LOCATION}})
    stage.is_answered(person, language)


# -- without text ------------------------------------------------------------------------------------------------------

SENDS: dict[str, Callable[[Person], int]] = {
    "photo": lambda person: person.sends_photo(),
    "sticker": lambda person: person.sends_sticker(),
    "voice": lambda person: person.sends_voice(),
    "document": lambda person: person.sends_document("letter.pdf"),
    "location": lambda person: person.shares_location(47.37, 8.54),
    "contact": lambda person: person.shares_contact("41227305111"),
    "dice": lambda person: person.sends(dice={"emoji": "🎲", "value": 6}),
}


@pytest.mark.parametrize(("kind", "language"), in_turn(SENDS))
def test_what_is_no_text_is_declined(stage: Stage, language: str, kind: str) -> None:
    person = stage.person(language)
    SENDS[kind](person)
    assert person.next_message().text == stage.say(language, "only_text")
    stage.is_answered(person, language)


def test_a_caption_is_a_question(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.sends_photo(DEADLINE[language])
    person.sends_document("letter.pdf", FORUM[language])
    first, second = person.replies(2)
    assert first.text == stage.answer(DEADLINE[language]).text
    assert second.text == stage.answer(FORUM[language], dialogue=stage.answer(DEADLINE[language]).reply.dialogue).text


def test_a_picture_in_the_form_leaves_the_step(stage: Stage, language: str) -> None:
    person = stage.person(language)
    reach(person, language, Step.NAME)
    person.sends_photo()
    assert person.next_message().text == stage.say(language, "only_text")
    person.says("Ana Ejemplo")
    assert person.next_message().text == prompt(stage, language, Step.POSITION)


def test_notices_of_telegram_are_left_alone(stage: Stage) -> None:
    person = stage.person("en")
    person.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    stage.is_answered(person, "en")


# -- long, strange, with markup ----------------------------------------------------------------------------------------


def test_a_text_that_is_too_long_is_declined(stage: Stage, language: str) -> None:
    person = stage.person(language)
    sentence = f"{DEADLINE[language]} "
    person.says((sentence * (6000 // len(sentence) + 1))[:6000])
    assert person.next_message().text == stage.says(language, "too_long")
    stage.is_answered(person, language)


@pytest.mark.parametrize("text", ["<b>", "_x_", "[a](b)", "`", "*", "&lt;", "{{ 7 * 7 }}", "\u202e", "💥" * 50])
def test_markup_in_a_question_is_not_parsed(stage: Stage, text: str) -> None:
    person = stage.person("en", name=text)
    person.says(f"{DEADLINE['en']} {text}")
    answer = person.next_message()
    assert (answer.text, answer.entities) == (stage.answer(f"{DEADLINE['en']} {text}").text, [])
    assert stage.asked(person)[0].text == f"{DEADLINE['en']} {text}"


# -- too many ----------------------------------------------------------------------------------------------------------


def test_somebody_who_floods_is_told_once_and_others_are_answered(stage: Stage) -> None:
    person, other = stage.person("en"), stage.person("en")
    for _ in range(40):
        person.says("/start")
    said = [message.text for message in person.replies(31)]
    assert said == [stage.say("en", "start")] * 30 + [stage.say("en", "flood")]
    stage.is_answered(other, "en")
    stage.settle()
    assert person.untaken() == []


def _edited(person: Person, message: Message) -> Message | None:
    found = person.find(message.id)
    return found if found and found.edits else None
