"""Leases: what only one process at a time may do, whichever it is.

A lease runs out by itself. Where its holder is known to be dead, it can be taken over at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, select, update

from bot.store.rows import put_new
from bot.store.tables import leases


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lease that is held. Every holder has a greater `fence` than the one before."""

    name: str
    owner: str
    fence: int


def acquire(  # noqa: PLR0917 - who, what, how long, and two questions to the world
    connection: Connection,
    name: str,
    owner: str,
    real: datetime,
    lasts: timedelta,
    is_dead: Callable[[str], bool],
) -> Lease | None:
    """Take a lease that nobody holds; None when somebody does.

    Args:
        connection: in a transaction.
        name: of what is leased.
        owner: who takes it.
        real: the real time.
        lasts: for how long, unless it is renewed.
        is_dead: whether an owner is known to have died.
    """
    put_new(connection, leases, {"name": name}, {"owner": None, "fence": 0, "until": real})
    row = connection.execute(select(leases).where(leases.c.name == name).with_for_update()).one()
    held = row.owner is not None and row.owner != owner and row.until > real
    if held and not is_dead(row.owner):
        return None
    taken = Lease(name=name, owner=owner, fence=row.fence + 1)
    values = {"owner": owner, "fence": taken.fence, "until": real + lasts}
    connection.execute(update(leases).where(leases.c.name == name).values(values))
    return taken


def renew(connection: Connection, lease: Lease, real: datetime, lasts: timedelta) -> bool:
    """Hold a lease for longer; False when another has taken it."""
    values = {"until": real + lasts}
    return connection.execute(_held(lease).values(values)).rowcount > 0


def release(connection: Connection, lease: Lease, real: datetime) -> None:
    """Give a lease back."""
    connection.execute(_held(lease).values(owner=None, until=real))


def is_held(connection: Connection, lease: Lease) -> bool:
    """Whether a lease is still ours: asked in the transaction whose work depends on it."""
    query = select(leases.c.fence).where(leases.c.name == lease.name, leases.c.owner == lease.owner).with_for_update()
    return connection.execute(query).scalar_one_or_none() == lease.fence


def _held(lease: Lease) -> Update:
    ours = (leases.c.name == lease.name) & (leases.c.owner == lease.owner) & (leases.c.fence == lease.fence)
    return update(leases).where(ours)
