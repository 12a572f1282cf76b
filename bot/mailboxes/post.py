"""Sends the outbox's messages by e-mail: each through its own mailbox's server, as it was composed.

A message's payload names the mailbox and holds the message; its address is the recipient. Composing is done elsewhere,
before the message goes into the outbox, so that a second attempt has the same Message-ID.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.errors import DeliveryError, PassingError, RefusedError, UnreachableError
from bot.logs import get_logger
from bot.mailboxes.access import credentials, mail_server
from bot.oauth import Tokens
from bot.settings import MailboxSettings
from bot.store.outbox import LEASE, Message
from mail.errors import (
    InDoubtError,
    LoginRefusedError,
    MailServerError,
    MessageRefusedError,
    NullSenderRefusedError,
    RecipientRefusedError,
)
from mail.smtp import SmtpSession

CHANNEL = "email"
_WITHIN = LEASE - timedelta(seconds=10)
"""All attempts with a message together: whoever holds the lease no longer must not be sending."""


def email_payload(mailbox: str, raw: bytes, *, null_sender: bool) -> dict[str, Any]:
    """The payload of a message.

    Args:
        mailbox: the address of the mailbox that sends it.
        raw: the message; it is kept as text with a character for each byte, which every database takes.
        null_sender: whether nobody is told where it cannot be delivered: for answers to what somebody sent.
    """
    return {"mailbox": mailbox, "message": raw.decode("latin-1"), "null_sender": null_sender}


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

    @property
    def senders(self) -> frozenset[str]:
        """The mailboxes that can send; what waits for another one is to be left waiting."""
        return frozenset(self._desks)

    async def send(self, message: Message) -> str | None:
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
            return await desk.hand_in(raw, message.address, null_sender=payload["null_sender"])
        except MailServerError as error:
            raise translated(error) from error

    def moved(self, connection: Connection, message: Message, address: str) -> None:
        """Nothing: no server says that an address has become another one, in a way that could be believed."""

    async def close(self) -> None:
        """End all connections."""
        for desk in self._desks.values():
            await desk.session.close()


class _Desk:
    """A mailbox that sends."""

    def __init__(self, settings: MailboxSettings, tokens: Tokens) -> None:
        if settings.smtp is None:
            raise ValueError("a mailbox without an smtp")
        self._address = settings.address
        self._credentials = credentials(settings.smtp, tokens)
        login = self._credentials.login if self._credentials else None
        self.session = SmtpSession(mail_server(settings.smtp), login)
        self._takes_null_sender = True
        self._log = get_logger(CHANNEL)

    async def hand_in(self, raw: bytes, recipient: str, *, null_sender: bool) -> str:
        """Hand a message in; with the mailbox's own address where the server refuses the null sender."""
        end = time.monotonic() + _WITHIN.total_seconds()
        sender = None if null_sender and self._takes_null_sender else self._address
        try:
            try:
                return await self.session.send(raw, sender, [recipient], _WITHIN)
            except NullSenderRefusedError as error:
                self._log.warning(
                    "null sender refused, the mailbox's own used", mailbox=self._address, error=str(error)
                )
                left = timedelta(seconds=max(end - time.monotonic(), 0))
                answer = await self.session.send(raw, self._address, [recipient], left)
                self._takes_null_sender = False  # what was accepted now shows that it was this and nothing else
                return answer
        except LoginRefusedError:
            if self._credentials:
                self._credentials.refused()
            raise


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
