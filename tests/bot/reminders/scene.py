"""Letters, subscribers and a clock that stands still: what the tests of reminders play with. Nothing is really sent."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from bot.clock import Clock, real_now
from bot.library import Knowledge
from bot.reminders import keeping
from bot.reminders.ticking import Ticker
from bot.settings import Settings
from bot.store import outbox, people, subscribers
from bot.store.database import Database
from bot.store.outbox import Message, Standing
from bot.store.subscribers import Choices, Enrolled, Stage
from bot.store.tables import reminders
from bot.store.work import Work
from handlers.subscription import EVERYTHING, read_scope
from knowledge.book import FactBook
from tests.handlers.letters_of_change import book_of
from tests.letter_files import Rows

ANA, BEN = ("email", "ana@example.org"), ("telegram", "7")
_SERVER = {"host": "127.0.0.1", "port": 1, "security": "none", "user": "desk", "password": "p"}
MAILBOX = {"address": "desk@example.org", "imap": _SERVER, "smtp": {"host": "127.0.0.1", "security": "none"}}
Address: TypeAlias = tuple[str, str]


def utc(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class StoppedClock(Clock):
    """Shows what it was last set to."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.shown = start

    def now(self) -> datetime:
        return self.shown


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sent:
    """A message as a test expects it. `about`: of which deadlines, as `id@lead`; `id!revision` for a change."""

    to: str
    about: tuple[str, ...]


def reminder(to: Address, *about: str) -> Sent:
    """What is expected to reach somebody."""
    return Sent(to=to[1], about=about)


@dataclass
class Scene:
    """One process of Plazo on a database, without servers: it plans, and what is due counts as sent."""

    database: Database
    knowledge: Knowledge
    folder: Path
    clock: StoppedClock
    settings: Settings
    ticker: Ticker = field(init=False)

    def __post_init__(self) -> None:
        self._folders = (self.folder / f"letters-{number}" for number in count(1))
        self.work = Work(self.database)
        self.restart()

    def restart(self, **settings: Any) -> None:  # noqa: ANN401 - of `[reminders]`
        """Begin as a process does that has just been started, with other settings if any are given."""
        if settings:
            self.settings = settings_of(**settings)
        self.ticker = Ticker(self.settings, self.knowledge, self.work, self.clock)

    def beside(self, database: Database, folder: Path) -> "Scene":
        """Another process on the same database, with the same letters and the same clock."""
        folder.mkdir()
        return Scene(database, self.knowledge, folder, self.clock, self.settings)

    def read(self, *letters: Rows) -> None:
        """Have the process know these letters and no others."""
        folder = next(self._folders)
        folder.mkdir()
        self.know(book_of(folder, *letters))

    def know(self, book: FactBook) -> None:
        """Have the process know these letters and no others."""
        self.knowledge = replace(self.knowledge, library=replace(self.knowledge.library, book=book))
        self.restart()

    # -- people -----------------------------------------------------------------------------------------------------

    def join(
        self,
        who: Address,
        *scopes: str,
        stage: Stage = Stage.ACTIVE,
        zone: str | None = None,
        language: str = "en",
    ) -> None:
        """Subscribe somebody now, by default to everything."""
        asked, now = [read_scope(scope) for scope in scopes] or [EVERYTHING], self.clock.now()
        with self.database.transaction() as connection:
            keeping.subscribe(connection, *who, asked, now, stage, language=language)
            if zone:
                people.choose(connection, *who, timezone=zone)

    def leave(self, who: Address, *scopes: str) -> int:
        """Let somebody leave, by default everything."""
        some = [read_scope(scope) for scope in scopes] or None
        with self.database.transaction() as connection:
            return keeping.stop(connection, *who, self.clock.now(), some)

    def choose(self, who: Address, choices: Choices) -> None:
        """Let somebody choose how to be reminded."""
        with self.database.transaction() as connection:
            keeping.choose(connection, self.enrolled(who), choices, self.clock.now())

    def enrolled(self, who: Address) -> Enrolled:
        """Somebody who is subscribed."""
        with self.database.reading() as connection:
            found = subscribers.find(connection, *who)
        assert found
        return found

    # -- time -------------------------------------------------------------------------------------------------------

    def plan(self, moment: str) -> None:
        """Let a moment come, and have the process plan; nothing is sent yet."""
        self.clock.shown = utc(moment)
        self.plan_now()

    def plan_now(self) -> None:
        """Have the process plan."""
        asyncio.run(self.ticker.tick())

    def at(self, moment: str) -> list[Sent]:
        """Let a moment come, have the process plan, and send what is due; returns that."""
        self.plan(moment)
        return self.send()

    def send(self) -> list[Sent]:
        """Send what is due; returns that."""
        with self.database.transaction() as connection:
            messages = self.take(connection)
            for message in messages:
                assert outbox.sent(connection, message, None, self.clock.now())
            return sorted(self._shown(connection, message) for message in messages)

    def take(self, connection: Connection, limit: int = 1000) -> list[Message]:
        """Claim what is due, as a sender does."""
        now, real = self.clock.now(), real_now()
        outbox.recover(connection, now, real)
        until = real + timedelta(minutes=1)
        return [
            message
            for channel in ("email", "telegram")
            for message in outbox.claim(connection, channel, "test", now, until=until, limit=limit)
        ]

    def _shown(self, connection: Connection, message: Message) -> Sent:
        rows = connection.execute(select(reminders).where(reminders.c.message == message.key))
        about = sorted(f"{r.deadline}!{r.revision}" if r.lead < 0 else f"{r.deadline}@{r.lead}" for r in rows)
        return Sent(to=message.address, about=tuple(about))

    def text(self, number: int = -1) -> str:
        """What a message says, by default the last one."""
        message = self.messages()[number]
        return str((message.payload or {}).get("message") or message.payload)

    def messages(self, *states: Standing) -> list[Message]:
        """Messages of the outbox, the oldest first."""
        with self.database.reading() as connection:
            return outbox.listed(connection, states)

    def waiting(self) -> list[Sent]:
        """What waits to be sent."""
        with self.database.reading() as connection:
            found = outbox.listed(connection, [Standing.WAITING])
            return sorted(self._shown(connection, message) for message in found)


def settings_of(*, mailboxes: Sequence[object] = (MAILBOX,), **settings: Any) -> Settings:  # noqa: ANN401 - any
    """The general settings: nobody rests at night unless told otherwise."""
    given = {"quiet_hours": ["03:00", "03:01"], **settings}
    return Settings.model_validate({"mailboxes": mailboxes, "reminders": given})
