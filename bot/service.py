"""The running service: everything that the settings enable, until it is told to stop."""

import asyncio
import gc
import signal
import sys
from collections.abc import Coroutine, Iterator
from datetime import datetime, timedelta
from typing import Any

import uvloop

from bot.answers import respond
from bot.clock import Clock
from bot.errors import StoreError
from bot.library import Knowledge, load_all
from bot.living import follow_letters
from bot.logs import get_logger
from bot.schedule import start_heartbeat
from bot.settings import Section, Settings
from bot.store import marks, schema
from bot.store.database import Database
from bot.store.work import Work
from knowledge.model import LANGUAGES

_FIRST_QUESTION = "WSIS Forum"
_STOPS = (signal.SIGTERM, signal.SIGINT)
_SWITCH = timedelta(milliseconds=0.5)
"""So soon does a thread that answers let the event loop go on, which sends: by default it would wait ten times that."""
_GRACE = timedelta(seconds=7)
_log = get_logger("service")


def serve(settings: Settings, knowledge: Knowledge, clock: Clock) -> None:
    """Run until SIGTERM or SIGINT, then finish what is being done, within ten seconds.

    Args:
        settings: what to run.
        knowledge: what Plazo knows and says.
        clock: the service's time.

    Raises:
        StoreError: the database cannot be used.
        ListenError: an address cannot be listened on.
    """
    for number in _STOPS:  # while all is prepared there is nothing to finish
        signal.signal(number, lambda *_: sys.exit(0))
    database = Database(settings.database.url.get_secret_value())
    before = schema.upgrade(database)
    if not before.is_current:
        _log.info("database upgraded", database=database.name, before=before.found, now=before.expected)
    _prepare(knowledge, clock.now())
    sys.setswitchinterval(_SWITCH.total_seconds())
    work = Work(database)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(settings, knowledge, clock, work))
    finally:
        work.close()
    _log.info("stopped")


async def _run(settings: Settings, knowledge: Knowledge, clock: Clock, work: Work) -> None:
    stop = asyncio.Event()
    for number in _STOPS:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    end_heartbeat = start_heartbeat(settings, knowledge, work, clock)
    sides = [asyncio.create_task(side) for side in _sides(settings, knowledge, clock, work, stop)]
    channels = [asyncio.create_task(channel) for channel in _channels(settings, knowledge, clock, work, stop)]
    _log.info("started", channels=len(channels))
    if not channels:
        _log.warning("no channel is configured: set telegram.token, or a mailbox")
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopping, *channels], return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            _log.info("stopping")
            if channels:
                await asyncio.wait(channels, timeout=_GRACE.total_seconds())
        for channel in channels:
            if channel.done():
                channel.result()
    finally:
        end_heartbeat()
        for task in (stopping, *sides, *channels):
            task.cancel()
        await asyncio.gather(stopping, *sides, *channels, return_exceptions=True)


def _prepare(knowledge: Knowledge, now: datetime) -> None:
    """Load what the first answer in each language would load, and keep the garbage collector from walking over it."""
    load_all(knowledge)
    for language in LANGUAGES:
        respond(_FIRST_QUESTION, knowledge, now, language=language)
    gc.collect()
    gc.freeze()


def _sides(
    settings: Settings, knowledge: Knowledge, clock: Clock, work: Work, stop: asyncio.Event
) -> Iterator[Coroutine[Any, Any, None]]:
    """What runs beside the channels, and is simply broken off."""
    folder = settings.service.letters_dir

    async def tell(complaint: str | None) -> None:
        try:
            await work.write(lambda c: marks.note_bad_letters(c, complaint, clock.now()))
        except StoreError as error:
            _log.error("state of the letters cannot be kept", error=str(error))

    if folder:
        yield follow_letters(knowledge, folder, tell, stop)


def _channels(
    settings: Settings, knowledge: Knowledge, clock: Clock, work: Work, stop: asyncio.Event
) -> Iterator[Coroutine[Any, Any, None]]:
    if settings.telegram.enabled:
        from bot.telegram.channel import TelegramChannel  # noqa: PLC0415 - a large library, for this channel alone

        yield TelegramChannel(settings=settings, knowledge=knowledge, work=work, clock=clock).run(stop)
    if settings.mailboxes:
        from bot.mailboxes.serving import serve_mailboxes  # noqa: PLC0415 - the same

        yield serve_mailboxes(settings, knowledge, work, clock, stop)
    if settings.mailboxes and settings.service.public_url:
        from bot.web.serving import serve_pages  # noqa: PLC0415 - the same

        yield serve_pages(settings, knowledge, work, clock, stop)


def secrets_of(section: Section) -> Iterator[str]:
    """Every secret in the settings, so that the logs can blot it out."""
    from pydantic import SecretStr  # noqa: PLC0415

    for name in type(section).model_fields:
        value = getattr(section, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, SecretStr):
                yield part.get_secret_value()
            elif isinstance(part, Section):
                yield from secrets_of(part)
