"""Faults by order, the pauses they ask for, and Telegram's own limits."""

import time

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.botapi import faults
from tests.botapi.limits import Limits
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer
from tests.botapi.using import ask, with_bot


def _send(server: BotApiServer, read_timeout: float = 10) -> None:
    with_bot(server, lambda bot: bot.send_message(1001, "x"), read_timeout)


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2:telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (faults.TooMany(3), RetryAfter, r"Retry in (?:3 seconds|0:00:03)"),
        (faults.ServerError(), NetworkError, r"Bad Gateway \(502\)"),
        (faults.Forbidden(), Forbidden, "bot was blocked by the user"),
        (faults.BadRequest(), BadRequest, "Chat not found"),
        (faults.CutBefore(), NetworkError, "disconnected"),
        (faults.CutAfter(), NetworkError, "disconnected"),
        (faults.Slow(1), TimedOut, "Timed out"),
    ],
)
def test_fault_is_seen_once_by_the_client(
    server: BotApiServer, ana: Person, fault: faults.Fault, error: type[TelegramError], words: str
) -> None:
    server.fail("sendMessage", fault)
    with pytest.raises(error, match=words):
        _send(server, read_timeout=0.5)
    assert len(ana.messages) == (1 if isinstance(fault, faults.CutAfter | faults.Slow) else 0)
    _send(server)


def test_fault_holds_for_its_chat_and_as_often_as_ordered(server: BotApiServer, ana: Person) -> None:
    server.person(1002, "Ben")
    server.fail("sendMessage", faults.BadRequest("Bad Request: no"), times=2, chat=ana)
    sent = [ask(server, "sendMessage", chat_id=number, text="x").status_code for number in (1002, 1001, 1001, 1001)]
    assert sent == [200, 400, 400, 200]


def test_fault_without_end_is_mended(server: BotApiServer) -> None:
    server.person(1001, "Ana")
    server.fail("*", faults.ServerError(), times=None)
    statuses = [ask(server, "sendMessage", chat_id=1001, text="x").status_code for _ in range(3)]
    server.mend()
    assert [*statuses, ask(server, "getMe").status_code] == [502, 502, 502, 200]


def test_calls_within_a_pause_are_noted(server: BotApiServer, ana: Person) -> None:
    server.person(1002, "Ben")
    server.fail("sendMessage", faults.TooMany(1), chat=ana)
    for chat_id in (1001, 1002, 1001):
        ask(server, "sendMessage", chat_id=chat_id, text="x")
    ask(server, "getMe")
    assert server.calls_during_holds == [server.calls[2]]
    time.sleep(1.05)
    ask(server, "sendMessage", chat_id=1001, text="x")
    assert len(server.calls_during_holds) == 1


def test_server_that_is_down_comes_back_on_the_same_port(server: BotApiServer, ana: Person) -> None:
    address = server.base_url

    async def send(bot: Bot) -> None:
        await bot.send_message(1001, "a")
        server.down()
        with pytest.raises(NetworkError):
            await bot.send_message(1001, "b")
        server.up()
        await bot.send_message(1001, "c")

    with_bot(server, send)
    assert ([message.text for message in ana.messages], server.base_url) == (["a", "c"], address)


def test_limits_of_a_chat_let_a_burst_through_and_then_one_a_second() -> None:
    with BotApiServer(limits=True) as server:
        server.person(1001, "Ana")
        answers = [ask(server, "sendMessage", chat_id=1001, text="x") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert (answers[3].json()["parameters"], answers[3].headers["Retry-After"]) == ({"retry_after": 1}, "1")


def test_limits_over_all_chats_are_thirty_a_second() -> None:
    limits = Limits()
    assert [limits.wait(chat, 1000.0, is_group=False) for chat in range(31)] == [0] * 30 + [1]
    assert limits.wait(31, 1001.0, is_group=False) == 0


def test_limits_of_a_group_are_twenty_a_minute() -> None:
    limits = Limits()
    assert [limits.wait(-1, 1000.0 + second, is_group=True) for second in range(21)] == [0] * 20 + [40]
    assert limits.wait(-1, 1060.0, is_group=True) == 0
