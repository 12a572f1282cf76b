"""Free questions in a private chat: answers, the letter's own words, readings to choose from, thumbs."""

from dataclasses import replace

from bot.telegram.visit import slug
from knowledge.query import NEW_DIALOGUE
from knowledge.text import squeeze
from tests.bot.telegram.stage import AND_WHERE, DEADLINE, FAX, FORUM, VISA, Stage, labels, quotes
from tests.botapi.chats import Message

LETTER = "CL-19/35"


def test_a_question_is_answered_with_what_the_letter_says(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    answer = person.next_message()
    rendered = stage.answer(DEADLINE[language])
    assert [stated.fact.value for stated in rendered.reply.answer.stated] == ["2019-08-16", "sme@itu.int"]
    assert answer.text == rendered.text
    assert stage.renderer(language).letter(LETTER) in answer.text
    assert answer.labels == [
        [stage.say(language, "buttons.source"), "👍", "👎"],
        [stage.say(language, "buttons.calendar"), stage.say(language, "buttons.remind")],
    ]


def test_the_answer_is_in_the_language_of_the_question_not_of_telegram(stage: Stage, language: str) -> None:
    person = stage.person("fr" if language != "fr" else "ru")
    person.says(DEADLINE[language])
    assert person.next_message().text == stage.answer(DEADLINE[language]).text


def test_a_question_is_kept_with_its_outcome(stage: Stage, language: str) -> None:
    person = stage.person(language)
    number = person.says(DEADLINE[language])
    answer = person.next_message()
    stage.server.wait_for(lambda: stage.asked(person)[0].reply is not None)
    asked = stage.asked(person)[0]
    assert (asked.channel, asked.chat, asked.message) == ("telegram", str(person.id), str(number))
    assert (asked.text, asked.language, asked.status) == (DEADLINE[language], language, "answered")
    assert (asked.reply, asked.feedback) == (str(answer.id), None)
    assert set(asked.facts) == {f"{LETTER}#session-deadline", f"{LETTER}#session-destination"}


def test_what_no_letter_says_is_refused_and_kept_for_the_secretariat(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(VISA[language])
    refusal = person.next_message()
    assert refusal.text == stage.answer(VISA[language]).text
    assert refusal.labels == []
    waiting = stage.asked(person, unanswered=True)
    assert [(q.text, q.status, q.reason, tuple(q.facts)) for q in waiting] == [
        (VISA[language], "unknown", "not_stated", ())
    ]


# -- the letter's own words --------------------------------------------------------------------------------------------


def test_the_source_button_shows_the_letters_words_as_a_quotation(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    person.presses(stage.say(language, "buttons.source"))
    source = person.next_message()
    quote = stage.fact(f"{LETTER}#session-deadline").quote
    assert quotes(source) == [quote]
    assert quote in squeeze(stage.letter(LETTER))
    assert source.text == f"{stage.renderer(language).letter(LETTER)}\n{quote}"
    assert labels(source) == [stage.say(language, "buttons.letter", letter=LETTER)]
    assert person.answer_to_press().text == ""


def test_each_quotation_is_marked_where_there_are_several(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(FORUM[language])
    person.next_message()
    person.presses(stage.say(language, "buttons.source"))
    facts = [stated.fact for stated in stage.answer(FORUM[language]).reply.answer.stated]
    assert quotes(person.next_message()) == list(dict.fromkeys(fact.quote for fact in facts))


def test_the_letter_comes_as_a_file_with_all_its_words(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    person.presses(stage.say(language, "buttons.source"))
    person.next_message()
    person.presses(stage.say(language, "buttons.letter", letter=LETTER))
    sent = person.next_message()
    assert sent.file is not None
    assert (sent.file.name, sent.file.content.decode()) == (f"{slug(LETTER)}.txt", stage.letter(LETTER).strip() + "\n")
    assert sent.text == stage.say(language, "letter_caption", letter=stage.renderer(language).letter(LETTER))


# -- several readings --------------------------------------------------------------------------------------------------


def test_several_readings_become_buttons_and_a_press_answers(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(FAX[language])
    question = person.next_message()
    rendered = stage.answer(FAX[language])
    assert (question.text, labels(question)) == (rendered.text, rendered.options)
    chosen = rendered.options[0]
    person.presses(chosen)
    answer = person.next_message()
    expected = stage.answer(chosen, dialogue=rendered.reply.dialogue)
    assert [stated.fact.kind for stated in expected.reply.answer.stated] == ["fax"]
    assert answer.text == expected.text
    shown = person.find(question.id)
    assert shown is not None
    assert (shown.text, shown.labels) == (f"{stage.says(language, 'clarify')}\n– {chosen}", [])


def test_a_reading_is_also_chosen_by_typing_it(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(FAX[language])
    option = labels(person.next_message())[1]
    person.says(option)
    assert person.next_message().text == stage.answer(option, dialogue=replace(NEW_DIALOGUE, language=language)).text


# -- dialogue ----------------------------------------------------------------------------------------------------------


def test_a_question_goes_on_from_the_one_before(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    first = stage.answer(DEADLINE[language])
    assert person.next_message().text == first.text
    person.says(AND_WHERE[language])
    assert person.next_message().text == stage.answer(AND_WHERE[language], dialogue=first.reply.dialogue).text


def test_two_people_have_two_dialogues(stage: Stage) -> None:
    one, other = stage.person("en"), stage.person("en")
    one.says(DEADLINE["en"])
    one.next_message()
    other.says(AND_WHERE["en"])
    assert other.next_message().text == stage.answer(AND_WHERE["en"]).text


# -- thumbs ------------------------------------------------------------------------------------------------------------


def test_a_thumb_is_kept_and_shown_as_chosen(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    answer = person.next_message()
    person.presses("👍")
    assert person.answer_to_press().text == stage.say(language, "rated_good")
    assert stage.asked(person)[0].feedback == 1
    shown = stage.server.wait_for(lambda: _edited(person.find(answer.id)))
    assert shown.labels[0] == [stage.say(language, "buttons.source"), "✓ 👍", "👎"]
    assert shown.labels[1:] == answer.labels[1:]


def test_a_thumb_can_be_changed_and_one_down_waits_for_the_secretariat(stage: Stage, language: str) -> None:
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    for thumb in ("👍", "👎"):
        person.presses(thumb)
        person.answer_to_press()
    assert person.answer_to_press().text == stage.say(language, "rated_bad")
    assert [(q.text, q.feedback) for q in stage.asked(person, unanswered=True)] == [(DEADLINE[language], -1)]


def test_a_thumb_pressed_twice_is_counted_once(stage: Stage) -> None:
    person = stage.person("en")
    person.says(DEADLINE["en"])
    answer = person.next_message()
    for _ in range(2):
        person.presses("👎", message=answer)
        assert person.answer_to_press().text == stage.say("en", "rated_bad")
    assert [q.feedback for q in stage.asked(person)] == [-1]


# -- the calendar of an answer -----------------------------------------------------------------------------------------


def test_an_answer_without_a_day_to_come_has_no_calendar_button(stage: Stage) -> None:
    person = stage.person("en")
    person.says("What is the date of letter CL-19/35?")
    assert labels(person.next_message()) == [stage.say("en", "buttons.source"), "👍", "👎"]


def _edited(message: Message | None) -> Message | None:
    return message if message and message.edits else None
