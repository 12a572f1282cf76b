"""What `plazo status` tells of reminders: how many are reminded, when next, and what keeps reminders from going out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.cli.person import EMAIL, TELEGRAM
from bot.cli.state import shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings

_AHEAD = timedelta(hours=1)
_SHOWN = timedelta(days=7)
"""So long, by the service's own clock, a jump is shown."""
NONE: dict[str, Any] = {"subscribers": {TELEGRAM: 0, EMAIL: 0}, "reminders": {"next_at": None}, "warnings": []}
"""Of a database that cannot be read yet."""


def gather(connection: "Connection", settings: "Settings", now: datetime) -> dict[str, Any]:
    """Subscribers by channel, the next moment at which something is due, and warnings.

    Args:
        connection: to read with.
        settings: for the mailbox that sends reminders.
        now: the moment; a next one that has come already is told as this.
    """
    from bot.store import subscribers

    counts = {TELEGRAM: 0, EMAIL: 0, **subscribers.count(connection)}
    ahead = subscribers.next_look(connection)
    return {
        "subscribers": counts,
        "reminders": {"next_at": max(ahead, now) if ahead else None},
        "warnings": list(_warnings(connection, settings, counts, now)),
    }


def _warnings(connection: "Connection", settings: "Settings", counts: dict[str, int], now: datetime) -> Iterator[str]:
    from bot.reminders.world import sending_mailbox
    from bot.store import marks

    if counts[EMAIL] and sending_mailbox(settings) is None:
        yield "no mailbox sends reminders: none has an smtp, so subscribers by e-mail are not reminded"
    jump, beat = marks.clock_warning(connection), marks.clock(connection)
    if jump and (beat is None or beat[0] - jump[0] < _SHOWN):
        at, far = jump
        way = "back" if far < timedelta() else "ahead"
        yield f"the service's clock was set {way} by {_span(abs(far))}, as was noticed at {shown(at)}"
    if beat and beat[0] - now > _AHEAD:
        yield (
            f"the service's clock last showed {shown(beat[0])}, {_span(beat[0] - now)} ahead of this one: "
            "one of them is wrong"
        )
    bad = marks.bad_letters(connection)
    if bad:
        yield f"the operator's letters are not taken up since {shown(bad[0])}, the former ones stay: {bad[1]}"


def _span(span: timedelta) -> str:
    """A length of time for people."""
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = [(days, "day"), (hours, "hour"), (minutes % 60, "minute")]
    told = [f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number]
    return " ".join(told[:2]) or "less than a minute"


def lines(found: dict[str, Any]) -> Iterator[str]:
    """The same for people."""
    counts = ", ".join(f"{number} by {channel}" for channel, number in found["subscribers"].items())
    ahead = found["reminders"]["next_at"]
    yield f"Subscribers: {counts}{f'; next looked at {shown(ahead)}' if ahead else ''}"
