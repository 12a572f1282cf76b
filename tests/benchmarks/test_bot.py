"""From update to reply: what Plazo's whole bot adds to a bare echo bot of the same library, in the same run."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.benchmarks.measuring import table
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

MOST_TIMES_SLOWER = 3
QUESTIONS = (
    "When is the WSIS Forum 2021?",
    "¿Hasta cuándo se puede enviar la expresión de interés?",
    "Qui est le contact pour le Forum 2021 ?",
    "Где пройдет первая сессия по МСП?",
    "2021年论坛何时举行？",
    "What is the deadline for the Stocktaking?",
    "Who signed CL-21/4?",
    "¿Cuál es el correo de las PYME?",
)
ONE_BY_ONE, AT_ONCE, ROUNDS, PEOPLE = 150, 400, 3, 50
NO_FLOOD = 100_000


@dataclass
class Bot:
    """A bot under measurement, with Telegram's side of it."""

    server: BotApiServer
    people: list[Person]

    def latencies(self) -> list[float]:
        """Seconds from each of many messages to its reply, one after the other."""
        taken = []
        for number in range(ONE_BY_ONE):
            person = self.people[number % PEOPLE]
            began = time.monotonic()
            person.says(QUESTIONS[number % len(QUESTIONS)])
            taken.append(person.next_message(30).at - began)
        return taken

    def rate(self) -> float:
        """Replies a second to many messages that come at once."""
        before = len(self.server.calls_of("sendMessage"))
        began = time.monotonic()
        for number in range(AT_ONCE):
            self.people[number % PEOPLE].says(QUESTIONS[number % len(QUESTIONS)])
        self.server.wait_for(lambda: len(self.server.calls_of("sendMessage")) >= before + AT_ONCE, 120, "all replies")
        last = self.server.calls_of("sendMessage")[-1].at
        for person in self.people:
            person.replies(AT_ONCE // PEOPLE)
        return AT_ONCE / (last - began)


def _bot(server: BotApiServer) -> Bot:
    people = [server.person(1000 + number, f"P{number}", language_code="en") for number in range(PEOPLE)]
    people[0].says(QUESTIONS[0])
    people[0].next_message(60)
    for question in QUESTIONS:  # so that every language is loaded
        people[1].says(question)
        people[1].next_message(60)
    return Bot(server, people)


@pytest.fixture
def echo() -> Iterator[Bot]:
    with BotApiServer() as server:
        script = Path(__file__).with_name("echo_bot.py")
        process = subprocess.Popen(
            [sys.executable, str(script), server.token, server.base_url], stdout=subprocess.DEVNULL
        )
        try:
            yield _bot(server)
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def plazo_bot(tmp_path: Path) -> Iterator[Bot]:
    with BotApiServer() as server:
        settings = telegram(server.base_url, server.token, flood_messages=NO_FLOOD)
        with Service(Program(tmp_path / "cache"), tmp_path, settings):
            yield _bot(server)


def test_the_bot_answers_in_few_times_what_a_bare_echo_bot_takes(echo: Bot, plazo_bot: Bot) -> None:
    bare: list[float] = []
    own: list[float] = []
    rates: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        bare += echo.latencies()
        own += plazo_bot.latencies()
        rates.append((echo.rate(), plazo_bot.rate()))
    bare_p99, own_p99 = quantiles(bare, n=100)[98], quantiles(own, n=100)[98]
    bare_rate, own_rate = (median(side) for side in zip(*rates, strict=True))
    ratios = {
        "median": median(own) / median(bare),
        "p99": own_p99 / bare_p99,
        "questions a second": bare_rate / own_rate,
    }
    rows = [
        ("median, echo / Plazo", f"{median(bare) * 1e3:.2f} / {median(own) * 1e3:.2f} ms"),
        ("p99, echo / Plazo", f"{bare_p99 * 1e3:.2f} / {own_p99 * 1e3:.2f} ms"),
        ("a second, echo / Plazo", f"{bare_rate:.0f} / {own_rate:.0f}"),
        *((f"ratio, {name}", f"{ratio:.2f}") for name, ratio in ratios.items()),
    ]
    table(f"From update to reply ({ROUNDS * ONE_BY_ONE} messages one by one; {ROUNDS} times {AT_ONCE} at once)", rows)
    assert max(ratios.values()) <= MOST_TIMES_SLOWER
