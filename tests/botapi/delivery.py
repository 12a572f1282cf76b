"""How updates reach the bot: getUpdates with its long poll, or a webhook. Runs on the server's loop."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.botapi.checks import nested
from tests.botapi.refusing import Refusal, bad
from tests.botapi.updates import Update
from tests.botapi.wire import Answer, refused, success, success_with
from tests.botapi.world import World

Respond = Callable[[Answer], None]
_MOST, _LONGEST = 100, 50
"""getUpdates gives at most so many updates and waits at most so many seconds."""
_BY_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_BY_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_PORTS = {None, 80, 88, 443, 8443}
_PAUSES = (0.05, 0.1, 0.2, 0.5)
"""Seconds before an update is POSTed again; the last of them holds on."""


_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""It speaks plain HTTP; so the client needn't load any certificates."""


def _conflict(words: str) -> Refusal:
    return Refusal(code=HTTPStatus.CONFLICT, description=f"Conflict: {words}")


def _clamped(value: object, otherwise: int, least: int, most: int) -> int:
    """As the Bot API reads a number: what is out of bounds is moved into them."""
    return min(max(value, least), most) if isinstance(value, int) else otherwise


def _allowed(params: dict[str, Any]) -> list[str] | None:
    given = params.get("allowed_updates")
    return None if given is None else nested(given, list, "allowed updates")


@dataclass(frozen=True)
class _Poll:
    offset: int
    limit: int
    respond: Respond
    end: asyncio.TimerHandle


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A webhook as set."""

    url: str
    secret_token: str
    max_connections: int


@dataclass(frozen=True, kw_only=True)
class Posted:
    """One attempt to deliver an update."""

    update_id: int
    status: int | None
    """None where there was no answer."""


class Delivery:
    """The one way that is in use. Its user holds the lock, but for `run`."""

    def __init__(self, world: World) -> None:
        self.hook: Hook | None = None
        self.target: str | None = None
        """Where updates are POSTed; never to the webhook's own address, which is not on loopback."""
        self.posts: list[Posted] = []
        self._world = world
        self._poll: _Poll | None = None
        self._news = asyncio.Event()
        self._last_error: dict[str, Any] = {}

    def wake(self) -> None:
        """Something came, or the way has changed."""
        self._news.set()
        with self._world.watch.lock:
            poll = self._poll
            if poll is not None and (due := self._world.updates.due(poll.offset, poll.limit)):
                self._end_poll(success_with([update.text for update in due]))

    def get_updates(self, params: dict[str, Any], respond: Respond) -> None:
        """Answer now or when something comes (https://core.telegram.org/bots/api#getupdates)."""
        if self.hook is not None:
            respond(refused(_conflict(_BY_WEBHOOK)))
            return
        self._end_poll(refused(_conflict(_BY_POLLER)))
        updates = self._world.updates
        updates.allow(_allowed(params))
        offset = _clamped(params.get("offset"), 0, -(2**31), 2**31)
        limit = _clamped(params.get("limit"), _MOST, 1, _MOST)
        timeout = _clamped(params.get("timeout"), 0, 0, _LONGEST)
        if offset:
            updates.confirm(offset)
        offset = max(offset, 0)
        due = updates.due(offset, limit)
        if due or not timeout:
            respond(success_with([update.text for update in due]))
            return
        end = asyncio.get_running_loop().call_later(timeout, self._end_poll, success([]))
        self._poll = _Poll(offset, limit, respond, end)

    def _end_poll(self, answer: Answer) -> None:
        with self._world.watch.lock:
            poll, self._poll = self._poll, None
            if poll is not None:
                poll.end.cancel()
                poll.respond(answer)

    def forget_poll(self, respond: Respond) -> None:
        """The client of this one has left."""
        with self._world.watch.lock:
            poll = self._poll
            if poll is not None and poll.respond is respond:
                poll.end.cancel()
                self._poll = None

    def set_webhook(self, params: dict[str, Any]) -> Answer:
        """https://core.telegram.org/bots/api#setwebhook; without an address it is deleteWebhook."""
        url, secret = params.get("url", ""), params.get("secret_token", "")
        if url and not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            too_long = len(secret) > 256
            raise bad("secret token is too long" if too_long else "secret token contains unallowed characters")
        if url and urlsplit(url).scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if url and urlsplit(url).port not in _PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        self._world.updates.allow(_allowed(params) if url else None)
        if params.get("drop_pending_updates"):
            self._world.updates.drop()
        connections = _clamped(params.get("max_connections"), 40, 1, 100)
        was, self.hook = self.hook, Hook(url=url, secret_token=secret, max_connections=connections) if url else None
        self._last_error = {}
        if url:
            self._end_poll(refused(_conflict("terminated by setWebhook request")))
            self._news.set()
        already, done = ("is already set", "was set") if url else ("is already deleted", "was deleted")
        return success(result=True, description=f"Webhook {already if was == self.hook else done}")

    def webhook_info(self) -> dict[str, Any]:
        """https://core.telegram.org/bots/api#webhookinfo."""
        hook = self.hook
        about = {"max_connections": hook.max_connections} if hook else {}
        pending = {"pending_update_count": len(self._world.updates)}
        return {"url": hook.url if hook else "", "has_custom_certificate": False} | pending | about | self._last_error

    async def run(self) -> None:
        """POST what waits, one at a time and each until it is taken; ends when cancelled."""
        async with httpx.AsyncClient(timeout=30, trust_env=False, verify=_NO_TLS) as client:
            failures = 0
            while True:
                hook, update = self._next()
                if hook is None or update is None or self.target is None:
                    await self._news.wait()
                    continue
                failures = 0 if await self._post(client, self.target, hook, update) else failures + 1
                if failures:
                    await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES)) - 1])

    def _next(self) -> tuple[Hook | None, Update | None]:
        self._news.clear()
        with self._world.watch.lock:
            return self.hook, self._world.updates.first()

    async def _post(self, client: httpx.AsyncClient, target: str, hook: Hook, update: Update) -> bool:
        headers = {"Content-Type": "application/json"}
        if hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token
        status, error = None, "Connection refused"
        with contextlib.suppress(httpx.HTTPError):
            response = await client.post(target, content=update.text, headers=headers)
            status, error = response.status_code, f"{response.status_code} {response.reason_phrase}"
        taken = status in range(200, 300)
        with self._world.watch.lock:
            self.posts.append(Posted(update_id=update.id, status=status))
            if taken:
                self._world.updates.accept(update)
            else:
                told = f"Wrong response from the webhook: {error}" if status else error
                self._last_error = {"last_error_date": self._world.date(), "last_error_message": told}
            self._world.watch.lock.notify_all()
        return taken
