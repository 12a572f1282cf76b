"""The Telegram channel as a whole: one process works for a bot at a time, whichever holds its lease; others stand by.

In webhook mode every process listens and stores; only the holder of the lease answers.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.backoff import pause
from bot.clock import Clock
from bot.delivery import Delivery
from bot.errors import DeliveryError, PlazoError
from bot.holding import Holder
from bot.library import Knowledge
from bot.logs import get_logger
from bot.pulse import Pulse
from bot.settings import Settings
from bot.store.leases import Lease
from bot.store.updates import Arrived
from bot.store.work import Work
from bot.telegram import profile
from bot.telegram.broadcasting import follow_broadcasts
from bot.telegram.dispatch import Dispatcher
from bot.telegram.flood import Flood
from bot.telegram.listener import Listener
from bot.telegram.post import TelegramPost
from bot.telegram.processing import Processor
from bot.telegram.receiving import ALLOWED, Poller
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL, Desk
from bot.waiting import until

_LONGEST_PAUSE = timedelta(seconds=60)
_POOL = 32
_log = get_logger(CHANNEL)


@dataclass(kw_only=True)
class TelegramChannel:
    """One bot: fetches or receives its updates, answers them, and sends what the outbox holds for it."""

    settings: Settings
    knowledge: Knowledge
    work: Work
    clock: Clock

    def __post_init__(self) -> None:
        """Prepare the bot; nothing is sent yet."""
        own = self.settings.telegram
        token = own.token.get_secret_value() if own.token else ""
        self.source = token.partition(":")[0]
        self._bot = Bot(
            token,
            base_url=own.base_url,
            request=HTTPXRequest(connection_pool_size=_POOL, read_timeout=20, pool_timeout=20),
            get_updates_request=HTTPXRequest(connection_pool_size=1),
        )
        self._caller = Caller(self._bot)
        self._pulse = Pulse(self.work, CHANNEL)
        self._holder = Holder(self.work, f"telegram:{self.source}")
        self._processor: Processor | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop.

        Raises:
            ListenError: the address for the webhook cannot be used.
        """
        listener = self._listen()
        pulse = asyncio.create_task(self._pulse.run())
        impatience = asyncio.create_task(self._end_holds(stop))
        try:
            await self._holder.run(stop, lambda held: self._serve(held, stop), self._pulse.waits)
        finally:
            if listener:
                await listener.close()
            for side in (impatience, pulse):
                side.cancel()
            await asyncio.gather(impatience, pulse, return_exceptions=True)
            await self._bot.shutdown()

    async def _end_holds(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._caller.hold.end()

    def _listen(self) -> Listener | None:
        own = self.settings.telegram
        if own.mode != "webhook" or own.secret_token is None:
            return None
        return Listener(self.work, self.source, own.secret_token.get_secret_value(), own.listen, self._notify)

    def _notify(self) -> None:
        if self._processor:
            self._processor.notify()

    async def _take(self, arrived: Sequence[Arrived]) -> None:
        if self._processor:
            await self._processor.take(arrived)

    # -- the work ---------------------------------------------------------------------------------------------------

    async def _serve(self, lease: Lease, stop: asyncio.Event) -> None:
        await self._patiently(self._bot.initialize, "bot cannot be reached", stop)
        post = TelegramPost(self._caller, self.work, lease)
        await post.take_over(stop)
        if stop.is_set():
            return
        processor = self._processor = Processor(
            work=self.work,
            dispatcher=self._dispatcher(),
            caller=self._caller,
            clock=self.clock,
            lease=lease,
            log_texts=self.settings.service.log_texts,
            is_sure=self._holder.is_sure,
        )
        _log.info("running", bot=self._bot.username, mode=self.settings.telegram.mode)
        delivery = Delivery(self.work, post, self.clock)
        sending = [asyncio.create_task(job) for job in (processor.run(stop), delivery.run(stop))]
        sides = [asyncio.create_task(side) for side in self._sides(stop)]
        try:
            await asyncio.wait([*sides, *sending], return_when=asyncio.FIRST_COMPLETED)
            for side in sides:
                if side.done() and (error := side.exception()):
                    raise error
            await asyncio.gather(*sending)  # told to stop, they finish what is under way
        finally:
            self._processor = None
            for side in (*sides, *sending):
                side.cancel()
            await asyncio.gather(*sides, *sending, return_exceptions=True)

    def _sides(self, stop: asyncio.Event) -> list[Coroutine[Any, Any, None]]:
        """What runs beside the sending, and is simply broken off."""
        return [
            self._receive(stop),
            self._introduce(stop),
            follow_broadcasts(self.work, self._caller, self.knowledge),
        ]

    def _dispatcher(self) -> Dispatcher:
        own = self.settings.telegram
        desk = Desk(
            knowledge=self.knowledge,
            username=self._bot.username,
            bot=self._bot.id,
            admins=frozenset(own.admins),
            watched=tuple(letter for mailbox in self.settings.mailboxes for letter in mailbox.letters),
            settings=self.settings,
        )
        flood = Flood(
            most=own.flood_messages,
            within=timedelta(seconds=own.flood_seconds),
            pause=timedelta(seconds=own.flood_pause_seconds),
        )
        return Dispatcher(desk=desk, flood=flood)

    async def _receive(self, stop: asyncio.Event) -> None:
        """Fetch for ever, or tell Telegram where to call."""
        own = self.settings.telegram
        if own.mode == "polling":
            await self._patiently(self._bot.delete_webhook, "webhook cannot be removed", stop)
            await Poller(self.work, self._caller, self.source, self._pulse, self._take).run()
        secret = own.secret_token.get_secret_value() if own.secret_token else None
        await self._patiently(
            lambda: self._bot.set_webhook(own.webhook_url or "", secret_token=secret, allowed_updates=ALLOWED),
            "webhook cannot be set",
            stop,
        )
        await asyncio.Event().wait()

    async def _introduce(self, stop: asyncio.Event) -> None:
        """Set menus and descriptions; a failure of one keeps none of the others back."""
        for request in profile.requests(self._bot, self.knowledge, self.settings.telegram.admins):
            await self._patiently(request, "profile cannot be set", stop)
        _log.info("profile set")
        await asyncio.Event().wait()

    async def _patiently(self, request: profile.Request, complaint: str, stop: asyncio.Event) -> None:
        """Make a request until it succeeds, or until it never will."""
        attempts = 0
        while not stop.is_set():
            try:
                await self._caller.request(request)
                self._pulse.succeeded()
            except PlazoError as error:
                attempts += 1
                self._pulse.failed(str(error))
                _log.warning(complaint, error=str(error))
                if isinstance(error, DeliveryError) and error.is_final:
                    return
                await until(stop, pause(attempts, _LONGEST_PAUSE))
            else:
                return
