"""How fast something may be written to, where that outlives a process: what is used up, pauses that were asked for.

All moments are real time. The counting itself is done where messages are sent: see `bot.pacing`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store.rows import put
from bot.store.tables import paces


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What is known of one name: until when what was sent may still count, and until when nothing may be sent."""

    name: str
    spent_until: datetime
    held_until: datetime | None


def load(connection: Connection, name: str) -> list[Pace]:
    """The pace of a name, and those of its parts, which are called `name:part`."""
    its = (paces.c.name == name) | paces.c.name.startswith(f"{name}:", autoescape=True)
    return [Pace(**row._mapping) for row in connection.execute(select(paces).where(its))]  # noqa: SLF001 - documented


def spend(connection: Connection, names: Collection[str], until: datetime) -> None:
    """Note that what goes out now may count so long, in the transaction that claims it."""
    for name in names:
        put(connection, paces, {"name": name}, {"spent_until": until})


def hold(connection: Connection, name: str, until: datetime, real: datetime) -> None:
    """Note that nothing may be sent until then."""
    put(connection, paces, {"name": name}, {"spent_until": real, "held_until": until})


def forget(connection: Connection, name: str, before: datetime) -> None:
    """Forget the parts of a name of which nothing counts any more."""
    parts = paces.c.name.startswith(f"{name}:", autoescape=True)
    connection.execute(delete(paces).where(parts, paces.c.spent_until < before))
