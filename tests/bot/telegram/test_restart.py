"""Conversations outlive the process: what was begun before it was killed goes on; half an hour of silence ends them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.library import Knowledge
from handlers.enrolment import Step
from knowledge.query import Dialogue
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.forms import DELEGATES, entries, prompt, reach, review
from tests.bot.telegram.stage import AND_WHERE, DEADLINE, Stage, labels, texts
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

HALF_AN_HOUR = timedelta(minutes=31)


@pytest.fixture(scope="module")
def stage(
    server: BotApiServer, known: Knowledge, plazo: Program, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A service of these tests' own, which they may end and start again."""
    with Service(plazo, tmp_path_factory.mktemp("service"), telegram(server.base_url, server.token)) as running:
        yield Stage(server, running, known)


def begin(stage: Stage, *languages: str) -> dict[str, tuple[Person, Person, Person]]:
    """In each language, somebody who has asked a question, and two who have begun a form."""
    stage.warm(languages)
    people = {code: (stage.person(code), stage.person(code), stage.person(code)) for code in languages}
    for language, (asks, *fill) in people.items():
        asks.says(DEADLINE[language])
        asks.next_message()
        for person in fill:
            reach(person, language, Step.POSITION)
    stage.settle()
    return people


def test_dialogues_and_forms_go_on_after_the_process_was_killed(stage: Stage) -> None:
    people = begin(stage, "ar", "en", "zh")
    stage.service.kill()
    stage.service.start()
    stage.warm(people)
    for language, (asks, fills, types) in people.items():
        asks.says(AND_WHERE[language])
        before = stage.answer(DEADLINE[language]).reply.dialogue
        assert asks.next_message().text == stage.answer(AND_WHERE[language], dialogue=before).text
        fills.says("/register")
        assert texts(fills.replies(2)) == [
            stage.say(language, "form.goes_on"),
            prompt(stage, language, Step.POSITION),
        ]
        types.says(entries(language)[Step.POSITION])
        assert types.next_message().text == prompt(stage, language, Step.ORGANIZATION)


def test_dialogues_end_and_forms_wait_after_half_an_hour(stage: Stage) -> None:
    people = begin(stage, "es", "fr", "ru")
    stage.service.stop()
    stage.service.now = (stage.moment + HALF_AN_HOUR).isoformat()
    stage.service.start()
    stage.warm(people)
    for language, (asks, fills, types) in people.items():
        asks.says(AND_WHERE[language])
        fresh = stage.answer(AND_WHERE[language], dialogue=Dialogue(language=language))
        assert fresh.options
        assert asks.next_message().text == fresh.text
        types.says(DEADLINE[language])
        answer, reminder = types.replies(2)
        assert answer.text == stage.answer(DEADLINE[language]).text
        assert reminder.text == stage.say(language, "form.still_open")
        assert labels(reminder) == [stage.say(language, "buttons.go_on"), stage.say(language, "buttons.cancel")]
        types.presses(stage.say(language, "buttons.go_on"))
        assert types.next_message().text == prompt(stage, language, Step.POSITION)
        fills.says("/register")
        fills.replies(2)
        for entry in list(entries(language).values())[1:]:
            fills.says(entry)
            fills.next_message()
        assert fills.messages[-1].text == review(stage, language, DELEGATES[language])
