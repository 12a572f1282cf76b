"""The only reader of the clock."""

from datetime import UTC, datetime


def real_now() -> datetime:
    """The present moment, in UTC and aware of it."""
    return datetime.now(UTC)


class Clock:
    """A clock that runs at normal speed, from now or from another moment on."""

    def __init__(self, start: datetime | None = None) -> None:
        """Set the clock.

        Args:
            start: what it shows now, aware of its zone; by default the real time.
        """
        began = real_now()
        self._ahead = (start or began) - began

    def now(self) -> datetime:
        """What the clock shows, in UTC."""
        return real_now() + self._ahead
