"""Two processes for one bot: one of them works, the other takes over when the first ends, however it ends."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.store.tables import questions
from tests.bot.program import Program
from tests.bot.service import Service
from tests.bot.telegram.running import ANSWER, QUESTION, Bench, bench, count, stored, wait_for_start
from tests.bot.telegram.test_webhook import free_port, hooked
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

if TYPE_CHECKING:
    from tests.postgres import PostgresServer


@pytest.fixture
def side(plazo: Program, tmp_path: Path) -> Iterator[Bench]:
    with bench(plazo, tmp_path) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that is empty."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'both.sqlite3'}"
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    url = postgres.new_database()
    yield url
    postgres.drop(url)


def _no_conflict(server: BotApiServer) -> bool:
    """Whether never two asked for updates at once."""
    return 409 not in [call.status for call in server.calls]


def _ask(person: Person, times: int = 1) -> None:
    for _ in range(times):
        person.says(QUESTION)
    assert all(ANSWER in message.text for message in person.replies(times, 40))


def _took_over(ended: Callable[[], object], second: Service) -> float:
    """How many seconds the second process needs after the first has ended so."""
    ended()
    began = time.monotonic()
    wait_for_start(second)
    return time.monotonic() - began


def test_one_polls_and_the_other_takes_over_whether_the_first_stops_or_is_killed(side: Bench, database: str) -> None:
    ana = side.server.person(1001, "Ana", language_code="es")
    one, two, three = (side.service(name, database=database) for name in ("one", "two", "three"))
    with one, two, three:
        one.wait_for_log("event=started")
        two.wait_for_log("event=started")
        three.wait_for_log("event=started")
        side.server.wait_for(lambda: any("event=running" in each.log for each in (one, two, three)), 30)
        _ask(ana, 5)
        first, *others = sorted((one, two, three), key=lambda each: "event=running" not in each.log)
        assert not any("event=running" in each.log for each in others)
        assert _stopped_and_taken_over(side, first, others) < 4
        _ask(ana, 2)
        second, third = sorted(others, key=lambda each: "event=running" not in each.log)
        ana.says(QUESTION)
        assert _took_over(second.kill, third) < 6
        assert ANSWER in ana.replies(1, 20)[0].text
        _ask(ana, 2)
        side.server.wait_for(lambda: None not in stored(third).values())
        assert (_no_conflict(side.server), count(third, questions)) == (True, 10)
        assert len(ana.untaken()) <= 1  # the answer that was on its way when it was killed


def _stopped_and_taken_over(side: Bench, first: Service, others: list[Service]) -> float:
    assert first.stop(signal.SIGTERM)[0] == 0
    began = time.monotonic()
    side.server.wait_for(lambda: any("event=running" in each.log for each in others), 20)
    return time.monotonic() - began


def test_who_was_stopped_for_too_long_finds_its_lease_taken_and_stands_by(side: Bench, tmp_path: Path) -> None:
    ana = side.server.person(1001, "Ana", language_code="es")
    shared = f"sqlite:///{tmp_path / 'both.sqlite3'}"
    with side.service("one", database=shared) as one:
        wait_for_start(one)
        _ask(ana)
        side.server.wait_for(lambda: None not in stored(one).values())
        assert one.process
        one.process.send_signal(signal.SIGSTOP)
        with side.service("two", database=shared) as two:
            wait_for_start(two)  # when the lease has run out
            one.process.send_signal(signal.SIGCONT)
            one.wait_for_log("lease lost")
            _ask(ana, 3)
            assert one.process.poll() is None
            assert two.stop()[0] == 0
            wait_for_start(one, 2)
            _ask(ana)
        assert count(one, questions) == 5
        assert one.stop()[0] == 0
    assert ana.untaken() == []


def test_with_a_webhook_both_store_and_one_answers(side: Bench, tmp_path: Path) -> None:
    ana = side.server.person(1001, "Ana", language_code="es")
    shared = f"sqlite:///{tmp_path / 'both.sqlite3'}"
    ports = free_port(), free_port()
    one, two = (hooked(side, port, f"at-{port}", database=shared) for port in ports)
    with one, two:
        for each in (one, two):
            each.wait_for_log("event=started")
        side.server.wait_for(lambda: side.server.webhook_url, 30)
        for port in (*ports, *ports):
            side.server.webhook_target = f"http://127.0.0.1:{port}/hook"
            _ask(ana)
        assert sorted("event=running" in each.log for each in (one, two)) == [False, True]
        side.server.wait_for(lambda: None not in stored(one).values())
        assert (count(one, questions), ana.untaken()) == (4, [])
