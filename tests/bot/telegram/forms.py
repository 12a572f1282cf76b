"""The guided form as the tests walk through it, and its texts as they are expected."""

from dataclasses import dataclass

from bot.store import interests
from handlers.enrolment import Step
from handlers.interest import Interest
from handlers.places import country_name
from handlers.render import phone_text
from tests.bot.telegram.stage import Stage
from tests.botapi.chats import Message
from tests.botapi.people import Person

LETTER = "CL-19/35"
LINK = "/start register_CL-19-35"
ORDER = tuple(Step)
PHONE = "+41227305111"


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """An invented participant."""

    name: str
    position: str | None
    organization: str
    country: str
    email: str = "delegate@example.org"
    phone: str | None = PHONE


DELEGATES = {
    "ar": Delegate(name="ليلى حداد", position="مديرة", organization="وزارة الاتصالات", country="JO"),
    "en": Delegate(name="Jane O'Neil", position="Director", organization="Ministry of Examples", country="KE"),
    "es": Delegate(name="José Núñez", position="Director", organization="Ministerio de Ejemplo", country="CO"),
    "fr": Delegate(name="Zoé Lefèvre", position="Directrice", organization="Ministère d'Exemple", country="SN"),
    "ru": Delegate(name="Анна Смирнова", position="Директор", organization="Министерство связи", country="KZ"),
    "zh": Delegate(name="王小明", position="司长", organization="工业和信息化部", country="CN"),
}


def prompt(stage: Stage, language: str, step: Step) -> str:
    """What the form says at a step."""
    number = ORDER.index(step) + 1
    asks = stage.say(language, f"form.ask_{step}")
    return f"{stage.say(language, 'form.step', number=number, total=len(ORDER))} {asks}"


def entries(language: str) -> dict[Step, str]:
    """What the delegate of a language types at each step after the first."""
    delegate = DELEGATES[language]
    return {
        Step.NAME: delegate.name,
        Step.POSITION: delegate.position or "",
        Step.ORGANIZATION: delegate.organization,
        Step.COUNTRY: country_name(delegate.country, language),
        Step.EMAIL: delegate.email,
        Step.PHONE: PHONE,
    }


def reach(person: Person, language: str, step: Step) -> Message:
    """Fill in the form for CL-19/35 up to a step; returns what the bot says there."""
    if step is Step.CALL:
        person.says("/register")
        return person.next_message()
    person.says(LINK)
    last = person.next_message()
    for at, entry in entries(language).items():
        if at is step:
            return last
        person.says(entry)
        last = person.next_message()
    return last


def summary(stage: Stage, language: str, delegate: Delegate, letter: str = LETTER) -> str:
    """What was entered, line by line."""
    values = (
        letter,
        delegate.name,
        delegate.position,
        delegate.organization,
        country_name(delegate.country, language),
        delegate.email,
        delegate.phone and phone_text(delegate.phone),
    )
    nothing, apart = stage.say(language, "form.nothing"), stage.knowledge.wording(language).apart
    names = (stage.say(language, f"fields.{step}") for step in ORDER[:-1])
    return "\n".join(
        stage.say(language, "form.field", name=name, value=apart(value) if value else nothing)
        for name, value in zip(names, values, strict=True)
    )


def review(stage: Stage, language: str, delegate: Delegate, letter: str = LETTER) -> str:
    """What is shown before it is sent, in time."""
    return f"{stage.say(language, 'form.review')}\n\n{summary(stage, language, delegate, letter)}"


def receipt(stage: Stage, language: str, delegate: Delegate, number: int, *, key: str = "form.sent") -> str:
    """What is said once it was sent, in time."""
    letter = stage.knowledge.wording(language).apart(LETTER)
    sent = stage.say(language, key, number=number, letter=letter)
    return f"{sent}\n\n{summary(stage, language, delegate)}\n\n{stage.say(language, 'form.afterwards')}"


def register(stage: Stage, person: Person) -> list[Interest]:
    """The person's entries in the register."""
    with stage.reading() as connection:
        return interests.owned(connection, "telegram", str(person.id))
