"""What the tests of reminders in a chat expect: names, moments, and what is kept on a person."""

from dataclasses import replace
from datetime import time

from bot.botapi.texts import shorten
from bot.store import subscribers
from bot.store.subscribers import Enrolled
from bot.telegram.scopes import LONGEST_BUTTON, key_of
from handlers.dating import show
from handlers.deadline import deadlines_of
from handlers.notice import NoticeWriter
from handlers.places import zone_label
from handlers.reminder_settings import days_text, hour_text, quiet_text
from handlers.subscription import Quiet, read_scope
from knowledge.edtf import parse_edtf
from tests.bot.telegram.stage import DEADLINE, Stage
from tests.botapi.chats import Message
from tests.botapi.people import Person

SESSION = "deadline:CL-19/35#session-deadline"
FIRST = "2019-08-02T09:00"
"""When the first reminder of it comes by the general settings: 14 days before, at nine in Zurich."""
ZURICH = "Europe/Zurich"
USUAL = Quiet(start=time(21), end=time(8))
NIGHT = Quiet(start=time(22), end=time(7))
FIELDS = ("leads", "hour", "quiet", "zone", "language")


def writer(stage: Stage, language: str) -> NoticeWriter:
    """Names what somebody is reminded of."""
    return NoticeWriter(stage.knowledge.reminders(language), stage.renderer(language))


def name(stage: Stage, language: str, scope: str) -> str:
    """What a subscription is called on a line of its own."""
    text = writer(stage, language).scope_name(read_scope(scope))
    return text[:1].upper() + text[1:]


def button(stage: Stage, language: str, scope: str, mark: str = "🔔 ") -> str:
    """The label of a subscription's button."""
    words = writer(stage, language).words
    found = next((d for d in deadlines_of(words.book).values() if f"deadline:{d.id}" == scope), None)
    if found is None:
        return shorten(f"{mark}{name(stage, language, scope)}", LONGEST_BUTTON)
    what, date = words.what(found.fact), words.day(found.fact.when)
    return shorten(f"{mark}{stage.say(language, 'remind.short', date=date, what=what)}", LONGEST_BUTTON)


def data(action: str, scope: str) -> str:
    """What a subscription's button sends."""
    return f"n:{action}:{key_of(read_scope(scope))}"


def coming(stage: Stage, language: str, moment: str = FIRST, zone: str = ZURICH) -> str:
    """The sentence that tells when the next reminder comes."""
    wording = stage.knowledge.wording(language)
    place = wording.apart(zone_label(zone, language))
    return stage.say(language, "remind.next", moment=show(parse_edtf(moment), wording), zone=place)


def begun(stage: Stage, language: str, *scopes: str, moment: str = FIRST) -> str:
    """What is said when subscriptions have begun."""
    names = [f"– {name(stage, language, scope)}" for scope in scopes]
    end = [coming(stage, language, moment), "", stage.say(language, "remind.how")]
    return "\n".join([stage.say(language, "remind.set"), *names, "", *end])


def field(stage: Stage, language: str, setting: str, value: str) -> str:
    """The line of a setting."""
    return stage.say(language, "form.field", name=stage.say(language, f"remind_fields.{setting}"), value=value)


def settings(stage: Stage, language: str, own_name: str, zone: str = ZURICH) -> list[str]:
    """The lines of all settings where nothing but the zone was chosen."""
    apart = stage.knowledge.wording(language).apart
    values = (
        days_text((30, 14, 7, 1), language),
        hour_text(time(9), language),
        apart(quiet_text(USUAL, language)),
        apart(zone_label(zone, language)),
        own_name,
    )
    return [field(stage, language, setting, value) for setting, value in zip(FIELDS, values, strict=True)]


def reminded(stage: Stage, language: str) -> Person:
    """Somebody new who is subscribed to the deadline of CL-19/35, by the button under an answer."""
    person = stage.person(language)
    person.says(DEADLINE[language])
    person.next_message()
    person.presses(stage.say(language, "buttons.remind"))
    assert person.next_message().text == begun(stage, language, SESSION)
    assert person.answer_to_press().text == ""
    return person


def enrolled(stage: Stage, person: Person) -> Enrolled | None:
    """The person as a subscriber; when the service looks next is left out, since it looks while a test runs."""
    with stage.reading() as connection:
        found = subscribers.find(connection, "telegram", str(person.id))
    return replace(found, next_at=None) if found else None


def scopes(stage: Stage, person: Person) -> list[str]:
    """What the person is subscribed to."""
    found = enrolled(stage, person)
    return [str(scope) for scope, _ in found.scopes] if found else []


def edited(stage: Stage, person: Person, message: Message, text: str) -> Message:
    """A message of the bot once its text is this."""

    def there() -> Message | None:
        found = person.find(message.id)
        return found if found and found.edits and found.text == text else None

    return stage.server.wait_for(there, what=f"an edit to {text!r}")
