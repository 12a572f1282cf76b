"""A mailbox as a channel: one process works for it at a time, whichever holds its lease; others stand by."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.clock import Clock
from bot.holding import Holder
from bot.library import Knowledge
from bot.mailboxes.access import Credentials
from bot.mailboxes.dealing import Clerk
from bot.mailboxes.parsing import Parser
from bot.mailboxes.processing import Processor
from bot.mailboxes.receiving import Receiver
from bot.mailboxes.replying import Letterbox
from bot.oauth import Tokens
from bot.pulse import Pulse
from bot.reminders.greeting import Greeter
from bot.reminders.world import general_preferences
from bot.settings import MailboxSettings, Settings
from bot.store.channels import mailbox as channel_of
from bot.store.leases import Lease
from bot.store.work import Work
from handlers.own_words import OwnWords
from knowledge.model import LANGUAGES

_LAST_WORD = timedelta(seconds=3)
"""How long a server may take to answer when the service is to end."""


@dataclass(kw_only=True)
class MailboxChannel:
    """One mailbox: what comes is fetched, stored, dealt with and moved."""

    settings: Settings
    mailbox: MailboxSettings
    knowledge: Knowledge
    work: Work
    clock: Clock
    parser: Parser
    tokens: Tokens

    def __post_init__(self) -> None:
        """Prepare; nothing is connected yet."""
        name = channel_of(self.mailbox.address)
        self._pulse = Pulse(self.work, name)
        self._holder = Holder(self.work, name)
        self._receiver: Receiver | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Run until told to stop."""
        pulse = asyncio.create_task(self._pulse.run())
        try:
            await self._holder.run(stop, lambda held: self._serve(held, stop), self._pulse.waits)
        finally:
            pulse.cancel()
            await asyncio.gather(pulse, return_exceptions=True)

    async def once(self) -> int | None:
        """Deal with everything that is there, once; returns how many messages there were.

        None where another process works for this mailbox.

        Raises:
            MailError: the mailbox cannot be read.
            PlazoError: the database cannot be used, or access cannot be had.
        """
        lease = await self._holder.acquire()
        if lease is None:
            return None
        done = 0

        async def work(held: Lease) -> None:
            nonlocal done
            receiver, processor = self._parts(held)
            await receiver.once()
            while some := await processor.work_off():
                done += some
            await receiver.once()

        await self._holder.hold(lease, work)
        return done

    async def _serve(self, lease: Lease, stop: asyncio.Event) -> None:
        receiver, processor = self._parts(lease)
        interrupt = asyncio.create_task(self._interrupt_at(stop))
        jobs = [asyncio.create_task(receiver.run(stop)), asyncio.create_task(processor.run(stop))]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_EXCEPTION)
            for job in jobs:
                if job.done():
                    job.result()
        finally:
            for job in (interrupt, *jobs):
                job.cancel()
            receiver.interrupt()
            await asyncio.gather(interrupt, *jobs, return_exceptions=True)

    async def _interrupt_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._interrupt()
        await asyncio.sleep(_LAST_WORD.total_seconds())
        if self._receiver:
            self._receiver.abort()

    def _parts(self, lease: Lease) -> tuple[Receiver, Processor]:
        loop = asyncio.get_running_loop()
        clerk = Clerk(
            box=Letterbox(address=self.mailbox.address, knowledge=self.knowledge),
            own_words=own_words(self.knowledge),
            letters={box.address.casefold(): box.letters for box in self.settings.mailboxes},
            greeter=Greeter(
                knowledge=self.knowledge,
                reminded=general_preferences(self.settings),
                public_url=self.settings.service.public_url,
            ),
            authserv_id=self.mailbox.authserv_id,
            secretariat=self.settings.service.secretariat,
        )
        processor = Processor(
            work=self.work,
            parser=self.parser,
            clerk=clerk,
            clock=self.clock,
            lease=lease,
            notify=self._interrupt,
        )
        receiver = Receiver(
            work=self.work,
            mailbox=self.mailbox,
            credentials=Credentials(self.mailbox.imap, self.tokens),
            clock=self.clock,
            pulse=self._pulse,
            notify=partial(_call_soon, loop, processor.wake),
        )
        self._receiver = receiver
        return receiver, processor

    def _interrupt(self) -> None:
        if self._receiver:
            self._receiver.interrupt()


def own_words(knowledge: Knowledge) -> OwnWords:
    """What knows everything that Plazo writes by e-mail: replies, and what it sends unasked."""
    kinds = (knowledge.replies, knowledge.reminders)
    return OwnWords(texts(language) for texts in kinds for language in LANGUAGES)


def _call_soon(loop: asyncio.AbstractEventLoop, action: Callable[[], None]) -> None:
    """Have the event loop do something, from another thread."""
    loop.call_soon_threadsafe(action)
