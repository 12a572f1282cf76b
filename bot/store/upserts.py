"""The one statement that the two databases spell alike and SQLAlchemy does not: insert, or update what is there."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def put(connection: Connection, table: Table, keys: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or set these values in the row that has these keys.

    Args:
        connection: in a transaction.
        table: whose `keys` are unique.
        keys: what the row is found by.
        values: what it holds beside; nothing is changed where this is empty.
    """
    _insert(connection, table, {**keys, **values}, list(keys), values)


def put_new(connection: Connection, table: Table, keys: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Insert a row unless one has these keys; whether it was inserted."""
    return _insert(connection, table, {**keys, **values}, list(keys), {})


def _insert(
    connection: Connection, table: Table, row: dict[str, Any], keys: list[str], changes: Mapping[str, Any]
) -> bool:
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table).values(row)
    if changes:
        done = statement.on_conflict_do_update(index_elements=keys, set_=dict(changes))
    else:
        done = statement.on_conflict_do_nothing(index_elements=keys)
    return connection.execute(done).rowcount > 0
