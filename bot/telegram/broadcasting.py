"""Shows the author of a broadcast how far it has come, and tells the result when the last message has gone out."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection

from bot.botapi.calls import EditText
from bot.errors import DeliveryError, RefusedError, StoreError, UnreachableError
from bot.library import Knowledge
from bot.logs import get_logger
from bot.store import broadcasts, outbox
from bot.store.broadcasts import Broadcast, Stage
from bot.store.outbox import OPEN, Standing
from bot.store.work import Work
from bot.telegram.sending import Caller
from bot.telegram.visit import CHANNEL

_EVERY = timedelta(seconds=3)
_log = get_logger(CHANNEL)
Counted = tuple[Broadcast, dict[str, int]]


async def follow_broadcasts(work: Work, caller: Caller, knowledge: Knowledge) -> None:
    """Show progress until cancelled."""
    while True:
        try:
            for broadcast, counts in await work.read(_under_way):
                await _show(work, caller, knowledge, broadcast, counts)
        except (StoreError, DeliveryError) as error:
            _log.warning("progress cannot be shown", error=str(error))
        await asyncio.sleep(_EVERY.total_seconds())


def _under_way(connection: Connection) -> list[Counted]:
    running = broadcasts.under_way(connection, CHANNEL)
    return [(broadcast, outbox.count(connection, broadcast.campaign)) for broadcast in running]


async def _show(work: Work, caller: Caller, knowledge: Knowledge, broadcast: Broadcast, counts: dict[str, int]) -> None:
    progress = dict(broadcast.progress or {})
    sent = counts.get(Standing.SENT, 0)
    is_over = not any(counts.get(state) for state in OPEN)
    say = knowledge.conversation(progress["language"]).say
    values = {"sent": sent, "total": broadcast.total, "failed": broadcast.total - sent}
    text = say("broadcast_done" if is_over else "broadcast_progress", **values)
    if text == progress["text"] and not is_over:
        return
    if text != progress["text"]:
        try:
            await caller.make(EditText(chat=progress["chat"], message=progress["message"], text=text))
        except (RefusedError, UnreachableError) as error:  # it is sent all the same
            _log.warning("progress cannot be shown", error=str(error))
        progress["text"] = text
    await work.write(_kept(broadcast, progress, is_over=is_over))


def _kept(broadcast: Broadcast, progress: dict[str, object], *, is_over: bool) -> Callable[[Connection], None]:
    def keep(connection: Connection) -> None:
        broadcasts.show_progress(connection, broadcast.id, progress)
        if is_over:
            broadcasts.advance(connection, broadcast, Stage.DONE)

    return keep
