"""The heartbeat: what is done every so often. It keeps no jobs of its own; the truth is in the database.

Every process may beat: each job is one transaction that does nothing when there is nothing left to do.
"""

from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock, real_now
from bot.errors import StoreError
from bot.library import Knowledge
from bot.logs import get_logger
from bot.reminders.ticking import Ticker
from bot.settings import Settings
from bot.store import erasure
from bot.store.work import Work

_RETENTION = timedelta(hours=1)
_REMINDERS = timedelta(seconds=1)
_log = get_logger("schedule")


def start_heartbeat(settings: Settings, knowledge: Knowledge, work: Work, clock: Clock) -> Callable[[], None]:
    """Begin to beat.

    Args:
        settings: how long personal data is kept, and how reminders are sent.
        knowledge: what Plazo knows and says.
        work: the database.
        clock: the service's time.

    Returns:
        What ends it.
    """
    keep = timedelta(days=settings.privacy.keep_days)

    async def expire() -> None:
        try:
            erased = await work.write(lambda c: erasure.expire(c, clock.now(), keep))
        except StoreError as error:
            _log.error("personal data cannot be erased now", error=str(error))
            return
        if erased:
            _log.info("personal data erased", rows=erased)

    scheduler = AsyncIOScheduler(timezone="UTC")
    for job, every in ((expire, _RETENTION), (Ticker(settings, knowledge, work, clock).tick, _REMINDERS)):
        trigger = IntervalTrigger(seconds=int(every.total_seconds()))
        # Two at once: a beat that finds another under way ends by itself; the scheduler would warn of skipping it.
        scheduler.add_job(
            job, trigger, coalesce=True, misfire_grace_time=None, max_instances=2, next_run_time=real_now()
        )
    scheduler.start()
    return lambda: scheduler.shutdown(wait=False)
