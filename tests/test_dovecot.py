"""The Dovecot of the tests: whose it is, what it can do, and that nothing of it is left."""

import socket

import psutil
import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, LoginError

from tests.dovecot import PASSWORD, DovecotServer

MESSAGES = [f"Subject: {number}\r\n\r\n{number}\r\n".encode() for number in range(3)]


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_server_and_its_workers_run_as_another_user_than_root(dovecot: DovecotServer) -> None:
    with dovecot.connect(dovecot.add_user()) as client:
        client.select_folder("INBOX")
        server = psutil.Process(dovecot.pid)
        family = [server, *server.children(recursive=True)]
        assert "imap" in [process.name() for process in family]
        assert {uid for process in family for uid in process.uids()} == {dovecot.account.pw_uid}
        assert 0 not in {uid for process in family for uid in process.uids()}


def test_the_server_listens_on_loopback_only(dovecot: DovecotServer) -> None:
    listening = {link.laddr for link in psutil.Process(dovecot.pid).net_connections("inet") if link.status == "LISTEN"}
    assert listening == {("127.0.0.1", dovecot.port), ("127.0.0.1", dovecot.tls_port)}


def test_it_can_do_what_plazo_makes_use_of(dovecot: DovecotServer) -> None:
    with dovecot.connect(dovecot.add_user()) as client:
        assert {b"IDLE", b"MOVE", b"UIDPLUS", b"NAMESPACE", b"SPECIAL-USE"} <= set(client.capabilities())


def test_it_offers_less_where_told_to() -> None:
    with DovecotServer(without="IDLE MOVE") as server, server.connect(server.add_user()) as client:
        assert not {b"IDLE", b"MOVE"} & set(client.capabilities())
        assert b"UIDPLUS" in client.capabilities()


def test_each_mailbox_has_its_own_messages_and_password(dovecot: DovecotServer) -> None:
    ana, ben = dovecot.add_user(), dovecot.add_user(password="another")
    for raw in MESSAGES:
        dovecot.deliver(ana, raw)
    dovecot.deliver(ana, MESSAGES[0], "Archive/2030")
    assert dovecot.messages(ana) == {1: MESSAGES[0], 2: MESSAGES[1], 3: MESSAGES[2]}
    assert dovecot.messages(ana, "Archive/2030") == {1: MESSAGES[0]}
    with IMAPClient("127.0.0.1", dovecot.port, ssl=False) as client:
        with pytest.raises(LoginError):
            client.login(ben, PASSWORD)
        client.login(ben, "another")
        assert client.select_folder("INBOX")[b"EXISTS"] == 0


@pytest.mark.parametrize("folder", ["INBOX", "Archive/2030"])
def test_a_folder_can_be_numbered_anew(dovecot: DovecotServer, folder: str) -> None:
    user = dovecot.add_user()
    for raw in MESSAGES:
        dovecot.deliver(user, raw, folder)
    with dovecot.connect(user) as client:
        before = client.select_folder(folder)[b"UIDVALIDITY"]
        client.delete_messages([1])
        client.expunge()
    dovecot.reset_uidvalidity(user, folder)
    with dovecot.connect(user) as client:
        assert client.select_folder(folder)[b"UIDVALIDITY"] == before + 1
    assert dovecot.messages(user, folder) == {1: MESSAGES[1], 2: MESSAGES[2]}


def test_those_who_are_connected_are_cut_off_and_can_come_back(dovecot: DovecotServer) -> None:
    user = dovecot.add_user()
    with dovecot.connect(user) as client:
        client.select_folder("INBOX")
        dovecot.drop_connections()
        with pytest.raises(IMAPClientAbortError):
            client.noop()
    assert dovecot.messages(user) == {}


def test_it_keeps_its_ports_and_mailboxes_over_an_outage() -> None:
    with DovecotServer() as server:
        user = server.add_user()
        server.deliver(user, MESSAGES[0])
        ports = server.port, server.tls_port
        server.stop()
        assert not is_open(server.port)
        server.deliver(user, MESSAGES[1])
        server.start()
        assert (server.port, server.tls_port) == ports
        assert server.messages(user) == {1: MESSAGES[0], 2: MESSAGES[1]}


def test_nothing_is_left_of_a_server() -> None:
    with DovecotServer() as server:
        processes = psutil.Process(server.pid).children(recursive=True)
        assert is_open(server.port)
    assert not is_open(server.port)
    assert not server.folder.exists()
    assert [process for process in processes if process.is_running() and process.status() != "zombie"] == []
