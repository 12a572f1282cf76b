"""A real PostgreSQL for the tests: a cluster in a temporary folder, on loopback, gone when they end.

Durability is off, since nothing outlives the tests. Whoever reaches the port is let in: it is open to this machine
alone, and holds invented data. Where the programs are missing nothing is skipped: the tests fail and say so.
"""

import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Self

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

MISSING = "no PostgreSQL server programs (initdb, postgres) are here: `make services` installs them"

_OWNER = "plazo"
_STARTS = 3
_PATIENCE = timedelta(seconds=60)
_PAUSE = timedelta(milliseconds=50)
_SETTINGS = {"listen_addresses": "127.0.0.1", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """One server, from `with` to its end. Where the tests run as root, it runs as somebody else: it refuses root."""

    def __init__(self, stop_within: timedelta = timedelta(seconds=10)) -> None:
        """Prepare; nothing is started yet.

        Args:
            stop_within: how long the server may take to end by itself before it is killed.
        """
        self._stop_within = stop_within
        self._names = (f"test_{number}" for number in count(1))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start.

        Raises:
            RuntimeError: the programs are missing, or the server does not start; it says why.
        """
        programs = find_programs()
        if programs is None:
            raise RuntimeError(MISSING)
        self._account = _unprivileged() if os.geteuid() == 0 else None
        self.folder = _make_folder(self._account)
        try:
            self._initialise(programs)
            self._start(programs)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and remove its folder."""
        self._stop()
        shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        """The server's process."""
        if self._process is None:
            raise RuntimeError("the server is not started")
        return self._process.pid

    def url(self, database: str) -> str:
        """The address of a database, for SQLAlchemy."""
        return f"postgresql+psycopg://{_OWNER}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Create an empty database, and return its address."""
        name = next(self._names)
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        name = make_url(url).database or ""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=_OWNER, dbname="postgres", connect_timeout=5, autocommit=True
        )

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _launch(self, command: list[str | Path]) -> subprocess.Popen[bytes]:
        """Start a program of the server in its folder, as its user; what it prints goes into the log."""
        account = self._account
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
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
        return self._process

    def _initialise(self, programs: Path) -> None:
        options = ["--username", _OWNER, "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        if self._launch([programs / "initdb", *options, "--pgdata", "data"]).wait(_PATIENCE.total_seconds()) != 0:
            raise RuntimeError(f"initdb failed: {self._last_words()}")

    def _start(self, programs: Path) -> None:
        settings = _SETTINGS | {"unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        for _ in range(_STARTS):  # another program may take the port between our look and the server's
            self.port = _free_port()
            command: list[str | Path] = [
                *_bound_to_us(),
                programs / "postgres",
                "-D",
                "data",
                "-p",
                str(self.port),
                *options,
            ]
            if self._accepts(self._launch(command)):
                return
            self._stop()
        raise RuntimeError(f"PostgreSQL does not start: {self._last_words()}")

    def _accepts(self, process: subprocess.Popen[bytes]) -> bool:
        """Wait until it is this very server that accepts connections; False where it ended, or takes too long."""
        limit = time.monotonic() + _PATIENCE.total_seconds()
        while process.poll() is None and time.monotonic() < limit:
            try:
                with self._connect() as connection:
                    found = connection.execute("SHOW data_directory").fetchone()
                    return found == (str(self.folder / "data"),)
            except psycopg.OperationalError:
                time.sleep(_PAUSE.total_seconds())
        return False

    def _stop(self) -> None:
        """Ask for a fast shutdown, which waits for nobody; kill what does not heed it."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(self._stop_within.total_seconds())
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for worker in psutil.wait_procs(family, timeout=1)[1]:
            with suppress(psutil.NoSuchProcess):
                worker.kill()

    def _last_words(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-1000:].strip()


def find_programs() -> Path | None:
    """The folder that holds both initdb and postgres: on the PATH, else Debian's newest, else pg_config's."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda folder: float(folder.parent.name))
    folders = [*([Path(on_path).resolve().parent] if on_path else []), *reversed(debian)]
    if config := shutil.which("pg_config"):
        told = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(told.stdout.strip()))
    return next(
        (folder for folder in folders if all((folder / name).is_file() for name in ("initdb", "postgres"))), None
    )


def _unprivileged() -> pwd.struct_passwd:
    """Somebody other than root."""
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _make_folder(account: pwd.struct_passwd | None) -> Path:
    """A temporary folder that belongs to the account, in one that it can enter: root's own TMPDIR may be closed."""
    places = [Path(tempfile.gettempdir()).resolve(), Path("/tmp")]  # noqa: S108 - mkdtemp makes the folder in it
    open_to_all = (place for place in places if all(at.stat().st_mode & stat.S_IXOTH for at in (place, *place.parents)))
    place = next(open_to_all) if account else places[0]
    folder = Path(tempfile.mkdtemp(prefix="plazo-postgres-", dir=place))
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _bound_to_us() -> list[str]:
    """What makes the kernel stop the server if the tests are killed before they can (Linux's setpriv)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
