"""What comes after a form was sent: sending again corrects it, its sender withdraws it, a second tap does nothing."""

from dataclasses import replace

from bot.store import interests
from handlers.enrolment import Step
from handlers.interest import Action, Interest, State
from tests.bot.telegram.forms import DELEGATES, LETTER, LINK, entries, reach, receipt, register
from tests.bot.telegram.stage import AND_WHERE, Stage, labels, texts
from tests.botapi.people import Person


def send(stage: Stage, person: Person, language: str) -> Interest:
    """Fill in everything and send it; returns the entry."""
    reach(person, language, Step.REVIEW)
    person.presses(stage.say(language, "buttons.send"))
    person.next_message()
    return register(stage, person)[-1]


def test_sending_again_corrects_the_entry(stage: Stage, language: str) -> None:
    person, delegate = stage.person(language), DELEGATES[language]
    first = send(stage, person, language)
    reach_again(person, language)
    person.presses(stage.say(language, "buttons.change", name=stage.say(language, "fields.organization")))
    person.next_message()
    person.says("Another Ministry")
    person.next_message()
    person.presses(stage.say(language, "buttons.send"))
    changed = replace(delegate, organization="Another Ministry")
    assert person.next_message().text == receipt(stage, language, changed, first.id, key="form.corrected")
    assert [(e.id, e.organization, e.state) for e in register(stage, person)] == [
        (first.id, "Another Ministry", State.COMPLETE)
    ]
    with stage.reading() as connection:
        history = interests.history(connection, first.id)
    assert [event.action for event in history] == [Action.RECEIVED, Action.CORRECTED]


def reach_again(person: Person, language: str) -> None:
    """Fill in the form once more, by somebody who has sent one; it begins with what was sent."""
    person.says(LINK)
    person.replies(2)
    for entry in entries(language).values():
        person.says(entry)
        person.next_message()


def test_an_entry_is_withdrawn_by_whoever_sent_it(stage: Stage, language: str) -> None:
    person = stage.person(language)
    entry = send(stage, person, language)
    person.says("/register")
    listed, _ = person.replies(2)
    apart = stage.knowledge.wording(language).apart
    line = stage.say(
        language,
        "form.entry",
        number=entry.id,
        names=apart(DELEGATES[language].name),
        letter=apart(LETTER),
        state=stage.say(language, "states.complete"),
    )
    assert listed.text == f"{stage.say(language, 'form.have_sent')}\n– {line}"
    withdraw = stage.say(language, "buttons.withdraw", number=entry.id)
    assert labels(listed) == [withdraw]
    for _ in range(2):
        person.presses(withdraw, message=listed)
    assert texts(person.replies(2)) == [
        stage.say(language, "form.withdrawn", number=entry.id, letter=apart(LETTER)),
        stage.say(language, "form.nothing_to_withdraw"),
    ]
    assert [e.state for e in register(stage, person)] == [State.WITHDRAWN]


def test_nobody_withdraws_what_another_has_sent(stage: Stage, language: str) -> None:
    entry = send(stage, stage.person(language), language)
    other = stage.person(language)
    other.says("/help")
    message = other.next_message()
    other.presses_data(f"e:withdraw:{entry.id}", message.id)
    assert other.next_message().text == stage.say(language, "form.nothing_to_withdraw")
    with stage.reading() as connection:
        found = interests.find(connection, entry.id)
    assert found is not None
    assert found.state is State.COMPLETE


def test_a_second_tap_on_send_registers_nothing_more(stage: Stage, language: str) -> None:
    person = stage.person(language)
    shown = reach(person, language, Step.REVIEW)
    for _ in range(2):
        person.presses(stage.say(language, "buttons.send"), message=shown)
    assert person.answer_to_press().text == stage.say(language, "button_is_old")
    assert len(register(stage, person)) == 1


def test_sending_ends_the_form_but_not_the_dialogue(stage: Stage) -> None:
    person = stage.person("en")
    send(stage, person, "en")
    person.says(AND_WHERE["en"])
    assert person.next_message().text == stage.answer(AND_WHERE["en"]).text
