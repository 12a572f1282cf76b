"""One beat of the reminders: what the letters changed, and what is due, into the outbox.

Every process may beat. The letters that a process knows are followed once; where another process has followed later
ones, this one writes nothing until it has read them, too.
"""

import time
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clock import Clock, real_now
from bot.errors import StoreError
from bot.library import Knowledge
from bot.logs import get_logger
from bot.reminders.changes import fingerprint, follow
from bot.reminders.queueing import queue_due
from bot.reminders.world import World, plan_fingerprint, read_world
from bot.settings import Settings
from bot.store import marks, outbox, reminders, subscribers
from bot.store.work import Work

_AT_ONCE = 50
"""Subscribers in one transaction: others who want to write wait no longer than that takes."""
_JUMP = timedelta(hours=1)
_NOTE_CLOCK = timedelta(seconds=30)
_LOOK_BACK = timedelta(days=1)
"""What expires is looked at within seconds, by a process that runs."""
_log = get_logger("reminders")


class Ticker:
    """Beats for one process."""

    def __init__(self, settings: Settings, knowledge: Knowledge, work: Work, clock: Clock) -> None:
        """Prepare.

        Args:
            settings: how those are reminded who chose nothing.
            knowledge: what Plazo knows and says.
            work: the database.
            clock: the service's time.
        """
        self._settings, self._knowledge, self._work, self._clock = settings, knowledge, work, clock
        self._plan = plan_fingerprint(settings)
        self._book: object = None
        self._fingerprint = ""
        self._has_followed = self._is_following = False
        self._world: World | None = None
        self._beat: tuple[datetime, float] | None = None
        self._is_ticking = False

    async def tick(self) -> None:
        """Do what is to be done now, unless that is being done already; what fails is done at the next beat."""
        if self._is_ticking:
            return
        self._is_ticking = True
        try:
            looked, total = _AT_ONCE, 0
            while looked == _AT_ONCE:
                looked = await self._work.write(self._step)
                total += looked
                self._has_followed, self._is_following = self._has_followed or self._is_following, False
            if total:
                _log.info("subscribers looked at", number=total)
        except StoreError as error:
            _log.error("reminders cannot be planned now", error=str(error))
        finally:
            if self._is_following:  # in a transaction that failed: as if it had never been tried
                self._is_following, self._world = False, None
            self._is_ticking = False

    def _step(self, connection: Connection) -> int:
        """Follow the letters and queue what is due to some subscribers; returns to how many it was looked."""
        if marks.sending_held_since(connection):
            return 0
        now = self._clock.now()
        self._watch_clock(connection, now)
        if not self._follow(connection, now):
            return 0
        if marks.is_new_plan(connection, self._plan, now):
            subscribers.wake_all(connection)
        if self._world is None:
            self._world = read_world(connection, self._knowledge, self._settings)
        standing = {name for name, deadline in self._world.deadlines.items() if now < deadline.ends}
        reminders.redo_expired(connection, standing, now - _LOOK_BACK)
        return queue_due(connection, self._world, now, _AT_ONCE)

    def _follow(self, connection: Connection, now: datetime) -> bool:
        """Whether what is known of deadlines is what this process's letters say."""
        book = self._knowledge.library.book
        if book is not self._book:
            self._book, self._fingerprint, self._has_followed, self._world = book, fingerprint(book), False, None
        self._is_following = not self._has_followed
        if marks.letters(connection, to_follow=self._is_following) == self._fingerprint:
            return True
        self._world = None
        if self._has_followed:  # another process has read later letters
            return False
        changed = follow(connection, book, now)
        subscribers.wake_all(connection)
        _log.info("letters followed", changed=changed)
        return True

    def _watch_clock(self, connection: Connection, now: datetime) -> None:
        """Notice a clock that has jumped; where it was set back, look at everything again."""
        shown = marks.clock(connection)
        ahead = self._jumped_ahead(now)
        self._beat = (now, time.monotonic())
        back = shown[0] - now if shown else timedelta()
        if back > _JUMP:
            outbox.reopen_expired(connection, now)
            reminders.take_back_early(connection, now)
            subscribers.wake_all(connection)
        jump = -back if back > _JUMP else ahead
        if jump:
            marks.warn_of_clock(connection, now, int(jump.total_seconds()))
            _log.warning("the clock has jumped", seconds=int(jump.total_seconds()))
        if jump or not shown or now - shown[0] >= _NOTE_CLOCK:
            marks.note_clock(connection, now, real_now())

    def _jumped_ahead(self, now: datetime) -> timedelta | None:
        if self._beat is None:
            return None
        last, then = self._beat
        by = now - last - timedelta(seconds=time.monotonic() - then)
        return by if by > _JUMP else None
