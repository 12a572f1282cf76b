"""Makes an e-mail of values: headers that nobody's words can add to, plain text, HTML, text attachments.

The same value always makes the same bytes, so that what is sent again is the same message. Nothing is sent here.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from enum import StrEnum
from functools import lru_cache
from textwrap import wrap

from mail.layout import Block, as_html, as_text, one_line
from mail.message import Mailbox
from mail.thread import chain, is_message_id

OWN_MARK = "X-Plazo"
"""The header by which our own mail is known."""
LONGEST_ADDRESS = 320
_LINE = 78
_ENCODED_LINE = 75
_LONGEST_QUOTED = 60
_CONTENTS = 64
_POLICY = SMTP.clone(cte_type="7bit")  # goes through servers without 8BITMIME
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f-\x9f<>()\[\],;:\\\"@]+@[^\s\x00-\x20\x7f-\x9f<>()\[\],;:\\\"@]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LIST_FIELD = re.compile(r"List-[A-Za-z]+(?:-[A-Za-z]+)*")
_PRINTABLE = re.compile(r"[!-~]+(?: [!-~]+)*")


class Automatic(StrEnum):
    """In which sense no person wrote a message, as Auto-Submitted says it (:rfc:`3834`, section 5)."""

    REPLIED = "auto-replied"
    GENERATED = "auto-generated"
    NOT = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """An attachment: a file of text. `subtype` is "calendar" for text/calendar; `method` the one of RFC 5546."""

    name: str
    text: str
    subtype: str = "plain"
    method: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message to be sent.

    `in_reply_to` is the id of the message that it answers, `references` those before it (`mail.thread.references_of`).
    `automatic` tells in which sense no person wrote it. `list_headers` are names and values of List-* fields
    (:rfc:`2369`, :rfc:`8058`). An address with letters beyond ASCII needs a server with SMTPUTF8 (:rfc:`6531`).
    """

    sender: Mailbox
    recipient: Mailbox
    subject: str
    body: Sequence[Block]
    message_id: str
    date: datetime
    language: str
    in_reply_to: str | None = None
    references: Sequence[str] = ()
    reply_to: Mailbox | None = None
    automatic: Automatic = Automatic.REPLIED
    list_headers: Sequence[tuple[str, str]] = ()
    attachments: Sequence[TextFile] = ()

    def __post_init__(self) -> None:
        """Refuse what no header can hold.

        Raises:
            ValueError: an address, the id, the date, the language or a List-* header cannot be used.
        """
        for mailbox in filter(None, (self.sender, self.recipient, self.reply_to)):
            if not is_address(mailbox.address):
                raise ValueError(f"no address that a header can hold: {mailbox.address!r}")
        if not is_message_id(self.message_id):
            raise ValueError(f"no message id: {self.message_id!r}")
        if self.date.utcoffset() is None:
            raise ValueError("the date has no time zone")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"no language: {self.language!r}")
        for name, value in self.list_headers:
            if not (_LIST_FIELD.fullmatch(name) and _PRINTABLE.fullmatch(value)):
                raise ValueError(f"no List-* header: {name!r}: {value!r}")


def is_address(text: str) -> bool:
    """Whether a text can stand in a header as an address, without quotation marks; it need not exist."""
    return len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None and text.isprintable()


def compose(letter: Outgoing) -> bytes:
    """The message as it goes to a server (:rfc:`5322`), with lines that end with CRLF.

    Subject and names lose line breaks and control characters. The header is written here, not by the email package,
    which takes encoded words that somebody wrote for its own and breaks long ids.
    """
    fields = "".join(f"{name}: {value}\r\n" for name, value in _fields(letter))
    content = _content(tuple(letter.body), letter.subject, letter.language, tuple(letter.attachments))
    return fields.encode() + content


def _fields(letter: Outgoing) -> list[tuple[str, str]]:
    ids = chain(letter.references, letter.in_reply_to)
    parent = letter.in_reply_to if ids and ids[-1] == letter.in_reply_to else None
    found = [
        ("From", _mailbox("From", letter.sender)),
        ("To", _mailbox("To", letter.recipient)),
        ("Reply-To", _mailbox("Reply-To", letter.reply_to) if letter.reply_to else ""),
        ("Subject", _words("Subject", one_line(letter.subject))),
        ("Date", format_datetime(letter.date)),
        ("Message-ID", letter.message_id),
        ("In-Reply-To", parent or ""),
        ("References", "\r\n ".join(ids)),
        ("Auto-Submitted", str(letter.automatic)),
        (OWN_MARK, "1"),
        ("Content-Language", letter.language),
        *((name, value.replace(", ", ",\r\n ")) for name, value in letter.list_headers),
    ]
    return [(name, value) for name, value in found if value]


def _mailbox(field: str, mailbox: Mailbox) -> str:
    name = _phrase(field, one_line(mailbox.name))
    if not name:
        return mailbox.address
    last = len(name.rpartition("\n")[2]) + (0 if "\n" in name else len(field) + 2)
    gap = " " if last + len(mailbox.address) + 3 <= _LINE else "\r\n "
    return f"{name}{gap}<{mailbox.address}>"


def _phrase(field: str, name: str) -> str:
    """A name as atoms, as a quoted string, or in encoded words."""
    if not name.isascii() or "=?" in name or len(name) > _LONGEST_QUOTED:
        return _encoded(field, name)
    return name if _ATOMS.fullmatch(name) else f'"{quote(name)}"'


@lru_cache(maxsize=_CONTENTS)
def _words(field: str, text: str) -> str:
    if not text.isascii() or "=?" in text or max(map(len, text.split(" "))) > _LONGEST_QUOTED:
        return _encoded(field, text)
    indent = " " * (len(field) + 2)
    lines = wrap(text, _LINE - 1, initial_indent=indent, break_on_hyphens=False, break_long_words=False)
    return "\r\n ".join(lines).lstrip()


def _encoded(field: str, text: str) -> str:
    """A text in encoded words, none of which cuts a character (:rfc:`2047`)."""
    return Header(text, "utf-8", maxlinelen=_ENCODED_LINE, header_name=field).encode(linesep="\r\n") if text else ""


# -- the content -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=_CONTENTS)
def _content(body: tuple[Block, ...], subject: str, language: str, attachments: tuple[TextFile, ...]) -> bytes:
    """All but the header's own fields: thousands of messages may share it."""
    text, html = as_text(body), as_html(body, subject, language)
    message = EmailMessage(policy=_POLICY)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    files = [file.text.encode("utf-8", "replace").decode() for file in attachments]  # no lone surrogates
    for file, inside in zip(attachments, files, strict=True):
        params = {"method": file.method} if file.method else {}
        message.add_attachment(inside, subtype=file.subtype, filename=_file_name(file.name), params=params)
    seed = "\0".join((subject, text, html, *files))
    _set_boundaries(message, hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest())
    return bytes(message)


def _file_name(name: str) -> str:
    return re.sub(r'[/\\:*?"<>|]', "-", one_line(name))[:100] or "file"


def _set_boundaries(message: EmailMessage, digest: str) -> None:
    """Give each multipart a boundary that no text can have foreseen, instead of a random one."""
    for depth, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{digest[:32]}_{depth}")
