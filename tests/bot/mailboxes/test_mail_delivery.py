"""The outbox by e-mail, from a database to a real SMTP server: several connections, once each, whatever the server."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.clock import Clock, real_now
from bot.delivery import Delivery
from bot.mailboxes.post import EmailPost
from bot.mailing import email_payload
from bot.oauth import Tokens
from bot.settings import MailboxSettings
from bot.store import outbox, schema
from bot.store.database import Database
from bot.store.outbox import Urgency
from bot.store.work import Work
from tests.smtpserver import SmtpServer

DESK, OTHER = "desk@example.org", "other@example.org"
TOO_MANY = "421 4.7.0 Too many connections"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    schema.upgrade(database)
    opened = Work(database)
    yield opened
    opened.close()


def mailbox(address: str, server: SmtpServer) -> MailboxSettings:
    smtp = {"host": "127.0.0.1", "port": server.port, "security": "none"}
    imap = {"host": "imap.example.org", "user": "desk", "password": "x"}
    return MailboxSettings.model_validate({"address": address, "imap": imap, "smtp": smtp})


def put(work: Work, name: str, number: int, *, by: str = DESK, **more: Any) -> None:  # noqa: ANN401 - of `add`
    """Write so many messages, to `name0@example.org` and so on."""
    payload = email_payload(by, b"From: desk@example.org\r\n\r\nText\r\n", null_sender=False)
    with work.database.transaction() as connection:
        for to in (f"{name}{count}@example.org" for count in range(number)):
            outbox.add(connection, key=to, channel="email", address=to, payload=payload, now=real_now(), **more)


def run(work: Work, mailboxes: list[MailboxSettings], actions: Callable[[Delivery], Awaitable[None]]) -> None:
    async def used() -> None:
        async with httpx.AsyncClient() as client:
            post = EmailPost(mailboxes, Tokens(client))
            try:
                await actions(Delivery(work, post, Clock()))
            finally:
                await post.close()

    asyncio.run(used())


def received(server: SmtpServer) -> list[str]:
    return [to for message in server.received for to in message.recipients]


def everybody(name: str, number: int) -> Counter[str]:
    return Counter(f"{name}{count}@example.org" for count in range(number))


def standing(work: Work) -> dict[str, int]:
    with work.database.reading() as connection:
        return outbox.count(connection)


def attempts(work: Work) -> set[int]:
    with work.database.reading() as connection:
        return {message.attempts for message in outbox.listed(connection)}


def test_many_go_out_once_each_over_a_few_connections(server: SmtpServer, work: Work) -> None:
    put(work, "p", 100)
    run(work, [mailbox(DESK, server)], lambda delivery: delivery.once())
    assert Counter(received(server)) == everybody("p", 100)
    assert (standing(work), attempts(work)) == ({"sent": 100}, {1})
    assert 1 < server.connections <= 4


def test_the_urgent_are_handed_in_first(server: SmtpServer, work: Work) -> None:
    put(work, "broadcast", 30, urgency=Urgency.BROADCAST)
    put(work, "change", 30, urgency=Urgency.CHANGE)
    run(work, [mailbox(DESK, server)], lambda delivery: delivery.once())
    order = received(server)
    assert [to[0] for to in order[:20]] == ["c"] * 20
    assert [to[0] for to in order[-20:]] == ["b"] * 20


def test_a_server_that_takes_no_further_connection_gets_one_and_no_message_counts_it(
    server: SmtpServer, work: Work
) -> None:
    put(work, "first", 1)
    put(work, "later", 60, due_at=real_now() + timedelta(seconds=0.5))

    async def actions(delivery: Delivery) -> None:
        await delivery.once()
        server.fail("CONNECT", TOO_MANY)
        await asyncio.sleep(0.5)
        await delivery.once()

    run(work, [mailbox(DESK, server)], actions)
    assert Counter(received(server)) == everybody("first", 1) + everybody("later", 60)
    assert (standing(work), attempts(work)) == ({"sent": 61}, {1})
    assert server.connections == 4  # one that was taken; three tries, and then no more


def test_a_server_that_takes_nobody_is_tried_again_later(server: SmtpServer, work: Work) -> None:
    put(work, "p", 3)
    server.fail("CONNECT", TOO_MANY)
    run(work, [mailbox(DESK, server)], lambda delivery: delivery.once())
    assert (standing(work), attempts(work), received(server)) == ({"waiting": 3}, {1}, [])
    with work.database.reading() as connection:
        assert all("Too many" in (message.last_error or "") for message in outbox.listed(connection))


def test_a_slow_server_holds_up_no_other_mailbox(server: SmtpServer, work: Work) -> None:
    put(work, "slow", 20)
    put(work, "p", 20, by=OTHER)
    with SmtpServer() as slow:
        slow.delay("MESSAGE", timedelta(seconds=0.5))
        boxes = [mailbox(DESK, slow), mailbox(OTHER, server)]
        behind: list[int] = []

        async def actions(delivery: Delivery) -> None:
            sending = asyncio.create_task(delivery.once())
            await asyncio.to_thread(server.wait_for, 20)
            behind.append(len(slow.received))
            await sending

        run(work, boxes, actions)
        assert Counter(received(slow)) == everybody("slow", 20)
    assert Counter(received(server)) == everybody("p", 20)
    assert behind[0] < 20


def test_what_expires_while_a_connection_is_made_is_not_sent(server: SmtpServer, work: Work) -> None:
    put(work, "p", 2, expires_at=real_now() + timedelta(seconds=0.5))
    server.delay("CONNECT", timedelta(seconds=0.7))
    run(work, [mailbox(DESK, server)], lambda delivery: delivery.once())
    assert (standing(work), received(server)) == ({"expired": 2}, [])
