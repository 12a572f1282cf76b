"""Free questions: the answer, the letter's own words one tap away, readings to choose from, thumbs up and down."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answers import Rendered, citations, respond
from bot.botapi.calls import AnswerPress, Button, Call, EditButtons, EditText, Rows
from bot.botapi.texts import LONGEST_TEXT, quoted, shorten, units
from bot.store import questions
from bot.store.dialogues import Remembered
from bot.store.questions import Asked
from bot.telegram.pressing import Press
from bot.telegram.scopes import remind_button
from bot.telegram.visit import CHANNEL, Visit, column, slug
from handlers.calendar import is_for_calendar
from knowledge.answering.values import Status
from knowledge.model import Fact

_LONGEST_BUTTON = 60


def answer(visit: Visit, text: str) -> list[Call]:
    """Answer a question, and keep it with its outcome."""
    rendered, number = _ask(visit, text)
    return visit.send(rendered.text, _buttons(visit, rendered, number), question=number)


def answer_edited(visit: Visit, text: str, message: int) -> list[Call]:
    """Answer a question that was edited: in place of the earlier answer, where there is one."""
    earlier = questions.find_by_message(visit.connection, visit.speaking, str(message))
    if earlier is None or earlier.reply is None:
        return answer(visit, text)
    rendered, number = _ask(visit, text)
    rows = _buttons(visit, rendered, number)
    if units(rendered.text) > LONGEST_TEXT:
        return visit.send(rendered.text, rows, question=number)
    questions.answered_by(visit.connection, number, earlier.reply)
    return [EditText(chat=visit.chat, message=int(earlier.reply), text=rendered.text, rows=rows)]


def _ask(visit: Visit, text: str) -> tuple[Rendered, int]:
    before = visit.remembered
    dialogue = before.dialogue
    if dialogue.language is None and visit.hint:
        dialogue = replace(dialogue, language=visit.hint)
    rendered = respond(text, visit.desk.knowledge, visit.now, dialogue, visit.person.language)
    number = questions.add(visit.connection, _asked(visit, text, rendered))
    stated = bool(rendered.reply.answer.stated)
    visit.remember(Remembered(dialogue=rendered.reply.dialogue, question=number if stated else before.question))
    return rendered, number


def _asked(visit: Visit, text: str, rendered: Rendered) -> Asked:
    found = rendered.reply.answer
    return Asked(
        channel=CHANNEL,
        chat=visit.speaking.chat,
        speaker=visit.speaking.speaker,
        message=str(visit.message) if visit.message else None,
        asked_at=visit.now,
        language=rendered.reply.language,
        text=text,
        status=str(found.status),
        reason=str(found.reason) if found.reason else None,
        facts=[stated.fact.id for stated in found.stated],
        options=rendered.options,
    )


def _buttons(visit: Visit, rendered: Rendered, number: int) -> Rows:
    status = rendered.reply.answer.status
    if status is Status.CLARIFY:
        return column(
            *(
                Button(text=shorten(option, _LONGEST_BUTTON), data=f"o:{number}:{place}")
                for place, option in enumerate(rendered.options)
            )
        )
    facts = [stated.fact for stated in rendered.reply.answer.stated if not stated.superseded]
    if status is not Status.ANSWERED or not rendered.reply.answer.stated:
        return ()
    return _under_answer(visit, rendered.reply.language, number, facts)


def _under_answer(visit: Visit, language: str, number: int, facts: Sequence[Fact], feedback: int | None = None) -> Rows:
    say = visit.desk.knowledge.conversation(language).say
    thumbs = [
        Button(text=f"✓ {thumb}" if feedback == value else thumb, data=f"r:{number}:{value}")
        for value, thumb in ((1, "👍"), (-1, "👎"))
    ]
    row = (Button(text=say("buttons.source"), data=f"s:{number}"), *thumbs)
    dated = [Button(text=say("buttons.calendar"), data=f"c:{number}")] if any(map(is_for_calendar, facts)) else []
    remind = remind_button(visit, say, facts, f"n:ask:{number}")
    more = (*dated, *([remind] if remind else []))
    return (row, more) if more else (row,)


def take_up(visit: Visit, reference: str) -> None:
    """Let what is asked next be about a letter, unless it names something else."""
    subject = visit.desk.book.subjects[visit.desk.book.letters[reference].covers[0]].names[visit.language]
    said = respond(subject, visit.desk.knowledge, visit.now, visit.remembered.dialogue, visit.language)
    visit.remember(replace(visit.remembered, dialogue=replace(said.reply.dialogue, language=visit.language)))


def letters_named(visit: Visit, text: str) -> set[str]:
    """The letters that a text names, by a reference or by what they are about."""
    dialogue = visit.remembered.dialogue
    answer = respond(text, visit.desk.knowledge, visit.now, dialogue, visit.person.language).reply.answer
    subjects = [option.subject for option in answer.options]
    covering = {ref for subject in subjects for ref in visit.desk.book.letters_covering.get(subject, ())}
    exact = {ref for ref in visit.desk.book.letters if slug(ref).casefold() == slug(text.strip()).casefold()}
    return exact or {stated.fact.letter for stated in answer.stated} | covering


# -- what the buttons do ----------------------------------------------------------------------------------------------


def own(visit: Visit, press: Press, place: int = 0) -> Asked | None:
    """The question that a button belongs to, if it was asked in this conversation: data of buttons can be forged.

    Args:
        visit: the update.
        press: the button.
        place: of the question's number among its parts.
    """
    number = press.number(place)
    found = questions.find(visit.connection, number) if number is not None else None
    return found if found and (found.channel, found.chat) == (CHANNEL, str(visit.chat)) else None


def choose(visit: Visit, press: Press) -> list[Call]:
    """Answer the reading that was chosen from several."""
    asked = own(visit, press)
    place = press.number(1)
    if asked is None or place is None or place >= len(asked.options):
        return old_button(visit, press)
    text = asked.options[place]
    chosen = f"{visit.desk.knowledge.wording(asked.language).say('clarify')}\n– {text}"
    shown = EditText(chat=visit.chat, message=press.message, text=chosen, or_send=False)
    return [AnswerPress(press=press.id), shown, *answer(visit, text)]


def rate(visit: Visit, press: Press) -> list[Call]:
    """Keep what the person thought of an answer."""
    asked = own(visit, press)
    if asked is None or press.part(1) not in {"1", "-1"}:
        return old_button(visit, press)
    feedback = int(press.part(1))
    questions.rate(visit.connection, asked.id, feedback)
    thanks = AnswerPress(press=press.id, text=visit.say("rated_good" if feedback > 0 else "rated_bad"))
    if asked.feedback == feedback:
        return [thanks]
    rows = _under_answer(visit, asked.language, asked.id, stated_facts(visit, asked), feedback)
    return [thanks, EditButtons(chat=visit.chat, message=press.message, rows=rows)]


def show_source(visit: Visit, press: Press) -> list[Call]:
    """Show the letters' own words that an answer rests on, with buttons that send the letters."""
    asked = own(visit, press)
    facts = stated_facts(visit, asked)
    if not facts:
        return old_button(visit, press)
    visit.message = press.message
    return [AnswerPress(press=press.id), *quotations(visit, facts)]


def stated_facts(visit: Visit, asked: Asked | None) -> list[Fact]:
    """The facts that an answer stated, as far as they are still known."""
    return [visit.desk.book.facts[i] for i in asked.facts if i in visit.desk.book.facts] if asked else []


def quotations(visit: Visit, facts: list[Fact]) -> list[Call]:
    """The letters' own words for some facts."""
    parts: list[tuple[str, bool]] = []
    for quote, letter in citations(facts):
        parts += [(f"{visit.renderer.letter(letter)}\n", False), (quote, True), ("\n\n", False)]
    text, spans = quoted(parts[:-1])
    references = dict.fromkeys(fact.letter for fact in facts)
    rows = column(*(letter_button(visit, reference) for reference in references))
    return visit.send(text, rows, spans)


def letter_button(visit: Visit, reference: str) -> Button:
    """A button that sends a letter."""
    label = visit.say("buttons.letter", letter=reference)
    return Button(text=shorten(label, _LONGEST_BUTTON), data=f"l:{slug(reference)}")


def send_letter(visit: Visit, press: Press) -> list[Call]:
    """Send a whole letter as a file."""
    reference = visit.desk.letters.get(press.part(0))
    if reference is None:
        return old_button(visit, press)
    visit.message = press.message
    return [AnswerPress(press=press.id), letter_file(visit, reference)]


def letter_file(visit: Visit, reference: str) -> Call:
    """A whole letter as a text file."""
    text = visit.desk.book.letters[reference].text.strip() + "\n"
    caption = visit.say("letter_caption", letter=visit.renderer.letter(reference))
    return visit.file(f"{slug(reference)}.txt", text, caption)


def old_button(visit: Visit, press: Press) -> list[Call]:
    """What a button gives that is too old, or that means nothing."""
    return [AnswerPress(press=press.id, text=visit.say("button_is_old"))]
