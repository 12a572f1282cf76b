"""Commands that show what the letters say: greeting, lists, contacts, calendar."""

from collections.abc import Callable
from functools import partial

from bot.answers import respond
from bot.botapi.calls import AnswerPress, Button, Call
from bot.store import questions
from bot.telegram import asking, enrolling, personal, subscribing, subscriptions
from bot.telegram.pressing import Press
from bot.telegram.reminder_settings import SETTINGS
from bot.telegram.scopes import remind_button
from bot.telegram.visit import Visit, column, slug
from handlers.calendar import calendar_of
from handlers.interest import calls as open_calls
from handlers.overview import as_answer, contact_facts, latest_dates, latest_deadlines, letter_facts
from knowledge.answering.lists import all_letters, open_deadlines, upcoming_dates
from knowledge.answering.values import Answer
from knowledge.model import Fact, Kind

_MOST_LETTERS = 10
_IN_GROUPS = ("deadlines", "dates", "contacts", "letters", "calendar", "language", "help")
_REMINDERS = ("subscribe", "subscriptions", "leadtimes", "remindat", "quiet", "stop")
_IN_PRIVATE = (*_IN_GROUPS[:5], "register", *_REMINDERS, "language", "timezone", "mydata", "forget", "help")
_FOR_ADMINS = ("stats", "unanswered", "broadcast")


def menu(*, is_private: bool, is_admin: bool = False) -> tuple[str, ...]:
    """The commands of a menu, in its order: in a private chat also what is personal."""
    if not is_private:
        return _IN_GROUPS
    return _IN_PRIVATE + (_FOR_ADMINS if is_admin else ())


def start(visit: Visit, payload: str) -> list[Call]:
    """Greet, or open what a deep link names: a letter, the form for one, or what was asked in a group.

    Args:
        visit: the update.
        payload: what stands after `/start`; it can be anything.
    """
    word, _, rest = payload.partition("_")
    if word == "register":
        return enrolling.begin(visit, rest)
    if word == "remind":
        return subscribing.open_link(visit, rest)
    if opened := _PERSONAL.get(payload):
        return opened(visit)
    reference = visit.desk.letters.get(payload)
    if reference is not None:
        return show_letter(visit, reference)
    greeting = visit.tell("start")
    return [*visit.tell("no_such_letter"), *greeting] if payload and payload != "inline" else greeting


def help_(visit: Visit) -> list[Call]:
    """List the commands that the person can use here."""
    intro = visit.say("help" if visit.is_private else "help_group")
    names = menu(is_private=visit.is_private, is_admin=visit.is_admin)
    lines = [visit.say("help_line", command=name, does=visit.say(f"commands.{name}")) for name in names]
    return visit.send("\n".join([intro, "", *lines]))


_PERSONAL: dict[str, Callable[[Visit], list[Call]]] = {
    "help": help_,
    "timezone": lambda visit: personal.timezone(visit, ""),
    "mydata": personal.my_data,
    "forget": personal.forget,
    "subscribe": lambda visit: subscribing.subscribe(visit, ""),
    "subscriptions": subscriptions.subscriptions,
    "stop": subscriptions.stop,
    **{one.command: partial(subscriptions.set_or_ask, name=name) for name, one in SETTINGS.items()},
}
"""What the links open that lead from a group to the private chat."""


def show_letter(visit: Visit, reference: str) -> list[Call]:
    """A letter at a glance, with buttons for all of it and for the form."""
    book = visit.desk.book
    subject = next((f for f in book.fact_list(book.facts_by_letter[reference]) if f.kind is Kind.SUBJECT), None)
    head = [visit.renderer.letter(reference), *([subject.value] if subject else [])]
    facts = letter_facts(book, reference)
    lines = visit.renderer.fact_lines(as_answer(facts).stated)
    buttons = [asking.letter_button(visit, reference)]
    if visit.is_private and reference in open_calls(book, visit.now, visit.desk.watched):
        buttons.append(Button(text=visit.say("buttons.register"), data=f"e:call:{slug(reference)}"))
    return visit.send("\n".join([*head, "", *lines]), column(*buttons))


def deadlines(visit: Visit) -> list[Call]:
    """The deadlines still open, with a button for reminders; where none is, the latest."""
    return _list(visit, open_deadlines(visit.desk.book, visit.now), latest_deadlines(visit.desk.book))


def dates(visit: Visit) -> list[Call]:
    """The events to come; where there is none, the latest."""
    return _list(visit, upcoming_dates(visit.desk.book, visit.now), latest_dates(visit.desk.book, visit.now))


def _list(visit: Visit, answer: Answer, otherwise: list[Fact]) -> list[Call]:
    text = visit.renderer.answer_text(answer)
    if not answer.stated and otherwise:
        lines = visit.renderer.fact_lines(as_answer(otherwise).stated)
        text = "\n".join([text, "", visit.say("the_latest"), *(f"– {line}" for line in lines)])
    shown = [stated.fact for stated in answer.stated] or otherwise
    references = dict.fromkeys(fact.letter for fact in shown)
    letters = [asking.letter_button(visit, ref) for ref in list(references)[:_MOST_LETTERS]]
    remind = remind_button(visit, visit.say, shown, "n:more")
    return visit.send(text, column(*letters, *([remind] if remind else [])))


def contacts(visit: Visit) -> list[Call]:
    """Whom to write to or call, for the latest letters."""
    latest = [letter.reference for letter in visit.desk.book.latest_letters(_MOST_LETTERS)]
    blocks = [
        "\n".join([*visit.renderer.fact_lines(as_answer(facts).stated), visit.renderer.letter(reference)])
        for reference, facts in contact_facts(visit.desk.book, latest)
    ]
    return visit.send("\n\n".join(blocks)) if blocks else visit.tell("no_contacts")


def letters(visit: Visit) -> list[Call]:
    """The letters, with buttons that send them."""
    latest = visit.desk.book.latest_letters(_MOST_LETTERS)
    rows = column(*(asking.letter_button(visit, letter.reference) for letter in latest))
    return visit.send(visit.renderer.answer_text(all_letters(visit.desk.book)), rows)


def calendar(visit: Visit, text: str) -> list[Call]:
    """A calendar file of what is asked, or of the last answer, or of what is to come."""
    if text:
        dialogue = visit.remembered.dialogue
        answer = respond(text, visit.desk.knowledge, visit.now, dialogue, visit.person.language).reply.answer
        facts = [stated.fact for stated in answer.stated if not stated.superseded]
    else:
        facts = _last_facts(visit) or [s.fact for s in upcoming_dates(visit.desk.book, visit.now).stated]
    return _calendar_file(visit, facts) or visit.tell("calendar_empty")


def _last_facts(visit: Visit) -> list[Fact]:
    number = visit.remembered.question
    asked = questions.find(visit.connection, number) if number else None
    return asking.stated_facts(visit, asked)


def _calendar_file(visit: Visit, facts: list[Fact]) -> list[Call]:
    world = visit.world
    made = calendar_of(
        facts,
        visit.desk.book,
        visit.wording,
        now=visit.now,
        uid_domain=world.domain,
        revisions=world.numbers,
        organizer=world.mailbox,
    )
    if made is None:
        return []
    return [visit.file("plazo.ics", made.decode(), visit.say("calendar_caption"))]


def calendar_of_answer(visit: Visit, press: Press) -> list[Call]:
    """The calendar file of an answer, by its button."""
    asked = asking.own(visit, press)
    visit.message = press.message
    made = _calendar_file(visit, asking.stated_facts(visit, asked))
    return [AnswerPress(press=press.id), *made] if made else asking.old_button(visit, press)
