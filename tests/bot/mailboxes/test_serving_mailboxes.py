"""`plazo serve` with mailboxes: at once, after every kind of outage, on every kind of server, and to its end."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.bot.mailboxes.conftest import MakeDesk
from tests.bot.mailboxes.desk import Desk
from tests.bot.mailboxes.letters import DESK, mail, nomination
from tests.bot.service import Service
from tests.dovecot import PASSWORD, DovecotServer

OTHER = "other@itu.example"
PATIENCE = timedelta(seconds=40)


def person(number: int) -> bytes:
    """A nomination of somebody who was not there before."""
    subject, body = nomination(name=f"Joan {chr(65 + number)}xample", email=f"joan{number}@m{number}.example")
    return mail(body, subject=subject, sender=f"clerk{number}@m{number}.example", message_id=f"<{number}@m.example>")


def wait_until(true: Callable[[], bool], service: Service) -> float:
    """Wait; returns for how many seconds."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE.total_seconds(), service.log[-3000:]
        time.sleep(0.05)
    return time.monotonic() - began


def wait_for_entries(desk: Desk, number: int) -> float:
    """Wait until the register has so many entries; returns for how many seconds."""
    return wait_until(lambda: len(desk.entries) >= number, desk.service)


def wait_for_moves(desk: Desk, number: int) -> None:
    """Wait until so many messages of the first mailbox lie among those that are done."""
    wait_until(lambda: len([m for m in desk.mails if m.state == "moved"]) >= number, desk.service)


@pytest.fixture
def own_dovecot() -> Iterator[DovecotServer]:
    """A server that a test may stop."""
    with DovecotServer() as server:
        yield server


@pytest.fixture
def running(make_desk: MakeDesk, own_dovecot: DovecotServer) -> Iterator[Desk]:
    """A service with two mailboxes, idling."""
    desk = make_desk(dovecot=own_dovecot, addresses=(DESK, OTHER))
    with desk.service as service:
        service.wait_for_log("event=started", 60)
        desk.deliver(person(0))
        desk.deliver(person(1), to=OTHER)
        wait_until(lambda: len(desk.mails) == 2 and all(m.state == "moved" for m in desk.mails), service)
        yield desk


def channel(desk: Desk, address: str = DESK) -> dict[str, str]:
    """What `plazo status` says of a mailbox."""
    found: dict[str, str] = desk.run("status", "--json").objects[0]["channels"][f"mailbox:{address}"]
    return found


def test_a_service_idles_answers_at_once_outlives_outages_and_ends(running: Desk) -> None:
    desk, service = running, running.service
    for number in (2, 3):
        desk.deliver(person(number))
        print(f"from delivery to record: {wait_for_entries(desk, number + 1):.2f} s")
    assert (channel(desk)["state"], channel(desk, OTHER)["state"]) == ("running", "running")

    desk.dovecot.drop_connections()
    desk.deliver(person(4))
    wait_until(lambda: len(desk.entries) == 5, service)

    desk.dovecot.stop()
    wait_until(lambda: channel(desk)["state"] == "failing", service)
    assert f"127.0.0.1:{desk.dovecot.port}" in channel(desk)["last_error"]
    desk.dovecot.start()
    desk.deliver(person(5))
    wait_until(lambda: len(desk.entries) == 6, service)
    wait_until(lambda: channel(desk)["state"] == "running", service)

    wait_for_moves(desk, 6)
    desk.deliver(*(person(number) for number in (6, 7)))
    wait_for_moves(desk, 8)
    desk.dovecot.reset_uidvalidity(desk.user)
    desk.deliver(person(8))
    wait_until(lambda: len(desk.entries) == 9, service)
    wait_for_moves(desk, 9)

    wait_until(lambda: len(desk.smtp.received) >= 9, service)
    status, seconds = service.stop()  # while both mailboxes idle
    assert (status, seconds < 10) == (0, True)
    assert PASSWORD not in service.log
    assert channel(desk)["state"] == "stopped"
    assert [len(entry.message_ids) for entry in desk.entries] == [1] * 9
    assert len({received.recipients for received in desk.smtp.received}) == len(desk.smtp.received) == 9


def test_a_server_that_freezes_keeps_nobody_else_waiting_and_the_service_still_ends(
    make_desk: MakeDesk, own_dovecot: DovecotServer, dovecot: DovecotServer
) -> None:
    desk = make_desk(dovecot=own_dovecot)
    other = make_desk("other", addresses=(OTHER,), dovecot=dovecot)
    text = other.service.config.read_text(encoding="utf-8")
    with desk.service.config.open("a", encoding="utf-8") as file:
        file.write(text[text.index("[[mailboxes]]") :])
    with desk.service as service:
        desk.deliver(person(0))
        wait_until(lambda: service.process is not None and "event=started" in service.log, service)
        wait_for_moves(desk, 1)
        with own_dovecot.frozen():
            desk.deliver(person(1))
            other.deliver(person(2))
            wait_until(lambda: len(desk.entries) == 2, service)
            status, seconds = service.stop()
        assert (status, seconds < 10) == (0, True)
        service.start()
        wait_until(lambda: len(desk.entries) == 3, service)


def test_a_reset_of_uidvalidity_with_messages_in_the_inbox_loses_and_doubles_nothing(desk: Desk) -> None:
    desk.deliver(*(person(number) for number in range(3)))
    desk.sync()
    for raw in desk.dovecot.messages(desk.user, "Plazo/Done").values():
        desk.deliver(raw)  # as if the moves had failed
    desk.dovecot.reset_uidvalidity(desk.user)
    desk.deliver(person(3))
    assert len(desk.sync()) == 1
    assert len(desk.entries) == 4
    assert desk.folders() == (0, 7, 0)


@pytest.mark.parametrize("without", ["IDLE", "MOVE", "MOVE UIDPLUS", "IDLE MOVE UIDPLUS NAMESPACE"])
def test_a_server_that_lacks_extensions_is_served_too(make_desk: MakeDesk, without: str) -> None:
    with DovecotServer(without=without) as server:
        desk = make_desk(dovecot=server, options={"poll_seconds": 1})
        desk.deliver(person(0))
        assert len(desk.sync()) == 1
        assert desk.sync() == []
        left = 1 if "UIDPLUS" in without else 0  # marked as deleted, since EXPUNGE would take others' messages
        assert desk.folders() == (left, 1, 0)


def test_a_service_on_a_server_without_idle_polls(make_desk: MakeDesk) -> None:
    with DovecotServer(without="IDLE") as server:
        desk = make_desk(dovecot=server, options={"poll_seconds": 1})
        with desk.service as service:
            service.wait_for_log("event=started", 60)
            for number in range(2):
                desk.deliver(person(number))
                wait_for_entries(desk, number + 1)
            assert service.stop()[0] == 0


def test_two_services_on_one_database_and_mailbox_do_nothing_twice(make_desk: MakeDesk) -> None:
    desk = make_desk()
    (desk.folder / "twin").mkdir()
    twin = Service(desk.program, desk.folder / "twin", desk.service.settings, database=desk.service.database)
    with desk.service as first:
        first.wait_for_log("event=started", 60)
        with twin as second:
            second.wait_for_log("event=started", 60)
            desk.deliver(*(person(number) for number in range(4)))
            wait_until(lambda: len(desk.entries) == 4, first)
            first.kill()
            desk.deliver(*(person(number) for number in range(4, 8)))
            wait_until(lambda: len(desk.entries) == 8, second)
            wait_until(lambda: len(desk.smtp.received) >= 8, second)
            assert second.stop()[0] == 0
    assert len(desk.mails) == 8
    assert len({received.recipients for received in desk.smtp.received}) == len(desk.smtp.received) == 8


def test_what_was_fetched_is_stored_before_anything_else(desk: Desk) -> None:
    """Killed before it could deal with it, and the message gone from the server: it is dealt with all the same."""
    raw = person(0)
    desk.deliver(raw)
    with desk.service as service:
        wait_until(lambda: service.database.startswith("sqlite") and stored(desk), service)
        service.kill()
    with desk.dovecot.connect(desk.user) as client:
        for folder in ("INBOX", "Plazo/Done"):
            client.select_folder(folder)
            client.delete_messages(client.search())
            client.expunge()
    desk.sync()
    assert len(desk.entries) == 1


def stored(desk: Desk) -> bool:
    """Whether a message is stored; the database may not be there yet."""
    try:
        return bool(desk.mails)
    except Exception:  # noqa: BLE001 - there is no database, or no table
        return False
