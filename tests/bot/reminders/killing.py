"""Kills services at random moments while they remind a crowd, and counts what was lost, or came twice."""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from functools import partial
from pathlib import Path

from bot.clock import real_now
from bot.reminders import keeping
from bot.store import outbox, schema
from bot.store.database import Database
from bot.store.outbox import OPEN
from handlers.subscription import EVERYTHING
from knowledge.model import LANGUAGES
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer
from tests.dovecot import PASSWORD, DovecotServer
from tests.smtpserver import SmtpServer

START = datetime.fromisoformat("2019-08-09T08:59:55+02:00")
"""Five seconds before everybody is reminded that CL-19/35 wants an answer within a week."""
_JOINED = datetime.fromisoformat("2019-08-05T12:00+02:00")
_ENOUGH = 3600.0
_FIRST_CHAT = 10_000


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of it. `busy` are kills before all was sent; `excused` are repetitions that the outbox lists."""

    kills: int
    busy: int
    chats: int
    addresses: int
    lost: int
    twice: int
    excused: int
    renamed: int
    in_doubt: int
    refused: int
    left: int
    seconds: float

    def __str__(self) -> str:
        return (
            f"{self.kills} kills ({self.busy} before all was sent), {self.chats} chats and {self.addresses} addresses:"
            f" {self.lost} lost, {self.twice} reminded twice ({self.excused} of these listed as in doubt;"
            f" {self.in_doubt} are listed, {self.renamed} e-mails came again with another Message-ID),"
            f" {self.refused} times 429, {self.left} left in the outbox; {self.seconds:.0f} s"
        )


class Crowd:
    """Subscribers on servers of a test's own, and the services that remind them."""

    def __init__(
        self,
        program: Program,
        folder: Path,
        servers: tuple[BotApiServer, SmtpServer, DovecotServer],
        database: str,
        *,
        chats: int,
        addresses: int,
        workers: int,
    ) -> None:
        """Subscribe everybody; nothing runs yet.

        Args:
            program: with everything compiled.
            folder: for what the services leave.
            servers: of chats, of mail that goes out, and of mail that comes in.
            database: its URL.
            chats: how many are reminded there.
            addresses: how many are reminded by e-mail.
            workers: how many services there are.
        """
        self.api, self.smtp, dovecot = servers
        self.database = database
        self.people = [self.api.person(_FIRST_CHAT + number, "P") for number in range(chats)]
        self.addresses = [f"p{number}@example.org" for number in range(addresses)]
        imap = {"host": "127.0.0.1", "port": dovecot.port, "security": "none", "user": dovecot.add_user()}
        smtp = {"host": "127.0.0.1", "port": self.smtp.port, "security": "none"}
        mailbox = {"address": "desk@example.org", "imap": {**imap, "password": PASSWORD}, "smtp": smtp}
        settings: dict[str, Mapping[str, object] | Sequence[Mapping[str, object]]] = {"mailboxes": [mailbox]}
        settings |= telegram(self.api.base_url, self.api.token)
        folders = [folder / f"worker{number}" for number in range(workers)]
        for each in folders:
            each.mkdir()
        self.services = [Service(program, each, settings, None, database) for each in folders]
        self._subscribe()

    def _subscribe(self) -> None:
        state = Database(self.database)
        schema.upgrade(state)
        everybody = [("telegram", str(person.id)) for person in self.people] + [("email", a) for a in self.addresses]
        with state.transaction() as connection:
            for number, who in enumerate(everybody):
                language = LANGUAGES[number % len(LANGUAGES)]
                keeping.subscribe(connection, *who, [EVERYTHING], _JOINED, language=language)
        state.dispose()

    def has_received(self, number: int) -> bool:
        """Whether so many messages have arrived."""
        return len(self.api.calls_of("sendDocument")) + len(self.smtp.received) >= number

    def left(self) -> int:
        """How many messages are still to be sent; those that nobody has written yet count, too."""
        state = Database(self.database)
        with state.reading() as connection:
            counted = outbox.count(connection)
        state.dispose()
        unwritten = len(self.people) + len(self.addresses) - sum(counted.values())
        return unwritten + sum(counted.get(standing, 0) for standing in OPEN)


class _Worker:
    """A service that is killed and started again, with a clock that goes on."""

    def __init__(self, service: Service, began: datetime) -> None:
        self.service, self._began = service, began
        self.starts = 0

    def start(self) -> None:
        self.service.now = (START + (real_now() - self._began)).isoformat()
        self.service.start()
        self.starts += 1

    @property
    def runs(self) -> bool:
        """Whether it has come up."""
        return self.service.log.count("event=started") >= self.starts


def kill_while_reminding(crowd: Crowd, *, kills: int, seed: int) -> Figures:
    """Let everybody be reminded while the services are killed, one at a time, as messages arrive.

    Args:
        crowd: nobody of it was reminded yet.
        kills: how often; after how many messages each comes is drawn by lot, and so is whom it hits.
        seed: of the lots.
    """
    began, chance = time.monotonic(), random.Random(seed)  # noqa: S311 - moments, no secrets
    total = len(crowd.people) + len(crowd.addresses)
    workers = [_Worker(service, real_now()) for service in crowd.services]
    for worker in workers:
        worker.start()
    busy = 0
    for after in sorted(chance.randrange(total) for _ in range(kills)):
        _wait_until(partial(crowd.has_received, after), workers)
        _wait_until(lambda: any(worker.runs for worker in workers), workers)
        time.sleep(chance.uniform(0, 0.3))
        victim = chance.choice([worker for worker in workers if worker.runs])
        busy += crowd.left() > 0
        victim.service.kill()
        victim.start()
    _wait_until(lambda: crowd.left() == 0, workers)
    for worker in workers:
        if worker.runs:
            assert worker.service.stop()[0] == 0
        worker.service.kill()
    return _count(crowd, kills, busy, time.monotonic() - began)


def _wait_until(condition: Callable[[], bool], workers: Sequence[_Worker]) -> None:
    latest = time.monotonic() + _ENOUGH
    while not condition():
        assert time.monotonic() < latest, workers[0].service.log[-3000:]
        time.sleep(0.1)


def _count(crowd: Crowd, kills: int, busy: int, seconds: float) -> Figures:
    reached = {("telegram", str(person.id)): len(_reminders(person)) for person in crowd.people}
    mails = Counter(received.recipients[0] for received in crowd.smtp.received)
    reached |= {("email", address): mails[address] for address in crowd.addresses}
    ids = {(received.recipients[0], _message_id(received.raw)) for received in crowd.smtp.received}
    state = Database(crowd.database)
    with state.reading() as connection:
        doubtful = {(m.channel, m.address) for m in outbox.listed(connection, in_doubt=True, limit=10**6)}
    state.dispose()
    again = {who for who, times in reached.items() if times > 1}
    return Figures(
        kills=kills,
        busy=busy,
        chats=len(crowd.people),
        addresses=len(crowd.addresses),
        lost=sum(not times for times in reached.values()),
        twice=len(again),
        excused=len(again & doubtful),
        renamed=len(ids) - len({to for to, _ in ids}),
        in_doubt=len(doubtful),
        refused=sum(call.status == 429 for call in crowd.api.calls),
        left=crowd.left(),
        seconds=seconds,
    )


def _reminders(person: Person) -> list[str]:
    return [message.text for message in person.messages if message.file]


def _message_id(raw: bytes) -> str:
    return str(BytesHeaderParser().parsebytes(raw)["Message-ID"])
