"""Inline mode: the answer to what is typed after the bot's name, in any chat; nothing of it is kept."""

from hashlib import sha256

from bot.answers import respond
from bot.botapi.calls import AnswerInline, Call, Result
from bot.botapi.texts import LONGEST_TEXT, shorten
from bot.telegram.visit import Visit
from handlers.overview import as_answer, letter_facts
from knowledge.answering.values import Status
from knowledge.query import Dialogue

_MOST = 10
_TITLE, _DESCRIPTION = 120, 200


def answer_inline(visit: Visit, query: str, text: str) -> list[Call]:
    """Results for what was typed.

    Args:
        visit: the update.
        query: the inline query's id.
        text: what was typed; blank offers the letters.
    """
    results = _asked(visit, text) if text.strip() else _letters(visit)
    more = visit.say("inline_ask" if results else "inline_nothing")
    return [AnswerInline(query=query, results=tuple(results), more=more)]


def _asked(visit: Visit, text: str) -> list[Result]:
    knowledge, language = visit.desk.knowledge, visit.person.language
    dialogue = Dialogue(language=visit.hint)
    rendered = respond(text, knowledge, visit.now, dialogue, language)
    status = rendered.reply.answer.status
    if status is Status.CLARIFY:
        chosen = [
            (option, respond(option, knowledge, visit.now, rendered.reply.dialogue, language))
            for option in rendered.options[:_MOST]
        ]
        return [_result(option, answer.text) for option, answer in chosen if answer.reply.answer.stated]
    return [_result(text.strip(), rendered.text)] if status is Status.ANSWERED else []


def _letters(visit: Visit) -> list[Result]:
    results = []
    for letter in visit.desk.book.latest_letters(_MOST):
        facts = letter_facts(visit.desk.book, letter.reference)
        lines = visit.renderer.fact_lines(as_answer(facts).stated)
        name = visit.renderer.letter(letter.reference)
        results.append(_result(name, "\n".join([name, *lines])))
    return results


def _result(title: str, text: str) -> Result:
    shown = shorten(text, LONGEST_TEXT)
    return Result(
        id=sha256(f"{title}\0{shown}".encode()).hexdigest()[:32],
        title=shorten(title, _TITLE),
        description=shorten(text.replace("\n", " "), _DESCRIPTION),
        text=shown,
    )
