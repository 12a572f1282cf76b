"""What admins can do: figures, unanswered questions, messages to everybody; and that nobody else can."""

import re
from collections.abc import Iterator

import pytest

from bot.library import Knowledge
from bot.store import broadcasts, outbox
from bot.store.broadcasts import Stage as Step
from bot.store.outbox import Standing
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.conftest import ADMIN
from tests.bot.telegram.stage import DEADLINE, VISA, Stage, in_turn, labels
from tests.botapi.chats import Message
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

COMMANDS = ("/stats", "/unanswered", "/broadcast Hello")


@pytest.fixture(scope="module")
def stage(
    server: BotApiServer, plazo: Program, known: Knowledge, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A service for these tests alone, since they count; its admin may write faster than a person does."""
    settings = telegram(server.base_url, server.token, admins=[ADMIN], flood_messages=1000)
    with Service(plazo, tmp_path_factory.mktemp("service"), settings) as running:
        yield Stage(server, running, known).warm()


@pytest.fixture
def admin(stage: Stage, language: str) -> Person:
    """The admin, who speaks each language in turn."""
    person = stage.server.person(ADMIN, "Ada", language_code=language)
    person.says(f"/language {language}")
    person.next_message()
    return person


def numbers(text: str) -> list[int]:
    """The numbers in a text, in their order."""
    return [int(number) for number in re.findall(r"\d+", text)]


def preview(stage: Stage, admin: Person, language: str, text: str) -> tuple[Message, int]:
    """Draft a broadcast; returns the message with its buttons, and to how many it would go."""
    admin.says(f"/broadcast {text}")
    shown, sure = admin.replies(2)
    assert shown.text == text
    total = sum(row["active"] for row in stage.kept()["people"])
    assert sure.text == stage.say(language, "broadcast_sure", total=total)
    assert labels(sure) == [
        stage.say(language, "buttons.broadcast", total=total),
        stage.say(language, "buttons.cancel"),
    ]
    return sure, total


def becomes(stage: Stage, chat: Person, message: Message, text: str) -> None:
    """Wait until a message has this text."""
    stage.server.wait_for(lambda: (found := chat.find(message.id)) and found.text == text, 15, text)


@pytest.mark.parametrize(("command", "language"), in_turn(COMMANDS))
def test_nobody_else_has_the_admins_commands(stage: Stage, language: str, command: str) -> None:
    person = stage.person(language)
    person.says(command)
    assert person.next_message().text == stage.say(language, "unknown_command")
    person.says("/help")
    assert "/broadcast" not in person.next_message().text


def test_stats_count_questions_and_thumbs(stage: Stage, admin: Person, language: str) -> None:
    admin.says("/stats")
    before = admin.next_message().text
    person = stage.person(language)
    for question in (DEADLINE[language], VISA[language]):
        person.says(question)
        person.next_message()
    person.presses("👎")
    person.answer_to_press()
    admin.says("/stats")
    after = admin.next_message().text
    kept = stage.kept()
    asked = [row["status"] for row in kept["questions"]]
    values = {
        "persons": sum(row["kind"] == "person" and row["active"] for row in kept["people"]),
        "groups": 0,
        "asked": len(asked),
        "answered": asked.count("answered"),
        "clarified": 0,
        "refused": asked.count("unknown"),
        "good": 0,
        "bad": sum(row["feedback"] == -1 for row in kept["questions"]),
        "interests": 0,
        "live": 0,
        "waiting": 0,
        "failed": sum(row["state"] == "failed" for row in kept["outbox"]),
    }
    assert after == stage.say(language, "stats", **values)
    assert len(numbers(before)) == len(numbers(after))
    assert before != after


def test_unanswered_groups_questions_that_are_alike(stage: Stage, admin: Person, language: str) -> None:
    for _ in range(2):
        person = stage.person(language)
        person.says(VISA[language])
        person.next_message()
    admin.says("/unanswered")
    shown = admin.next_message().text
    waiting = [row for row in stage.kept()["questions"] if row["status"] == "unknown" or row["feedback"] == -1]
    assert shown.splitlines()[0] == stage.say(language, "unanswered", number=len(waiting))
    same = sum(row["text"] == VISA[language] for row in waiting)
    assert f"{same} × {VISA[language]}" in shown.splitlines()


def test_a_broadcast_needs_a_text(stage: Stage, admin: Person, language: str) -> None:
    admin.says("/broadcast")
    assert admin.next_message().text == stage.say(language, "broadcast_usage")


@pytest.mark.parametrize("language", ["ar", "es", "zh"])
def test_a_broadcast_is_previewed_confirmed_and_followed(stage: Stage, admin: Person, language: str) -> None:
    reader, gone = stage.person(language), stage.person(language)
    for person in (reader, gone):
        person.says("/start")
        person.next_message()
    gone.deletes_account()
    text = f"Registration is <b>open</b> – {language}"
    sure, total = preview(stage, admin, language, text)
    for _ in range(2):
        admin.presses_data(_data(sure), sure.id)
    assert admin.answer_to_press().text == stage.say(language, "button_is_old")
    assert reader.next_message().text == text
    assert admin.next_message().text == text
    becomes(stage, admin, sure, stage.say(language, "broadcast_done", sent=total - 1, total=total, failed=1))
    assert reader.untaken() == []
    number = max(row["id"] for row in stage.kept()["broadcasts"])
    with stage.reading() as connection:
        found = broadcasts.find(connection, number)
        assert found is not None
        assert (found.state, found.total) == (Step.DONE, total)
        assert outbox.count(connection, found.campaign) == {Standing.SENT: total - 1, Standing.FAILED: 1}
    assert [row["active"] for row in stage.kept()["people"] if row["address"] == str(gone.id)] == [False]


def test_a_broadcast_that_is_cancelled_goes_to_nobody(stage: Stage, admin: Person, language: str) -> None:
    sure, _ = preview(stage, admin, language, "Never mind")
    data = _data(sure)
    admin.presses(stage.say(language, "buttons.cancel"), message=sure)
    becomes(stage, admin, sure, stage.say(language, "broadcast_cancelled"))
    admin.presses_data(data, sure.id)
    assert admin.answer_to_press().text == stage.say(language, "button_is_old")
    assert "Never mind" not in str(stage.kept()["outbox"])


def test_nobody_else_can_confirm_a_broadcast(stage: Stage, admin: Person, language: str) -> None:
    sure, _ = preview(stage, admin, language, "Not by you")
    other = stage.person(language)
    other.says("/start")
    message = other.next_message()
    other.presses_data(_data(sure), message.id)
    assert other.answer_to_press().text == stage.say(language, "button_is_old")
    assert "Not by you" not in str(stage.kept()["outbox"])


def _data(sure: Message) -> str:
    """What the button that confirms sends."""
    return str(sure.buttons[0].data)
