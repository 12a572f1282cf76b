"""A real Dovecot for the tests: with a configuration and mailboxes of its own, on loopback, gone when they end.

It runs as one unprivileged user, whoever starts the tests; starting takes a tenth of a second, so a test can well have
one of its own, which offers less or names folders otherwise. Access tokens are signed with a key of the tests'.
"""

import os
import pwd
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from hmac import digest
from itertools import count
from json import dumps
from pathlib import Path
from string import Template
from typing import Self

import psutil
from imapclient import IMAPClient, SocketTimeout

from bot.clock import real_now
from tests.certificates import Certificate, make_certificate

MISSING = "no Dovecot (dovecot, openssl) is here: `make services` installs it"
PASSWORD = "correct horse"
CAPABILITIES = "IMAP4rev1 SASL-IR LITERAL+ ENABLE IDLE NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE MOVE SPECIAL-USE"

_PATIENCE = timedelta(seconds=30)
_PAUSE = timedelta(milliseconds=20)
_SIGNING_KEY = sha256(b"the tests").digest()
_CONFIGURATION = Path(__file__).with_name("dovecot.conf")


class DovecotServer:
    """One server, from `with` to its end."""

    def __init__(self, *, without: str = "", prefix: str = "", separator: str = "/", encrypts: bool = True) -> None:
        """Prepare; nothing is started yet.

        Args:
            without: capabilities that the server keeps quiet about, parted by spaces.
            prefix: of all folders' names but INBOX.
            separator: between the levels of folders.
            encrypts: whether it has TLS and STARTTLS.
        """
        self._encrypts = encrypts
        self._capabilities = " ".join(word for word in CAPABILITIES.split() if word not in without.split())
        self._prefix, self._separator = prefix, separator
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = count(1)

    def __enter__(self) -> Self:
        """Start.

        Raises:
            RuntimeError: the program is missing, or the server does not start; it says why.
        """
        program = find_program()
        if program is None:
            raise RuntimeError(MISSING)
        self._program = program
        self.account = pwd.getpwnam("dovecot") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.folder = _make_folder(self.account)
        try:
            self._configure()
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        """The server's master process."""
        if self._process is None:
            raise RuntimeError("the server is not started")
        return self._process.pid

    @property
    def ca_file(self) -> Path:
        """The certificate that its clients are to believe."""
        return self.certificate.file

    def start(self) -> None:
        """Start on the same ports as before, with the same mailboxes."""
        account = self.account if os.geteuid() == 0 else None
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_bound_to_us(), self._program, "-F", "-c", self.folder / "dovecot.conf"],
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C ends the tests, and these the server
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
        limit = time.monotonic() + _PATIENCE.total_seconds()
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"Dovecot does not start: {self.log()[-1000:]}")
            time.sleep(_PAUSE.total_seconds())

    def stop(self) -> None:
        """Stop at once; whoever is connected is cut off."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()  # asked to end, it would take two seconds; nothing of it outlives the tests
        process.wait()
        for worker in family:
            with suppress(psutil.NoSuchProcess):
                worker.kill()
        _wait_for_end(family)

    def drop_connections(self) -> None:
        """Cut everybody off who is logged in, without a word; new connections are taken."""
        sessions = self._sessions()
        for session in sessions:
            with suppress(psutil.NoSuchProcess):
                session.kill()
        _wait_for_end(sessions)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Answer nobody who is logged in, as behind a link that is dead; it lasts as long as the `with`."""
        sessions = self._sessions()
        for session in sessions:
            session.suspend()
        try:
            yield
        finally:
            for session in sessions:
                with suppress(psutil.NoSuchProcess):
                    session.resume()

    def add_user(self, name: str = "", password: str = PASSWORD) -> str:
        """Make a mailbox; returns its owner's name.

        Args:
            name: to log in with; by default a new one.
            password: without a colon.
        """
        name = name or f"desk{next(self._numbers)}@example.org"
        home, account = self.home(name), self.account
        home.mkdir()
        os.chown(home, account.pw_uid, account.pw_gid)
        line = f"{name}:{password}:{account.pw_uid}:{account.pw_gid}::{home}::\n"
        (self.folder / "users" / name).write_text(line, encoding="utf-8")
        return name

    def home(self, user: str) -> Path:
        """The folder that holds somebody's mailbox."""
        return self.folder / "homes" / user

    def token(self, user: str, lasts: timedelta = timedelta(hours=1)) -> str:
        """An access token (:rfc:`7519`) that lets somebody in; where `lasts` is negative, one that has run out."""
        now = real_now()
        claims = {
            "sub": user,
            "iat": int((now - timedelta(hours=2)).timestamp()),
            "exp": int((now + lasts).timestamp()),
        }
        signed = ".".join(_encoded(dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return f"{signed}.{_encoded(digest(_SIGNING_KEY, signed.encode(), 'sha256'))}"

    def connect(self, user: str) -> IMAPClient:
        """A client of its own, logged in; to be used with `with`."""
        client = IMAPClient("127.0.0.1", self.port, ssl=False, timeout=SocketTimeout(10, 10))
        client.normalise_times = False
        client.login(user, PASSWORD)
        return client

    def deliver(self, user: str, raw: bytes, folder: str = "INBOX") -> None:
        """Put a message into a mailbox, as a mail server would; a folder other than INBOX is created where needed."""
        if folder != "INBOX":
            with self.connect(user) as client:
                if not client.folder_exists(folder):
                    client.create_folder(folder)
                client.append(folder, raw)
            return
        maildir = self.home(user) / "Maildir"
        for place in (maildir, *(maildir / name for name in ("tmp", "new", "cur"))):
            if not place.is_dir():
                place.mkdir()
                os.chown(place, self.account.pw_uid, self.account.pw_gid)
        name = f"{int(real_now().timestamp())}.M{next(self._numbers):08}.tests"
        (maildir / "tmp" / name).write_bytes(raw)
        os.chown(maildir / "tmp" / name, self.account.pw_uid, self.account.pw_gid)
        (maildir / "tmp" / name).rename(maildir / "new" / name)

    def messages(self, user: str, folder: str = "INBOX") -> dict[int, bytes]:
        """What a folder holds: the messages, by UID."""
        with self.connect(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return {uid: parts[b"BODY[]"] for uid, parts in found.items()}

    def reset_uidvalidity(self, user: str, folder: str = "INBOX") -> None:
        """Number a folder's messages anew, under another UIDVALIDITY; everybody is cut off."""
        with self.connect(user) as client:
            validity = client.select_folder(folder)[b"UIDVALIDITY"]
        self.drop_connections()
        place = self.home(user) / "Maildir"
        if folder != "INBOX":
            place /= f".{folder.removeprefix(self._prefix).replace(self._separator, '.')}"
        for index in place.glob("dovecot.index*"):
            index.unlink()
        (place / "dovecot-uidlist").write_text(f"3 V{validity + 1} N1\n", encoding="ascii")

    def log(self) -> str:
        """What the server has logged."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def _configure(self) -> None:
        self.certificate: Certificate = make_certificate(self.folder)
        self.port, self.tls_port = _free_port(), _free_port()
        for name in ("run", "users", "homes", "keys", "keys/default", "keys/default/HS256"):
            (self.folder / name).mkdir()
        key = self.folder / "keys" / "default" / "HS256" / "default"
        key.write_text(b64encode(_SIGNING_KEY).decode(), encoding="ascii")
        oauth = ["introspection_mode = local", f"local_validation_key_dict = fs:posix:prefix={self.folder}/keys/"]
        (self.folder / "oauth2.conf").write_text("\n".join([*oauth, "username_attribute = sub", ""]), encoding="utf-8")
        group = subprocess.run(["id", "-gn", self.account.pw_name], capture_output=True, text=True, check=True)
        values = {"folder": self.folder, "user": self.account.pw_name, "group": group.stdout.strip()}
        values |= {
            "certificate": self.certificate.file,
            "key": self.certificate.key,
            "port": self.port,
            "tls_port": self.tls_port,
        }
        values |= {"capabilities": self._capabilities, "prefix": self._prefix, "separator": self._separator}
        values["ssl"] = "yes" if self._encrypts else "no"
        (self.folder / "log").touch()
        (self.folder / "dovecot.conf").write_text(
            Template(_CONFIGURATION.read_text(encoding="utf-8")).substitute(values), encoding="utf-8"
        )
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def _sessions(self) -> list[psutil.Process]:
        sessions = []
        for process in psutil.Process(self.pid).children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # it may end while one looks
                if process.name() == "imap":
                    sessions.append(process)
        return sessions

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as probe:
                return probe.recv(100).startswith(b"* OK")
        except OSError:
            return False


def find_program() -> str | None:
    """Dovecot's main program, where it and openssl are there."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin")
    return found if shutil.which("openssl") else None


def _wait_for_end(processes: list[psutil.Process]) -> None:
    """Wait until they have ended; one that nobody reaps has, too."""
    limit = time.monotonic() + _PATIENCE.total_seconds()
    while any(_runs(process) for process in processes) and time.monotonic() < limit:
        time.sleep(_PAUSE.total_seconds() / 4)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).decode().rstrip("=")


def _make_folder(account: pwd.struct_passwd) -> Path:
    """A temporary folder that belongs to the account, in one that it can enter: root's own TMPDIR may be closed."""
    places = [Path(tempfile.gettempdir()).resolve(), Path("/tmp")]  # noqa: S108 - mkdtemp makes the folder in it
    place = next(place for place in places if all(at.stat().st_mode & stat.S_IXOTH for at in (place, *place.parents)))
    folder = Path(tempfile.mkdtemp(prefix="plazo-dovecot-", dir=place))
    os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _bound_to_us() -> list[str]:
    """What makes the kernel stop the server if the tests are killed before they can (Linux's setpriv)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
