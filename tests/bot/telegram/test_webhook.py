"""The webhook: only with the right secret, answered only after the update is stored; and an orderly end."""

import json
import signal
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.store.tables import questions
from tests.bot.program import Program
from tests.bot.service import Service
from tests.bot.telegram.running import ANSWER, QUESTION, Bench, bench, count, stored
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer
from tests.botapi.using import NO_TLS

SECRET = "right-Secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
_REFUSED = (403, b"")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def hooked(side: Bench, port: int, name: str = "one", **more: object) -> Service:
    """A service that listens on a port, and the stand-in calls it there."""
    settings: dict[str, Any] = {
        "mode": "webhook",
        "webhook_url": "https://bot.example.org/hook",
        "secret_token": SECRET,
    }
    return side.service(name, listen=f"127.0.0.1:{port}", **{**settings, **more})


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def side(plazo: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench(plazo, tmp_path_factory.mktemp("webhook")) as made:
        yield made


@pytest.fixture(scope="module")
def server(side: Bench, port: int) -> BotApiServer:
    side.server.webhook_target = f"http://127.0.0.1:{port}/hook"
    return side.server


@pytest.fixture(scope="module")
def service(side: Bench, server: BotApiServer, port: int) -> Iterator[Service]:
    with hooked(side, port) as running:
        server.wait_for(lambda: server.webhook_url, 30)
        yield running


@pytest.fixture
def ana(server: BotApiServer) -> Person:
    return server.person(1001, "Ana", language_code="es")


def call(port: int, body: bytes | str, secret: str | None = SECRET, method: str = "POST") -> httpx.Response:
    """A call of the webhook by anybody."""
    headers = {} if secret is None else {HEADER.encode(): secret.encode("latin-1")}
    with httpx.Client(verify=NO_TLS, trust_env=False, timeout=20) as client:
        return client.request(method, f"http://127.0.0.1:{port}/hook", content=body, headers=headers)


def _update(number: int, text: str) -> str:
    who = {"id": 1001, "is_bot": False, "first_name": "Ana", "language_code": "es"}
    chat = {"id": 1001, "type": "private", "first_name": "Ana"}
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    date = 1_500_000_000
    message = {"message_id": number, "from": who, "chat": chat, "date": date, "text": text, "entities": entities}
    return json.dumps({"update_id": number, "message": message})


def test_a_question_is_answered(server: BotApiServer, service: Service, ana: Person) -> None:
    ana.says(QUESTION)
    assert ANSWER in ana.next_message(20).text
    assert server.calls_of("getUpdates") == []
    server.wait_for(lambda: None not in stored(service).values())
    [hook] = server.calls_of("setWebhook")
    assert hook.params["secret_token"] == SECRET
    assert service.log.count("level=error") == 0


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET.lower(), SECRET + "x", SECRET[:-1], "é", "\u00ff" * 300])
def test_a_call_without_the_right_secret_is_refused_and_nothing_is_stored(
    service: Service, port: int, secret: str | None
) -> None:
    before = stored(service)
    refused = call(port, _update(90_001, QUESTION), None if secret is None else secret)
    assert (refused.status_code, refused.content) == _REFUSED
    assert (call(port, b"no JSON", secret).status_code, stored(service)) == (403, before)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_not_allowed(service: Service, port: int, method: str) -> None:
    before = stored(service)
    assert (call(port, _update(90_002, QUESTION), method=method).status_code, stored(service)) == (405, before)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b"17", b'"text"', b"\xff\xfe\x00", b"[" * 100_000, b'{"update_id": "1"}', b"{}"],
    ids=["empty", "cut", "null", "list", "number", "text", "bytes", "deep", "numbered by text", "unnumbered"],
)
def test_a_body_that_is_no_update_is_refused(service: Service, port: int, body: bytes) -> None:
    before = stored(service)
    assert (call(port, body).status_code, stored(service)) == (400, before)


@pytest.mark.parametrize("number", [2**70, -1, True, 1.5])
def test_an_update_whose_number_no_database_takes_is_refused(service: Service, port: int, number: float) -> None:
    before = stored(service)
    assert (call(port, json.dumps({"update_id": number})).status_code, stored(service)) == (400, before)


def test_an_oversized_body_is_not_read(service: Service, port: int) -> None:
    before = stored(service)
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.sendall(
            f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 2000000\r\n\r\n".encode()
        )
        line.settimeout(20)
        assert line.recv(1000).startswith(b"HTTP/1.1 400 ")
        assert line.recv(1000) == b""
    assert stored(service) == before


def test_an_update_that_comes_twice_is_processed_once(server: BotApiServer, service: Service, port: int) -> None:
    ana = server.person(1001, "Ana", language_code="es")
    before = count(service, questions)
    assert [call(port, _update(80_001, QUESTION)).status_code for _ in range(3)] == [200, 200, 200]
    assert ANSWER in ana.next_message(20).text
    server.wait_for(lambda: stored(service).get(80_001) == "message")
    assert call(port, _update(80_001, QUESTION)).status_code == 200
    assert call(port, _update(80_002, "/help")).status_code == 200
    assert ANSWER not in ana.next_message().text
    server.wait_for(lambda: stored(service).get(80_002) == "command")
    assert (ana.untaken(), count(service, questions) - before) == ([], 1)


@pytest.mark.parametrize("strange", ["\\u0000", "\\ud800", "\\\\u0000", "\\\\\\u0000"])
def test_escapes_that_no_database_takes_are_taken_out(
    server: BotApiServer, service: Service, port: int, strange: str
) -> None:
    ana = server.person(1001, "Ana", language_code="es")
    number = 70_000 + count(service, questions)
    assert call(port, _update(number, f"{QUESTION} @").replace("@", strange)).status_code == 200
    assert ANSWER in ana.next_message(20).text


def test_a_call_is_answered_only_after_its_update_is_stored(
    server: BotApiServer, service: Service, ana: Person
) -> None:
    server.wait_for(lambda: not server.unconfirmed())
    holder = sqlite3.connect(service.folder / "plazo.sqlite3", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        ana.says(QUESTION)
        [waiting] = server.unconfirmed()
        server.wait_for(lambda: 500 in [p.status for p in server.webhook_posts], 28)
        assert [p.status for p in server.webhook_posts if p.update_id == waiting["update_id"]] == [500]
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert ANSWER in ana.next_message(30).text
    server.wait_for(lambda: not server.unconfirmed())
    assert ana.untaken() == []


def test_it_ends_when_told_and_takes_up_what_came_meanwhile(
    side: Bench, server: BotApiServer, service: Service, port: int, ana: Person
) -> None:
    status, seconds = service.stop(signal.SIGINT)
    assert (status, seconds < 5) == (0, True)
    ana.says(QUESTION)
    server.wait_for(lambda: server.webhook_posts[-1].status is None)
    with hooked(side, port, "two") as second:
        assert ANSWER in ana.next_message(30).text
        status, seconds = second.stop(signal.SIGTERM)
        assert (status, seconds < 5) == (0, True)


def test_a_port_in_use_ends_it_with_one_line(plazo: Program, tmp_path: Path) -> None:
    with bench(plazo, tmp_path) as side, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        service = hooked(side, port).start()
        assert service.process
        assert service.process.wait(30) == 2
        [line] = [line for line in service.log.splitlines() if not line.startswith("timestamp=")]
        assert line == f"plazo: telegram.listen: 127.0.0.1:{port} cannot be used: Address already in use"
