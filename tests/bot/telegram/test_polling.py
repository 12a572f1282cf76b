"""Long polling: stored before it is confirmed, each update once, nothing that arrives does harm; and an orderly end."""

import signal
import sqlite3
import time
from collections.abc import Iterator

import pytest

from bot.store.tables import questions
from tests.bot.program import Program
from tests.bot.service import Service
from tests.bot.telegram.running import ANSWER, QUESTION, Bench, bench, count, stored
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer


@pytest.fixture(scope="module")
def side(plazo: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(plazo, tmp_path_factory.mktemp("polling")) as made:
        yield made


@pytest.fixture(scope="module")
def server(side: Bench) -> BotApiServer:
    return side.server


@pytest.fixture(scope="module")
def service(side: Bench) -> Iterator[Service]:
    with side.service() as running:
        yield running


@pytest.fixture
def ana(server: BotApiServer) -> Person:
    return server.person(1001, "Ana", language_code="es")


def _said(number: int, **content: object) -> dict[str, object]:
    """A private message of person 1001 as Telegram would write it."""
    who = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "es"}
    chat = {"id": 1001, "type": "private", "first_name": "Ana"}
    date = int(time.monotonic()) + 1_500_000_000
    return {"update_id": number, "message": {"message_id": number, "from": who, "chat": chat, "date": date, **content}}


def test_an_update_is_confirmed_only_after_it_is_stored(server: BotApiServer, service: Service, ana: Person) -> None:
    ana.says(QUESTION)
    assert ANSWER in ana.next_message(20).text
    server.wait_for(lambda: not server.unconfirmed())
    holder = sqlite3.connect(service.folder / "plazo.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        ana.says(QUESTION)
        number = server.unconfirmed()[-1]["update_id"]
        lost = ("updates cannot be fetched", "lease lost")
        server.wait_for(lambda: any(words in service.log for words in lost), 60)  # the store has given up
        assert (server.confirmed, len(server.unconfirmed())) == (number, 1)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert ANSWER in ana.next_message(40).text
    server.wait_for(lambda: server.confirmed == number + 1)
    server.wait_for(lambda: stored(service)[number] == "message")
    assert ana.untaken() == []


def test_an_update_that_comes_twice_is_processed_once(server: BotApiServer, service: Service, ana: Person) -> None:
    before = count(service, questions)
    update = _said(5001, text=QUESTION)
    server.push(update)
    assert ANSWER in ana.next_message(20).text
    server.wait_for(lambda: server.confirmed == 5002)
    server.push(update)
    help_me = _said(5002, text="/help", entities=[{"type": "bot_command", "offset": 0, "length": 5}])
    server.push(help_me)
    server.push(help_me)
    assert ANSWER not in ana.next_message().text
    server.wait_for(lambda: server.confirmed == 5003 and not server.unconfirmed())
    ana.says(QUESTION)
    assert ANSWER in ana.next_message().text
    assert (ana.untaken(), count(service, questions) - before) == ([], 2)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {}},
        {"message": None},
        {"message": "text"},
        {"message": {"message_id": 1, "chat": {"id": 1001, "type": "private"}}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": "?", "type": "private"}, "text": "hola"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": 17}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "channel"}, "text": "hola"}},
        {"callback_query": {"id": "1"}},
        {"callback_query": {"id": "1", "from": {"id": 1, "is_bot": False, "first_name": "X"}, "chat_instance": "1"}},
        {"inline_query": {"id": "1", "query": "foro"}},
        {"my_chat_member": {"chat": {"id": 1001, "type": "private"}}},
        {"poll": {"id": "1"}},
        {"something_new": {"chat": {"id": [1]}}},
        {},
        {"update_id": "many"},
    ],
)
def test_a_strange_update_harms_nobody(server: BotApiServer, service: Service, update: dict[str, object]) -> None:
    ben = server.person(1002, "Ben", language_code="es")
    server.push(update)
    ben.says(QUESTION)
    assert ANSWER in ben.next_message(20).text
    server.wait_for(lambda: None not in stored(service).values())
    assert ben.untaken() == []


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "strange",
    ["\0", "\ud800", "\udc00\ud800", "\\u0000", "\\ud800", "\\\\u0000\0", "\\", '\\"'],
    ids=["nul", "lone", "swapped", "written nul", "written lone", "both", "backslash", "quotes"],
)
def test_a_text_that_no_database_takes_is_answered(server: BotApiServer, ana: Person, strange: str) -> None:
    ana.says(f"{QUESTION} {strange}")
    assert ANSWER in ana.next_message(20).text
    server.wait_for(lambda: not server.unconfirmed())
    assert ana.untaken() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_in_the_middle_of_a_long_poll(server: BotApiServer, service: Service, number: signal.Signals) -> None:
    polls = len(server.calls_of("getUpdates"))
    server.wait_for(lambda: server.calls_of("getUpdates")[-1].status is None)  # it is held open
    status, seconds = service.stop(number)
    assert (status, seconds < 5) == (0, True)
    assert "event=stopped" in service.log.splitlines()[-1]
    service.start()
    server.wait_for(lambda: len(server.calls_of("getUpdates")) > polls, 30)
