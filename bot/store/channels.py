"""How each channel fares, kept where `plazo status` can read it from another process."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.store.rows import put
from bot.store.tables import channels

TELEGRAM = "telegram"
STALE = timedelta(seconds=30)
"""A channel that has not given a sign of life for so long is down."""


def mailbox(address: str) -> str:
    """The name of a mailbox's channel."""
    return f"mailbox:{address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a channel fares.

    `state` is `starting`, `running`, `waiting` (another process has the lease), `failing` or `stopped`.
    """

    name: str
    state: str
    owner: str
    beat_at: datetime
    last_success: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None


def report(connection: Connection, health: Health) -> None:
    """Keep how a channel fares; what is None leaves what was known before."""
    values = {name: getattr(health, name) for name in Health.__dataclass_fields__ if name != "name"}
    put(connection, channels, {"name": health.name}, {k: v for k, v in values.items() if v is not None})


def listed(connection: Connection) -> list[Health]:
    """Every channel that ever ran, by name."""
    rows = connection.execute(select(channels).order_by(channels.c.name))
    return [Health(**row._mapping) for row in rows]  # noqa: SLF001 - the documented way to columns by name
