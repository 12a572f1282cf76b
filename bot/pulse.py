"""How a channel fares: noted as it happens, written to the database every few seconds for `plazo status`."""

import asyncio
from datetime import datetime, timedelta

from bot.clock import real_now
from bot.errors import StoreError
from bot.logs import get_logger
from bot.processes import own_name
from bot.store import channels
from bot.store.channels import Health
from bot.store.work import Work

_BEAT = timedelta(seconds=5)


class Pulse:
    """The signs of life of one channel."""

    def __init__(self, work: Work, name: str) -> None:
        """Begin, with nothing to report yet."""
        self._work, self._name = work, name
        self._state = "starting"
        self._success: datetime | None = None
        self._error: str | None = None
        self._error_at: datetime | None = None
        self._changed = asyncio.Event()

    def succeeded(self) -> None:
        """The other side answered."""
        self._success = real_now()
        self._enter("running")

    def failed(self, error: str) -> None:
        """The other side did not answer, or not well."""
        self._error, self._error_at = error, real_now()
        self._enter("failing")

    def waits(self) -> None:
        """Another process does this channel's work."""
        self._enter("waiting")

    def _enter(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._changed.set()

    async def run(self) -> None:
        """Report until cancelled, and then that the channel has stopped."""
        try:
            while True:
                self._changed.clear()
                await self._report(self._state)
                try:
                    await asyncio.wait_for(self._changed.wait(), _BEAT.total_seconds())
                except TimeoutError:
                    continue
        finally:
            if self._state != "waiting":  # another process reports for this channel
                await self._report("stopped")

    async def _report(self, state: str) -> None:
        if state == "waiting":
            return
        health = Health(
            name=self._name,
            state=state,
            owner=own_name(),
            beat_at=real_now(),
            last_success=self._success,
            last_error=self._error,
            last_error_at=self._error_at,
        )
        try:
            await self._work.write(lambda c: channels.report(c, health))
        except StoreError as error:
            get_logger(self._name).error("state cannot be reported", error=str(error))
