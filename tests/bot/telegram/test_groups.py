"""Groups: whom the bot answers there, what is personal, topics, coming and going, and growing to a supergroup.

Whether the bot stays silent is seen by what it says next: messages of a chat are dealt with in their order.
"""

from typing import Any

import pytest

from bot.store import people
from bot.store.people import Person as Known
from bot.telegram.commands import menu
from handlers.enrolment import Step
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.forms import prompt
from tests.bot.telegram.stage import AND_WHERE, DEADLINE, FAX, Stage, in_turn, labels
from tests.botapi.people import Group

TOPIC = 77
PERSONAL = (
    "register",
    "timezone",
    "mydata",
    "forget",
    "subscribe",
    "subscriptions",
    "stop",
    "leadtimes",
    "remindat",
    "quiet",
)


def known(stage: Stage, group: Group) -> Known | None:
    """What is kept on a group."""
    with stage.reading() as connection:
        return people.find(connection, "telegram", str(group.id))


def in_topic(text: str, **more: object) -> dict[str, Any]:
    """A message in a topic that mentions the bot."""
    whole = f"@plazo_bot {text}"
    mention = {"type": "mention", "offset": 0, "length": len("@plazo_bot")}
    return {"text": whole, "entities": [mention], "message_thread_id": TOPIC, "is_topic_message": True, **more}


# -- who is answered ---------------------------------------------------------------------------------------------------


def test_a_mention_is_answered_as_a_reply(stage: Stage, language: str) -> None:
    person = stage.person(language)
    group = stage.group(person)
    for text in (f"@plazo_bot {DEADLINE[language]}", f"{DEADLINE[language]} @Plazo_Bot"):
        asked = person.says(text, in_chat=group)
        answer = group.next_message()
        assert (answer.text, answer.reply_to) == (stage.answer(DEADLINE[language]).text, asked)


def test_a_reply_to_the_bot_is_answered_and_goes_on(stage: Stage, language: str) -> None:
    person = stage.person(language)
    group = stage.group(person)
    person.says(f"@plazo_bot {DEADLINE[language]}", in_chat=group)
    answer = group.next_message()
    person.says(AND_WHERE[language], in_chat=group, reply_to=answer.id)
    dialogue = stage.answer(DEADLINE[language]).reply.dialogue
    assert group.next_message().text == stage.answer(AND_WHERE[language], dialogue=dialogue).text


def test_what_is_not_for_the_bot_is_left_alone(stage: Stage, language: str) -> None:
    person, other = stage.person(language), stage.person(language)
    group = stage.group(person, other)
    hello = other.says("hello", in_chat=group)
    person.says(DEADLINE[language], in_chat=group)
    person.says(DEADLINE[language], in_chat=group, reply_to=hello)
    person.says(f"@plazo_bot_too {DEADLINE[language]}", in_chat=group)
    person.says("/deadlines@other_bot", in_chat=group)
    person.says("/frobnicate", in_chat=group)
    person.sends(in_chat=group, sticker={"file_id": "s", "file_unique_id": "s", "type": "regular"})
    person.says("/help", in_chat=group)
    assert group.next_message().text.startswith(stage.say(language, "help_group"))
    assert [asked.text for asked in stage.asked(person)] == []


def test_another_bots_command_is_left_alone_even_as_a_reply(stage: Stage) -> None:
    person = stage.person("en")
    group = stage.group(person)
    person.says("/help", in_chat=group)
    helped = group.next_message()
    person.says("/deadlines@other_bot", in_chat=group, reply_to=helped.id)
    person.says("/help@plazo_bot", in_chat=group)
    assert group.next_message().text == helped.text
    assert stage.asked(person) == []


def test_a_mere_mention_shows_the_help_of_groups(stage: Stage, language: str) -> None:
    person = stage.person(language)
    group = stage.group(person)
    person.says("@plazo_bot", in_chat=group)
    lines = [
        stage.say(language, "help_line", command=name, does=stage.say(language, f"commands.{name}"))
        for name in menu(is_private=False)
    ]
    assert group.next_message().text == "\n".join([stage.say(language, "help_group"), "", *lines])


def test_two_people_in_a_group_have_two_dialogues(stage: Stage) -> None:
    one, other = stage.person("en"), stage.person("en")
    group = stage.group(one, other)
    one.says(f"@plazo_bot {DEADLINE['en']}", in_chat=group)
    group.next_message()
    other.says(f"@plazo_bot {AND_WHERE['en']}", in_chat=group)
    assert group.next_message().text == stage.answer(AND_WHERE["en"]).text


def test_buttons_work_for_everybody_in_the_group(stage: Stage, language: str) -> None:
    person, other = stage.person(language), stage.person(language)
    group = stage.group(person, other)
    person.says(f"@plazo_bot {FAX[language]}", in_chat=group)
    option = labels(group.next_message())[0]
    other.presses(option, in_chat=group)
    dialogue = stage.answer(FAX[language]).reply.dialogue
    answer = group.next_message()
    assert answer.text == stage.answer(option, dialogue=dialogue).text
    other.presses("👍", in_chat=group)
    assert other.answer_to_press().text == stage.say(language, "rated_good")


# -- what is personal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "language"), in_turn(PERSONAL))
def test_personal_commands_lead_to_the_private_chat(stage: Stage, language: str, command: str) -> None:
    person = stage.person(language)
    group = stage.group(person)
    person.says(f"/{command}", in_chat=group)
    sent = group.next_message()
    assert sent.text == stage.say(language, "private_only")
    [button] = sent.buttons
    assert button.text == stage.say(language, "buttons.private")
    assert button.url == f"https://t.me/plazo_bot?start={command}"
    person.says(f"/start {command}")
    none = stage.say(language, "remind.none")
    assert person.next_message().text.startswith(
        {
            "register": prompt(stage, language, Step.CALL),
            "timezone": stage.say(language, "timezone_which"),
            "mydata": stage.say(language, "mydata_caption"),
            "forget": stage.say(language, "forget_sure"),
            "subscribe": stage.say(language, "remind.which"),
            "stop": stage.say(language, "remind.none_to_stop"),
        }.get(command, none)
    )


def test_a_link_to_the_form_for_a_letter_keeps_the_letter(stage: Stage) -> None:
    person = stage.person("en")
    group = stage.group(person)
    person.says("/register CL-19/35", in_chat=group)
    assert [button.url for button in group.next_message().buttons] == ["https://t.me/plazo_bot?start=register_CL-19-35"]


def test_admins_figures_are_not_shown_in_a_group(stage: Stage) -> None:
    admin = stage.server.person(ADMIN, "Ada", language_code="en")
    group = stage.group(admin)
    for command in ("/stats", "/unanswered", "/broadcast Hello"):
        admin.says(command, in_chat=group)
        assert group.next_message().text == stage.say("en", "private_only")
    admin.says("/help", in_chat=group)
    assert "/stats" not in group.next_message().text


def test_the_language_is_set_for_the_whole_group(stage: Stage, language: str) -> None:
    person, other = stage.person("en"), stage.person("fr")
    group = stage.group(person, other)
    person.says(f"/language {language}", in_chat=group)
    assert group.next_message().text == stage.say(language, "language_set")
    other.says(f"@plazo_bot {DEADLINE['es']}", in_chat=group)
    assert group.next_message().text == stage.answer(DEADLINE["es"], language).text
    other.says(DEADLINE["es"])
    assert other.next_message().text == stage.answer(DEADLINE["es"]).text


# -- topics ------------------------------------------------------------------------------------------------------------


def test_answers_and_what_buttons_give_stay_in_the_topic(stage: Stage, language: str) -> None:
    person = stage.person(language)
    group = stage.server.group(-1_000_000_000_000 - person.id, "Forum", [person])
    person.sends(in_chat=group, **in_topic(DEADLINE[language]))
    answer = group.next_message()
    assert (answer.text, answer.raw["message_thread_id"]) == (stage.answer(DEADLINE[language]).text, TOPIC)
    person.presses(stage.say(language, "buttons.source"), in_chat=group)
    source = group.next_message()
    person.presses(stage.say(language, "buttons.letter", letter="CL-19/35"), in_chat=group)
    letter = group.next_message()
    assert [message.raw.get("message_thread_id") for message in (source, letter)] == [TOPIC, TOPIC]


# -- coming, going, growing --------------------------------------------------------------------------------------------


def test_a_group_that_takes_the_bot_in_is_greeted(stage: Stage, language: str) -> None:
    group = stage.group(stage.person(language))
    group.adds_bot()
    assert group.next_message().text == stage.say(language, "help_group")
    found = known(stage, group)
    assert found is not None
    assert (found.kind, found.active) == ("group", True)


def test_a_group_that_puts_the_bot_out_is_written_to_no_more(stage: Stage) -> None:
    group = stage.group(stage.person("en"))
    group.adds_bot()
    group.next_message()
    group.removes_bot()
    stage.server.wait_for(lambda: not getattr(known(stage, group), "active", True))
    group.adds_bot()
    group.next_message()
    assert getattr(known(stage, group), "active", None) is True


def test_a_channel_that_takes_the_bot_in_is_not_written_to(stage: Stage) -> None:
    person = stage.person("en")
    number = -1_000_000_000_000 - person.id
    stage.server.group(number, "News", [person])
    bot = {"id": 123456, "is_bot": True, "first_name": "Plazo"}
    standings = {
        "old_chat_member": {"user": bot, "status": "left"},
        "new_chat_member": {"user": bot, "status": "member"},
    }
    channel = {"id": number, "type": "channel", "title": "News"}
    stage.server.push({"my_chat_member": {"chat": channel, "from": person.user, "date": 1, **standings}})
    stage.settle()
    assert not [call for call in stage.server.calls_of("sendMessage") if call.params["chat_id"] == number]


def test_a_group_that_becomes_a_supergroup_is_followed(stage: Stage, language: str) -> None:
    person = stage.person("en")
    group = stage.group(person)
    person.says(f"/language {language}", in_chat=group)
    group.next_message()
    bigger = group.becomes_supergroup(-1_000_000_000_000 - person.id)
    person.says(f"@plazo_bot {DEADLINE['es']}", in_chat=bigger)
    assert bigger.next_message().text == stage.answer(DEADLINE["es"], language).text
    found = known(stage, bigger)
    assert found is not None
    assert (found.language, known(stage, group)) == (language, None)
