"""Deals with what is stored of one mailbox: parsed in another process, then recorded and answered in one transaction.

A message that cannot be dealt with goes to review, with the reason, and holds nobody up.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from bot.backoff import pause
from bot.clock import Clock
from bot.errors import LeaseLostError, PoisonError, StoreError
from bot.logs import get_logger
from bot.mailboxes.dealing import Clerk
from bot.mailboxes.parsing import Parser
from bot.store import leases, mails
from bot.store.leases import Lease
from bot.store.mails import Outcome, Stored, Target
from bot.store.work import Work
from bot.waiting import first_of, until
from mail.message import Message

_AT_ONCE = 20
_LOOK = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=1)
_MOST_ATTEMPTS = 3
_POISONOUS = "poisonous"


@dataclass(kw_only=True, eq=False)
class Processor:
    """Works off the stored messages of one mailbox; `notify` is called when there is something to move."""

    work: Work
    parser: Parser
    clerk: Clerk
    clock: Clock
    lease: Lease
    notify: Callable[[], None]

    def __post_init__(self) -> None:
        """Begin with nothing loaded."""
        self._mailbox = self.clerk.box.address
        self._log = get_logger(f"mailbox:{self._mailbox}")
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Say that there is something new; can be called from any thread that has the event loop call it."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop.

        Raises:
            LeaseLostError: another process works for this mailbox now.
        """
        attempts = 0
        while not stop.is_set():
            self._wake.clear()
            try:
                done = await self.work_off(stop)
                attempts = 0
            except StoreError as error:
                attempts += 1
                self._log.error("database cannot be used, will be tried again", error=str(error))
                await until(stop, pause(attempts, _LONGEST_PAUSE))
                continue
            if not done:
                await first_of((self._wake, stop), _LOOK)

    async def work_off(self, stop: asyncio.Event | None = None) -> int:
        """Deal with some of what is stored; returns how many messages there were.

        Raises:
            LeaseLostError: another process works for this mailbox now.
            StoreError: the database cannot be used.
        """
        found = await self.work.read(lambda c: mails.waiting(c, self._mailbox, _AT_ONCE))
        parsing = [asyncio.create_task(self.parser.parse(stored.raw)) for stored in found]
        try:
            for stored, parsed in zip(found, parsing, strict=True):
                if stop is not None and stop.is_set():
                    break
                await self._deal_with(stored, parsed)
        finally:
            for parsed in parsing:
                parsed.cancel()
            await asyncio.gather(*parsing, return_exceptions=True)
        if found:
            self.notify()
        return len(found)

    async def _deal_with(self, stored: Stored, parsed: asyncio.Task[Message]) -> None:
        try:
            message = await parsed
        except PoisonError as error:
            await self._fail(stored, str(error))
            return
        try:
            outcome = await self.work.write(lambda c: self._recorded(c, stored, message))
        except (LeaseLostError, StoreError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it stumbles over must not hold up the next message
            self._log.exception("message cannot be dealt with", mail=stored.id, attempt=stored.attempts + 1)
            await self._fail(stored, type(error).__name__)
        else:
            self._log.info("message dealt with", mail=stored.id, kind=outcome.kind, target=str(outcome.target))

    def _recorded(self, connection: Connection, stored: Stored, message: Message) -> Outcome:
        self._check_lease(connection)
        outcome = self.clerk.deal(connection, stored, message, self.clock.now())
        mails.record(connection, stored.id, outcome, self.clock.now())
        return outcome

    async def _fail(self, stored: Stored, reason: str) -> None:
        """Try once more, or give a message to a person."""
        attempts = stored.attempts + 1
        outcome = Outcome(kind=_POISONOUS, target=Target.REVIEW, reason=reason)

        def note(connection: Connection) -> None:
            if attempts < _MOST_ATTEMPTS:
                mails.note_attempts(connection, stored.id, attempts)
            else:
                mails.record(connection, stored.id, outcome, self.clock.now())

        await self.work.write(note)
        if attempts < _MOST_ATTEMPTS:
            self._log.warning("message will be tried again", mail=stored.id, reason=reason, attempt=attempts)
        else:
            self._log.error("message goes to review", mail=stored.id, reason=reason)

    def _check_lease(self, connection: Connection) -> None:
        if not leases.is_held(connection, self.lease):
            raise LeaseLostError(f"{self.lease.name}: another process has taken over")
