"""Ways into the server for its own tests: the real client, and bare requests."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.botapi.server import BotApiServer

Given = TypeVar("Given")
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For plain HTTP: else each client loads all certificates, which takes longer than most tests."""


def with_bot(server: BotApiServer, use: Callable[[Bot], Awaitable[Given]], read_timeout: float = 10) -> Given:
    """Do something with python-telegram-bot's own client."""

    async def used() -> Given:
        requests = [HTTPXRequest(read_timeout=read_timeout, httpx_kwargs={"verify": NO_TLS}) for _ in range(2)]
        async with Bot(
            server.token, base_url=server.base_url, request=requests[0], get_updates_request=requests[1]
        ) as bot:
            return await use(bot)

    return asyncio.run(used())


def ask(server: BotApiServer, method: str, **params: Any) -> httpx.Response:  # noqa: ANN401 - any JSON
    """A bare request with a JSON body."""
    return httpx.post(f"{server.base_url}{server.token}/{method}", json=params, timeout=10, verify=NO_TLS)


def refusal(server: BotApiServer, method: str, **params: Any) -> str:  # noqa: ANN401 - any JSON
    """How a bare request is refused with 400, without the beginning."""
    response = ask(server, method, **params)
    body = response.json()
    assert (response.status_code, body["ok"], body["error_code"]) == (400, False, 400)
    return str(body["description"]).removeprefix("Bad Request: ")
