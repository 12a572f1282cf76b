"""Commands that show what the letters say, deep links, and what the bot says of itself in its menus."""

from datetime import date, datetime

import pytest
from icalendar import Calendar

from bot.telegram.commands import menu
from bot.telegram.visit import slug
from handlers.overview import as_answer, contact_facts, letter_facts
from handlers.plain import plain_line
from knowledge.answering.lists import all_letters, open_deadlines, upcoming_dates
from knowledge.answering.values import Answer
from knowledge.model import LANGUAGES
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.stage import DEADLINE, FORUM, MOMENT, VISA, Stage, in_turn, labels, texts
from tests.botapi.chats import Message

LETTERS = {"CL-19/35", "CL-20/025", "CL-21/4", "Foro CMSI 2020", "WSIS_Stocktaking_2023"}


def days(message: Message) -> list[tuple[date, date, str]]:
    """From when until when the events of a calendar file last, the end excluded, and what they are called."""
    assert message.file is not None
    assert message.file.name.endswith(".ics")
    events = Calendar.from_ical(message.file.content).walk("VEVENT")
    return [(event.decoded("DTSTART"), event.decoded("DTEND"), str(event["SUMMARY"])) for event in events]


def letter_buttons(stage: Stage, language: str, answer: Answer) -> list[str]:
    """A button for each letter of an answer."""
    letters = dict.fromkeys(stated.fact.letter for stated in answer.stated)
    return [stage.say(language, "buttons.letter", letter=reference) for reference in letters]


# -- greeting, help, deep links ----------------------------------------------------------------------------------------


def test_start_greets_in_the_language_of_telegram(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/start")
    assert person.next_message().text == stage.say(language, "start")


@pytest.mark.parametrize("code", ["pt-br", "xx", "", None])
def test_somebody_of_another_language_is_greeted_in_english(stage: Stage, code: str | None) -> None:
    person = stage.person(code)
    person.says("/start")
    assert person.next_message().text == stage.say("en", "start")


def test_a_variant_of_a_language_is_that_language(stage: Stage) -> None:
    person = stage.person("zh-hans")
    person.says("/start")
    assert person.next_message().text == stage.say("zh", "start")


@pytest.mark.parametrize("reference", ["CL-21/4", "Foro CMSI 2020"])
def test_a_deep_link_opens_the_letter(stage: Stage, language: str, reference: str) -> None:
    person = stage.person(language)
    person.says(f"/start {slug(reference)}")
    shown = person.next_message()
    renderer, facts = stage.renderer(language), letter_facts(stage.knowledge.library.book, reference)
    head = f"{renderer.letter(reference)}\n{stage.fact(f'{reference}#subject').value}\n\n"
    assert shown.text == head + "\n".join(renderer.fact_lines(as_answer(facts).stated))
    assert labels(shown) == [
        stage.say(language, "buttons.letter", letter=reference),
        stage.say(language, "buttons.register"),
    ]


@pytest.mark.parametrize(
    ("payload", "language"), in_turn(["CL-99-9", "CL-21/4/..", "<b>", "' OR 1=1 --", "s:1", "x" * 64])
)
def test_a_deep_link_to_nothing_says_so_and_greets(stage: Stage, language: str, payload: str) -> None:
    person = stage.person(language)
    person.says(f"/start {payload}")
    assert texts(person.replies(2)) == [stage.say(language, "no_such_letter"), stage.say(language, "start")]


def test_help_lists_what_can_be_done(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/help")
    lines = [
        stage.say(language, "help_line", command=name, does=stage.say(language, f"commands.{name}"))
        for name in menu(is_private=True)
    ]
    assert person.next_message().text == "\n".join([stage.say(language, "help"), "", *lines])


def test_an_unknown_command_says_where_help_is(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/frobnicate 1 2")
    assert person.next_message().text == stage.say(language, "unknown_command")


@pytest.mark.parametrize("command", ["/LETTERS", "/letters@plazo_bot", "/Letters@Plazo_Bot", "/letters and more"])
def test_a_command_is_known_however_it_is_written(stage: Stage, command: str) -> None:
    person = stage.person("en")
    person.says(command)
    assert person.next_message().text == stage.renderer("en").answer_text(all_letters(stage.knowledge.library.book))


# -- lists -------------------------------------------------------------------------------------------------------------


def test_deadlines_lists_those_still_open_with_their_letters(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/deadlines")
    shown = person.next_message()
    answer = open_deadlines(stage.knowledge.library.book, MOMENT)
    assert "2019-08-16" in {stated.fact.value for stated in answer.stated}
    assert shown.text == stage.renderer(language).answer_text(answer)
    assert labels(shown) == [*letter_buttons(stage, language, answer), stage.say(language, "buttons.remind")]


def test_dates_lists_the_events_to_come_with_their_letters(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/dates")
    shown = person.next_message()
    answer = upcoming_dates(stage.knowledge.library.book, MOMENT)
    assert "2019-09-10" in {stated.fact.value for stated in answer.stated}
    assert shown.text == stage.renderer(language).answer_text(answer)
    assert labels(shown) == letter_buttons(stage, language, answer)


def test_contacts_names_each_person_with_the_letter(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/contacts")
    shown = person.next_message().text
    renderer, book = stage.renderer(language), stage.knowledge.library.book
    blocks = shown.split("\n\n")
    expected = [
        "\n".join([*renderer.fact_lines(as_answer(facts).stated), renderer.letter(reference)])
        for reference, facts in contact_facts(book, book.letters)
    ]
    assert sorted(blocks) == sorted(expected)
    assert {name for name in ("Christopher Clark", "Gitanjali Sah", "Vladimir Stankovic") if name in shown} == {
        "Christopher Clark",
        "Gitanjali Sah",
        "Vladimir Stankovic",
    }


def test_letters_lists_all_and_each_button_sends_one(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/letters")
    shown = person.next_message()
    assert shown.text == stage.renderer(language).answer_text(all_letters(stage.knowledge.library.book))
    assert set(labels(shown)) == {stage.say(language, "buttons.letter", letter=reference) for reference in LETTERS}
    for label in labels(shown):
        person.presses(label, message=shown)
    files = [message.file for message in person.replies(len(LETTERS))]
    assert {file.name: file.content.decode() for file in files if file} == {
        f"{slug(reference)}.txt": stage.letter(reference).strip() + "\n" for reference in LETTERS
    }


# -- calendars ---------------------------------------------------------------------------------------------------------


def test_calendar_with_a_question_gives_its_days(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(f"/calendar {FORUM[language]}")
    sent = person.next_message()
    assert sent.text == stage.say(language, "calendar_caption")
    name = stage.knowledge.library.book.subjects["wsis-forum-2021-final-week"].names[language]
    assert days(sent) == [(date(2021, 5, 17), date(2021, 5, 22), name[:1].upper() + name[1:])]


def test_calendar_after_an_answer_gives_the_days_of_it(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    person.says("/calendar")
    what = (stage.fact("CL-19/35#session-deadline").label or {})[language]
    line = stage.says(language, "line", label=stage.says(language, "kinds.deadline"), value=what)
    expected = [(date(2019, 8, 16), date(2019, 8, 17), plain_line(line))]
    assert days(person.next_message()) == expected
    person.presses(stage.say(language, "buttons.calendar"))
    assert days(person.next_message()) == expected


def test_calendar_alone_gives_what_is_to_come(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/calendar")
    starts = [start for start, _, _ in days(person.next_message())]
    assert date(2019, 9, 10) in starts
    assert min(day.date() if isinstance(day, datetime) else day for day in starts) >= MOMENT.date()


def test_calendar_of_what_has_no_day_says_so(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(f"/calendar {VISA[language]}")
    assert person.next_message().text == stage.say(language, "calendar_empty")


# -- menus and descriptions --------------------------------------------------------------------------------------------


def test_menus_and_descriptions_are_set_for_each_language(stage: Stage) -> None:
    stage.service.wait_for_log("profile set")
    for code in ("", *LANGUAGES):
        language = code or "en"
        for scope, chat, names in (
            ("all_private_chats", None, menu(is_private=True)),
            ("all_group_chats", None, menu(is_private=False)),
            ("default", None, menu(is_private=False)),
        ):
            expected = {name: stage.say(language, f"commands.{name}") for name in names}
            assert stage.server.commands[scope, chat, code] == expected
        assert stage.server.descriptions[code] == stage.say(language, "profile.description")
        assert stage.server.short_descriptions[code] == stage.say(language, "profile.short_description")
    assert stage.server.menu_buttons == {None: {"type": "commands"}}


def test_an_admin_that_telegram_does_not_know_keeps_nothing_back(stage: Stage) -> None:
    stage.service.wait_for_log("profile set")
    assert not [key for key in stage.server.commands if key[1] == ADMIN]
    assert {call.status for call in stage.server.calls_of("setMyDescription")} == {200}
