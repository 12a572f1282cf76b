"""Sends the outbox's messages by e-mail: each through its own mailbox's server, as it was composed.

A mailbox has a few connections at once, as many as its server takes, and keeps them while there is something to send.

A message's payload names the mailbox and holds the message; its address is the recipient. Composing is done elsewhere,
before the message goes into the outbox, so that a second attempt has the same Message-ID.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import Connection

from bot.delivery import Room
from bot.errors import DeliveryError, GivenBackError, LateError, PassingError, RefusedError, UnreachableError
from bot.logs import get_logger
from bot.mailboxes.access import credentials, mail_server
from bot.mailing import CHANNEL
from bot.oauth import Tokens
from bot.settings import MailboxSettings
from bot.store.outbox import LEASE, Message
from mail.errors import (
    ConnectionLostError,
    InDoubtError,
    LoginRefusedError,
    MailServerError,
    MessageRefusedError,
    NotNowError,
    NullSenderRefusedError,
    RecipientRefusedError,
)
from mail.smtp import SmtpSession

_WITHIN = LEASE - timedelta(seconds=10)
"""All attempts with a message together: whoever holds the lease no longer must not be sending."""
_CONNECTIONS = 4
_CLAIMED, _CLAIMED_TOGETHER = 24, 12
"""Messages of a mailbox that are claimed at a time, so many in a transaction: no connection waits for the database, and
few are in doubt after a crash."""
_FEWER_FOR = timedelta(minutes=10)
"""So long a server that refused a further connection is not asked for one again."""


class EmailPost:
    """The sender of the channel `email`."""

    channel = CHANNEL

    def __init__(self, mailboxes: Sequence[MailboxSettings], tokens: Tokens) -> None:
        """Prepare; nothing is opened yet.

        Args:
            mailboxes: all that are configured; those without an smtp send nothing.
            tokens: where access tokens come from.
        """
        self._desks = {box.address: _Desk(box, tokens) for box in mailboxes if box.smtp}

    async def room(self, busy: Collection[Message]) -> Room:
        """How many messages each mailbox that can send may take; what waits for another one is left waiting."""
        taken = Counter((message.payload or {}).get("mailbox") for message in busy)
        free = {address: _CLAIMED - taken[address] for address in self._desks}
        return Room(free={address: room if room >= _CLAIMED_TOGETHER else 0 for address, room in free.items()})

    def claimed(self, connection: Connection, messages: Sequence[Message]) -> None:
        """Nothing: no server says beforehand how much it takes."""

    async def send(self, message: Message, is_late: Callable[[], bool]) -> str | None:
        """Send a message; returns what the server answered.

        Raises:
            DeliveryError: it failed; the kind says what is to be done.
        """
        payload = message.payload or {}
        desk = self._desks.get(payload["mailbox"])
        if desk is None:
            raise PassingError(f"the mailbox {payload['mailbox']} has no smtp to send by")
        raw = payload["message"].encode("latin-1")
        try:
            return await desk.hand_in(raw, message.address, is_late, null_sender=payload["null_sender"])
        except MailServerError as error:
            raise translated(error) from error

    def moved(self, connection: Connection, message: Message, address: str) -> None:
        """Nothing: no server says that an address has become another one, in a way that could be believed."""

    async def close(self) -> None:
        """End all connections."""
        await asyncio.gather(*(desk.close() for desk in self._desks.values()))


class _Desk:
    """A mailbox that sends."""

    def __init__(self, settings: MailboxSettings, tokens: Tokens) -> None:
        if settings.smtp is None:
            raise ValueError("a mailbox without an smtp")
        self._address = settings.address
        self._credentials = credentials(settings.smtp, tokens)
        login = self._credentials.login if self._credentials else None
        self._sessions = [SmtpSession(mail_server(settings.smtp), login) for _ in range(_CONNECTIONS)]
        self._idle = list(self._sessions)
        self._turns = asyncio.Semaphore(_CONNECTIONS)
        self._opening = asyncio.Lock()
        self._is_one_too_many = False
        self._timers: list[asyncio.TimerHandle] = []
        self._takes_null_sender = True
        self._log = get_logger(CHANNEL)

    async def hand_in(self, raw: bytes, recipient: str, is_late: Callable[[], bool], *, null_sender: bool) -> str:
        """Hand a message in; with the mailbox's own address where the server refuses the null sender."""
        end = time.monotonic() + _WITHIN.total_seconds()
        async with self._session() as session:
            try:
                await self._open(session, _left(end))
                if is_late():
                    raise LateError("its time was over before its turn came")
                return await self._hand_in(session, raw, recipient, end, null_sender=null_sender)
            except LoginRefusedError:
                if self._credentials:
                    self._credentials.refused()
                raise

    async def close(self) -> None:
        """End all connections."""
        for timer in self._timers:
            timer.cancel()
        await asyncio.gather(*(session.close() for session in self._sessions))

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[SmtpSession]:
        """One for this message alone: rather one with a connection, so that few are open when little is sent."""
        try:
            async with asyncio.timeout(_WITHIN.total_seconds() / 2):
                await self._turns.acquire()
        except TimeoutError as error:
            raise GivenBackError(f"{self._address}: all connections are busy") from error
        session = max(self._idle, key=lambda idle: idle.is_open)
        self._idle.remove(session)
        try:
            yield session
        finally:
            self._idle.append(session)
            if self._is_one_too_many:
                loop = asyncio.get_running_loop()
                self._timers.append(loop.call_later(_FEWER_FOR.total_seconds(), self._turns.release))
            else:
                self._turns.release()
            self._is_one_too_many = False

    async def _open(self, session: SmtpSession, within: timedelta) -> None:
        """Have a connection; a server that takes no further one beside those that it has given gets fewer.

        They are opened one after the other, so that it is plain which was one too many.
        """
        if session.is_open:
            return
        try:
            async with asyncio.timeout(within.total_seconds()), self._opening:
                await session.open(within)
        except TimeoutError as error:
            raise ConnectionLostError(f"{self._address}: no connection in time") from error
        except (ConnectionLostError, NotNowError) as error:
            if not any(other.is_open for other in self._sessions):
                raise
            self._is_one_too_many = True  # whoever has the session ends with it at once
            self._log.info("server takes no further connection", mailbox=self._address, error=str(error))
            raise GivenBackError(str(error)) from error

    async def _hand_in(self, session: SmtpSession, raw: bytes, recipient: str, end: float, *, null_sender: bool) -> str:
        sender = None if null_sender and self._takes_null_sender else self._address
        try:
            return await session.send(raw, sender, [recipient], _left(end))
        except NullSenderRefusedError as error:
            self._log.warning("null sender refused, the mailbox's own used", mailbox=self._address, error=str(error))
            answer = await session.send(raw, self._address, [recipient], _left(end))
            self._takes_null_sender = False  # what was accepted now shows that it was this and nothing else
            return answer


def _left(end: float) -> timedelta:
    return timedelta(seconds=max(end - time.monotonic(), 0))


def translated(error: MailServerError) -> DeliveryError:
    """What is to be done about a failure of handing in."""
    text = str(error)
    match error:
        case RecipientRefusedError():
            return UnreachableError(text)
        case MessageRefusedError() | NullSenderRefusedError():
            return RefusedError(text)
        case _:
            return PassingError(text, in_doubt=isinstance(error, InDoubtError))
