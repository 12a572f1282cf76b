"""What was asked, how it was answered, and what people thought of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Row, Select, case, func, insert, select, update

from bot.store.dialogues import Speaking
from bot.store.rows import change_row, find_row
from bot.store.tables import questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and its outcome.

    `facts` are the ids of those stated, `options` the readings offered; `feedback` is 1, -1 or None. `message` is the
    question's own id on its channel, `reply` the answer's. Who asked, and the text, are None once they were erased.
    """

    id: int = 0
    channel: str
    chat: str | None
    speaker: str | None
    message: str | None = None
    reply: str | None = None
    asked_at: datetime
    language: str
    text: str | None
    status: str
    reason: str | None = None
    facts: Sequence[str] = ()
    options: Sequence[str] = ()
    feedback: int | None = None
    settled: bool = field(default=False)


_ADD = insert(questions).returning(questions.c.id)


def _asked(row: Row[tuple[object, ...]]) -> Asked:
    lists = {"facts": tuple(row.facts), "options": tuple(row.options)}
    return Asked(**{**row._mapping, **lists})  # noqa: SLF001 - the documented way to columns by name


def add(connection: Connection, asked: Asked) -> int:
    """Keep a question; returns its number."""
    values = {name: getattr(asked, name) for name in Asked.__dataclass_fields__ if name != "id"}
    values |= {"facts": list(asked.facts), "options": list(asked.options)}
    return int(connection.execute(_ADD, values).scalar_one())


def find(connection: Connection, number: int) -> Asked | None:
    """The question with this number."""
    row = find_row(connection, questions, id=number)
    return _asked(row) if row else None


def find_by_message(connection: Connection, speaking: Speaking, message: str) -> Asked | None:
    """The latest question that a message of a conversation asked."""
    query = select(questions).filter_by(**speaking.keys(), message=message).order_by(questions.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _asked(row) if row else None


def answered_by(connection: Connection, number: int, reply: str) -> None:
    """Note which message answers a question."""
    change_row(connection, questions, {"id": number}, reply=reply)


def rate(connection: Connection, number: int, feedback: int) -> None:
    """Keep what somebody thought of an answer: 1 for good, -1 for not."""
    change_row(connection, questions, {"id": number}, feedback=feedback)


def settle(connection: Connection, numbers: Sequence[int]) -> int:
    """Take questions off the list of those that wait for the secretariat; returns how many there were."""
    rows = questions.c.id.in_(numbers) & ~questions.c.settled
    return connection.execute(update(questions).where(rows).values(settled=True)).rowcount


def _listed(*, unanswered: bool) -> Select[tuple[object, ...]]:
    query = select(questions).where(questions.c.text.is_not(None))
    if unanswered:
        open_ones = (questions.c.status == "unknown") | (questions.c.feedback == -1)
        query = query.where(open_ones, ~questions.c.settled)
    return query


def listed(connection: Connection, *, unanswered: bool, limit: int) -> list[Asked]:
    """Questions, the latest first.

    Args:
        connection: to read with.
        unanswered: only those that were refused or whose answer was found wanting, and that nobody has settled.
        limit: at most so many.
    """
    query = _listed(unanswered=unanswered).order_by(questions.c.id.desc()).limit(limit)
    return [_asked(row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How questions of a period ended."""

    asked: int
    by_status: dict[str, int]
    good: int
    bad: int


def count(connection: Connection, since: datetime) -> Counts:
    """Count the questions asked since a moment."""
    recent = questions.c.asked_at >= since
    rows = connection.execute(select(questions.c.status, func.count()).where(recent).group_by(questions.c.status))
    by_status: dict[str, int] = dict(rows.all())
    good, bad = (func.coalesce(func.sum(case((questions.c.feedback == value, 1), else_=0)), 0) for value in (1, -1))
    rated = connection.execute(select(good, bad).where(recent)).one()
    return Counts(asked=sum(by_status.values()), by_status=by_status, good=int(rated[0]), bad=int(rated[1]))
