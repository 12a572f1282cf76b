"""Kills the bot at random moments while people converse with it, and counts what was answered, and how often."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.store import interests
from bot.store.tables import questions
from handlers.interest import Interest
from tests.bot.service import Service
from tests.bot.telegram.running import Bench, count, read, stored, wait_for_start
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

QUESTIONS = (
    "¿Cuál es la fecha límite de la CL-19/35?",
    "contacto CL-19/35",
    "¿Cuál es el asunto de la circular CL-19/35?",
    "¿Quiénes son los destinatarios de la carta con referencia Foro CMSI 2020?",
    "¿Cuándo y en qué lugar será la tercera reunión presencial de las consultas del Foro de 2020?",
    "¿En qué página web se cargan las contribuciones oficiales para el Foro de la CMSI 2020?",
    "Según la carta de Ref.: Foro CMSI 2020, ¿en qué días se iba a hacer el evento?",
    "¿A qué número marco para consultas del Foro de la CMSI de 2021?",
    "¿Qué cargo tiene y cómo se llama la persona designada para presidir el Foro de 2021?",
    "La última semana del foro de 2021 cae del 10 al 14 de mayo, ¿cierto?",
)
"""Each with an answer of its own."""
FORM = (
    "Ana Ejemplo",
    "Directora",
    "Ministerio de Ejemplos",
    "Kenya",
    "ana@example.org",
    "+41 22 730 62 40",
)
"""What is entered, from the second step on."""
_RUNS = 8.0
"""Seconds that the bot runs in all before the last kill, at most: about what all the answers take."""


@dataclass
class Figures:
    """What came of it."""

    kills: int
    wanted: int
    busy: int = 0
    """Kills while answers were outstanding."""
    missing: int = 0
    extra: int = 0
    seconds: float = 0.0
    entries: list[Interest] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.busy} while people waited), {self.wanted} updates: {self.missing} unanswered,"
            f" {self.extra} answered twice; {len(self.entries)} entry in the register; {self.seconds:.0f} s"
        )


def converse_under_kills(bench: Bench, *, kills: int, seed: int, people: int = 20) -> Figures:
    """Let people ask all the questions, and one fill in the form, while the bot is killed again and again.

    Half of the people ask everything at once, the others one question after the other.

    Args:
        bench: where the bot is made.
        kills: how often.
        seed: of the moments.
        people: how many ask.
    """
    began = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    figures = Figures(kills=kills, wanted=people * len(QUESTIONS))
    with bench.service() as service:
        expected = _reference(bench.server, service)
        crowd = [_Asker(bench.server.person(3001 + n, "Ana", language_code="es"), n % 2 == 0) for n in range(people)]
        applicant = _Applicant(bench.server.person(2001, "Eva", language_code="es"))
        for start in range(1, kills + 1):
            _let_run(service, start, [*crowd, applicant], chance.uniform(0, _RUNS / kills))
            figures.busy += not all(asker.is_content for asker in crowd)
            service.kill()
            service.start()
        _finish(bench.server, service, [*crowd, applicant])
        assert service.stop()[0] == 0
    for asker in crowd:
        missing, extra = _compared([message.text for message in asker.person.messages], expected)
        figures.missing += missing
        figures.extra += extra
    texts = [message.text for message in applicant.person.messages]
    figures.extra += sum(text == before for before, text in pairwise(texts))
    figures.steps = applicant.steps
    figures.entries = [entry for entry in read(service, interests.listed) if entry.owner == "2001"]
    assert count(service, questions, questions.c.speaker != "1999") == figures.wanted
    figures.seconds = time.monotonic() - began
    return figures


def _reference(server: BotApiServer, service: Service) -> list[str]:
    """What somebody is answered whom nothing disturbs."""
    asker = server.person(1999, "Pía", language_code="es")
    for question in QUESTIONS:
        asker.says(question)
    answers = [message.text for message in asker.replies(len(QUESTIONS), 30)]
    assert len(set(answers)) == len(QUESTIONS)
    server.wait_for(lambda: None not in stored(service).values())
    return answers


def _compared(got: Sequence[str], expected: Sequence[str]) -> tuple[int, int]:
    """How many answers are missing, and how many came more than once; the order has to be right."""
    once = [text for place, text in enumerate(got) if place == 0 or text != got[place - 1]]
    assert [text for text in once if text in expected] == once
    assert once == [text for text in expected if text in once]
    return len(expected) - len(once), len(got) - len(once)


class _Asker:
    """Somebody with questions."""

    def __init__(self, person: Person, at_once: bool) -> None:
        self.person, self._at_once = person, at_once
        self._asked = 0

    @property
    def is_content(self) -> bool:
        """Whether everything was answered."""
        return len({message.text for message in self.person.messages}) >= len(QUESTIONS)

    def go_on(self) -> bool:
        """Ask what is to be asked now; whether everything was answered."""
        answered = len({message.text for message in self.person.messages})
        while self._asked < len(QUESTIONS) and (self._at_once or answered >= self._asked):
            self.person.says(QUESTIONS[self._asked])
            self._asked += 1
        return answered >= len(QUESTIONS)


class _Applicant:
    """Somebody who fills in the form, a step for each prompt that is new."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.steps: list[str] = []
        self._acts: list[Callable[[], object]] = [
            lambda: person.says("/register"),
            lambda: person.presses("CL-19/35"),
            *(lambda text=text: person.says(text) for text in FORM),
            lambda: person.presses("Enviar"),
        ]
        self._done = 0

    def go_on(self) -> bool:
        """Take the next step where the last one was answered; whether all were."""
        texts = list(dict.fromkeys(message.text for message in self.person.messages))
        if len(texts) >= self._done and self._done < len(self._acts):
            self._acts[self._done]()
            self._done += 1
        self.steps = texts
        return self._done == len(self._acts) and len(texts) >= self._done


def _let_run(service: Service, start: int, people: Sequence[_Asker | _Applicant], seconds: float) -> None:
    """Let people converse until the bot, which was started so many times, has run for so long."""
    wait_for_start(service, start)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for person in people:
            person.go_on()
        time.sleep(0.01)


def _finish(server: BotApiServer, service: Service, people: Sequence[_Asker | _Applicant]) -> None:
    """Let people converse until everybody has got everything."""
    latest = time.monotonic() + 120
    while waiting := sum(not person.go_on() for person in people):
        assert time.monotonic() < latest, f"{waiting} persons wait: {service.log[-1000:]}"
        time.sleep(0.02)
    server.wait_for(lambda: not server.unconfirmed() and None not in stored(service).values(), 30)
