"""Fetches updates by long polling. An update is confirmed to Telegram only after it is stored.

The library's own way of fetching confirms updates before they are handled, and one malformed update would stop it; so
`getUpdates` is called for its plain JSON.
"""

import asyncio
import time
import warnings
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from telegram.warnings import PTBUserWarning

from bot.backoff import pause
from bot.clock import real_now
from bot.errors import PassingError, PlazoError
from bot.logs import get_logger
from bot.pulse import Pulse
from bot.store import updates
from bot.store.updates import Arrived
from bot.store.work import Work
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL

ALLOWED = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
_POLL = timedelta(seconds=30)
_SLACK = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(seconds=30)
_FORGOTTEN = timedelta(hours=25)
"""Telegram keeps an update for a day at most. After a week without any it may begin to count anew, lower."""
_NUMBERS = range(2**63)
"""What a database takes for the number of an update."""
_log = get_logger(CHANNEL)

# Plain JSON is wanted here, so the hint at the method that parses is beside the point.
warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)


def cleaned(payloads: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - whatever the other side gives
    """Updates that can be stored: each with its number, and without what no database takes (NUL, lone surrogates)."""
    if not isinstance(payloads, list | tuple):
        return []
    numbered = (p for p in payloads if isinstance(p, dict) and type(p.get("update_id")) is int)
    return [_storable(payload) for payload in numbered if payload["update_id"] in _NUMBERS]


def _storable(value: Any) -> Any:  # noqa: ANN401 - any JSON value, and the same kind back
    match value:
        case str():
            return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_storable(part) for part in value]
        case dict():
            return {_storable(name): _storable(part) for name, part in value.items()}
        case _:
            return value


Take = Callable[[Sequence[Arrived]], Awaitable[None]]


def _arrived(source: str, payload: dict[str, Any], now: datetime) -> Arrived:
    return Arrived(
        source=source,
        update_id=payload["update_id"],
        payload=payload,
        received_at=now,
        calls=None,
        called=0,
        attempts=0,
    )


class Poller:
    """Fetches the updates of one bot, for ever, whatever fails."""

    def __init__(self, work: Work, caller: Caller, source: str, pulse: Pulse, take: Take) -> None:
        """Prepare to fetch.

        Args:
            work: the database.
            caller: the bot.
            source: the bot's number.
            pulse: where to tell how it goes.
            take: given the new updates, after they were stored.
        """
        self._work, self._caller, self._source, self._pulse, self._take = work, caller, source, pulse, take
        self._offset: int | None = None
        self._last_update = time.monotonic()

    async def run(self) -> None:
        """Fetch until cancelled."""
        attempts = 0
        while True:
            try:
                await self._fetch()
                attempts = 0
            except PlazoError as error:
                attempts += 1
                wait = (error.pause if isinstance(error, PassingError) else None) or pause(attempts, _LONGEST_PAUSE)
                self._pulse.failed(str(error))
                _log.warning("updates cannot be fetched", error=str(error), again_in=round(wait.total_seconds(), 1))
                await asyncio.sleep(wait.total_seconds())
            except Exception as error:  # noqa: BLE001 - nothing that arrives may end the fetching
                attempts += 1
                self._pulse.failed(type(error).__name__)
                _log.exception("updates cannot be taken")
                await asyncio.sleep(pause(attempts, _LONGEST_PAUSE).total_seconds())

    async def _fetch(self) -> None:
        """One round: fetch, store, and only then go on to the next, which confirms."""
        if self._offset is not None and time.monotonic() - self._last_update > _FORGOTTEN.total_seconds():
            self._offset = None
        given = await self._caller.request(self._get)
        payloads = cleaned(given)
        if given and not payloads:
            raise PassingError("no update has a number")  # so that they are not fetched again at once
        self._pulse.succeeded()
        if not payloads:
            return
        now = real_now()
        new = await self._work.write(lambda c: updates.store(c, self._source, payloads, now), first=True)
        self._offset = max(payload["update_id"] for payload in payloads) + 1
        self._last_update = time.monotonic()
        await self._take([_arrived(self._source, p, now) for p in payloads if p["update_id"] in new])

    async def _get(self) -> Any:  # noqa: ANN401 - whatever the server gives
        asked = {"timeout": int(_POLL.total_seconds()), "allowed_updates": list(ALLOWED)}
        if self._offset is not None:
            asked["offset"] = self._offset
        return await self._caller.bot.do_api_request(
            "getUpdates", api_kwargs=asked, read_timeout=(_POLL + _SLACK).total_seconds()
        )
