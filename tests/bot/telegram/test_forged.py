"""Updates that are malformed and buttons that are forged or stale: answered politely, and nothing is held up."""

from typing import Any

import pytest

from tests.bot.telegram.stage import DEADLINE, Stage, in_turn
from tests.botapi.people import Person


def message_of(person: Person, **content: object) -> dict[str, Any]:
    """A message as Telegram would tell it."""
    return {"message_id": 1, "from": person.user, "chat": person.about, "date": 1, **content}


@pytest.mark.parametrize(("missing", "language"), in_turn(["date", "message_id"]))
def test_an_update_with_a_field_missing_is_answered_politely(stage: Stage, missing: str, language: str) -> None:
    person = stage.person(language)
    message = message_of(person, text=DEADLINE[language])
    del message[missing]
    stage.server.push({"message": message})
    assert person.next_message().text == stage.say(language, "sorry")
    stage.is_answered(person, language)


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"message": None},
        {"message": []},
        {"message": {"chat": {"id": "x"}}},
        {"callback_query": {"id": "1"}},
        {"inline_query": {}},
        {"my_chat_member": {"chat": {}}},
        {"poll": {"id": "1"}},
        {"unheard_of": {"chat": {"id": 5}}},
    ],
    ids=str,
)
def test_an_update_that_means_nothing_holds_nothing_up(stage: Stage, update: dict[str, Any]) -> None:
    person = stage.person("en")
    stage.server.push(dict(update))
    stage.is_answered(person, "en")


FORGED = [
    "",
    "x",
    "x:1",
    "s",
    "s:",
    "s:abc",
    "s:999999999",
    "s:" + "9" * 60,
    "s:-1",
    "r:1:5",
    "o:1:99",
    "o:1:" + "9" * 50,
    "l:CL-99-9",
    "l:../../etc/passwd",
    "c:0",
    "g:xx",
    "z:Nowhere/City",
    "b:1:yes",
    "b:" + "9" * 60 + ":yes",
    "e:send",
    "e:skip:name",
    "e:country:XX",
    ":::::",
]


@pytest.mark.parametrize(("data", "language"), in_turn(FORGED))
def test_a_forged_button_is_answered_politely(stage: Stage, data: str, language: str) -> None:
    person = stage.person(language)
    person.says("/start")
    message = person.next_message()
    person.presses_data(data, message.id)
    assert person.answer_to_press().text == stage.say(language, "button_is_old")
    stage.is_answered(person, language)


@pytest.mark.parametrize(("data", "language"), in_turn(["s:{}", "r:{}:1", "c:{}", "o:{}:0"]))
def test_a_button_for_another_chats_question_gives_nothing(stage: Stage, language: str, data: str) -> None:
    owner, other = stage.person(language), stage.person(language)
    owner.says(DEADLINE[language])
    owner.next_message()
    number = stage.asked(owner)[0].id
    other.says("/start")
    message = other.next_message()
    other.presses_data(data.format(number), message.id)
    assert other.answer_to_press().text == stage.say(language, "button_is_old")
    assert stage.asked(owner)[0].feedback is None
    assert other.untaken() == []


def test_a_button_of_a_message_that_is_gone_still_works(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    person.presses_data(f"s:{stage.asked(person)[0].id}", 999_999_999)
    assert stage.fact("CL-19/35#session-deadline").quote in person.next_message().text
