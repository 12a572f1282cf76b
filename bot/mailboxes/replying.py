"""Automatic replies: at most one an hour to a sender and thread; one that is held back sums up the latest state.

A reply is written into the outbox in the transaction of what causes it. Its Message-ID is made once and cannot be
guessed, so that an answer to it proves that somebody had it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import Connection

from bot.answers import citations, respond
from bot.library import Knowledge
from bot.mailing import CHANNEL, SENDER_NAME, email_payload
from bot.store import outbox, people, threads
from bot.store.threads import Known, Replied
from handlers.interest import Interest
from handlers.render import Renderer
from handlers.replies import Parts, ReplyWriter
from mail.compose import Automatic, Outgoing, compose, is_address
from mail.message import Mailbox, Message
from mail.thread import references_of, reply_subject, stable_id

_ONE_EACH = timedelta(hours=1)
NOTES_IN = "en"
"""The language of notes to the organisation's own people."""


class Purpose(StrEnum):
    """What a reply is for, where an answer to it means something by that; the first word of its key in the outbox."""

    ANSWER = "reply"
    CONFIRM = "confirm"
    """It asks whether reminders are wanted."""
    WHICH = "which"
    """It asks which reminders are wanted."""

    @classmethod
    def of_key(cls, key: str) -> "Purpose":
        """The purpose of the reply that has a key in the outbox."""
        return cls(key.partition(":")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterbox:
    """One of our mailboxes, as replies need it."""

    address: str
    knowledge: Knowledge

    @property
    def domain(self) -> str:
        """The domain of its address."""
        return self.address.rpartition("@")[2]

    def message_id(self, key: str) -> str:
        """The Message-ID of the reply that has a key in the outbox."""
        return stable_id(key, self.domain)

    def writer(self, language: str, now: datetime) -> ReplyWriter:
        """What writes in a language."""
        renderer = Renderer(self.knowledge.wording(language), self.knowledge.library.book, now)
        return ReplyWriter(self.knowledge.replies(language), renderer)

    def answers(self, language: str, questions: Sequence[str], now: datetime) -> list[Parts]:
        """The answers to questions, one after the other."""
        writer, parts = self.writer(language, now), []
        for question in questions:
            rendered = respond(question, self.knowledge, now, language=language)
            facts = [stated.fact for stated in rendered.reply.answer.stated]
            parts.append(writer.answered(rendered.reply, citations(facts)))
        return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What is replied to, and what is said.

    `thread` is what the message belongs to, `questions` those that it asks. `parts` are what the reply says; where it
    is held back and sums up several messages, it says `summary` instead, and answers the questions of all of them.
    `subject` is the reply's own, where it is not that of the message.
    """

    message: Message
    thread: str
    language: str
    parts: tuple[Parts, ...]
    purpose: Purpose = Purpose.ANSWER
    subject: str | None = None
    summary: tuple[Parts, ...] = ()
    interest: int | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is passed on to a person of the organisation: to which address, what is said, and whose message it is.

    `key` is its key in the outbox: of one message, one note goes to an address.
    """

    key: str
    to: str
    parts: Parts
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A reply that is to be composed."""

    recipient: Mailbox
    parts: tuple[Parts, ...]
    key: str
    due: datetime


def answer_to(message: Message) -> Mailbox:
    """Whom to answer: Reply-To where it belongs to the sender's own domain, else the sender.

    An address of another domain could be anybody's whom somebody wants to bother.
    """
    wanted = next(iter(message.reply_to), message.sender)
    same = wanted.address.rpartition("@")[2] == message.sender.address.rpartition("@")[2]
    return wanted if same and wanted.address else message.sender


def is_dead(connection: Connection, address: str) -> bool:
    """Whether messages to an address came back for good."""
    person = people.find(connection, CHANNEL, address)
    return person is not None and not person.active


def queue_reply(connection: Connection, box: Letterbox, occasion: Occasion, now: datetime) -> str | None:
    """Queue a reply; one that comes too soon after the last waits until the hour ends, and sums up.

    Args:
        connection: the transaction of what causes the reply.
        box: which of our mailboxes replies.
        occasion: what is replied to, and what is said.
        now: the moment.

    Returns:
        The reply's key in the outbox; None where nobody can be written to, or nothing is to be said.
    """
    recipient = answer_to(occasion.message)
    if not is_address(recipient.address) or is_dead(connection, recipient.address):
        return None
    last = threads.last_reply(connection, box.address, recipient.address, occasion.thread)
    pending = last if last and outbox.is_untouched(connection, last.key) else None
    unsent = pending or (last if last and outbox.was_dropped(connection, last.key) else None)
    is_held = last is not None and (unsent is not None or now < last.due_at + _ONE_EACH)
    questions = tuple(dict.fromkeys([*(unsent.questions if unsent else ()), *occasion.questions]))
    own = (occasion.summary or occasion.parts) if is_held else occasion.parts
    parts = (*own, *box.answers(occasion.language, questions, now))
    if not parts:
        return None
    due = max(unsent.due_at, now) if unsent else last.due_at + _ONE_EACH if last and is_held else now
    key, address = pending.key if pending else f"{occasion.purpose}:{uuid4().hex}", recipient.address
    payload = _payload(connection, box, occasion, _Draft(recipient=recipient, parts=parts, key=key, due=due))
    if pending:
        outbox.rewrite(connection, key, payload)
    else:
        outbox.add(connection, key=key, channel=CHANNEL, address=address, payload=payload, now=now, due_at=due)
    replied = Replied(key=key, due_at=due, questions=questions)
    threads.note_reply(connection, box.address, recipient.address, occasion.thread, replied)
    return key


def _payload(connection: Connection, box: Letterbox, occasion: Occasion, draft: _Draft) -> dict[str, object]:
    whole = box.writer(occasion.language, draft.due).whole(box.address, *draft.parts)
    message_id = box.message_id(draft.key)
    raw = compose(
        Outgoing(
            sender=Mailbox(name=SENDER_NAME, address=box.address),
            recipient=draft.recipient,
            subject=occasion.subject or reply_subject(occasion.message.subject, whole.subject),
            body=whole.blocks,
            message_id=message_id,
            date=draft.due,
            language=occasion.language,
            in_reply_to=occasion.message.message_id,
            references=references_of(occasion.message),
        )
    )
    known = Known(
        message_id=message_id,
        mailbox=box.address,
        correspondent=draft.recipient.address,
        is_ours=True,
        interest=occasion.interest,
        at=draft.due,
    )
    threads.note(connection, known)
    return email_payload(box.address, raw, null_sender=True)


def queue_note(connection: Connection, box: Letterbox, note: Note, now: datetime) -> None:
    """Pass a message on to a person of the organisation, whose answer goes to whoever wrote; once for each message.

    Args:
        connection: the transaction of what causes it.
        box: which of our mailboxes passes it on.
        note: to whom, and what is said.
        now: the moment.
    """
    asker = answer_to(note.message)
    raw = compose(
        Outgoing(
            sender=Mailbox(name=SENDER_NAME, address=box.address),
            recipient=Mailbox(address=note.to),
            subject=note.parts.subject,
            body=note.parts.blocks,
            message_id=stable_id(f"{note.key}:{uuid4().hex}", box.domain),
            date=now,
            language=NOTES_IN,
            reply_to=asker if is_address(asker.address) else None,
        )
    )
    payload = email_payload(box.address, raw, null_sender=False)
    outbox.add(connection, key=note.key, channel=CHANNEL, address=note.to, payload=payload, now=now)


def announcement(box: Letterbox, entry: Interest, language: str, key: str) -> dict[str, object] | None:
    """The payload of a message that tells what the secretariat has decided, in the thread of the entry.

    Args:
        box: which of our mailboxes writes.
        entry: as it stands from now on.
        language: of the message.
        key: of the message in the outbox.

    Returns:
        None where its owner has no address that can be written to.
    """
    if entry.owner is None or not is_address(entry.owner):
        return None
    writer = box.writer(language, entry.updated_at)
    whole = writer.whole(box.address, writer.decided(entry))
    raw = compose(
        Outgoing(
            sender=Mailbox(name=SENDER_NAME, address=box.address),
            recipient=Mailbox(address=entry.owner),
            subject=whole.subject,
            body=whole.blocks,
            message_id=box.message_id(f"{key}:{uuid4().hex}"),
            date=entry.updated_at,
            language=language,
            in_reply_to=next(reversed(entry.message_ids), None),
            references=entry.message_ids,
            automatic=Automatic.NOT,
        )
    )
    return email_payload(box.address, raw, null_sender=False)
