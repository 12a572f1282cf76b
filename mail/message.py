"""A message as the rest of the program sees it: decoded, bounded, and with the sender's own words kept apart.

Values only. `parse` makes them of raw bytes; what a message wants is read by `automatic` and `nomination`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address of a header (:rfc:`5322`, section 3.4); the address in lower case, or empty."""

    name: str = ""
    address: str = ""


class Source(StrEnum):
    """What an attached text was made of."""

    PDF = "pdf"
    DOCX = "docx"
    SHEET = "sheet"
    VCARD = "vcard"
    TEXT = "text"
    CALENDAR = "calendar"
    MESSAGE = "message"
    OTHER = "other"
    """What is not read: a picture, an archive, an encrypted part. It has no text, and a problem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """The text of an attachment; empty where it could not be read, and then `problem` says why in a few words."""

    name: str
    source: Source
    text: str
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One recipient of a delivery report (:rfc:`3464`): `is_final` for an address that will never work."""

    address: str
    is_final: bool
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message, whatever the bytes were.

    `own` is what the sender wrote (its signature included), `quoted` what stands below or between of earlier messages,
    `forwarded` the body of a message that is passed on (its own quotations taken off), each as plain text: the cells of
    a table's row are joined by a tab, a row a line. `headers` holds every header by its lower-case name, unfolded and
    decoded, in order of appearance. `sent_at` is the date of its header, aware of its zone, None where there is none
    that can be read. `report` is the delivery report of a bounce. `warnings` says what was broken, in plain English.
    """

    headers: Mapping[str, tuple[str, ...]]
    sender: Mailbox
    senders: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    own: str = ""
    quoted: str = ""
    forwarded: str = ""
    attachments: tuple[Attachment, ...] = ()
    content_type: str = "text/plain"
    report: tuple[Failure, ...] = ()
    returned_message_id: str | None = None
    warnings: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first header of this name; empty where there is none."""
        return next(iter(self.headers.get(name.lower(), ())), "")
