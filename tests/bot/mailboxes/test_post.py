"""Sending the outbox's e-mails through a real SMTP server: by which mailbox, as whom, and what failures become."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.errors import DeliveryError, PassingError, RefusedError, UnreachableError
from bot.mailboxes.post import EmailPost
from bot.mailing import email_payload
from bot.oauth import Tokens
from bot.settings import MailboxSettings
from bot.store.outbox import Message, Standing
from tests.smtpserver import CUT, SmtpServer

DESK, OTHER, ANA = "desk@example.org", "other@example.org", "ana@example.org"
RAW = b"From: desk@example.org\r\nSubject: 1\r\n\r\n\xc3\xa9\xff\r\n"
NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def mailbox(address: str, server: SmtpServer | None, **more: object) -> MailboxSettings:
    smtp = {"host": "127.0.0.1", "port": server.port, "security": "none", **more} if server else None
    imap = {"host": "imap.example.org", "user": "desk", "password": "x"}
    return MailboxSettings.model_validate({"address": address, "imap": imap, "smtp": smtp})


def in_time() -> bool:
    """That no message is late."""
    return False


def message(*, by: str = DESK, to: str = ANA, null_sender: bool = False) -> Message:
    values: dict[str, Any] = dict.fromkeys(("campaign", "expires_at", "lease", "leased_until", "last_error", "receipt"))
    values |= {"id": 1, "key": "1", "channel": "email", "address": to, "urgency": 0, "created_at": NOW, "due_at": NOW}
    values |= {"state": Standing.LEASED, "in_doubt": False, "attempts": 1, "finished_at": None}
    return Message(**values, payload=email_payload(by, RAW, null_sender=null_sender))


def with_post(mailboxes: list[MailboxSettings], actions: Callable[[EmailPost], Awaitable[None]]) -> None:
    async def used() -> None:
        async with httpx.AsyncClient() as client:
            post = EmailPost(mailboxes, Tokens(client))
            try:
                await actions(post)
            finally:
                await post.close()

    asyncio.run(used())


def failure(server: SmtpServer, **of: Any) -> DeliveryError:  # noqa: ANN401 - passed on
    """What becomes of a message that cannot be sent."""
    found: list[DeliveryError] = []

    async def once(post: EmailPost) -> None:
        with pytest.raises(DeliveryError) as refused:
            await post.send(message(**of), in_time)
        found.append(refused.value)

    with_post([mailbox(DESK, server)], once)
    return found[0]


def test_each_message_goes_out_by_its_own_mailbox(server: SmtpServer) -> None:
    async def both(post: EmailPost) -> None:
        assert await post.send(message(), in_time) == "250 2.0.0 Ok: queued as 1"
        await post.send(message(by=OTHER, null_sender=True), in_time)

    with SmtpServer() as others:
        with_post([mailbox(DESK, server), mailbox(OTHER, others)], both)
        ((first,), (second,)) = server.received, others.received
    assert (first.sender, first.recipients, first.raw) == (DESK, (ANA,), RAW)
    assert (second.sender, second.recipients, second.raw) == ("", (ANA,), RAW)


def test_a_mailbox_without_an_smtp_sends_nothing(server: SmtpServer) -> None:
    async def refused(post: EmailPost) -> None:
        assert (await post.room([])).free == {DESK: 24}
        with pytest.raises(PassingError, match=r"other@example\.org has no smtp"):
            await post.send(message(by=OTHER), in_time)

    with_post([mailbox(DESK, server), mailbox(OTHER, None)], refused)


def test_where_the_null_sender_is_refused_the_mailbox_sends_which_is_logged_once(server: SmtpServer) -> None:
    server.fail("MAIL", "550 5.7.1 No null sender", only_for="")

    async def three(post: EmailPost) -> None:
        for _ in range(3):
            await post.send(message(null_sender=True), in_time)

    with capture_logs() as logs:
        with_post([mailbox(DESK, server)], three)
    assert [received.sender for received in server.received] == [DESK, DESK, DESK]
    assert [(line["event"], line["mailbox"]) for line in logs] == [
        ("null sender refused, the mailbox's own used", DESK)
    ]


@pytest.mark.parametrize(
    ("stage", "answer", "kind", "in_doubt"),
    [
        ("RCPT", "550 5.1.1 Nobody", UnreachableError, None),
        ("MESSAGE", "554 5.6.0 Broken", RefusedError, None),
        ("RCPT", "450 4.2.1 Later", PassingError, False),
        ("MAIL", "553 5.7.1 Not your address", PassingError, False),
        ("CONNECT", CUT, PassingError, False),
        ("RCPT", CUT, PassingError, False),
        ("MESSAGE", CUT, PassingError, True),
    ],
)
@pytest.mark.parametrize("null_sender", [False, True])
def test_each_failure_says_what_is_to_be_done(
    *, server: SmtpServer, stage: str, answer: str, kind: type[DeliveryError], in_doubt: bool | None, null_sender: bool
) -> None:
    server.fail(stage, answer)
    error = failure(server, null_sender=null_sender)
    assert type(error) is kind
    assert getattr(error, "in_doubt", None) is in_doubt
    assert getattr(error, "pause", None) is None  # which would hold up all other mailboxes


def test_what_is_no_address_cannot_be_reached(server: SmtpServer) -> None:
    assert type(failure(server, to="ana@")) is UnreachableError


def test_a_password_logs_in() -> None:
    async def once(post: EmailPost) -> None:
        await post.send(message(), in_time)

    with SmtpServer(users={DESK: "correct horse"}) as server:
        with_post([mailbox(DESK, server, user=DESK, password="correct horse")], once)
        assert [received.user for received in server.received] == [DESK]


def test_an_access_token_that_the_server_refuses_is_fetched_anew() -> None:
    answers = iter(["old", "new"])

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = f'{{"access_token": "{next(answers)}", "expires_in": 3600}}'
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()

    with SmtpServer(users={DESK: "new"}) as server:

        async def twice() -> None:
            async with await asyncio.start_server(respond, "127.0.0.1", 0) as endpoint, httpx.AsyncClient() as client:
                url = f"http://127.0.0.1:{endpoint.sockets[0].getsockname()[1]}/token"
                given = {"user": DESK, "auth": "xoauth2", "token_url": url, "client_id": "app", "refresh_token": "r"}
                post = EmailPost([mailbox(DESK, server, **given)], Tokens(client))
                with pytest.raises(PassingError, match="535"):
                    await post.send(message(), in_time)
                await post.send(message(), in_time)
                await post.close()

        asyncio.run(twice())
        assert [received.user for received in server.received] == [DESK]
