"""Access tokens from a real server on loopback: which grant is asked for, how often, and what failures become."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web

from bot.oauth import Grant, Tokens, TokenSource
from bot.settings import ImapSettings
from mail.errors import ConnectionLostError, LoginRefusedError, NotNowError

REFRESH, SECRET = "refresh-secret", "client-secret"


@dataclass(kw_only=True)
class Endpoint:
    """What a token endpoint is asked, and how it answers: the last answer again and again."""

    answers: list[tuple[int, object]]
    asked: list[dict[str, str]] = field(default_factory=list)
    takes: timedelta = timedelta()
    port: int = 0

    def grant(self, refresh_token: str | None = REFRESH, scope: str | None = None) -> Grant:
        url = f"http://127.0.0.1:{self.port}/token"
        return Grant(token_url=url, client_id="desk", client_secret=SECRET, refresh_token=refresh_token, scope=scope)


class _Answering(tornado.web.RequestHandler):
    def initialize(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    async def post(self) -> None:
        self.endpoint.asked.append({name: self.get_body_argument(name) for name in self.request.body_arguments})
        await asyncio.sleep(self.endpoint.takes.total_seconds())
        answers = self.endpoint.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.set_status(status)
        await self.finish(body if isinstance(body, str) else json.dumps(body))


def token(text: str = "token-1", **more: object) -> tuple[int, object]:
    return 200, {"access_token": text, "token_type": "Bearer", "expires_in": 3600} | more


def with_endpoint(endpoint: Endpoint, actions: Callable[[Tokens], Awaitable[None]]) -> None:
    async def served() -> None:
        sockets = tornado.netutil.bind_sockets(0, "127.0.0.1")
        endpoint.port = sockets[0].getsockname()[1]
        server = tornado.httpserver.HTTPServer(
            tornado.web.Application([("/token", _Answering, {"endpoint": endpoint})])
        )
        server.add_sockets(sockets)
        try:
            async with httpx.AsyncClient() as client:
                await actions(Tokens(client, longest_pause=timedelta(seconds=0.05)))
        finally:
            server.stop()
            await server.close_all_connections()

    asyncio.run(served())


def source(tokens: Tokens, endpoint: Endpoint, **grant: str | None) -> TokenSource:
    return tokens.source(endpoint.grant(**grant))


@pytest.mark.parametrize(
    ("refresh_token", "scope", "asked"),
    [
        (REFRESH, None, {"grant_type": "refresh_token", "refresh_token": REFRESH}),
        (REFRESH, "mail more", {"grant_type": "refresh_token", "refresh_token": REFRESH, "scope": "mail more"}),
        (None, "mail", {"grant_type": "client_credentials", "scope": "mail"}),
    ],
)
def test_the_grant_is_the_one_that_is_configured(
    refresh_token: str | None, scope: str | None, asked: dict[str, str]
) -> None:
    endpoint = Endpoint(answers=[token()])

    async def once(tokens: Tokens) -> None:
        assert await source(tokens, endpoint, refresh_token=refresh_token, scope=scope).token() == "token-1"

    with_endpoint(endpoint, once)
    assert endpoint.asked == [asked | {"client_id": "desk", "client_secret": SECRET}]


def test_a_token_is_fetched_once_for_all_who_wait_and_kept() -> None:
    endpoint = Endpoint(answers=[token("token-1"), token("token-2")], takes=timedelta(seconds=0.1))

    async def many(tokens: Tokens) -> None:
        found = await asyncio.gather(*(source(tokens, endpoint).token() for _ in range(20)))
        assert set(found) == {"token-1"}
        assert await source(tokens, endpoint).token() == "token-1"

    with_endpoint(endpoint, many)
    assert len(endpoint.asked) == 1


def test_whoever_stops_waiting_does_not_stop_it_for_others() -> None:
    endpoint = Endpoint(answers=[token()], takes=timedelta(seconds=0.2))

    async def two(tokens: Tokens) -> None:
        first = asyncio.create_task(source(tokens, endpoint).token())
        second = asyncio.create_task(source(tokens, endpoint).token())
        await asyncio.sleep(0.05)
        first.cancel()
        assert await second == "token-1"

    with_endpoint(endpoint, two)
    assert len(endpoint.asked) == 1


def test_a_token_that_runs_out_is_fetched_anew_beforehand() -> None:
    endpoint = Endpoint(answers=[token("token-1", expires_in=1), token("token-2", expires_in="3600"), token("token-3")])

    async def twice(tokens: Tokens) -> None:
        found = source(tokens, endpoint)
        assert await found.token() == "token-1"
        await asyncio.sleep(0.6)
        assert [await found.token(), await found.token()] == ["token-2", "token-2"]

    with_endpoint(endpoint, twice)


def test_a_token_that_a_server_refused_is_used_no_more() -> None:
    endpoint = Endpoint(answers=[token("token-1"), token("token-2")])

    async def twice(tokens: Tokens) -> None:
        found = source(tokens, endpoint)
        found.forget(await found.token())
        assert await found.token() == "token-2"
        found.forget("token-1")
        assert await found.token() == "token-2"

    with_endpoint(endpoint, twice)


def test_a_new_refresh_token_takes_the_place_of_the_old() -> None:
    endpoint = Endpoint(answers=[token("token-1", refresh_token="refresh-2"), token("token-2")])

    async def twice(tokens: Tokens) -> None:
        found = source(tokens, endpoint)
        found.forget(await found.token())
        await found.token()

    with_endpoint(endpoint, twice)
    assert [asked["refresh_token"] for asked in endpoint.asked] == [REFRESH, "refresh-2"]


@pytest.mark.parametrize(
    "passing",
    [(500, "oops"), (503, {}), (429, {}), (400, {"error": "temporarily_unavailable"}), (200, "no JSON"), (200, [1])],
)
def test_what_fails_for_now_is_tried_again(passing: tuple[int, object]) -> None:
    endpoint = Endpoint(answers=[passing, token()])

    async def once(tokens: Tokens) -> None:
        assert await source(tokens, endpoint).token() == "token-1"

    with_endpoint(endpoint, once)
    assert len(endpoint.asked) == 2


def test_a_refused_grant_is_told_in_one_line_without_secrets() -> None:
    words = f"AADSTS70000: {REFRESH} of {SECRET} is expired.\r\nTrace ID: 1"
    endpoint = Endpoint(answers=[(400, {"error": "invalid_grant", "error_description": words})])

    async def once(tokens: Tokens) -> None:
        with pytest.raises(LoginRefusedError) as refused:
            await source(tokens, endpoint).token()
        text = "400 invalid_grant AADSTS70000: *** of *** is expired. Trace ID: 1"
        assert str(refused.value) == f"127.0.0.1:{endpoint.port} gives no access token: {text}"

    with_endpoint(endpoint, once)
    assert len(endpoint.asked) == 1
    assert REFRESH not in repr(endpoint.grant())
    assert SECRET not in repr(endpoint.grant())


def test_a_redirection_is_not_followed() -> None:
    endpoint = Endpoint(answers=[(307, {})])

    async def once(tokens: Tokens) -> None:
        with pytest.raises(LoginRefusedError, match="307"):
            await source(tokens, endpoint).token()

    with_endpoint(endpoint, once)


def test_a_server_that_is_away_is_given_up_after_some_attempts() -> None:
    endpoint = Endpoint(answers=[(500, "oops")])

    async def once(tokens: Tokens) -> None:
        with pytest.raises(NotNowError, match="500"):
            await source(tokens, endpoint).token()
        nobody = Grant(token_url="http://127.0.0.1:9/token", client_id="desk", refresh_token=REFRESH)
        with pytest.raises(ConnectionLostError, match=r"127\.0\.0\.1:9"):
            await tokens.source(nobody).token()

    with_endpoint(endpoint, once)
    assert len(endpoint.asked) == 4


def test_the_grant_is_read_from_the_settings() -> None:
    settings = ImapSettings.model_validate(
        {
            "host": "imap.example.org",
            "user": "desk",
            "auth": "xoauth2",
            "token_url": "https://login.example.org/token",
            "client_id": "app",
            "refresh_token": REFRESH,
        }
    )
    url = "https://login.example.org/token"
    assert Grant.of(settings) == Grant(token_url=url, client_id="app", refresh_token=REFRESH)
    plain = ImapSettings.model_validate({"host": "imap.example.org", "user": "desk", "password": "x"})
    assert Grant.of(plain) is None
