"""How fast the outbox is emptied: by Telegram within its limits, by e-mail, and how long a reply takes meanwhile."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import uvloop

from bot.botapi.calls import SendText, dump
from bot.clock import Clock, real_now
from bot.delivery import Delivery
from bot.mailboxes.post import EmailPost
from bot.mailing import email_payload
from bot.oauth import Tokens
from bot.settings import MailboxSettings
from bot.store import outbox, schema
from bot.store.database import Database
from bot.store.outbox import OPEN, Urgency
from bot.store.work import Work
from tests.benchmarks.measuring import table
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.botapi.people import Person
from tests.botapi.server import BotApiServer

LIMIT = 28
"""Our own, for any second; Telegram's is 30."""
EMAILS, CHATS, ROUNDS = 5_000, 600, 3
DESK, QUESTION = "desk@example.org", "When is the WSIS Forum 2021?"
EMAIL = (
    b"From: desk@example.org\r\nSubject: A deadline\r\n\r\n" + b"What is due, until when, and where it goes.\r\n" * 100
)


@contextmanager
def _sink() -> Iterator["subprocess.Popen[str]"]:
    """The lean SMTP server, in a process of its own."""
    script = str(Path(__file__).with_name("smtp_sink.py"))
    with subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _said(process: "subprocess.Popen[str]") -> list[int]:
    assert process.stdout
    return [int(word) for word in process.stdout.readline().split()]


async def _send_all(work: Work, port: int) -> float:
    """Send everything as `plazo serve` does; returns how many seconds it takes."""
    smtp = {"host": "127.0.0.1", "port": port, "security": "none"}
    imap = {"host": "imap.example.org", "user": "desk", "password": "x"}
    mailbox = MailboxSettings.model_validate({"address": DESK, "imap": imap, "smtp": smtp})
    async with httpx.AsyncClient() as client:
        post = EmailPost([mailbox], Tokens(client))
        began = time.monotonic()
        await Delivery(work, post, Clock()).once()
        taken = time.monotonic() - began
        await post.close()
    return taken


def _emails_a_second(folder: Path) -> float:
    database = Database(f"sqlite:///{folder / 'state.sqlite3'}")
    schema.upgrade(database)
    work = Work(database)
    told: dict[str, Any] = {
        "channel": "email",
        "payload": email_payload(DESK, EMAIL, null_sender=False),
        "urgency": Urgency.REMINDER,
    }
    with database.transaction() as connection:
        for number in range(EMAILS):
            address = f"p{number}@example.org"
            outbox.add(connection, key=address, address=address, now=real_now(), **told)
    try:
        with _sink() as sink:
            (port,) = _said(sink)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                taken = runner.run(_send_all(work, port))
            assert sink.stdin
            sink.stdin.close()
            assert _said(sink) == [EMAILS, EMAILS]
        with database.reading() as connection:
            assert outbox.count(connection) == {"sent": EMAILS}
    finally:
        work.close()
    return EMAILS / taken


def test_emails_a_second(tmp_path: Path) -> None:
    rates = []
    for number in range(ROUNDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        rates.append(_emails_a_second(folder))
    rows = [("median", f"{median(rates):.0f}"), ("slowest", f"{min(rates):.0f}"), ("fastest", f"{max(rates):.0f}")]
    table(f"E-mails a second, from SQLite to a server on loopback ({ROUNDS} times {EMAILS})", rows)


class _Broadcast:
    """A message to many chats, in the outbox of a running service."""

    def __init__(self, server: BotApiServer, service: Service, first: int) -> None:
        self.server, self.service = server, service
        self.people = [server.person(first + number, "P", language_code="en") for number in range(CHATS)]
        self.database = Database(service.database)
        told: dict[str, Any] = {"channel": "telegram", "urgency": Urgency.BROADCAST, "campaign": f"from {first}"}
        self.before = len(server.calls_of("sendMessage"))
        with self.database.transaction() as connection:
            for chat in (person.id for person in self.people):
                calls = {"calls": dump([SendText(chat=chat, text="News")])}
                outbox.add(connection, key=f"news:{chat}", address=str(chat), payload=calls, now=real_now(), **told)

    @property
    def is_under_way(self) -> bool:
        """Whether some of it waits."""
        with self.database.reading() as connection:
            return bool(set(outbox.count(connection)) & set(OPEN))

    @property
    def rate(self) -> float:
        """Messages of any kind that went out a second, from the first to the last."""
        moments = sorted(call.at for call in self.server.calls_of("sendMessage")[self.before :])
        return (len(moments) - 1) / (moments[-1] - moments[0])


def _replies(asking: list[Person], broadcast: _Broadcast) -> list[float]:
    """Seconds from questions to their replies, as long as the broadcast goes on."""
    taken: list[float] = []
    while broadcast.is_under_way:
        person = asking[len(taken) % len(asking)]
        began = time.monotonic()
        person.says(QUESTION)
        taken.append(person.next_message(30).at - began)
        time.sleep(0.2)
    return taken


def test_messages_a_second_to_telegram_and_replies_meanwhile(tmp_path: Path) -> None:
    with BotApiServer(limits=True) as server:
        settings = telegram(server.base_url, server.token, flood_messages=100_000)
        with Service(Program(tmp_path / "cache"), tmp_path, settings, now=None) as service:
            asking = [server.person(1000 + number, "Q", language_code="en") for number in range(20)]
            asking[0].says(QUESTION)
            asking[0].next_message(120)
            alone = _Broadcast(server, service, 100_000)
            server.wait_for(lambda: not alone.is_under_way, 120, "the end of the broadcast")
            rate = alone.rate
            beside = _Broadcast(server, service, 200_000)
            taken = _replies(asking, beside)
            both = beside.rate
        assert [call for call in server.calls if call.status == 429] == []
        assert {len(person.messages) for person in (*alone.people, *beside.people)} == {1}
    rows = [
        ("messages a second", f"{rate:.2f}"),
        ("ratio to our limit of 28", f"{rate / LIMIT:.3f}"),
        ("with replies between them", f"{both:.2f}"),
        ("a reply meanwhile, median", f"{median(taken) * 1e3:.0f} ms"),
        ("a reply meanwhile, p95", f"{quantiles(taken, n=20)[18] * 1e3:.0f} ms"),
    ]
    table(f"Broadcasts by Telegram ({CHATS} chats, {len(taken)} replies; no 429)", rows)
