"""Column types that both databases share."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, TypeDecorator

Json = JSON(none_as_null=True)
Id = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database gives; SQLite counts by itself only in a column of this very type."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, and aware of it when it comes back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """A moment as the database takes it.

        Raises:
            ValueError: the moment is not aware of its zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """A moment as the program takes it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
