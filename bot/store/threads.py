"""Which messages belong together, and when who was answered last.

A thread is known by messages of our own, or by a registered message of the same correspondent; a number or subject that
a stranger writes joins nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store.rows import find_row, put, put_new
from bot.store.tables import replies, threads

REMINDERS = "reminders"
"""The thread of all automatic replies about reminders to somebody, but for those in a thread that was there before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A message that belongs to a thread."""

    message_id: str
    mailbox: str
    correspondent: str
    is_ours: bool
    interest: int | None
    at: datetime


def note(connection: Connection, known: Known) -> None:
    """Keep a message of a thread; one that is there already stays as it is."""
    values = {name: getattr(known, name) for name in Known.__dataclass_fields__ if name != "message_id"}
    put_new(connection, threads, {"message_id": known.message_id}, values)


def interest_of(connection: Connection, mailbox: str, correspondent: str, ids: Iterable[str]) -> int | None:
    """The entry of the register whose thread some ids belong to, the latest that counts for this correspondent.

    Args:
        connection: to read with.
        mailbox: which of ours.
        correspondent: who writes now.
        ids: what the message answers and refers to.
    """
    wanted = list(dict.fromkeys(ids))[:100]
    counts = threads.c.is_ours | (threads.c.correspondent == correspondent)
    query = select(threads.c.interest).where(threads.c.message_id.in_(wanted), threads.c.mailbox == mailbox, counts)
    query = query.where(threads.c.interest.is_not(None)).order_by(threads.c.at.desc()).limit(1)
    found: int | None = connection.execute(query).scalar_one_or_none()
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Replied:
    """The last automatic reply to somebody in a thread.

    `key` is its key in the outbox, `due_at` when it was or is to be sent; `questions` are those that it answers.
    """

    key: str
    due_at: datetime
    questions: tuple[str, ...] = ()


def last_reply(connection: Connection, mailbox: str, correspondent: str, thread: str) -> Replied | None:
    """The last automatic reply to somebody in a thread."""
    row = find_row(connection, replies, mailbox=mailbox, correspondent=correspondent, thread=thread)
    return Replied(key=row.key, due_at=row.due_at, questions=tuple(row.questions)) if row else None


def replied(connection: Connection, mailbox: str, correspondent: str) -> list[tuple[str, str]]:
    """The threads in which somebody was answered, each with its last reply's key in the outbox; the latest first."""
    query = select(replies.c.thread, replies.c.key).filter_by(mailbox=mailbox, correspondent=correspondent)
    return [(row.thread, row.key) for row in connection.execute(query.order_by(replies.c.due_at.desc()).limit(100))]


def reply_keys(connection: Connection, correspondent: str, thread: str) -> list[str]:
    """The keys in the outbox of the last replies to somebody in a thread, one for each of our mailboxes."""
    query = select(replies.c.key).filter_by(correspondent=correspondent, thread=thread)
    return list(connection.execute(query).scalars())


def note_reply(connection: Connection, mailbox: str, correspondent: str, thread: str, replied: Replied) -> None:
    """Keep when somebody is answered in a thread."""
    keys = {"mailbox": mailbox, "correspondent": correspondent, "thread": thread}
    values = {"key": replied.key, "due_at": replied.due_at, "questions": list(replied.questions)}
    put(connection, replies, keys, values)


def forget(connection: Connection, correspondent: str) -> int:
    """Erase the threads with somebody; returns how many rows there were."""
    mine = {"correspondent": correspondent}
    rows = connection.execute(delete(threads).filter_by(**mine)).rowcount
    return rows + connection.execute(delete(replies).filter_by(**mine)).rowcount


def expire(connection: Connection, before: datetime) -> int:
    """Erase the threads in which nothing was written since a moment; returns how many rows there were."""
    rows = connection.execute(delete(threads).where(threads.c.at < before)).rowcount
    return rows + connection.execute(delete(replies).where(replies.c.due_at < before)).rowcount
