"""How updates reach the bot: offsets, long polls, conflicts, webhooks."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import Conflict, NetworkError

from tests.botapi.faults import CutAfter
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer
from tests.botapi.using import ask, refusal, with_bot


def _ids(server: BotApiServer, **params: object) -> list[int]:
    """The ids that getUpdates gives."""
    return [update["update_id"] for update in ask(server, "getUpdates", **params).json()["result"]]


def test_updates_stay_until_their_offset_is_confirmed(server: BotApiServer, ana: Person) -> None:
    for text in "abc":
        ana.says(text)
    assert (_ids(server), _ids(server, limit=2), server.confirmed) == ([1001, 1002, 1003], [1001, 1002], 0)
    assert (_ids(server, offset=1003), server.confirmed) == ([1003], 1003)
    assert [update["message"]["text"] for update in server.unconfirmed()] == ["c"]
    assert (_ids(server, offset=1), _ids(server, offset=1004), server.unconfirmed()) == ([1003], [], [])


def test_negative_offset_keeps_only_the_last(server: BotApiServer, ana: Person) -> None:
    for text in "abc":
        ana.says(text)
    assert (_ids(server, offset=-2), _ids(server)) == ([1002, 1003], [1002, 1003])


def test_long_poll_is_answered_as_soon_as_something_comes(server: BotApiServer, ana: Person) -> None:
    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        polled = pool.submit(_ids, server, timeout=20)
        server.wait_for(lambda: server.calls)
        ana.says("a")
        assert (polled.result(5), time.monotonic() - began < 5) == ([1001], True)


def test_long_poll_ends_empty_after_its_timeout(server: BotApiServer) -> None:
    began = time.monotonic()
    assert _ids(server, timeout=1) == []
    assert 1 <= time.monotonic() - began < 3


def test_second_poller_ends_the_first_with_a_conflict(server: BotApiServer, ana: Person) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(with_bot, server, lambda bot: bot.get_updates(timeout=20))
        server.wait_for(lambda: server.calls_of("getUpdates"))
        second = pool.submit(_ids, server, timeout=20)
        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot"):
            first.result(5)
        ana.says("a")
        assert second.result(5) == [1001]


def test_poller_that_left_takes_nothing_with_it(server: BotApiServer) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{server.base_url}{server.token}/getUpdates", json={"timeout": 20}, timeout=0.2)
    server.push({"update_id": 7, "poll": {}})
    assert _ids(server) == [7]


def test_updates_come_again_where_the_answer_was_cut_off(server: BotApiServer, ana: Person) -> None:
    ana.says("a")
    server.fail("getUpdates", CutAfter())

    async def poll_twice(bot: Bot) -> list[int]:
        with pytest.raises(NetworkError):
            await bot.get_updates()
        return [update.update_id for update in await bot.get_updates()]

    assert with_bot(server, poll_twice) == [1001]


def test_allowed_updates_hold_from_then_on_and_an_empty_list_ends_them(server: BotApiServer, ana: Person) -> None:
    ana.says("a")
    assert _ids(server, allowed_updates=["inline_query"]) == [1001]
    ana.says("b")
    ana.asks_inline("c")
    assert [list(update) for update in server.unconfirmed()[1:]] == [["update_id", "inline_query"]]
    _ids(server, allowed_updates=[])
    ana.says("d")
    assert "message" in server.unconfirmed()[-1]


def test_pushed_updates_may_be_malformed_and_come_twice(server: BotApiServer) -> None:
    assert server.push({"message": "no object"}) == 1001
    assert (server.push({"update_id": 2000, "poll": 1}), server.push({"nothing": None})) == (2000, 2001)
    assert (_ids(server), _ids(server, offset=2002)) == ([1001, 2000, 2001], [])
    server.push({"update_id": 2000, "poll": 1})
    assert _ids(server, offset=2002) == [2000]
    assert _ids(server, offset=2002) == []
    assert server.unconfirmed() == []


class _Hook(BaseHTTPRequestHandler):
    """A bot's listener that refuses as often as it is told."""

    refuse = 0
    seen: list[tuple[str | None, dict[str, Any]]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen.append(
            (self.headers["X-Telegram-Bot-Api-Secret-Token"], httpx.Response(200, content=body).json())
        )
        type(self).refuse -= 1
        self.send_response(500 if type(self).refuse >= 0 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        pass


@contextmanager
def _hook(refuse: int = 0) -> Iterator[tuple[str, type[_Hook]]]:
    """A listener, its address and what it saw."""
    handler = type("Hook", (_Hook,), {"refuse": refuse, "seen": []})
    listener = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}/hook", handler
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def test_webhook_gets_each_update_until_it_takes_it(server: BotApiServer, ana: Person) -> None:
    ana.says("a")
    with _hook(refuse=2) as (address, hook):
        server.webhook_target = address
        set_up = with_bot(server, lambda bot: bot.set_webhook("https://bot.example.org/hook", secret_token="s-1"))
        ana.says("b")
        server.wait_for(lambda: not server.unconfirmed(), what="both taken")
    assert set_up
    assert [(secret, update["update_id"]) for secret, update in hook.seen] == [
        ("s-1", n) for n in (1001, 1001, 1001, 1002)
    ]
    assert [post.status for post in server.webhook_posts] == [500, 500, 200, 200]
    assert server.confirmed == 1003


def test_webhook_that_cannot_be_reached_is_told_in_its_info(server: BotApiServer, ana: Person) -> None:
    server.webhook_target = "http://127.0.0.1:9/nobody"
    ask(server, "setWebhook", url="https://bot.example.org/hook")
    ana.says("a")
    server.wait_for(lambda: server.webhook_posts)
    info = with_bot(server, lambda bot: bot.get_webhook_info())
    assert (info.url, info.pending_update_count) == ("https://bot.example.org/hook", 1)
    assert info.last_error_message == "Connection refused"


def test_polls_conflict_with_a_webhook_until_it_is_deleted(server: BotApiServer, ana: Person) -> None:
    ana.says("a")
    ask(server, "setWebhook", url="https://bot.example.org/hook")
    assert server.webhook_url == "https://bot.example.org/hook"
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        with_bot(server, lambda bot: bot.get_updates())
    with_bot(server, lambda bot: bot.delete_webhook(drop_pending_updates=True))
    assert _ids(server) == []
    assert server.webhook_url is None


def test_setting_a_webhook_ends_a_poll(server: BotApiServer) -> None:
    with ThreadPoolExecutor(1) as pool:
        polled = pool.submit(ask, server, "getUpdates", timeout=20)
        server.wait_for(lambda: server.calls)
        ask(server, "setWebhook", url="https://bot.example.org/hook")
        assert polled.result(5).json()["description"] == "Conflict: terminated by setWebhook request"


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://bot.example.org"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://bot.example.org:444"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "https://bot.example.org", "secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"url": "https://bot.example.org", "secret_token": "a" * 257}, "secret token is too long"),
    ],
)
def test_wrong_webhook_is_refused(server: BotApiServer, params: dict[str, str], words: str) -> None:
    assert refusal(server, "setWebhook", **params) == words
