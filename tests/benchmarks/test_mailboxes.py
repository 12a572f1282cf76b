"""Fetching a mailbox, beside mbsync on the same messages in the same run; and what dealing with a message costs."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.mailboxes.access import mail_server
from bot.mailboxes.fetching import store_new
from bot.settings import ImapSettings, MailboxSettings
from bot.store import mails, schema
from bot.store.database import Database
from mail.imap import ImapSession
from mail.servers import Login
from tests.benchmarks.measuring import seconds, table
from tests.bot.program import Program
from tests.dovecot import PASSWORD, DovecotServer

MESSAGES, DEALT_WITH, ROUNDS = 5_000, 300, 3
CORPUS = Path(__file__).parents[1] / "corpora" / "mails" / "open"
ADDRESS = "sme@itu.int"


def _deliver(server: DovecotServer, count: int) -> str:
    """A new mailbox with so many messages, no two of them alike; returns its user."""
    raws = [file.read_bytes() for file in sorted(CORPUS.glob("*.eml"))]
    user = server.add_user()
    for number in range(count):
        server.deliver(user, b"X-Number: %d\r\n%s" % (number, raws[number % len(raws)]))
    return user


@pytest.fixture(scope="module")
def server() -> Iterator[DovecotServer]:
    with DovecotServer() as running:
        yield running


def _mailbox(server: DovecotServer, user: str) -> MailboxSettings:
    imap = ImapSettings.model_validate(
        {"host": "127.0.0.1", "port": server.port, "security": "none", "user": user, "password": PASSWORD}
    )
    return MailboxSettings(address=ADDRESS, imap=imap)


def _fetch(mailbox: MailboxSettings, file: Path) -> None:
    """Everything of a mailbox into a new database, durably."""
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    with ImapSession(mail_server(mailbox.imap), Login(user=mailbox.imap.user or "", secret=PASSWORD)) as session:
        assert store_new(session, mailbox, database, Clock()) == MESSAGES
    with database.reading() as connection:
        assert mails.count(connection, ADDRESS)[mails.Stage.STORED] == MESSAGES
    database.dispose()


def _mbsync(server: DovecotServer, user: str, folder: Path, count: int) -> None:
    """Everything of a mailbox into a new Maildir, as isync's users run it."""
    (folder / "mail").mkdir(parents=True)
    settings = folder / "mbsyncrc"
    settings.write_text(
        f"""IMAPAccount there
Host 127.0.0.1
Port {server.port}
User {user}
Pass "{PASSWORD}"
SSLType None
AuthMechs LOGIN

IMAPStore there
Account there

MaildirStore here
Path {folder}/mail/
Inbox {folder}/mail/INBOX

Channel all
Far :there:
Near :here:
Create Near
SyncState *
""",
        encoding="utf-8",
    )
    subprocess.run(["mbsync", "-q", "-c", settings, "all"], check=True)
    assert len(list((folder / "mail" / "INBOX").rglob("*,U=*"))) == count


def test_fetching_durably_is_no_slower_than_mbsync(server: DovecotServer, tmp_path: Path) -> None:
    user = _deliver(server, MESSAGES)
    mailbox = _mailbox(server, user)
    own, other = [], []
    for number in range(ROUNDS + 1):  # the first time, the server makes its index
        taken = seconds(lambda n=number: _fetch(mailbox, tmp_path / f"{n}.sqlite3"))  # type: ignore[misc]
        beside = seconds(lambda n=number: _mbsync(server, user, tmp_path / f"mbsync-{n}", MESSAGES))  # type: ignore[misc]
        if number:
            own.append(taken)
            other.append(beside)
    ratio = min(own) / min(other)
    rows = [
        ("mbsync", f"{min(other):.2f} s"),
        ("Plazo", f"{min(own):.2f} s"),
        ("ratio", f"{ratio:.2f}"),
        ("Plazo, a message", f"{min(own) / MESSAGES * 1e3:.2f} ms"),
    ]
    table(f"Fetching {MESSAGES} messages durably (best of {ROUNDS})", rows)
    assert ratio <= 1


def test_dealing_with_a_message(server: DovecotServer, tmp_path: Path) -> None:
    user = _deliver(server, DEALT_WITH)
    (tmp_path / "plazo.toml").write_text(
        f"""[database]
url = "sqlite:///{tmp_path}/plazo.sqlite3"
[[mailboxes]]
address = "{ADDRESS}"
letters = ["CL-19/35"]
imap = {{ host = "127.0.0.1", port = {server.port}, security = "none", user = "{user}", password = "{PASSWORD}" }}
""",
        encoding="utf-8",
    )
    program = Program(tmp_path / "cache")
    assert program.run("letters", "compile").status == 0
    arguments = ("mail", "sync", "--config", str(tmp_path / "plazo.toml"), "--now", "2019-08-10T09:00:00+02:00")
    began = time.monotonic()
    ended = program.run(*arguments)
    whole = time.monotonic() - began
    assert ended.status == 0
    empty = seconds(lambda: program.run(*arguments))
    each = (whole - empty) / DEALT_WITH
    again = _deliver(server, DEALT_WITH)
    other = seconds(lambda: _mbsync(server, again, tmp_path / "mbsync", DEALT_WITH))
    rows = [
        ("in all, with the start", f"{whole:.1f} s"),
        ("the start alone", f"{empty:.1f} s"),
        ("a message", f"{each * 1e3:.0f} ms"),
        ("mbsync, a message", f"{other / DEALT_WITH * 1e3:.2f} ms"),
        ("ratio", f"{each / (other / DEALT_WITH):.0f}"),
    ]
    table(f"Dealing with {DEALT_WITH} messages: fetch, parse, understand, record, reply queued, move", rows)
    assert len(server.messages(user)) == 0
