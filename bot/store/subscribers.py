"""Who is reminded of what: subscribers, their subscriptions, how each wants to be reminded, and when to look again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, or_, select, update

from bot.store.rows import change_row, chunks, find_row, put_all_new, put_new
from bot.store.tables import people, subscribers, subscriptions
from handlers.subscription import Preferences, Quiet, Scope, Subscriber, read_scope

_TOKEN_BYTES = 18
_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
"""To be looked at now, whatever the clock of the service shows."""


class Stage(StrEnum):
    """How far somebody is: `pending` until the address has confirmed that it wants reminders."""

    PENDING = "pending"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody chose; None where the general settings hold. An empty `quiet` means no quiet hours at all."""

    lead_days: tuple[int, ...] | None = None
    send_at: time | None = None
    quiet: tuple[time, time] | tuple[()] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A subscriber as kept. `language` and `timezone` are the person's, where chosen; `active`: can be reached."""

    channel: str
    address: str
    stage: Stage
    token: str
    language: str
    timezone: str | None
    active: bool
    choices: Choices
    scopes: tuple[tuple[Scope, datetime], ...]
    generation: int
    created_at: datetime
    next_at: datetime | None

    def subscriber(self, otherwise: Preferences) -> Subscriber:
        """The subscriber, with the general settings where nothing was chosen."""
        own, quiet = self.choices, otherwise.quiet
        if own.quiet is not None:
            quiet = Quiet(start=own.quiet[0], end=own.quiet[1]) if own.quiet else None
        return Subscriber(
            channel=self.channel,
            address=self.address,
            preferences=Preferences(
                language=self.language,
                zone=self.timezone or otherwise.zone,
                lead_days=own.lead_days or otherwise.lead_days,
                send_at=own.send_at or otherwise.send_at,
                quiet=quiet,
            ),
            scopes=dict(self.scopes),
            token=self.token,
            generation=self.generation,
        )


# -- joining and leaving --------------------------------------------------------------------------------------------


def join(  # noqa: PLR0917 - who, what, when, and how far
    connection: Connection,
    channel: str,
    address: str,
    scopes: Iterable[Scope],
    now: datetime,
    stage: Stage = Stage.ACTIVE,
    *,
    language: str,
) -> None:
    """Subscribe somebody to something, beside what there is already; nothing changes for what was subscribed before.

    Args:
        connection: in a transaction in which the person is known (`people.see`).
        channel: `telegram` or `email`.
        address: the person's there.
        scopes: what to be reminded of.
        now: the moment.
        stage: of a new subscriber; who is active stays so.
        language: of the reminders, where the person has chosen none.
    """
    who = {"channel": channel, "address": address}
    new = {"state": str(stage), "token": token_urlsafe(_TOKEN_BYTES), "language": language, "created_at": now}
    put_new(connection, subscribers, who, new)
    rows = [{**who, "scope": str(scope), "since": now} for scope in scopes]
    put_all_new(connection, subscriptions, ("channel", "address", "scope"), rows)
    change_row(connection, subscribers, who, next_at=_AT_ONCE)


def confirm(connection: Connection, channel: str, address: str, now: datetime) -> bool:
    """Note that an address wants its reminders; False where nothing was to be confirmed."""
    who = {"channel": channel, "address": address}
    pending = {**who, "state": str(Stage.PENDING)}
    if not change_row(connection, subscribers, pending, state=str(Stage.ACTIVE), next_at=_AT_ONCE):
        return False
    change_row(connection, subscriptions, who, since=now)
    return True


def leave(connection: Connection, channel: str, address: str, scopes: Iterable[Scope] | None = None) -> int:
    """End subscriptions, by default all; who has none left is no subscriber any more.

    A transaction that writes to this subscriber ends first, so that what it wrote can be seen afterwards.

    Returns:
        How many subscriptions ended.
    """
    who = select(subscribers.c.token).where(_by(subscribers.c, channel, address))
    connection.execute(who.with_for_update())
    mine = _by(subscriptions.c, channel, address)
    ended = mine if scopes is None else mine & subscriptions.c.scope.in_([str(scope) for scope in scopes])
    number = connection.execute(delete(subscriptions).where(ended)).rowcount
    if connection.execute(select(subscriptions.c.scope).where(mine).limit(1)).first() is None:
        connection.execute(delete(subscribers).where(_by(subscribers.c, channel, address)))
    return number


def prune(connection: Connection, before: datetime) -> int:
    """Forget who never confirmed; returns how many there were."""
    old = (subscribers.c.state == str(Stage.PENDING)) & (subscribers.c.created_at < before)
    rows = connection.execute(select(subscribers.c.channel, subscribers.c.address).where(old)).all()
    for channel, address in rows:
        leave(connection, channel, address)
    return len(rows)


def choose(connection: Connection, channel: str, address: str, choices: Choices) -> None:
    """Keep how somebody wants to be reminded."""
    values = {
        "lead_days": list(choices.lead_days) if choices.lead_days is not None else None,
        "send_at": choices.send_at.isoformat("minutes") if choices.send_at is not None else None,
        "quiet": [hour.isoformat("minutes") for hour in choices.quiet] if choices.quiet is not None else None,
    }
    change_row(connection, subscribers, {"channel": channel, "address": address}, **values)


# -- finding --------------------------------------------------------------------------------------------------------


def find(connection: Connection, channel: str, address: str) -> Enrolled | None:
    """The subscriber with this address, if any."""
    return next(iter(_read(connection, _query().where(_by(subscribers.c, channel, address)))), None)


def find_all(connection: Connection, addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Enrolled]:
    """The subscribers among these channels and addresses."""
    found: dict[tuple[str, str], Enrolled] = {}
    for some in chunks(addresses):
        these = _read(connection, _query().where(_any_of(subscribers.c, some)))
        found.update(((who.channel, who.address), who) for who in these)
    return found


def find_by_token(connection: Connection, token: str) -> Enrolled | None:
    """The subscriber whose links bear this token, if any."""
    row = find_row(connection, subscribers, token=token)
    return find(connection, row.channel, row.address) if row else None


def listed(connection: Connection, stage: Stage | None = None) -> list[Enrolled]:
    """All subscribers, or those of one stage, in the order of their coming."""
    query = _query().order_by(subscribers.c.created_at, subscribers.c.channel, subscribers.c.address)
    return _read(connection, query if stage is None else query.where(subscribers.c.state == str(stage)))


def waiting(connection: Connection, now: datetime, limit: int) -> list[Enrolled]:
    """Active subscribers who may be due something, locked for this transaction; those another one has are left out."""
    due = (subscribers.c.state == str(Stage.ACTIVE)) & (subscribers.c.next_at <= now)
    query = _query().where(due).order_by(subscribers.c.next_at).limit(limit)
    return _read(connection, query.with_for_update(of=subscribers, skip_locked=True))


def count(connection: Connection) -> dict[str, int]:
    """How many active subscribers there are on each channel."""
    found: dict[str, int] = {}
    for channel in connection.execute(select(subscribers.c.channel).where(subscribers.c.state == str(Stage.ACTIVE))):
        found[channel[0]] = found.get(channel[0], 0) + 1
    return found


def next_look(connection: Connection) -> datetime | None:
    """When an active subscriber is to be looked at next: the past means at once."""
    active = subscribers.c.state == str(Stage.ACTIVE)
    found: datetime | None = connection.execute(select(func.min(subscribers.c.next_at)).where(active)).scalar_one()
    return found


def scopes_in_use(connection: Connection) -> list[Scope]:
    """Everything that anybody is subscribed to, each once."""
    return [read_scope(text) for text in connection.execute(select(subscriptions.c.scope).distinct()).scalars()]


# -- when to look again ---------------------------------------------------------------------------------------------


def look_again(connection: Connection, channel: str, address: str, at: datetime | None) -> None:
    """Look at a subscriber again at a moment, or never unless something changes."""
    change_row(connection, subscribers, {"channel": channel, "address": address}, next_at=at)


def look_at_once(connection: Connection, channel: str, address: str) -> None:
    """Look at a subscriber again at once, whatever the clock shows."""
    look_again(connection, channel, address, _AT_ONCE)


def restart(connection: Connection, channel: str, address: str, now: datetime) -> None:
    """Let somebody's subscriptions count from now on."""
    change_row(connection, subscriptions, {"channel": channel, "address": address}, since=now)


def take_back(connection: Connection, channel: str, address: str) -> None:
    """Look at a subscriber again at once; what is written then is another message than what was taken back."""
    values = {"generation": subscribers.c.generation + 1, "next_at": _AT_ONCE}
    connection.execute(update(subscribers).where(_by(subscribers.c, channel, address)).values(values))


def wake_all(connection: Connection) -> None:
    """Look at everybody again at once."""
    connection.execute(update(subscribers).values(next_at=_AT_ONCE))


def begin_now(connection: Connection, who: Enrolled, now: datetime) -> Enrolled:
    """Let no subscription of somebody begin after now: it was made by a clock that was ahead."""
    mine = _by(subscriptions.c, who.channel, who.address)
    connection.execute(update(subscriptions).where(mine, subscriptions.c.since > now).values(since=now))
    return replace(who, scopes=tuple((scope, min(since, now)) for scope, since in who.scopes))


# -- rows -----------------------------------------------------------------------------------------------------------


def _by(columns: Any, channel: str, address: str) -> ColumnElement[bool]:  # noqa: ANN401 - of one of the tables
    found: ColumnElement[bool] = and_(columns.channel == channel, columns.address == address)
    return found


def _query() -> Select[Any]:
    of_person = (people.c.channel == subscribers.c.channel) & (people.c.address == subscribers.c.address)
    own = (people.c.language.label("chosen"), people.c.timezone, people.c.active)
    return select(subscribers, *own).join(people, of_person)


def _read(connection: Connection, query: Select[Any]) -> list[Enrolled]:
    rows = connection.execute(query).all()
    scopes: dict[tuple[str, str], list[tuple[Scope, datetime]]] = {}
    for some in chunks(rows):
        for row in _scope_rows(connection, some):
            scopes.setdefault((row.channel, row.address), []).append((read_scope(row.scope), row.since))
    return [_enrolled(row, scopes.get((row.channel, row.address), [])) for row in rows]


def _scope_rows(connection: Connection, rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    theirs = _any_of(subscriptions.c, [(row.channel, row.address) for row in rows])
    return connection.execute(select(subscriptions).where(theirs).order_by(subscriptions.c.since)).all()


def _any_of(columns: Any, addresses: Iterable[tuple[str, str]]) -> ColumnElement[bool]:  # noqa: ANN401 - as above
    by_channel: dict[str, list[str]] = {}
    for channel, address in addresses:
        by_channel.setdefault(channel, []).append(address)
    return or_(*((columns.channel == channel) & columns.address.in_(some) for channel, some in by_channel.items()))


def _enrolled(row: Row[Any], scopes: Iterable[tuple[Scope, datetime]]) -> Enrolled:
    quiet = None if row.quiet is None else tuple(map(time.fromisoformat, row.quiet))
    return Enrolled(
        channel=row.channel,
        address=row.address,
        stage=Stage(row.state),
        token=row.token,
        language=row.chosen or row.language,
        timezone=row.timezone,
        active=row.active,
        choices=Choices(
            lead_days=None if row.lead_days is None else tuple(row.lead_days),
            send_at=None if row.send_at is None else time.fromisoformat(row.send_at),
            quiet=quiet,  # type: ignore[arg-type]  # two hours, or none
        ),
        scopes=tuple(scopes),
        generation=row.generation,
        created_at=row.created_at,
        next_at=row.next_at,
    )
