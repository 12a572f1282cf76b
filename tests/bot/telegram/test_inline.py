"""Inline mode: answers to what is typed in any chat; nothing of it is kept."""

from bot.store import people
from handlers.overview import as_answer, letter_facts
from knowledge.query import Dialogue
from tests.bot.telegram.stage import DEADLINE, FAX, VISA, Stage
from tests.botapi.people import Person
from tests.botapi.world import InlineAnswer


def ask(person: Person, query: str) -> InlineAnswer:
    """What the bot offers for a query."""
    return person.inline_answer(person.asks_inline(query))


def sent(answer: InlineAnswer) -> list[str]:
    """The messages that would be sent."""
    return [result["input_message_content"]["message_text"] for result in answer.results]


def test_a_question_gives_its_answer(stage: Stage, language: str) -> None:
    answer = ask(stage.person(language), DEADLINE[language])
    assert [result["title"] for result in answer.results] == [DEADLINE[language]]
    assert sent(answer) == [stage.answer(DEADLINE[language]).text]
    assert answer.is_personal
    assert answer.button == {"text": stage.say(language, "inline_ask"), "start_parameter": "inline"}


def test_several_readings_are_several_results(stage: Stage, language: str) -> None:
    answer = ask(stage.person(language), FAX[language])
    asked = stage.answer(FAX[language], dialogue=Dialogue(language=language))
    assert [result["title"] for result in answer.results] == asked.options
    assert sent(answer) == [stage.answer(option, dialogue=asked.reply.dialogue).text for option in asked.options]


def test_what_no_letter_says_leads_to_the_private_chat(stage: Stage, language: str) -> None:
    person = stage.person(language)
    answer = ask(person, VISA[language])
    assert answer.results == []
    assert answer.button == {"text": stage.say(language, "inline_nothing"), "start_parameter": "inline"}
    person.says("/start inline")
    assert person.next_message().text == stage.say(language, "start")


def test_nothing_typed_offers_the_letters(stage: Stage, language: str) -> None:
    answer = ask(stage.person(language), " ")
    book, renderer = stage.knowledge.library.book, stage.renderer(language)
    latest = [letter.reference for letter in book.latest_letters(10)]
    assert [result["title"] for result in answer.results] == [renderer.letter(reference) for reference in latest]
    assert sent(answer) == [
        "\n".join([renderer.letter(ref), *renderer.fact_lines(as_answer(letter_facts(book, ref)).stated)])
        for ref in latest
    ]


def test_a_very_long_query_is_answered(stage: Stage) -> None:
    assert ask(stage.person("en"), "x" * 256).results == []


def test_whoever_only_asks_inline_is_not_kept_nor_written_to(stage: Stage) -> None:
    person = stage.person("en")
    ask(person, DEADLINE["en"])
    stage.settle()
    assert stage.rows_about(person) == {}
    with stage.reading() as connection:
        assert people.find(connection, "telegram", str(person.id)) is None


def test_whoever_has_blocked_the_bot_stays_blocked_when_asking_inline(stage: Stage) -> None:
    person = stage.person("en")
    person.says("/start")
    person.next_message()
    person.blocks()
    ask(person, DEADLINE["en"])
    stage.settle()
    with stage.reading() as connection:
        found = people.find(connection, "telegram", str(person.id))
    assert found is not None
    assert not found.active


def test_the_language_that_was_chosen_holds_inline(stage: Stage, language: str) -> None:
    person = stage.person("en")
    person.says(f"/language {language}")
    person.next_message()
    assert sent(ask(person, DEADLINE["es"])) == [stage.answer(DEADLINE["es"], language).text]
