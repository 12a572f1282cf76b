"""Beginning reminders in a chat: the button under a deadline, an offer to choose from, words after the command."""

import pytest

from bot.telegram.commands import menu
from tests.bot.telegram.reminded import (
    FIRST,
    SESSION,
    begun,
    button,
    data,
    enrolled,
    name,
    reminded,
    scopes,
)
from tests.bot.telegram.stage import DEADLINE, FORUM, Stage, in_turn, labels
from tests.botapi.people import Person

DEADLINES = (
    SESSION,
    "deadline:Foro CMSI 2020#contributions-deadline",
    "deadline:CL-21/4#confirmation-deadline",
    "deadline:WSIS_Stocktaking_2023#entries-deadline",
)
SUBJECTS = (
    "subject:sme-consultation",
    "subject:wsis-forum-2020",
    "subject:wsis-forum-2021",
    "subject:stocktaking-2023",
)
WORDS = {
    "ar": ("كل شيء", "منتدى 2021", "منتدى 2022"),
    "en": ("everything", "the Forum 2021", "Forum 2022"),
    "es": ("todo", "Foro 2021", "Foro 2022"),
    "fr": ("tout", "le Forum 2021", "Forum 2022"),
    "ru": ("все", "Форум 2021", "Форум 2022"),
    "zh": ("全部", "2021年论坛", "2022年论坛"),
}
"""Everything, an edition, and one that no letter treats."""
FORUMS = ("subject:wsis-forum", "subject:wsis-forum-2023", "subject:wsis-forum-2021", "subject:wsis-forum-2020")
FORUM_FIRST = "2021-02-15T09:00"
"""14 days before the deadline for the Forum 2021; the letter came later than the 30 days."""


def offered(stage: Stage, language: str, key: str) -> str:
    """The text of the offer."""
    lines = [f"– {name(stage, language, scope)}" for scope in DEADLINES]
    return "\n\n".join([stage.say(language, key), "\n".join(lines)])


# -- the button under a deadline ---------------------------------------------------------------------------------------


def test_one_press_under_a_deadline_begins_its_reminders(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    assert scopes(stage, person) == [SESSION]
    found = enrolled(stage, person)
    assert found is not None
    assert found.language == language


def test_the_message_leads_to_the_persons_reminders(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    person.presses(stage.say(language, "buttons.subscriptions"))
    assert person.next_message().text.startswith(stage.say(language, "remind.list"))


def test_a_second_press_says_that_it_is_so_already(stage: Stage, language: str) -> None:
    person = reminded(stage, language)
    before = enrolled(stage, person)
    person.presses_data(f"n:ask:{stage.asked(person)[0].id}", person.messages[0].id)
    assert person.answer_to_press().text == stage.say(language, "remind.already")
    assert (enrolled(stage, person), person.untaken()) == (before, [])


def test_who_is_reminded_of_everything_is_reminded_of_each_deadline_already(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/subscribe all")
    person.next_message()
    person.says(DEADLINE[language])
    person.next_message()
    person.presses(stage.say(language, "buttons.remind"))
    assert person.answer_to_press().text == stage.say(language, "remind.already")
    assert scopes(stage, person) == ["all"]


def test_an_answer_without_an_open_deadline_has_no_such_button(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(FORUM[language])
    assert stage.say(language, "buttons.remind") not in labels(person.next_message())


def test_the_button_stays_when_an_answer_is_rated(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    answer = person.next_message()
    person.presses("👍")
    person.answer_to_press()
    rated = stage.server.wait_for(lambda: next((m for m in person.messages if m.id == answer.id and m.edits), None))
    assert rated.labels[1:] == answer.labels[1:]
    assert stage.say(language, "buttons.remind") in labels(rated)


def test_the_button_under_the_deadlines_offers_them(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/deadlines")
    assert labels(person.next_message())[-1] == stage.say(language, "buttons.remind")
    person.presses(stage.say(language, "buttons.remind"))
    assert person.next_message().text == offered(stage, language, "remind.which")


# -- the offer ---------------------------------------------------------------------------------------------------------


def test_the_command_alone_offers_what_there_is(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/subscribe")
    shown = person.next_message()
    assert shown.text == offered(stage, language, "remind.which")
    assert labels(shown) == [button(stage, language, scope) for scope in ("all", *DEADLINES, *SUBJECTS)]


@pytest.mark.parametrize(
    ("scope", "moment"),
    [("all", FIRST), (SESSION, FIRST), ("subject:sme-consultation", FIRST), ("subject:wsis-forum-2021", FORUM_FIRST)],
)
def test_a_choice_begins_it_and_takes_the_place_of_the_offer(
    stage: Stage, language: str, scope: str, moment: str
) -> None:
    person = stage.person(language)
    person.says("/subscribe")
    asked = person.next_message()
    person.presses(button(stage, language, scope))
    person.answer_to_press()
    done = stage.server.wait_for(lambda: next((m for m in person.messages if m.id == asked.id and m.edits), None))
    assert done.text == begun(stage, language, scope, moment=moment)
    assert labels(done) == [stage.say(language, "buttons.subscriptions")]
    assert scopes(stage, person) == [scope]


# -- words -------------------------------------------------------------------------------------------------------------


def test_everything_is_subscribed_to_by_a_word(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(f"/subscribe {WORDS[language][0]}")
    assert person.next_message().text == begun(stage, language, "all")
    assert scopes(stage, person) == ["all"]


def test_an_event_is_subscribed_to_by_its_name(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(f"/subscribe {WORDS[language][1]}")
    assert person.next_message().text == begun(stage, language, "subject:wsis-forum-2021", moment=FORUM_FIRST)
    assert scopes(stage, person) == ["subject:wsis-forum-2021"]


def test_a_letter_is_subscribed_to_by_its_reference(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/subscribe CL-19/35")
    assert person.next_message().text == begun(stage, language, "letter:CL-19/35")
    person.says("/subscribe CL-19/35")
    assert person.next_message().text == stage.say(language, "remind.already")
    assert scopes(stage, person) == ["letter:CL-19/35"]


def test_what_is_not_certain_is_asked_again_and_chosen_by_button(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(f"/subscribe {WORDS[language][2]}")
    asked = person.next_message()
    lines = [f"– {name(stage, language, scope)}" for scope in FORUMS]
    assert asked.text == "\n".join([stage.say(language, "remind.which_of"), *lines])
    assert labels(asked) == [button(stage, language, scope) for scope in (*FORUMS, "all")]
    assert scopes(stage, person) == []
    person.presses(button(stage, language, FORUMS[2]))
    person.answer_to_press()
    assert scopes(stage, person) == [FORUMS[2]]


def test_what_is_not_known_is_asked_again_with_all_that_there_is(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/subscribe xyzzy")
    assert person.next_message().text == offered(stage, language, "remind.unknown")
    assert scopes(stage, person) == []


def test_a_subject_without_a_deadline_ahead_says_so(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/subscribe wsis-forum-2023")
    said = person.next_message().text
    assert stage.say(language, "remind.nothing_ahead") in said
    assert scopes(stage, person) == ["subject:wsis-forum-2023"]


# -- forged and old buttons --------------------------------------------------------------------------------------------

FORGED = [
    "n:",
    "n:x",
    "n:ask",
    "n:ask:0",
    "n:ask:-1",
    "n:on",
    "n:on:xyz",
    "n:ask:" + "9" * 50,
    "n:leads:0",
    "n:hour:99",
]


@pytest.mark.parametrize(("forged", "language"), in_turn(FORGED))
def test_a_forged_button_is_answered_politely(stage: Stage, language: str, forged: str) -> None:
    person = reminded(stage, language)
    before = enrolled(stage, person)
    person.presses_data(forged, person.messages[0].id)
    assert person.answer_to_press().text == stage.say(language, "button_is_old")
    assert enrolled(stage, person) == before


def test_a_button_for_another_persons_question_begins_nothing(stage: Stage, language: str) -> None:
    owner, other = stage.person(language), stage.person(language)
    owner.says(DEADLINE[language])
    owner.next_message()
    other.says("/start")
    message = other.next_message()
    other.presses_data(f"n:ask:{stage.asked(owner)[0].id}", message.id)
    assert other.answer_to_press().text == stage.say(language, "button_is_old")
    assert (enrolled(stage, owner), enrolled(stage, other)) == (None, None)


# -- groups ------------------------------------------------------------------------------------------------------------


def press_in_group(stage: Stage, person: Person, forged: str) -> str:
    """What a button gives that is pressed in a group."""
    group = stage.group(person)
    person.says("/help", in_chat=group)
    person.presses_data(forged, group.next_message().id, in_chat=group)
    return person.answer_to_press().text


def test_under_an_answer_in_a_group_the_button_leads_to_the_private_chat(stage: Stage, language: str) -> None:
    person = stage.person(language)
    group = stage.group(person)
    person.says(f"@plazo_bot {DEADLINE[language]}", in_chat=group)
    [link] = [b for b in group.next_message().buttons if b.text == stage.say(language, "buttons.remind")]
    payload = data("", SESSION).rpartition(":")[2]
    assert link.url == f"https://t.me/plazo_bot?start=remind_{payload}"
    person.says(f"/start remind_{payload}")
    assert person.next_message().text == begun(stage, language, SESSION)
    assert scopes(stage, person) == [SESSION]


def test_a_link_that_names_nothing_offers_what_there_is(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/start remind_xyzzy")
    assert person.next_message().text == offered(stage, language, "remind.which")


@pytest.mark.parametrize(("forged", "language"), in_turn(["n:list", "n:stop", data("on", "all")]))
def test_buttons_of_reminders_do_nothing_in_a_group(stage: Stage, language: str, forged: str) -> None:
    person = stage.person(language)
    assert press_in_group(stage, person, forged) == stage.say(language, "private_only")
    assert enrolled(stage, person) is None


def test_the_commands_of_reminders_are_in_the_private_menu_alone() -> None:
    own = {"subscribe", "subscriptions", "leadtimes", "remindat", "quiet", "stop"}
    assert own <= set(menu(is_private=True))
    assert own.isdisjoint(menu(is_private=False))
