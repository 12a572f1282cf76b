"""Statements that are built once and used for every row: building one takes SQLAlchemy longer than carrying it out.

Insert or update is the one thing that the two databases spell alike and SQLAlchemy does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, Update, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

_AT_ONCE = 400
"""So many values stand in one statement: databases bound their number."""
Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = _AT_ONCE) -> Iterator[list[Item]]:
    """Items in lists that one statement can hold."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def put(connection: Connection, table: Table, keys: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert a row, or set these values in the row that has these keys.

    Args:
        connection: in a transaction.
        table: whose `keys` are unique.
        keys: what the row is found by.
        values: what it holds beside; nothing is changed where this is empty.
    """
    connection.execute(_upsert(connection.dialect.name, table, tuple(keys), tuple(values)), {**keys, **values})


def put_new(connection: Connection, table: Table, keys: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Insert a row unless one has these keys; whether it was inserted."""
    fresh = _fresh(connection.dialect.name, table, tuple(keys))
    return connection.execute(fresh, {**keys, **values}).first() is not None  # not every INSERT counts its rows


def put_all_new(connection: Connection, table: Table, keys: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, but for those whose keys are there already; all have the same columns."""
    if rows:
        connection.execute(_upsert(connection.dialect.name, table, keys, ()), [dict(row) for row in rows])


def find_row(connection: Connection, table: Table, **keys: object) -> Row[Any] | None:
    """The row that has these keys, if any; they are unique."""
    return connection.execute(_by(table, tuple(keys)), keys).one_or_none()


def change_row(connection: Connection, table: Table, keys: Mapping[str, Any], **values: object) -> int:
    """Set these values in the rows that have these keys; returns how many there are."""
    places = {f"at_{name}": value for name, value in keys.items()}
    return connection.execute(_change(table, tuple(keys)), {**places, **values}).rowcount


@cache
def _by(table: Table, keys: tuple[str, ...]) -> Select[Any]:
    return select(table).where(*(table.c[name] == bindparam(name) for name in keys))


@cache
def _change(table: Table, keys: tuple[str, ...]) -> Update:
    return update(table).where(*(table.c[name] == bindparam(f"at_{name}") for name in keys))


@cache
def _upsert(dialect: str, table: Table, keys: tuple[str, ...], values: tuple[str, ...]) -> Any:  # noqa: ANN401
    insert = _insert(dialect, table)
    if not values:
        return insert.on_conflict_do_nothing(index_elements=keys)
    return insert.on_conflict_do_update(index_elements=keys, set_={name: insert.excluded[name] for name in values})


@cache
def _fresh(dialect: str, table: Table, keys: tuple[str, ...]) -> Any:  # noqa: ANN401 - of either dialect
    insert = _insert(dialect, table).on_conflict_do_nothing(index_elements=keys)
    return insert.returning(*(table.c[name] for name in keys))


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
