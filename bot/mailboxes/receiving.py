"""Fetches one mailbox: what is new is stored as it came, what is recorded is moved; then it waits for more.

Nothing is understood here, so that the connection is never kept waiting. No watermark is kept: whatever lies in the
folder and is not stored yet is new, also after an outage or when the server has counted its messages anew.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.backoff import pause
from bot.clock import Clock
from bot.errors import PlazoError
from bot.logs import get_logger
from bot.mailboxes.access import Credentials, mail_server
from bot.mailboxes.fetching import move_recorded, store_new
from bot.mailboxes.reconciling import EVERY, reconcile
from bot.mailboxes.threads import in_thread
from bot.pulse import Pulse
from bot.settings import MailboxSettings
from bot.store.work import Work
from bot.waiting import until
from mail.errors import LoginRefusedError, MailError
from mail.imap import ImapSession

_FIRST_COMPARED = timedelta(minutes=10)
"""After a start, when what had waited is dealt with."""
_RENEW = timedelta(minutes=5)
_LONGEST_PAUSE = timedelta(minutes=2)


@dataclass(kw_only=True, eq=False)
class Receiver:
    """Fetches one mailbox for ever, whatever fails; `notify` is called after new messages were stored."""

    work: Work
    mailbox: MailboxSettings
    credentials: Credentials
    clock: Clock
    pulse: Pulse
    notify: Callable[[], None]

    def __post_init__(self) -> None:
        """Prepare; nothing is connected yet."""
        self._log = get_logger(f"mailbox:{self.mailbox.address}")
        self._interrupt = threading.Event()
        self._reconcile_at = time.monotonic() + _FIRST_COMPARED.total_seconds()
        self._server = mail_server(self.mailbox.imap)
        self._session: ImapSession | None = None

    def interrupt(self) -> None:
        """End the waiting: there is something to move, or the service stops."""
        self._interrupt.set()

    def abort(self) -> None:
        """Cut the connection: its server does not answer, and the service is to end."""
        if self._session:
            self._session.abort()

    async def run(self, stop: asyncio.Event) -> None:
        """Fetch until told to stop."""
        attempts = 0
        while not stop.is_set():
            try:
                self._session = session = await self._connect()
                try:
                    attempts = 0
                    while not stop.is_set():
                        await self.sweep(session)
                        await self._wait(session, stop)
                finally:
                    await in_thread(session.close)
            except (MailError, PlazoError, OSError) as error:
                attempts += 1
                wait = pause(attempts, _LONGEST_PAUSE)
                self.pulse.failed(str(error))
                self._log.warning("mailbox cannot be read", error=str(error), again_in=round(wait.total_seconds(), 1))
                await until(stop, wait)

    async def once(self) -> None:
        """Fetch what is new, once, without waiting.

        Raises:
            MailError: the mailbox cannot be read.
            PlazoError: what is needed to log in cannot be had, or the database cannot be written.
        """
        session = await self._connect()
        try:
            await self.sweep(session)
        finally:
            await in_thread(session.close)

    async def _connect(self) -> ImapSession:
        login = await self.credentials.login()

        def connect() -> ImapSession:
            session = ImapSession(self._server, login)
            for folder in (self.mailbox.folders.done, self.mailbox.folders.review):
                session.ensure_folder(folder)
            return session

        try:
            return await in_thread(connect)
        except LoginRefusedError:
            self.credentials.refused()
            raise

    async def sweep(self, session: ImapSession) -> None:
        """Store what is new in the folder, and move what is recorded."""
        await in_thread(store_new, session, self.mailbox, self.work.database, self.clock, self.notify)
        await in_thread(move_recorded, session, self.mailbox, self.work.database, self.clock)
        self.pulse.succeeded()
        if time.monotonic() >= self._reconcile_at:
            self._reconcile_at = time.monotonic() + EVERY.total_seconds()
            await in_thread(reconcile, session, self.mailbox, self.work, self.clock)

    async def _wait(self, session: ImapSession, stop: asyncio.Event) -> None:
        """Wait for new messages; a look at the folder follows in any case, at the latest after the poll's time."""
        if stop.is_set():
            return
        most = min(_RENEW, timedelta(seconds=self.mailbox.poll_seconds))
        if session.has_idle:
            await in_thread(session.idle, most, self._interrupt)
        else:
            await in_thread(self._interrupt.wait, most.total_seconds())
        self._interrupt.clear()
