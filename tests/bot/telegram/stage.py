"""A bot that runs, with what a test needs to know beside it: its texts, its database, and people to write to it.

It also holds questions of the tests' own, one a language, with what they ask at the service's moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Self, TypeVar

from sqlalchemy import Connection

from bot.answers import Rendered, respond
from bot.library import Knowledge
from bot.store.database import Database
from bot.store.questions import Asked, listed
from bot.store.updates import count_waiting
from handlers.enrolment import Step
from handlers.render import Renderer
from knowledge.model import LANGUAGES, Fact
from knowledge.query import NEW_DIALOGUE, Dialogue
from tests.bot.service import NOW, Service
from tests.bot.store.databases import contents
from tests.botapi.chats import Message
from tests.botapi.people import Group, Person
from tests.botapi.server import BotApiServer

MOMENT = datetime.fromisoformat(NOW)
STEPS = len(Step)
DEADLINE = {
    "ar": "حتى متى يمكن تعيين مشارك في المشاورة بشأن الشركات الصغيرة والمتوسطة؟",
    "en": "Until when can we name a participant for the SME consultation?",
    "es": "¿Hasta cuándo podemos designar un participante para la consulta sobre las PYME?",
    "fr": "Jusqu'à quand peut-on désigner un participant pour la consultation sur les PME ?",
    "ru": "До какого числа можно назначить участника консультации по МСП?",
    "zh": "中小企业磋商会议的与会者最迟何时指定？",
}
"""Answered with the deadline of CL-19/35, 16 August 2019, and where to write."""
AND_WHERE = {"ar": "وأين؟", "en": "And where?", "es": "¿Y dónde?", "fr": "Et où ?", "ru": "А где?", "zh": "在哪里？"}
"""Answered after the one above with Budapest; asked back without it."""
FAX = {
    "ar": "ما هو رقم الفاكس؟",
    "en": "What is the fax number?",
    "es": "¿Cuál es el número de fax?",
    "fr": "Quel est le numéro de fax ?",
    "ru": "Какой номер факса?",
    "zh": "传真号码是多少？",
}
"""Asked back: there are two."""
VISA = {
    "ar": "كم تكلفة التأشيرة لمنتدى القمة العالمية لمجتمع المعلومات 2020؟",
    "en": "How much is the visa fee for the WSIS Forum 2020?",
    "es": "¿Cuánto cuesta el visado para el Foro de la CMSI 2020?",
    "fr": "Combien coûte le visa pour le Forum du SMSI 2020 ?",
    "ru": "Сколько стоит виза для Форума ВВУИО 2020?",
    "zh": "2020年信息社会世界峰会论坛的签证费是多少？",
}
"""Refused: no letter says so."""
FORUM = {
    "ar": "مواعيد منتدى القمة العالمية لمجتمع المعلومات 2021",
    "en": "WSIS Forum 2021 dates",
    "es": "fechas del Foro de la CMSI 2021",
    "fr": "dates du Forum du SMSI 2021",
    "ru": "даты Форума ВВУИО 2021",
    "zh": "2021年信息社会世界峰会论坛日期",
}
"""Answered with the opening in January 2021 and the final week, 17 to 21 May 2021."""

Value = TypeVar("Value")
_NUMBERS = count(700_001)
"""Of people: numbers that nothing else in the database has."""


@dataclass(frozen=True)
class Stage:
    """The service and Telegram's side of it, with the texts that are expected."""

    server: BotApiServer
    service: Service
    knowledge: Knowledge

    @property
    def moment(self) -> datetime:
        """When the service began, by its own clock."""
        return datetime.fromisoformat(self.service.now or NOW)

    # -- people -----------------------------------------------------------------------------------------------------

    def person(self, language: str | None = "en", name: str = "Ana") -> Person:
        """Somebody new, whose Telegram speaks this language."""
        return self.server.person(next(_NUMBERS), name, language_code=language)

    def warm(self, languages: Iterable[str] = LANGUAGES) -> Self:
        """Have the service load the words of languages, which may take long on a busy machine."""
        for language in languages:
            person = self.person(language)
            person.says(DEADLINE[language])
            person.next_message(60)
        return self

    def group(self, *people: Person) -> Group:
        """A new group of these people and the bot."""
        return self.server.group(-next(_NUMBERS), "Delegates", list(people))

    def is_answered(self, person: Person, language: str) -> None:
        """Assert that the person's next message is answered as if nothing had been."""
        person.says(DEADLINE[language])
        assert person.next_message().text == self.answer(DEADLINE[language]).text

    # -- what is expected -------------------------------------------------------------------------------------------

    def say(self, language: str, key: str, **values: object) -> str:
        """A text of the conversation."""
        return self.knowledge.conversation(language).say(key, **values)

    def says(self, language: str, key: str, **values: object) -> str:
        """A text of the answers."""
        return self.knowledge.wording(language).say(key, **values)

    def answer(self, question: str, language: str | None = None, dialogue: Dialogue = NEW_DIALOGUE) -> Rendered:
        """What a question is to be answered."""
        return respond(question, self.knowledge, self.moment, dialogue, language)

    def renderer(self, language: str) -> Renderer:
        """Renders facts as of the service's moment."""
        return Renderer(self.knowledge.wording(language), self.knowledge.library.book, self.moment)

    def fact(self, name: str) -> Fact:
        """The fact with this id."""
        return self.knowledge.library.book.facts[name]

    def letter(self, reference: str) -> str:
        """The text of a letter."""
        return self.knowledge.library.book.letters[reference].text

    # -- the database -----------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A look into the database."""
        database = Database(self.service.database)
        try:
            with database.reading() as connection:
                yield connection
        finally:
            database.dispose()

    def asked(self, person: Person, *, unanswered: bool = False) -> list[Asked]:
        """The person's questions as they are kept, the latest first."""
        with self.reading() as connection:
            return [q for q in listed(connection, unanswered=unanswered, limit=1000) if q.speaker == str(person.id)]

    def kept(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables."""
        with self.reading() as connection:
            return contents(connection)

    def settle(self) -> None:
        """Wait until every update is dealt with, so that nothing is sent again after a kill."""

        def settled() -> bool:
            with self.reading() as connection:
                return count_waiting(connection) == 0

        self.server.wait_for(lambda: not self.server.unconfirmed() and settled(), what="all updates done")

    def rows_about(self, person: Person) -> dict[str, int]:
        """How many rows of each table hold the person's number, in whatever column."""
        number = str(person.id)
        found = {
            table: sum(number in {str(value) for value in row.values()} for row in rows)
            for table, rows in self.kept().items()
        }
        return {table: rows for table, rows in found.items() if rows}


def in_turn(values: Iterable[Value]) -> list[tuple[Value, str]]:
    """Each value and each language at least once, side by side: for tests whose values and languages don't meet."""
    given = list(values)
    rows = max(len(given), len(LANGUAGES))
    return [(given[row % len(given)], LANGUAGES[row % len(LANGUAGES)]) for row in range(rows)]


def quotes(message: Message) -> list[str]:
    """What a message marks as quotation."""
    units = message.text.encode("utf-16-le")
    return [
        units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le")
        for e in message.entities
        if e["type"] == "blockquote"
    ]


def labels(message: Message) -> list[str]:
    """What is written on a message's buttons."""
    return [button.text for button in message.buttons]


def texts(messages: Sequence[Message]) -> list[str]:
    """The texts of messages."""
    return [message.text for message in messages]
