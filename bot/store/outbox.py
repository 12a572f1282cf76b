"""Messages that wait to be sent: each written once, with what causes it, and sent by whoever claims it first.

A message is claimed under a lease, and only the holder of that lease can say how it ended. A lease that runs out means
that its holder died while sending: nobody knows whether the message went out. It is then marked as in doubt and sent
again, unless its time is over. States: `waiting`, `leased`, and for good `sent`, `failed`, `expired`, `dropped`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, true, update

from bot.store.rows import change_row, put_new
from bot.store.tables import outbox


class Standing(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    DROPPED = "dropped"


OPEN = (Standing.WAITING, Standing.LEASED)
LEASE = timedelta(seconds=60)
"""How long a claim lasts: longer than any single sending may take."""
_KEYS_AT_ONCE = 500


class Urgency(IntEnum):
    """What goes first when much waits: the lower number."""

    PERSONAL = 0
    CHANGE = 1
    REMINDER = 2
    BROADCAST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message of the outbox. `lease` is the claim under which it is being sent."""

    id: int
    key: str
    channel: str
    address: str
    campaign: str | None
    urgency: int
    payload: Mapping[str, Any] | None
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    state: Standing
    in_doubt: bool
    attempts: int
    lease: str | None
    leased_until: datetime | None
    last_error: str | None
    receipt: str | None
    finished_at: datetime | None


_ORDER = (outbox.c.urgency, outbox.c.due_at, outbox.c.id)


def _message(row: Row[tuple[object, ...]]) -> Message:
    return Message(**{**row._mapping, "state": Standing(row.state)})  # noqa: SLF001 - the documented way to columns


def add(
    connection: Connection,
    *,
    key: str,
    channel: str,
    address: str,
    payload: Mapping[str, Any],
    now: datetime,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    urgency: Urgency = Urgency.PERSONAL,
    campaign: str | None = None,
) -> bool:
    """Write a message, unless one with this key was written before; whether it is new.

    Args:
        connection: the transaction of what causes the message.
        key: what makes it this message and no other.
        channel: `telegram` or `email`.
        address: to whom.
        payload: what the channel's sender takes.
        now: the moment.
        due_at: not before; by default now.
        expires_at: after which it would be wrong to send it.
        urgency: what goes first.
        campaign: the broadcast or reminder run that it belongs to.
    """
    values = {
        "channel": channel,
        "address": address,
        "payload": dict(payload),
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": expires_at,
        "urgency": int(urgency),
        "campaign": campaign,
        "state": str(Standing.WAITING),
    }
    return put_new(connection, outbox, {"key": key}, values)


def _untouched(key: str) -> ColumnElement[bool]:
    return (outbox.c.key == key) & (outbox.c.state == str(Standing.WAITING)) & (outbox.c.attempts == 0)


def is_untouched(connection: Connection, key: str) -> bool:
    """Whether a message waits that nobody has ever taken to send it; it stays so until the transaction ends."""
    query = select(outbox.c.id).where(_untouched(key)).with_for_update()
    return connection.execute(query).first() is not None


def was_dropped(connection: Connection, key: str) -> bool:
    """Whether a message was given up before it was sent."""
    query = select(outbox.c.id).where(outbox.c.key == key, outbox.c.state == str(Standing.DROPPED))
    return connection.execute(query).first() is not None


def rewrite(connection: Connection, key: str, payload: Mapping[str, Any]) -> bool:
    """Say something else in a message that still waits; False when it has been taken already, or is over."""
    return connection.execute(update(outbox).where(_untouched(key)).values(payload=dict(payload))).rowcount > 0


def recover(connection: Connection, now: datetime, real: datetime, channel: str | None = None) -> None:
    """Take back what a dead holder left, as in doubt, and end what is too late to be sent.

    Args:
        connection: in a transaction.
        now: the service's time, for what is too late.
        real: the real time, for leases.
        channel: of which messages; by default of all.
    """
    mine = true() if channel is None else outbox.c.channel == channel
    lapsed = mine & (outbox.c.state == Standing.LEASED) & (outbox.c.leased_until < real)
    back = {"state": str(Standing.WAITING), "in_doubt": True, "lease": None, "leased_until": None}
    connection.execute(update(outbox).where(lapsed).values(back))
    late = mine & (outbox.c.state == Standing.WAITING) & (outbox.c.expires_at <= now)
    connection.execute(update(outbox).where(late).values(state=str(Standing.EXPIRED), finished_at=now))


def claim(
    connection: Connection,
    channel: str,
    lease: str,
    now: datetime,
    *,
    until: datetime,
    limit: int,
    senders: Collection[str] | None = None,
    resting: Collection[str] | None = None,
) -> list[Message]:
    """Claim messages that are due, the most urgent first; nobody else gets them while the lease lasts.

    Args:
        connection: in a transaction.
        channel: which ones.
        lease: a name for this claim that no other has.
        now: the service's time.
        until: when the lease runs out, in real time.
        limit: at most so many.
        senders: only what these mailboxes are to send, where the channel has several.
        resting: addresses that nothing may go to now, where the channel has such; the others get one message each, so
            that many for one address hold up no other.
    """
    due = (outbox.c.channel == channel) & (outbox.c.state == Standing.WAITING) & (outbox.c.due_at <= now)
    due &= outbox.c.expires_at.is_(None) | (outbox.c.expires_at > now)
    if senders is not None:
        due &= outbox.c.payload["mailbox"].as_string().in_(senders)
    query = select(outbox.c.id, outbox.c.address).where(due).order_by(*_ORDER).with_for_update(skip_locked=True)
    if resting is None:
        ids = list(connection.execute(query.limit(limit)).scalars())
    else:
        ids = _apart(connection, query, limit, set(resting))
    if not ids:
        return []
    taken = {"state": str(Standing.LEASED), "lease": lease, "leased_until": until, "attempts": outbox.c.attempts + 1}
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(taken))
    return [_message(row) for row in connection.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(*_ORDER))]


def _apart(connection: Connection, query: Select[int, str], limit: int, resting: set[str]) -> list[int]:
    """The first messages, one an address: each look leaves out the addresses that are found already."""
    ids: list[int] = []
    while (wanted := limit - len(ids)) > 0:
        rows = connection.execute(query.where(outbox.c.address.not_in(resting)).limit(wanted)).all()
        for number, address in rows:
            if address not in resting:
                resting.add(address)
                ids.append(number)
        if len(rows) < wanted:
            break
    return ids


def _end(connection: Connection, message: Message, values: Mapping[str, object]) -> bool:
    """Say how it ended, if the message is still ours."""
    ours = {"id": message.id, "state": str(Standing.LEASED), "lease": message.lease}
    return change_row(connection, outbox, ours, **{"lease": None, "leased_until": None, **values}) > 0


def sent(connection: Connection, message: Message, receipt: str | None, now: datetime) -> bool:
    """Note that a message was accepted; False when the lease was lost meanwhile."""
    values = {"state": str(Standing.SENT), "receipt": receipt, "finished_at": now, "last_error": None}
    return _end(connection, message, values)


def failed(connection: Connection, message: Message, error: str, now: datetime) -> bool:
    """Note that a message can never be delivered."""
    return _end(connection, message, {"state": str(Standing.FAILED), "last_error": error, "finished_at": now})


def expired(connection: Connection, message: Message, now: datetime) -> bool:
    """Note that a message was not sent, because its time was over before its turn came."""
    return _end(connection, message, {"state": str(Standing.EXPIRED), "finished_at": now})


def postpone(connection: Connection, message: Message, error: str | None, due_at: datetime, *, doubt: bool) -> bool:
    """Put a message back for later.

    Args:
        connection: in a transaction.
        message: under its lease.
        error: what went wrong; None when nothing did and it was merely given back.
        due_at: when to try again.
        doubt: whether it may have gone out all the same.
    """
    values: dict[str, object] = {"state": str(Standing.WAITING), "due_at": due_at}
    if error is None:
        values["attempts"] = message.attempts - 1
    else:
        values |= {"last_error": error, "in_doubt": message.in_doubt or doubt}
    return _end(connection, message, values)


def find(connection: Connection, number: int) -> Message | None:
    """The message with this number."""
    row = connection.execute(select(outbox).where(outbox.c.id == number)).one_or_none()
    return _message(row) if row else None


def listed(
    connection: Connection, states: Sequence[Standing] = (), *, in_doubt: bool = False, limit: int = 1000
) -> list[Message]:
    """Messages in some states (by default all), or those in doubt, the oldest first."""
    query = select(outbox).order_by(outbox.c.id).limit(limit)
    if states:
        query = query.where(outbox.c.state.in_([str(state) for state in states]))
    if in_doubt:
        query = query.where(outbox.c.in_doubt)
    return [_message(row) for row in connection.execute(query)]


def retry(connection: Connection, number: int, now: datetime) -> bool:
    """Send a message that failed, expired or was dropped once more; False when it is none of these.

    What would be wrong to send by now stays as it is: a reminder is of no use after its deadline.
    """
    over = (outbox.c.id == number) & outbox.c.state.in_([Standing.FAILED, Standing.EXPIRED, Standing.DROPPED])
    useful = outbox.c.payload.is_not(None) & (outbox.c.expires_at.is_(None) | (outbox.c.expires_at > now))
    waiting = {"state": str(Standing.WAITING), "due_at": now, "finished_at": None, "attempts": 0}
    return connection.execute(update(outbox).where(over, useful).values(waiting)).rowcount > 0


def drop(connection: Connection, number: int, now: datetime) -> bool:
    """Give a message up that waits; False when it doesn't."""
    return _drop(connection, outbox.c.id == number, now) > 0


def drop_for(connection: Connection, channel: str, address: str, now: datetime) -> int:
    """Give up all that waits for an address; returns how many there were."""
    return _drop(connection, (outbox.c.channel == channel) & (outbox.c.address == address), now)


def drop_messages(connection: Connection, keys: Collection[str], now: datetime) -> int:
    """Give up those of these messages that wait; returns how many there were."""
    each = iter(keys)
    dropped = 0
    while some := list(islice(each, _KEYS_AT_ONCE)):
        dropped += _drop(connection, outbox.c.key.in_(some), now)
    return dropped


def _drop(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    done = update(outbox).where(which, outbox.c.state == Standing.WAITING)
    return connection.execute(done.values(state=str(Standing.DROPPED), finished_at=now)).rowcount


def reopen_expired(connection: Connection, now: datetime) -> int:
    """Let messages wait again that expired by a clock that was ahead; returns how many there were.

    Args:
        connection: in a transaction.
        now: the service's time, by the clock that was set back.
    """
    early = (outbox.c.state == Standing.EXPIRED) & (outbox.c.expires_at > now) & outbox.c.payload.is_not(None)
    return connection.execute(
        update(outbox).where(early).values(state=str(Standing.WAITING), finished_at=None)
    ).rowcount


def count(connection: Connection, campaign: str | None = None) -> dict[str, int]:
    """How many messages there are in each state, of all or of one campaign."""
    query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
    if campaign is not None:
        query = query.where(outbox.c.campaign == campaign)
    return dict(connection.execute(query).all())


def count_in_doubt(connection: Connection) -> int:
    """How many messages may have gone out twice."""
    return connection.execute(select(func.count()).where(outbox.c.in_doubt)).scalar_one()
