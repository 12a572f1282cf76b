"""How dates and deadlines have changed: each thing as it was last known, with the number of its revision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bot.store.rows import put
from bot.store.tables import revisions
from handlers.deadline import Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A date or deadline as last known. `details` tell what is needed once no letter states it any more."""

    thing: str
    fact: str
    kind: str
    value: str
    number: int
    since: datetime
    withdrawn: bool
    details: Mapping[str, Any]

    @property
    def revision(self) -> Revision:
        """Its revision."""
        return Revision(number=self.number, since=self.since)


def known(connection: Connection) -> dict[str, Known]:
    """All that is known, by what it is about."""
    rows = connection.execute(select(revisions))
    return {row.thing: Known(**row._mapping) for row in rows}  # noqa: SLF001 - the documented way to columns by name


def keep(connection: Connection, found: Known) -> None:
    """Keep how a thing stands."""
    values = {
        "fact": found.fact,
        "kind": found.kind,
        "value": found.value,
        "number": found.number,
        "since": found.since,
        "withdrawn": found.withdrawn,
        "details": dict(found.details),
    }
    put(connection, revisions, {"thing": found.thing}, values)
