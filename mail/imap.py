"""One connection to a mailbox (:rfc:`3501`): what is new, its bytes, moving it elsewhere, waiting for more.

Blocking, for threads; every wait ends. Nothing is marked as read, decided or kept here. A connection that was lost
stays so: open another one. No extension is needed; IDLE, MOVE, UIDPLUS and NAMESPACE are used where they are offered.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Self

from imapclient import DELETED, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError, ProtocolError

from mail.errors import ConnectionLostError, LoginRefusedError, MailboxMissingError, NotNowError, UntrustedServerError
from mail.imap_answers import (
    FLAT,
    MISSING_CODES,
    PASSING_CODES,
    Naming,
    batches,
    chunks,
    is_listed,
    read_namespaces,
    response_code,
    tells_of_new,
)
from mail.servers import (
    Login,
    MailServer,
    Method,
    Security,
    check_plain,
    refusal_response,
    shown,
    tls_context,
    token_response,
)

TIMEOUT = timedelta(seconds=30)
_UIDS_AT_ONCE = 500
_SEARCHED_AT_ONCE = 50_000
"""A line of an answer may have a million bytes (imaplib), a UID ten digits."""
_GOODBYE = timedelta(seconds=2)
_LOOK = timedelta(seconds=0.5)
_RENEWAL = timedelta(seconds=30)
_EMPTY = 3
"""So often may the library wake up without news before the connection is tried: it hides that one has ended."""

_ID_FIELD = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"

Fetched = tuple[int, bytes, datetime]


class ImapSession:
    """A connection that is logged in. To be used by one thread at a time, and closed."""

    def __init__(self, server: MailServer, login: Login, timeout: timedelta = TIMEOUT) -> None:
        """Connect and log in.

        Args:
            server: where.
            login: as whom.
            timeout: how long to wait for the connection, and for each part of an answer.

        Raises:
            ConnectionLostError: the server cannot be reached.
            UntrustedServerError: its certificate is not to be believed, or it lacks STARTTLS.
            LoginRefusedError: it does not let us in.
            NotNowError: it lets nobody in at present.
        """
        self._server = server
        self._naming: Naming | None = None
        self._exists = self._newest = 0
        with _translated(server):
            self._client = _connected(server, timeout)
        try:
            with self._translated():
                _log_in(self._client, server, login)
        except BaseException:
            self._drop()
            raise

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def abort(self) -> None:
        """End the connection at once, from whatever thread: who waits for an answer gets a `ConnectionLostError`."""
        with suppress(OSError):
            self._client.socket().shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Say goodbye and end the connection; one that is lost already is no error."""
        try:
            self._client.socket().settimeout(_GOODBYE.total_seconds())
            self._client.logout()
        except (OSError, ValueError, IMAPClientError):
            self._drop()

    @property
    def has_idle(self) -> bool:
        """Whether the server tells of new messages by itself."""
        return self._offers("IDLE")

    def select(self, folder: str) -> int:
        """Open a folder; returns its UIDVALIDITY.

        Raises:
            MailboxMissingError: there is none of this name.
            MailServerError: it cannot be opened now.
        """
        with self._translated(missing=True):
            found = self._client.select_folder(self._path(folder))
        self._exists = found[b"EXISTS"]
        self._newest = found.get(b"UIDNEXT", 1) - 1
        return int(found.get(b"UIDVALIDITY", 0))

    def new_uids(self, since: int) -> list[int]:
        """The messages of the open folder with a greater UID, in its order.

        Args:
            since: the greatest UID that is known; 0 for all.
        """
        with self._translated():
            fresh = sorted(self._later_than(since))
        self._newest = max([since, *fresh])
        return fresh

    def list_uids(self, folder: str) -> list[int]:
        """Open a folder; returns its messages but for those that are marked as deleted, in order.

        Raises:
            MailboxMissingError: there is none of this name.
            MailServerError: it cannot be opened now.
        """
        self.select(folder)
        with self._translated():
            return sorted(self._search("UNDELETED"))

    def fetch(self, uids: Iterable[int]) -> Iterator[Fetched]:
        """Messages of the open folder, as UID, bytes and the moment when the server got them.

        They come as they are read, in batches of bounded size; nothing is marked as read. A message that is gone, or
        whose content the server has not yet, is left out: it may be there the next time.
        """
        for some in chunks(uids, _UIDS_AT_ONCE):
            with self._translated():
                sizes = self._client.fetch(some, ["RFC822.SIZE"])
            for batch in batches(some, sizes):
                with self._translated():
                    found = self._client.fetch(batch, ["BODY.PEEK[]", "INTERNALDATE"])
                for uid in batch:
                    raw, date = (found.get(uid, {}).get(key) for key in (b"BODY[]", b"INTERNALDATE"))
                    if (
                        isinstance(raw, bytes)
                        and isinstance(date, datetime)
                        and (raw or not sizes[uid][b"RFC822.SIZE"])
                    ):
                        yield uid, raw, date

    def identities(self, folder: str) -> list[tuple[str, int]]:
        """What lies in a folder, each message as its Message-ID (empty where it has none) and its size in bytes.

        Raises:
            MailboxMissingError: there is none of this name.
            MailError: it cannot be read now.
        """
        found = []
        for some in chunks(self.list_uids(folder), _UIDS_AT_ONCE):
            with self._translated():
                answers = self._client.fetch(some, ["RFC822.SIZE", _ID_FIELD])
            found += [_identity(answer) for answer in answers.values() if b"RFC822.SIZE" in answer]
        return found

    def move(self, uids: Iterable[int], folder: str) -> None:
        """Move messages of the open folder elsewhere; those that are gone already are no error.

        Where the server can't move (:rfc:`6851`), they are copied and marked as deleted; without UIDPLUS
        (:rfc:`4315`) they stay so, since EXPUNGE would take others' messages, too.

        Raises:
            MailboxMissingError: there is no such folder.
            MailServerError: it failed; some may have been moved.
        """
        for some in chunks(uids, _UIDS_AT_ONCE):
            with self._translated(missing=True):
                if self._offers("MOVE"):
                    self._client.move(some, self._path(folder))
                    continue
                self._client.copy(some, self._path(folder))
            with self._translated():
                self._client.add_flags(some, [DELETED], silent=True)
                if self._offers("UIDPLUS"):
                    self._client.uid_expunge(some)

    def ensure_folder(self, folder: str) -> None:
        """Create and subscribe to a folder, unless it is there.

        Args:
            folder: its levels parted by `/`; prefix and separator of the server are put in.

        Raises:
            MailServerError: it is not there and cannot be created.
        """
        with self._translated():
            path = self._path(folder)
            if self._is_there(path):
                return
            try:
                self._client.create_folder(path)
            except IMAPClientError:
                if not self._is_there(path):  # somebody else may have been faster
                    raise
        with suppress(NotNowError), self._translated():  # a subscription only helps people to see it
            self._client.subscribe_folder(path)

    def idle(self, wait: timedelta, stop: threading.Event) -> bool:
        """Wait for new messages in the open folder; whether some came.

        What came since `new_uids` was asked last counts, too. To be called again every few minutes, with a look at
        `new_uids` each time: a server may fail to tell.

        Args:
            wait: for how long.
            stop: ends the waiting within a second.

        Raises:
            ConnectionLostError: the connection is lost.
        """
        with self._translated():
            if self._later_than(self._newest):
                return True
            end = time.monotonic() + wait.total_seconds()
            while not stop.is_set() and (left := end - time.monotonic()) > 0:
                if self._idle_once(time.monotonic() + min(left, _RENEWAL.total_seconds()), stop):
                    return True
            return False

    def _idle_once(self, end: float, stop: threading.Event) -> bool:
        """One IDLE command (:rfc:`2177`); a short one, as what comes along with its beginning shows at its end only."""
        try:
            self._client.idle()
        except IMAPClientError as error:  # news, or a refusal, in place of the go-ahead; the library is lost then
            raise IMAPClientAbortError(str(error)) from error
        came, empty = False, 0
        while not came and empty < _EMPTY and not stop.is_set() and (left := end - time.monotonic()) > 0:
            began, look = time.monotonic(), min(left, _LOOK.total_seconds())
            said = self._client.idle_check(timeout=look)
            came = tells_of_new(said)
            empty = empty + 1 if not said and time.monotonic() - began < look / 2 else 0
        _, last = self._client.idle_done()
        return came or tells_of_new(last)

    def _later_than(self, uid: int) -> list[int]:
        """UIDs that are greater, what came this moment included; `n:*` has the last message in any case."""
        self._client.noop()  # a search need not know of what the server has not announced (section 5.2)
        return [found for found in self._search("UID", f"{uid + 1}:*") if found > uid]

    def _search(self, *criteria: str) -> list[int]:
        """What is asked for of the open folder, in parts where it is large."""
        starts = range(1, max(self._exists, 1) + 1, _SEARCHED_AT_ONCE)
        if len(starts) == 1:
            return list(self._client.search(criteria))
        parts = [*(f"{start}:{start + _SEARCHED_AT_ONCE - 1}" for start in starts[:-1]), f"{starts[-1]}:*"]
        return [uid for part in parts for uid in self._client.search([part, *criteria])]

    def _path(self, folder: str) -> str:
        if self._naming is None:
            self._naming = self._found_naming()
        return self._naming.path(folder)

    def _found_naming(self) -> Naming:
        if self._offers("NAMESPACE"):
            own, *others = self._client.namespace()
            if own:
                return read_namespaces(own, others)
        root = self._client.list_folders("", "")
        return Naming(separator=(root[0][1] or FLAT.encode()).decode() if root else "/")

    def _is_there(self, path: str) -> bool:
        return is_listed(path, self._client.list_folders("", path))

    def _offers(self, capability: str) -> bool:
        return bool(self._client.has_capability(capability))

    def _drop(self) -> None:
        with suppress(OSError, ValueError, IMAPClientError):
            self._client.shutdown()

    @contextmanager
    def _translated(self, *, missing: bool = False) -> Iterator[None]:
        """Turn the library's errors into ours; `missing` tells that a refusal can be about a folder."""
        try:
            with _translated(self._server):
                yield
        except ConnectionLostError:
            self._drop()
            raise
        except NotNowError as error:
            if missing and response_code(str(error)) in MISSING_CODES:
                raise MailboxMissingError(str(error)) from error
            raise


@contextmanager
def _translated(server: MailServer) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise UntrustedServerError(f"{server}: its certificate is not to be believed: {shown(error)}") from error
    except (OSError, ValueError, IMAPClientAbortError, ProtocolError) as error:
        raise ConnectionLostError(f"{server}: {shown(error) or type(error).__name__}") from error
    except IMAPClientError as error:
        raise NotNowError(f"{server}: {shown(error)}") from error


def _connected(server: MailServer, timeout: timedelta) -> IMAPClient:
    """A connection that may be trusted, before anybody has logged in."""
    tls = tls_context(server) if server.security == Security.TLS else None
    waits = SocketTimeout(timeout.total_seconds(), timeout.total_seconds())
    client = IMAPClient(server.host, server.port, ssl=tls is not None, ssl_context=tls, timeout=waits)
    client.normalise_times = False
    try:
        if server.security == Security.NONE:
            check_plain(server, client.socket().getpeername()[0])
        elif server.security == Security.STARTTLS:
            _encrypt(client, server)
    except BaseException:
        with suppress(OSError):
            client.shutdown()
        raise
    return client


def _encrypt(client: IMAPClient, server: MailServer) -> None:
    try:
        client.starttls(tls_context(server))
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:  # it isn't offered, is refused, or a greeting as if logged in keeps it from us
        raise UntrustedServerError(f"{server} does not encrypt by STARTTLS: {shown(error)}") from error


def _log_in(client: IMAPClient, server: MailServer, login: Login) -> None:
    try:
        if login.method != Method.PASSWORD:
            client.sasl_login(login.method.upper(), _responses(token_response(login), refusal_response(login)))
        elif client.has_capability("AUTH=PLAIN"):  # unlike LOGIN, it takes any character
            client.sasl_login("PLAIN", _responses(f"\0{login.user}\0{login.secret}".encode(), None))
        else:
            client.login(login.user, login.secret)
    except UnicodeEncodeError:
        raise LoginRefusedError(f"{server} takes ASCII characters only in names and passwords") from None
    except LoginError as error:
        cause = error.__context__
        if isinstance(cause, IMAPClientAbortError):
            raise cause from None
        said = shown(cause.args[0] if cause and cause.args else error)
        kind = NotNowError if response_code(said) in PASSING_CODES else LoginRefusedError
        raise kind(f"{server} refuses the login of {login.user}: {said}") from None


def _responses(first: bytes, then: bytes | None) -> Callable[[bytes], bytes | None]:
    """Answers to the server's challenges: one presents the login, the others tell that its refusal was read."""
    answers = iter([first])
    return lambda _: next(answers, then)


def _identity(answer: Mapping[bytes, object]) -> tuple[str, int]:
    field = next((value for name, value in answer.items() if name.startswith(b"BODY[HEADER")), b"")
    text = field.decode("ascii", "replace") if isinstance(field, bytes) else ""
    size = answer[b"RFC822.SIZE"]
    return " ".join(text.partition(":")[2].split()), size if isinstance(size, int) else 0
