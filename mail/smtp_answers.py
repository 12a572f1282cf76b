"""What an SMTP server's refusals mean (:rfc:`5321`, section 4.2; :rfc:`3463`). Talks to nobody: see `smtp`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from mail.errors import (
    LoginRefusedError,
    MailServerError,
    MessageRefusedError,
    NotNowError,
    NullSenderRefusedError,
    RecipientRefusedError,
)
from mail.servers import shown

_PERMANENT = 500
_LOGIN_NEEDED = {530, 534, 535, 538}
_NO_MAILBOX = {521, 550, 551, 553, 556}
_FULL = 552
"""As an answer to a recipient it means that there is no room, and is to be taken as passing (section 4.5.3.1.10)."""
_DEAD = re.compile(r"5\.1\.(?:1|2|3|6|10)\b|5\.2\.1\b")
_NO_ROOM = re.compile(r"5\.2\.2\b|5\.3\.1\b")
_SENDER = re.compile(r"5\.1\.[78]\b|5\.7\.60\b|5\.2\.252\b")
"""The sender is not accepted, or may not be used by us: Exchange says so at the message's end only."""
_POLICY = re.compile(r"5\.7\.\d+$")
_NOT_OURS = {550, 553}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message with whom it is from and for. `is_international` where SMTPUTF8 (:rfc:`6531`) is needed."""

    text: bytes
    sender: str | None
    recipients: tuple[str, ...]
    is_international: bool

    @classmethod
    def of(cls, text: bytes, sender: str | None, recipients: Sequence[str]) -> Self:
        """Make an envelope.

        Args:
            text: the message, its lines ended by CRLF.
            sender: None for the null sender.
            recipients: at least one.

        Raises:
            RecipientRefusedError: the address of a recipient cannot be one.
            MessageRefusedError: that of the sender can't.
        """
        addresses = [_encoded(recipient, RecipientRefusedError) for recipient in recipients]
        reverse = _encoded(sender, MessageRefusedError) if sender else None
        head, _, _ = text.partition(b"\r\n\r\n")
        plain = head.isascii() and all(address.isascii() for address in (*addresses, reverse or ""))
        return cls(text=text, sender=reverse, recipients=tuple(addresses), is_international=not plain)


def _encoded(address: str, error: type[MailServerError]) -> str:
    """An address whose domain is ASCII (:rfc:`5891`); of its local part nothing can be changed."""
    local, _, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not local or not host or re.search(r"[\s<>]", address):
        raise error(f"{shown(address)} is no address")
    return f"{local}@{host}"


class Stage(StrEnum):
    """What an answer was given to."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A refusal: its code, and its words, which may begin with an enhanced code."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {shown(self.text)}"


def failure(server: object, answer: Answer, stage: Stage, sender: str | None, recipient: str = "") -> MailServerError:
    """The error that a refusal is.

    Args:
        server: who refuses.
        answer: with a code of 400 or more.
        stage: of what.
        sender: None for the null sender.
        recipient: at the stage of recipients, which one.
    """
    text = f"{server}: {recipient}: {answer}" if recipient else f"{server}: {answer}"
    if answer.code < _PERMANENT or (stage == Stage.RECIPIENT and _is_full(answer)):
        return NotNowError(text)
    if answer.code in _LOGIN_NEEDED:
        return LoginRefusedError(text)
    if sender is None and (_is_about_sender(answer, stage) or _POLICY.match(_status(answer))):
        return NullSenderRefusedError(text)
    if sender is not None and _is_about_sender(answer, stage):
        return LoginRefusedError(text)  # not the message's fault: whoever is logged in may not send as this address
    if stage != Stage.SENDER and _is_dead(answer, stage):
        return RecipientRefusedError(text)
    return MessageRefusedError(text)


def _status(answer: Answer) -> str:
    """The enhanced code; empty where there is none."""
    found = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", answer.text)
    return found[1] if found else ""


def _is_full(answer: Answer) -> bool:
    status = _status(answer)
    return bool(_NO_ROOM.match(status)) if status else answer.code == _FULL


def _is_about_sender(answer: Answer, stage: Stage) -> bool:
    status = _status(answer)
    if stage != Stage.SENDER or _SENDER.match(status):
        return bool(_SENDER.match(status))
    return bool(_POLICY.match(status)) if status else answer.code in _NOT_OURS


def _is_dead(answer: Answer, stage: Stage) -> bool:
    status = _status(answer)
    if status:
        return bool(_DEAD.match(status))
    return stage == Stage.RECIPIENT and answer.code in _NO_MAILBOX
