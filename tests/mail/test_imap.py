"""Reading mailboxes of a real Dovecot: logging in, what is new, moving, waiting, and what happens when it is gone."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import real_now
from mail.errors import (
    ConnectionLostError,
    LoginRefusedError,
    MailboxMissingError,
    MailServerError,
    UntrustedServerError,
)
from mail.imap import ImapSession
from mail.servers import Login, MailServer, Method, Security
from tests.dovecot import PASSWORD, DovecotServer

NOT_STOPPED = threading.Event()


def mail(subject: str, size: int = 0) -> bytes:
    return f"From: ana@example.org\r\nSubject: {subject}\r\n\r\n".encode() + b"x" * size + b"\r\n"


def reached(server: DovecotServer, security: Security = Security.NONE, *, believed: bool = True) -> MailServer:
    port = server.tls_port if security == Security.TLS else server.port
    return MailServer(host="127.0.0.1", port=port, security=security, ca_file=server.ca_file if believed else None)


def opened(server: DovecotServer, user: str, timeout: float = 10) -> ImapSession:
    """A session in the inbox."""
    session = ImapSession(reached(server), Login(user=user, secret=PASSWORD), timedelta(seconds=timeout))
    session.select("INBOX")
    return session


def flags(server: DovecotServer, user: str, folder: str = "INBOX") -> dict[int, set[bytes]]:
    with server.connect(user) as client:
        client.select_folder(folder, readonly=True)
        return {
            uid: set(parts[b"FLAGS"]) - {b"\\Recent"} for uid, parts in client.fetch(client.search(), ["FLAGS"]).items()
        }


@pytest.fixture
def user(dovecot: DovecotServer) -> str:
    return dovecot.add_user()


@pytest.fixture
def session(dovecot: DovecotServer, user: str) -> Iterator[ImapSession]:
    with opened(dovecot, user) as found:
        yield found


@pytest.mark.parametrize("security", Security)
def test_a_password_logs_in_over_every_kind_of_connection(
    dovecot: DovecotServer, user: str, security: Security
) -> None:
    dovecot.deliver(user, mail("1"))
    with ImapSession(reached(dovecot, security), Login(user=user, secret=PASSWORD)) as session:
        session.select("INBOX")
        assert session.new_uids(0) == [1]


@pytest.mark.parametrize("method", [Method.XOAUTH2, Method.OAUTHBEARER])
def test_an_access_token_logs_in(dovecot: DovecotServer, user: str, method: Method) -> None:
    login = Login(user=user, secret=dovecot.token(user), method=method)
    with ImapSession(reached(dovecot, Security.TLS), login) as session:
        assert session.list_uids("INBOX") == []


@pytest.mark.parametrize("method", [Method.XOAUTH2, Method.OAUTHBEARER])
def test_a_token_that_has_run_out_is_refused(dovecot: DovecotServer, user: str, method: Method) -> None:
    login = Login(user=user, secret=dovecot.token(user, timedelta(minutes=-1)), method=method)
    with pytest.raises(LoginRefusedError, match="AUTHENTICATIONFAILED"):
        ImapSession(reached(dovecot), login)


def test_a_password_may_hold_any_character(dovecot: DovecotServer) -> None:
    user = dovecot.add_user(password='pässwörd "日本" \\ x')
    with ImapSession(reached(dovecot), Login(user=user, secret='pässwörd "日本" \\ x')) as session:
        assert session.list_uids("INBOX") == []


def test_a_wrong_password_is_refused_without_being_told(dovecot: DovecotServer, user: str) -> None:
    with pytest.raises(LoginRefusedError) as refused:
        ImapSession(reached(dovecot), Login(user=user, secret="wrong-secret"))
    server = f"127.0.0.1:{dovecot.port}"
    assert str(refused.value) == f"{server} refuses the login of {user}: [AUTHENTICATIONFAILED] Authentication failed."


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_an_unknown_certificate_is_not_believed(dovecot: DovecotServer, user: str, security: Security) -> None:
    with pytest.raises(UntrustedServerError, match="certificate"):
        ImapSession(reached(dovecot, security, believed=False), Login(user=user, secret=PASSWORD))


def test_a_certificate_counts_for_its_own_names_only(dovecot: DovecotServer, user: str) -> None:
    server = MailServer(host="ip6-localhost", port=dovecot.tls_port, ca_file=dovecot.ca_file)
    with pytest.raises(MailServerError):
        ImapSession(server, Login(user=user, secret=PASSWORD))


def test_a_server_without_starttls_gets_no_password() -> None:
    with DovecotServer(encrypts=False) as server:
        user = server.add_user()
        with pytest.raises(UntrustedServerError, match="does not encrypt by STARTTLS"):
            ImapSession(reached(server, Security.STARTTLS), Login(user=user, secret=PASSWORD))
        assert "Login:" not in server.log()


def test_neither_logs_nor_errors_hold_secrets(
    dovecot: DovecotServer, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    token = dovecot.token(user)
    for method, secret in ((Method.PASSWORD, PASSWORD), (Method.XOAUTH2, token), (Method.OAUTHBEARER, token)):
        with ImapSession(reached(dovecot), login := Login(user=user, secret=secret, method=method)) as session:
            session.select("INBOX")
        assert secret not in repr(login)
        assert secret not in caplog.text


def test_only_what_is_newer_is_new(dovecot: DovecotServer, user: str, session: ImapSession) -> None:
    for subject in "abc":
        dovecot.deliver(user, mail(subject))
    assert session.new_uids(0) == [1, 2, 3]
    assert session.new_uids(2) == [3]
    assert session.new_uids(3) == []
    assert session.new_uids(99) == []


def test_messages_are_fetched_as_they_are_and_not_marked_as_read(
    dovecot: DovecotServer, user: str, session: ImapSession
) -> None:
    raw = b"From: \xe9\xff broken\r\nSubject: 1\r\n\r\n.\r\n body without a last line break"
    dovecot.deliver(user, raw)
    before = real_now()
    ((uid, found, date),) = session.fetch(session.new_uids(0))
    assert (uid, found) == (1, raw)
    assert abs(date - before) < timedelta(minutes=1)
    assert flags(dovecot, user) == {1: set()}


def test_the_date_is_the_servers_with_its_zone(dovecot: DovecotServer, user: str) -> None:
    received = datetime(2019, 8, 16, 21, 59, 59, tzinfo=UTC)
    with dovecot.connect(user) as client:
        client.append("INBOX", mail("1"), msg_time=received)
    with opened(dovecot, user) as session:
        assert [date for _, _, date in session.fetch([1])] == [received]


def test_large_messages_come_in_order_each_whole(dovecot: DovecotServer, user: str, session: ImapSession) -> None:
    sizes = [5_000_000, 10, 4_000_000, 9_000_000, 20]
    for number, size in enumerate(sizes):
        dovecot.deliver(user, mail(str(number), size))
    fetched = list(session.fetch(session.new_uids(0)))
    assert [uid for uid, _, _ in fetched] == [1, 2, 3, 4, 5]
    assert [raw for _, raw, _ in fetched] == [mail(str(number), size) for number, size in enumerate(sizes)]


def test_a_message_that_is_gone_is_left_out(dovecot: DovecotServer, user: str, session: ImapSession) -> None:
    for subject in "abc":
        dovecot.deliver(user, mail(subject))
    assert session.new_uids(0) == [1, 2, 3]
    with dovecot.connect(user) as client:
        client.select_folder("INBOX")
        client.delete_messages([2])
        client.expunge()
    assert [uid for uid, _, _ in session.fetch([1, 2, 3])] == [1, 3]


def test_a_reset_of_the_numbering_shows_in_uidvalidity(dovecot: DovecotServer, user: str) -> None:
    for subject in "abc":
        dovecot.deliver(user, mail(subject))
    with opened(dovecot, user) as session:
        before = session.select("INBOX")
        session.move([1], "Sent")
    dovecot.reset_uidvalidity(user)
    with opened(dovecot, user) as session:
        assert session.select("INBOX") != before
        assert session.new_uids(0) == [1, 2]


def test_a_folder_that_is_missing_is_told(dovecot: DovecotServer, user: str, session: ImapSession) -> None:
    dovecot.deliver(user, mail("1"))
    with pytest.raises(MailboxMissingError):
        session.select("Nowhere")
    session.select("INBOX")
    with pytest.raises(MailboxMissingError):
        session.move([1], "Nowhere")
    assert session.list_uids("INBOX") == [1]


@pytest.mark.parametrize(
    ("prefix", "separator", "real"),
    [("", "/", "Plazo/Prüfung"), ("INBOX.", ".", "INBOX.Plazo.Prüfung"), ("", ".", "Plazo.Prüfung")],
)
@pytest.mark.parametrize("without", ["", "NAMESPACE"])
def test_folders_are_named_as_the_server_does(prefix: str, separator: str, real: str, without: str) -> None:
    if prefix and without:
        real = "Plazo.Prüfung"  # whoever is not told of the prefix cannot put it in
    with DovecotServer(prefix=prefix, separator=separator, without=without) as server:
        user = server.add_user()
        server.deliver(user, mail("1"))
        with opened(server, user) as session:
            if prefix and without:
                with pytest.raises(MailServerError):
                    session.ensure_folder("Plazo/Prüfung")
                return
            session.ensure_folder("Plazo/Prüfung")
            session.ensure_folder("Plazo/Prüfung")
            session.move([1], "Plazo/Prüfung")
            assert session.list_uids("Plazo/Prüfung") == [1]
        with server.connect(user) as client:
            assert real in [name for _, _, name in client.list_sub_folders()]
        assert server.messages(user, real) == {1: mail("1")}
        assert server.messages(user) == {}


def test_the_servers_own_name_of_a_folder_is_taken_as_it_is() -> None:
    with DovecotServer(prefix="INBOX.", separator=".") as server:
        user = server.add_user()
        with opened(server, user) as session:
            for name in ("INBOX.Plazo.Done", "INBOX/Plazo/Done", "Plazo.Done"):
                session.ensure_folder(name)
            assert session.list_uids("Plazo/Done") == []
            assert session.list_uids("inbox") == []


@pytest.mark.parametrize(
    ("without", "left"),
    [("", {2: {b"\\Deleted"}, 3: set()}), ("MOVE", {2: {b"\\Deleted"}, 3: set()}),
     ("MOVE UIDPLUS", {1: {b"\\Deleted"}, 2: {b"\\Deleted"}, 3: set()})],
    ids=["MOVE", "UIDPLUS", "neither"],
)  # fmt: skip
def test_moving_takes_no_message_of_others(without: str, left: dict[int, set[bytes]]) -> None:
    with DovecotServer(without=without) as server:
        user = server.add_user()
        for subject in "abc":
            server.deliver(user, mail(subject))
        with server.connect(user) as client:
            client.select_folder("INBOX")
            client.delete_messages([2])
        with opened(server, user) as session:
            session.ensure_folder("Plazo/Done")
            session.move([1], "Plazo/Done")
            assert session.list_uids("INBOX") == [3]
        assert server.messages(user, "Plazo/Done") == {1: mail("a")}
        assert flags(server, user) == left


def test_what_is_gone_already_is_moved_without_an_error(
    dovecot: DovecotServer, user: str, session: ImapSession
) -> None:
    dovecot.deliver(user, mail("1"))
    session.ensure_folder("Plazo/Done")
    session.move([1], "Plazo/Done")
    session.move([1, 7], "Plazo/Done")
    session.move([], "Plazo/Done")
    assert session.list_uids("Plazo/Done") == [1]


def test_waiting_ends_when_a_message_comes(dovecot: DovecotServer, user: str, session: ImapSession) -> None:
    assert session.has_idle
    timer = threading.Timer(0.7, dovecot.deliver, (user, mail("1")))
    timer.start()
    began = time.monotonic()
    assert session.idle(timedelta(seconds=20), NOT_STOPPED)
    assert 0.6 < time.monotonic() - began < 5
    timer.join()
    assert session.new_uids(0) == [1]


def test_waiting_does_not_begin_when_something_came_since(
    dovecot: DovecotServer, user: str, session: ImapSession
) -> None:
    dovecot.deliver(user, mail("1"))
    assert session.new_uids(0) == [1]
    dovecot.deliver(user, mail("2"))
    assert [uid for uid, _, _ in session.fetch([1])] == [1]  # the server tells of the second along with this
    began = time.monotonic()
    assert session.idle(timedelta(seconds=20), NOT_STOPPED)
    assert time.monotonic() - began < 2
    assert session.new_uids(1) == [2]


def test_waiting_ends_when_its_time_is_over_and_the_session_goes_on(
    dovecot: DovecotServer, user: str, session: ImapSession
) -> None:
    dovecot.deliver(user, mail("1"))
    assert session.new_uids(0) == [1]
    assert not session.idle(timedelta(seconds=0.3), NOT_STOPPED)
    assert session.new_uids(0) == [1]


def test_waiting_ends_within_a_second_when_told_to(session: ImapSession) -> None:
    stop = threading.Event()
    timer = threading.Timer(0.3, stop.set)
    timer.start()
    began = time.monotonic()
    assert not session.idle(timedelta(minutes=5), stop)
    assert 0.2 < time.monotonic() - began < 1.3
    timer.join()


def test_waiting_over_tls_ends_when_a_message_comes(dovecot: DovecotServer, user: str) -> None:
    with ImapSession(reached(dovecot, Security.TLS), Login(user=user, secret=PASSWORD)) as session:
        session.select("INBOX")
        timer = threading.Timer(0.3, dovecot.deliver, (user, mail("1")))
        timer.start()
        assert session.idle(timedelta(seconds=20), NOT_STOPPED)
        timer.join()


def test_a_server_need_not_offer_idle() -> None:
    with DovecotServer(without="IDLE") as server, opened(server, server.add_user()) as session:
        assert not session.has_idle


def test_a_connection_that_is_cut_while_waiting_is_told(dovecot: DovecotServer, session: ImapSession) -> None:
    timer = threading.Timer(0.3, dovecot.drop_connections)
    timer.start()
    began = time.monotonic()
    with pytest.raises(ConnectionLostError):
        session.idle(timedelta(seconds=60), NOT_STOPPED)
    assert time.monotonic() - began < 10
    timer.join()


def test_a_dead_link_does_not_hold_up_the_end_of_waiting(dovecot: DovecotServer, user: str) -> None:
    with opened(dovecot, user, timeout=1) as session:
        began = time.monotonic()
        freezing = dovecot.frozen()
        timer = threading.Timer(0.3, freezing.__enter__)
        timer.start()
        with pytest.raises(ConnectionLostError, match="timed out"):
            session.idle(timedelta(seconds=1), NOT_STOPPED)
        assert time.monotonic() - began < 5
        timer.join()
        freezing.__exit__(None, None, None)


def test_a_dead_link_does_not_hold_up_anything_else(dovecot: DovecotServer, user: str) -> None:
    with opened(dovecot, user, timeout=0.5) as session, dovecot.frozen():
        with pytest.raises(ConnectionLostError, match="timed out"):
            session.new_uids(0)
        with pytest.raises(ConnectionLostError):
            list(session.fetch([1]))


@pytest.mark.parametrize("security", [Security.NONE, Security.TLS])
def test_a_session_that_waits_for_a_dead_server_can_be_ended_from_another_thread(
    dovecot: DovecotServer, user: str, security: Security
) -> None:
    session = ImapSession(reached(dovecot, security), Login(user=user, secret=PASSWORD))
    session.select("INBOX")
    with dovecot.frozen():
        timer = threading.Timer(0.3, session.abort)
        timer.start()
        began = time.monotonic()
        with pytest.raises(ConnectionLostError):
            session.new_uids(0)
        session.close()
        session.abort()
        assert time.monotonic() - began < 5
        timer.join()


def test_saying_goodbye_to_a_dead_server_is_short(dovecot: DovecotServer, user: str) -> None:
    session = opened(dovecot, user, timeout=60)
    with dovecot.frozen():
        began = time.monotonic()
        session.close()
        assert time.monotonic() - began < 5


def test_after_an_outage_a_new_session_finds_everything() -> None:
    with DovecotServer() as server:
        user = server.add_user()
        server.deliver(user, mail("1"))
        session = opened(server, user)
        server.stop()
        with pytest.raises(ConnectionLostError):
            session.new_uids(0)
        session.close()
        with pytest.raises(ConnectionLostError):
            opened(server, user)
        server.deliver(user, mail("2"))
        server.start()
        with opened(server, user) as again:
            assert [raw for _, raw, _ in again.fetch(again.new_uids(0))] == [mail("1"), mail("2")]
