"""What is not made up for in a database that was restored from a copy: what the original may have sent meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, update

from bot.store import subscribers
from bot.store.outbox import OPEN, Standing
from bot.store.reminders import CHANGE_CAMPAIGN, REMINDER_CAMPAIGN
from bot.store.tables import outbox, reminders, subscriptions
from handlers.reminder import CHANGE

_BROADCAST = "broadcast:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """How many messages were given up, and how many change notices that were owed."""

    messages: int
    notices: int


def skip(connection: Connection, now: datetime) -> Skipped:
    """Give up reminders, change notices and broadcasts that wait or were being sent, and let reminders begin anew.

    Replies to somebody stay: they are owed to whoever wrote. What was written counts as told.

    Args:
        connection: in a transaction; nothing is sent from this database yet.
        now: the moment from which reminders count.
    """
    unasked = outbox.c.campaign.in_((REMINDER_CAMPAIGN, CHANGE_CAMPAIGN)) | outbox.c.campaign.startswith(_BROADCAST)
    over = {"state": str(Standing.DROPPED), "finished_at": now, "lease": None, "leased_until": None}
    given_up = update(outbox).where(outbox.c.state.in_([str(state) for state in OPEN]), unasked).values(over)
    owed = (reminders.c.lead == CHANGE) & reminders.c.message.is_(None)
    settled = update(reminders).where(owed).values(message="")
    found = Skipped(messages=connection.execute(given_up).rowcount, notices=connection.execute(settled).rowcount)
    connection.execute(update(subscriptions).values(since=now))
    subscribers.wake_all(connection)
    return found
