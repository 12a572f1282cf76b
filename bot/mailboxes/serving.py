"""All mailboxes together: what they share, running until told to stop, or once."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from bot.clock import Clock
from bot.delivery import Delivery
from bot.errors import PlazoError
from bot.library import Knowledge
from bot.logs import get_logger
from bot.mailboxes.channel import MailboxChannel
from bot.mailboxes.parsing import Parser
from bot.mailboxes.post import EmailPost
from bot.mailing import CHANNEL
from bot.oauth import Tokens
from bot.settings import Settings
from bot.store.work import Work
from mail.errors import MailError

_TIMEOUT = timedelta(seconds=30)


@asynccontextmanager
async def _open(
    settings: Settings, knowledge: Knowledge, work: Work, clock: Clock, given: Parser | None = None
) -> AsyncIterator[tuple[list[MailboxChannel], Delivery]]:
    """The channels, and what sends for them."""
    parser = given or Parser()
    async with httpx.AsyncClient(timeout=_TIMEOUT.total_seconds()) as client:
        tokens = Tokens(client)
        post = EmailPost(settings.mailboxes, tokens)
        try:
            channels = [
                MailboxChannel(
                    settings=settings,
                    mailbox=mailbox,
                    knowledge=knowledge,
                    work=work,
                    clock=clock,
                    parser=parser,
                    tokens=tokens,
                )
                for mailbox in settings.mailboxes
            ]
            yield channels, Delivery(work, post, clock)
        finally:
            await post.close()
            if given is None:
                parser.close()


async def serve_mailboxes(
    settings: Settings, knowledge: Knowledge, work: Work, clock: Clock, stop: asyncio.Event
) -> None:
    """Run every mailbox, and send what waits for them, until told to stop."""
    async with _open(settings, knowledge, work, clock) as (channels, delivery):
        jobs: list[Coroutine[Any, Any, None]] = [*(channel.run(stop) for channel in channels), delivery.run(stop)]
        async with asyncio.TaskGroup() as tasks:
            for job in jobs:
                tasks.create_task(job)


async def sync_mailboxes(
    settings: Settings, knowledge: Knowledge, work: Work, clock: Clock, parser: Parser | None = None
) -> list[str]:
    """Deal with everything that is in the mailboxes, once, and send what is due.

    Args:
        settings: which mailboxes.
        knowledge: what Plazo knows and says.
        work: the database.
        clock: the service's time.
        parser: of whoever syncs often; it stays open. By default one is opened and closed.

    Returns:
        What could not be done, a line for each mailbox.
    """
    async with _open(settings, knowledge, work, clock, parser) as (channels, delivery):
        ends = await asyncio.gather(*(channel.once() for channel in channels), return_exceptions=True)
        await delivery.once()
    complaints = []
    for channel, end in zip(channels, ends, strict=True):
        if isinstance(end, (MailError, PlazoError, OSError)):
            complaints.append(f"{channel.mailbox.address}: {end}")
        elif isinstance(end, BaseException):
            raise end
        elif end is None:
            complaints.append(f"{channel.mailbox.address}: another process works for it")
        else:
            get_logger(CHANNEL).info("mailbox dealt with", mailbox=channel.mailbox.address, messages=end)
    return complaints
