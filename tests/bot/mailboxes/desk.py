"""A desk of a test's own: a mailbox on a real Dovecot, a real SMTP server, Plazo's settings and database between."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.clock import Clock
from bot.configuration import read_settings
from bot.library import Knowledge
from bot.mailboxes.parsing import Parser
from bot.mailboxes.serving import sync_mailboxes
from bot.store import interests, mails, outbox, people, schema
from bot.store.database import Database
from bot.store.mails import Listed
from bot.store.people import Person
from bot.store.work import Work
from handlers.interest import Interest
from tests.bot.mailboxes.letters import DESK, mail
from tests.bot.program import Ended, Program
from tests.bot.service import NOW, Service
from tests.dovecot import PASSWORD, DovecotServer
from tests.smtpserver import Received, SmtpServer

Result = TypeVar("Result")
SECRETARIAT = "secretariat@example.org"


@dataclass(frozen=True)
class Reply:
    """A message that Plazo sent: as it was handed in, and as it reads."""

    received: Received
    message: EmailMessage

    @property
    def to(self) -> str:
        """The recipient of the envelope."""
        return self.received.recipients[0]

    @property
    def id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])

    def text(self, kind: str = "plain") -> str:
        """What it says, as plain text or HTML."""
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content())


def words(reply: Reply, kind: str = "plain") -> str:
    """What a reply says, in one line; every space is a plain one."""
    return " ".join(reply.text(kind).split())


def read_reply(received: Received) -> Reply:
    """A message that the SMTP server took."""
    message = message_from_bytes(received.raw, policy=default)
    assert isinstance(message, EmailMessage)
    return Reply(received, message)


@dataclass
class Desk:
    """One or more mailboxes, their servers, and a Plazo that is run when told to."""

    program: Program
    folder: Path
    dovecot: DovecotServer
    smtp: SmtpServer
    knowledge: Knowledge
    parser: Parser
    runner: asyncio.Runner
    addresses: Sequence[str] = (DESK,)
    options: dict[str, Any] = field(default_factory=dict)
    secretariat: str = SECRETARIAT
    public_url: str = ""
    users: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.users = {address: self.dovecot.add_user() for address in self.addresses}
        self._seen = 0
        boxes = [self.table(address) for address in self.addresses]
        service = {"secretariat": self.secretariat, "log_level": "info"}
        if self.public_url:
            service["public_url"] = self.public_url
        self.service = Service(self.program, self.folder, {"service": service, "mailboxes": boxes})

    def table(self, address: str) -> dict[str, Any]:
        """The settings of a mailbox."""
        imap = {"host": "127.0.0.1", "port": self.dovecot.port, "security": "none", "user": self.users[address]}
        smtp = {"host": "127.0.0.1", "port": self.smtp.port, "security": "none"}
        given = {"address": address, "letters": ["CL-19/35"], "imap": {**imap, "password": PASSWORD}, "smtp": smtp}
        return {**given, **self.options}

    @property
    def user(self) -> str:
        """Who owns the first mailbox on the server."""
        return self.users[self.addresses[0]]

    # -- mails ------------------------------------------------------------------------------------------------------

    def deliver(self, *raws: bytes, to: str | None = None) -> None:
        """Put messages into a mailbox, by default the first."""
        for raw in raws:
            self.dovecot.deliver(self.users[to] if to else self.user, raw)

    def gets(self, body: str, now: str = NOW, **of: Any) -> list[Reply]:  # noqa: ANN401 - of `mail`
        """Have a mail come and be dealt with; returns what was sent."""
        self.deliver(mail(body, **of))
        return self.sync(now)

    def sync(self, now: str = NOW, parser: Parser | None = None) -> list[Reply]:
        """Deal with what has come, without trouble; returns what was sent meanwhile."""
        assert self.complaints(now, parser) == []
        return self.new_replies()

    def complaints(self, now: str = NOW, parser: Parser | None = None) -> list[str]:
        """Deal with what has come; returns what could not be done."""
        work = Work(self.database())
        schema.upgrade(work.database)
        settings = read_settings(self.service.config, {})
        clock = Clock(datetime.fromisoformat(now))
        try:
            return self.runner.run(sync_mailboxes(settings, self.knowledge, work, clock, parser or self.parser))
        finally:
            work.close()

    def run(self, *arguments: str) -> Ended:
        """Run the program with this desk's settings."""
        return self.program.run(*arguments, "--config", str(self.service.config))

    def new_replies(self) -> list[Reply]:
        """What was sent since this was asked last."""
        fresh = self.smtp.received[self._seen :]
        self._seen += len(fresh)
        return [read_reply(received) for received in fresh]

    def folders(self, address: str | None = None) -> tuple[int, int, int]:
        """How many messages lie in the inbox, among those done, and among those for review."""
        user = self.users[address] if address else self.user
        inbox, done, review = (
            len(self.dovecot.messages(user, name)) for name in ("INBOX", "Plazo/Done", "Plazo/Review")
        )
        return inbox, done, review

    # -- the database -----------------------------------------------------------------------------------------------

    def database(self) -> Database:
        """The database; whoever takes it disposes of it."""
        return Database(self.service.database)

    def read(self, look: Callable[[Connection], Result]) -> Result:
        """Look something up."""
        database = self.database()
        try:
            with database.reading() as connection:
                return look(connection)
        finally:
            database.dispose()

    @property
    def entries(self) -> list[Interest]:
        """The register."""
        return self.read(interests.listed)

    @property
    def entry(self) -> Interest:
        """The only entry of the register."""
        (found,) = self.entries
        return found

    @property
    def mails(self) -> list[Listed]:
        """What came, the latest last."""
        return self.read(mails.listed)[::-1]

    @property
    def last(self) -> Listed:
        """What came last."""
        return self.mails[-1]

    def person(self, address: str) -> Person | None:
        """What is known of somebody."""
        return self.read(lambda c: people.find(c, "email", address))

    @property
    def waiting(self) -> list[outbox.Message]:
        """What is still to be sent."""
        return self.read(lambda c: outbox.listed(c, outbox.OPEN))
