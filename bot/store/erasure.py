"""Personal data: what is kept on somebody, how it is erased on request, and how it ends by itself.

A nomination stays in the register until it is withdrawn or its time is over: the organisers rely on it. An update that
is not done yet is left alone: it is still to be answered, and forgets what it said when it is.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from bot.store import interests, mails, people, reminders, subscribers, threads, updates
from bot.store.dialogues import LASTS
from bot.store.tables import broadcasts, dialogues, forms, outbox, questions
from bot.store.tables import people as people_table
from bot.store.tables import reminders as reminders_table
from bot.store.tables import subscribers as subscribers_table

_EMAIL = "email"
_UPDATES_KEPT = timedelta(days=2)
"""Telegram repeats no update that is older than a day."""
_UNCONFIRMED = timedelta(days=7)
_TOLD = timedelta(days=400)
"""Longer than any lead time: until then a reminder's record keeps it from being sent again."""


def kept_on(connection: Connection, channel: str, address: str) -> dict[str, Any]:
    """Everything that is kept on a person, for that person to read.

    Args:
        connection: to read with.
        channel: where the person writes.
        address: the person's there.
    """
    person = people.find(connection, channel, address)
    asked = connection.execute(select(questions).filter_by(channel=channel, speaker=address).order_by(questions.c.id))
    begun = connection.execute(select(forms).filter_by(channel=channel, speaker=address))
    talks = connection.execute(select(dialogues).filter_by(channel=channel, speaker=address))
    wrote = connection.execute(select(broadcasts).filter_by(channel=channel, author=address).order_by(broadcasts.c.id))
    enrolled = subscribers.find(connection, channel, address)
    told = connection.execute(
        select(reminders_table).filter_by(channel=channel, address=address).order_by(reminders_table.c.at)
    )
    waits = connection.execute(select(outbox).filter_by(channel=channel, address=address).order_by(outbox.c.id))
    by_mail = {"mails": [asdict(mail) for mail in mails.of_sender(connection, address)]} if channel == _EMAIL else {}
    return {
        "person": asdict(person) if person else None,
        "dialogues": [{"chat": row.chat, "updated_at": row.updated_at, "state": row.state} for row in talks],
        "questions": [dict(row._mapping) for row in asked],  # noqa: SLF001 - the documented way to columns by name
        "unfinished_forms": [{"chat": row.chat, "updated_at": row.updated_at, "state": row.state} for row in begun],
        "expressions_of_interest": [
            {**asdict(entry), "history": [asdict(event) for event in interests.history(connection, entry.id)]}
            for entry in interests.owned(connection, channel, address)
        ],
        "broadcasts": [{"created_at": row.created_at, "state": row.state, "text": row.text} for row in wrote],
        "reminders": {
            "subscriptions": [{"to": str(scope), "since": since} for scope, since in enrolled.scopes],
            "state": str(enrolled.stage),
            "choices": asdict(enrolled.choices),
            "told": [{"deadline": row.deadline, "days_before": row.lead, "at": row.at} for row in told],
        }
        if enrolled
        else None,
        **by_mail,
        "messages_to_you": [
            {"created_at": row.created_at, "state": row.state, "payload": row.payload} for row in waits
        ],
    }


def forget(connection: Connection, channel: str, address: str) -> int:
    """Erase a person's data; a nomination stays in the register, without the link to the person who sent it.

    Args:
        connection: in a transaction.
        channel: where the person writes.
        address: the person's there.

    Returns:
        How many rows were erased or made anonymous.
    """
    mine = {"channel": channel, "speaker": address}
    changed = interests.disown(connection, channel, address)
    interests.erase_withdrawn(connection)
    changed += connection.execute(delete(dialogues).filter_by(**mine)).rowcount
    changed += connection.execute(delete(forms).filter_by(**mine)).rowcount
    changed += connection.execute(delete(questions).filter_by(**mine)).rowcount
    changed += connection.execute(delete(outbox).filter_by(channel=channel, address=address)).rowcount
    changed += connection.execute(delete(broadcasts).filter_by(channel=channel, author=address)).rowcount
    changed += subscribers.leave(connection, channel, address) + reminders.forget(connection, channel, address)
    changed += connection.execute(delete(people_table).filter_by(channel=channel, address=address)).rowcount
    if channel == _EMAIL:
        changed += mails.forget(connection, address) + threads.forget(connection, address)
    return changed


def _is_subscribed() -> ColumnElement[bool]:
    """Whether somebody is reminded of deadlines, and so still deals with us."""
    theirs = (subscribers_table.c.channel == people_table.c.channel) & (
        subscribers_table.c.address == people_table.c.address
    )
    return select(subscribers_table.c.address).where(theirs).exists()


def expire(connection: Connection, now: datetime, keep: timedelta) -> int:
    """Erase personal data whose time is over.

    Args:
        connection: in a transaction.
        now: the moment.
        keep: how long personal data is kept after it was last used.

    Returns:
        How many rows were erased or made anonymous.
    """
    before = now - keep
    personal = or_(questions.c.text.is_not(None), questions.c.speaker.is_not(None))
    anonymous = {"text": None, "speaker": None, "chat": None, "message": None, "reply": None}
    old = update(questions).where(questions.c.asked_at < before, personal)
    changed = connection.execute(old.values(anonymous)).rowcount
    changed += interests.erase(connection, before) + interests.erase_withdrawn(connection)
    changed += updates.prune(connection, now - min(_UPDATES_KEPT, keep))
    changed += mails.expire(connection, before) + threads.expire(connection, before)
    changed += subscribers.prune(connection, now - min(_UNCONFIRMED, keep))
    changed += reminders.expire(connection, now - max(_TOLD, keep))
    for table, moment in (
        (forms, forms.c.updated_at < before),
        (dialogues, dialogues.c.updated_at < now - LASTS),
        (outbox, (outbox.c.finished_at < before) | ((outbox.c.created_at < before) & (outbox.c.due_at < before))),
        (broadcasts, broadcasts.c.created_at < before),
        (people_table, (people_table.c.last_seen < before) & ~_is_subscribed()),
    ):
        changed += connection.execute(delete(table).where(moment)).rowcount
    return changed
