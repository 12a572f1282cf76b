"""Years later, when every deadline is over: lists say so and show the latest, a nomination is marked as late."""

from collections.abc import Iterator

import pytest

from bot.library import Knowledge
from bot.store import interests
from handlers.enrolment import Step
from handlers.interest import calls
from handlers.overview import as_answer, latest_dates, latest_deadlines
from knowledge.model import Fact
from tests.bot.program import LONG_AFTER, Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.forms import DELEGATES, LETTER, reach, receipt, review
from tests.bot.telegram.reminded import SESSION, data, scopes
from tests.bot.telegram.stage import DEADLINE, Stage, labels
from tests.botapi.server import BotApiServer


@pytest.fixture(scope="module")
def stage(
    server: BotApiServer, plazo: Program, known: Knowledge, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A service long after all letters."""
    settings = telegram(server.base_url, server.token)
    with Service(plazo, tmp_path_factory.mktemp("service"), settings, now=LONG_AFTER) as running:
        yield Stage(server, running, known).warm()


def latest(stage: Stage, language: str, nothing: str, facts: list[Fact]) -> str:
    """That there is nothing, and what there was last."""
    lines = stage.renderer(language).fact_lines(as_answer(facts).stated)
    return "\n".join(
        [stage.says(language, nothing), "", stage.say(language, "the_latest"), *(f"– {line}" for line in lines)]
    )


def test_deadlines_says_that_none_is_open_and_shows_the_latest(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/deadlines")
    facts = latest_deadlines(stage.knowledge.library.book)
    shown = person.next_message()
    assert shown.text == latest(stage, language, "no_open_deadline", facts)
    assert labels(shown) == [
        stage.say(language, "buttons.letter", letter=reference)
        for reference in dict.fromkeys(fact.letter for fact in facts)
    ]


def test_dates_says_that_nothing_is_to_come_and_shows_the_latest(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/dates")
    facts = latest_dates(stage.knowledge.library.book, stage.moment)
    assert person.next_message().text == latest(stage, language, "no_upcoming", facts)


def test_calendar_alone_says_that_there_is_nothing(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says("/calendar")
    assert person.next_message().text == stage.say(language, "calendar_empty")


def test_a_nomination_after_the_deadline_is_taken_and_marked_as_late(stage: Stage, language: str) -> None:
    person, delegate = stage.person(language), DELEGATES[language]
    first = reach(person, language, Step.CALL)
    assert labels(first)[:-1] == [
        stage.say(language, "form.late_call", letter=reference)
        for reference in calls(stage.knowledge.library.book, stage.moment)
    ]
    person.says("/cancel")
    person.next_message()
    shown = reach(person, language, Step.REVIEW)
    assert shown.text == f"{review(stage, language, delegate)}\n\n{stage.say(language, 'form.late')}"
    person.presses(stage.say(language, "buttons.send"))
    sent = person.next_message()
    with stage.reading() as connection:
        [entry] = interests.owned(connection, "telegram", str(person.id))
    afterwards = stage.say(language, "form.afterwards")
    whole = receipt(stage, language, delegate, entry.id).removesuffix(afterwards)
    assert (entry.letter, entry.late) == (LETTER, True)
    assert sent.text == f"{whole}{stage.say(language, 'form.late_sent')}\n\n{afterwards}"


def test_a_deadline_that_is_over_is_not_reminded_of(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    answer = person.next_message()
    assert stage.say(language, "buttons.remind") not in labels(answer)
    for old in (f"n:ask:{stage.asked(person)[0].id}", data("on", SESSION)):
        person.presses_data(old, answer.id)
        assert person.answer_to_press().text == stage.say(language, "remind.over")
    person.says("/subscribe 16.8.2019")
    assert person.next_message().text == stage.say(language, "remind.over")
    assert scopes(stage, person) == []
