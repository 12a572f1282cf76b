"""The only reader of the clock."""

from datetime import UTC, datetime


def real_now() -> datetime:
    """The present moment, in UTC and aware of it."""
    return datetime.now(UTC)
