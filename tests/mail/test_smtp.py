"""Handing mail in to a real SMTP server: what it gets, and what is made of each way in which it can fail."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from mail.errors import (
    ConnectionLostError,
    InDoubtError,
    LoginRefusedError,
    MailServerError,
    MessageRefusedError,
    NotNowError,
    NullSenderRefusedError,
    RecipientRefusedError,
    UntrustedServerError,
)
from mail.servers import Login, MailServer, Method, Security
from mail.smtp import Credentials, SmtpSession
from tests.certificates import Certificate, make_certificate
from tests.smtpserver import CUT, Received, SmtpServer

RAW = b"From: desk@example.org\r\nSubject: 1\r\n\r\n.dots\r\n..stay\r\n"
LARGE = b"Subject: 1\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 200_000
DESK, ANA, BEN = "desk@example.org", "ana@example.org", "ben@example.org"
PASSWORD = "correct horse ü"
BRIEF = timedelta(seconds=0.5)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def reached(server: SmtpServer, security: Security = Security.NONE, ca_file: Path | None = None) -> MailServer:
    return MailServer(host="127.0.0.1", port=server.port, security=security, ca_file=ca_file)


def logged_in(secret: str = PASSWORD, method: Method = Method.PASSWORD) -> Credentials:
    async def credentials() -> Login:
        return Login(user=DESK, secret=secret, method=method)

    return credentials


def using(session: Callable[[], SmtpSession], actions: Callable[[SmtpSession], Awaitable[None]]) -> None:
    """Do something with a session, which is closed in the end."""

    async def used() -> None:
        made = session()
        try:
            await actions(made)
        finally:
            await made.close()

    asyncio.run(used())


def send(
    server: MailServer,
    *,
    sender: str | None = DESK,
    to: Sequence[str] = (ANA,),
    raw: bytes = RAW,
    credentials: Credentials | None = None,
    within: timedelta = timedelta(seconds=20),
) -> str:
    """Hand one message in; gives the answer."""
    answers: list[str] = []

    async def once(session: SmtpSession) -> None:
        answers.append(await session.send(raw, sender, to, within))

    using(lambda: SmtpSession(server, credentials), once)
    return answers[0]


def test_a_message_arrives_as_it_is(server: SmtpServer) -> None:
    assert send(reached(server), to=[ANA, BEN]) == "250 2.0.0 Ok: queued as 1"
    options = (f"SIZE={len(RAW)}",)
    assert server.received == [
        Received(sender=DESK, recipients=(ANA, BEN), raw=RAW, options=options, user=None, encrypted=False)
    ]


def test_line_breaks_are_made_those_of_mail(server: SmtpServer) -> None:
    send(reached(server), raw=b"Subject: 1\n\nno last line break")
    assert server.received[0].raw == b"Subject: 1\r\n\r\nno last line break\r\n"


def test_a_message_without_a_sender_has_the_null_one(server: SmtpServer) -> None:
    send(reached(server), sender=None)
    assert server.received[0].sender == ""


def test_bytes_beyond_ascii_are_announced(server: SmtpServer) -> None:
    raw = b"Subject: 1\r\n\r\n\xc3\xa9\r\n"
    send(reached(server), raw=raw)
    assert (server.received[0].raw, server.received[0].options[1:]) == (raw, ("BODY=8BITMIME",))


def test_an_international_domain_needs_nothing_of_the_server() -> None:
    with SmtpServer(smtputf8=False) as server:
        send(reached(server), to=["ana@bücher.example"])
        assert server.received[0].recipients == ("ana@xn--bcher-kva.example",)


@pytest.mark.parametrize(("to", "raw"), [("añá@example.org", RAW), (ANA, "Subject: ñ\r\n\r\n1\r\n".encode())])
def test_other_scripts_are_announced_where_the_server_takes_them(to: str, raw: bytes, server: SmtpServer) -> None:
    send(reached(server), to=[to], raw=raw)
    assert "SMTPUTF8" in server.received[0].options
    assert server.received[0].recipients == (to,)
    with SmtpServer(smtputf8=False) as other, pytest.raises(MessageRefusedError, match="beyond ASCII"):
        send(reached(other), to=[to], raw=raw)


@pytest.mark.parametrize("address", ["ana", "@example.org", "ana@", "a b@example.org", "a@b\r\nDATA", "a@b..c"])
def test_what_is_no_address_reaches_no_server(address: str, server: SmtpServer) -> None:
    with pytest.raises(RecipientRefusedError, match="is no address"):
        send(reached(server), to=[address])
    assert server.connections == 0


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize("method", Method)
def test_every_way_to_log_in_works_over_every_kind_of_encryption(
    certificate: Certificate, security: Security, method: Method
) -> None:
    implicit = security == Security.TLS
    with SmtpServer(certificate=certificate, implicit_tls=implicit, users={DESK: PASSWORD}) as server:
        send(reached(server, security, certificate.file), credentials=logged_in(method=method))
        assert (server.received[0].user, server.received[0].encrypted) == (DESK, True)


@pytest.mark.parametrize("method", Method)
def test_a_refused_login_is_told_without_its_secret(certificate: Certificate, method: Method) -> None:
    with SmtpServer(certificate=certificate, users={DESK: PASSWORD}) as server:
        with pytest.raises(LoginRefusedError) as refused:
            send(reached(server, Security.STARTTLS, certificate.file), credentials=logged_in("wrong-secret", method))
        where = f"127.0.0.1:{server.port}"
        words = "535 5.7.8 Authentication credentials invalid"
        assert str(refused.value) == f"{where} refuses the login of {DESK}: {words}"
        assert [command for command in server.commands if command.startswith("AUTH")] == [
            f"AUTH {'PLAIN' if method == Method.PASSWORD else method.upper()}"
        ]


def test_a_login_that_fails_for_now_is_no_wrong_password(certificate: Certificate) -> None:
    with SmtpServer(certificate=certificate, users={DESK: PASSWORD}) as server:
        server.fail("AUTH", "454 4.7.0 Temporary authentication failure")
        with pytest.raises(NotNowError):
            send(reached(server, Security.STARTTLS, certificate.file), credentials=logged_in())


def test_a_server_that_wants_a_login_is_one_that_refuses_it() -> None:
    with SmtpServer(users={DESK: PASSWORD}) as server, pytest.raises(LoginRefusedError, match="530"):
        send(reached(server), sender=None)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_an_unknown_certificate_is_not_believed(certificate: Certificate, security: Security) -> None:
    with (
        SmtpServer(certificate=certificate, implicit_tls=security == Security.TLS, users={DESK: PASSWORD}) as server,
        pytest.raises(UntrustedServerError, match="certificate"),
    ):
        send(reached(server, security), credentials=logged_in())
    assert [command for command in server.commands if command.startswith("AUTH")] == []


def test_a_server_without_starttls_gets_no_password() -> None:
    with SmtpServer(users={DESK: PASSWORD}) as server:
        with pytest.raises(UntrustedServerError, match="does not encrypt by STARTTLS"):
            send(reached(server, Security.STARTTLS), credentials=logged_in())
        assert server.commands == ["EHLO"]


@pytest.mark.parametrize(
    ("stage", "answer", "kind"),
    [
        ("CONNECT", "421 4.3.2 Later", ConnectionLostError),
        ("CONNECT", "554 5.3.2 Not here", ConnectionLostError),
        ("MAIL", "451 4.3.0 Later", NotNowError),
        ("MAIL", "552 5.3.4 Too large", MessageRefusedError),
        ("MAIL", "555 5.5.4 Unknown option", MessageRefusedError),
        ("MAIL", "553 5.7.1 Not your address", LoginRefusedError),
        ("MAIL", "550 not yours", LoginRefusedError),
        ("RCPT", "450 4.2.1 Greylisted", NotNowError),
        ("RCPT", "421 4.7.0 Too many", NotNowError),
        ("RCPT", "552 5.2.2 Full", NotNowError),
        ("RCPT", "552 no room", NotNowError),
        ("RCPT", "550 5.1.1 Nobody", RecipientRefusedError),
        ("RCPT", "550 5.2.1 Disabled", RecipientRefusedError),
        ("RCPT", "556 5.1.10 Takes no mail", RecipientRefusedError),
        ("RCPT", "550 no such user", RecipientRefusedError),
        ("RCPT", "550 5.7.1 Your network is listed", MessageRefusedError),
        ("RCPT", "554 5.7.1 Relaying denied", MessageRefusedError),
        ("DATA", "451 4.3.0 Later", NotNowError),
        ("DATA", "554 5.5.1 No", MessageRefusedError),
        ("MESSAGE", "452 4.3.1 No room", NotNowError),
        ("MESSAGE", "550 5.1.1 Nobody after all", RecipientRefusedError),
        ("MESSAGE", "550 looks like advertising", MessageRefusedError),
        ("MESSAGE", "554 5.6.0 Broken", MessageRefusedError),
        ("MESSAGE", "554 5.7.1 Refused as spam", MessageRefusedError),
        ("MESSAGE", "550 5.7.60 Client does not have permissions to send as this sender", LoginRefusedError),
    ],
)
def test_each_refusal_has_its_kind(server: SmtpServer, stage: str, answer: str, kind: type[MailServerError]) -> None:
    server.fail(stage, answer)
    with pytest.raises(MailServerError) as refused:
        send(reached(server))
    assert type(refused.value) is kind
    assert answer[4:] in str(refused.value)
    assert server.received == []


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("MAIL", "550 5.7.1 No null sender"),
        ("MAIL", "550 No null sender"),
        ("RCPT", "550 5.7.1 Null sender is not allowed here"),
        ("RCPT", "550 5.1.8 Bad sender"),
        ("MESSAGE", "550 5.7.60 Client does not have permissions to send as this sender"),
        ("MESSAGE", "554 5.2.252 SendAsDenied"),
    ],
)
def test_a_refusal_of_the_null_sender_is_known_at_every_stage(server: SmtpServer, stage: str, answer: str) -> None:
    server.fail(stage, answer)
    with pytest.raises(NullSenderRefusedError):
        send(reached(server), sender=None)
    with pytest.raises(MailServerError) as refused:
        send(reached(server))
    assert not isinstance(refused.value, NullSenderRefusedError)


def test_nothing_is_sent_when_one_of_several_recipients_is_refused(server: SmtpServer) -> None:
    server.fail("RCPT", "550 5.1.1 Nobody", only_for=BEN)
    with pytest.raises(RecipientRefusedError, match=BEN):
        send(reached(server), to=[ANA, BEN])
    assert server.received == []


@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_connection_cut_before_the_text_leaves_no_doubt(server: SmtpServer, stage: str) -> None:
    server.fail(stage, CUT)
    with pytest.raises(ConnectionLostError):
        send(reached(server))


def test_a_connection_cut_within_the_text_leaves_no_doubt(server: SmtpServer) -> None:
    server.fail("TEXT", CUT)
    with pytest.raises(ConnectionLostError):
        send(reached(server), raw=LARGE)


@pytest.mark.parametrize("after", [False, True], ids=["not accepted", "accepted"])
def test_a_connection_cut_after_the_text_leaves_doubt(server: SmtpServer, after: bool) -> None:
    server.fail("MESSAGE", CUT, after=after)
    with pytest.raises(InDoubtError):
        send(reached(server))
    assert len(server.received) == after


@pytest.mark.parametrize(
    ("stage", "kind"),
    [("CONNECT", ConnectionLostError), ("RCPT", ConnectionLostError), ("MESSAGE", InDoubtError)],
)
def test_a_slow_server_is_not_waited_for_longer_than_told(
    server: SmtpServer, stage: str, kind: type[MailServerError]
) -> None:
    server.delay(stage, timedelta(seconds=20))
    began = time.monotonic()
    with pytest.raises(kind):
        send(reached(server), within=BRIEF)
    assert time.monotonic() - began < 10


def test_whoever_waits_for_a_turn_too_long_has_sent_nothing(server: SmtpServer) -> None:
    server.delay("MESSAGE", timedelta(seconds=1))

    async def two(session: SmtpSession) -> None:
        first = asyncio.create_task(session.send(RAW, DESK, [ANA]))
        await asyncio.sleep(0.2)
        with pytest.raises(ConnectionLostError):
            await session.send(RAW, DESK, [BEN], timedelta(seconds=0.2))
        assert await first == "250 2.0.0 Ok: queued as 1"

    using(lambda: SmtpSession(reached(server)), two)
    assert [message.recipients for message in server.received] == [(ANA,)]


def test_a_connection_is_kept_from_one_message_to_the_next(server: SmtpServer) -> None:
    async def many(session: SmtpSession) -> None:
        await asyncio.gather(*(session.send(RAW, DESK, [f"{number}@example.org"]) for number in range(20)))

    using(lambda: SmtpSession(reached(server)), many)
    assert (server.connections, len(server.received)) == (1, 20)


def test_a_refusal_does_not_end_the_connection(server: SmtpServer) -> None:
    server.fail("RCPT", "550 5.1.1 Nobody", only_for=BEN)

    async def both(session: SmtpSession) -> None:
        with pytest.raises(RecipientRefusedError):
            await session.send(RAW, DESK, [BEN])
        await session.send(RAW, DESK, [ANA])

    using(lambda: SmtpSession(reached(server)), both)
    assert (server.connections, len(server.received)) == (1, 1)


def test_a_connection_that_died_meanwhile_is_opened_again(server: SmtpServer) -> None:
    async def twice(session: SmtpSession) -> None:
        await session.send(RAW, DESK, [ANA])
        server.drop_connections()
        await session.send(RAW, DESK, [BEN])
        server.stop()
        with pytest.raises(ConnectionLostError):
            await session.send(RAW, DESK, [ANA])
        server.start()
        await session.send(RAW, DESK, [ANA])

    using(lambda: SmtpSession(reached(server)), twice)
    assert [message.recipients for message in server.received] == [(ANA,), (BEN,), (ANA,)]


def test_a_connection_that_is_idle_is_closed_and_opened_again(server: SmtpServer) -> None:
    async def slowly(session: SmtpSession) -> None:
        for _ in range(2):
            await session.send(RAW, DESK, [ANA])
            await asyncio.sleep(0.5)
            assert server.open == 0

    using(lambda: SmtpSession(reached(server), keep=timedelta(seconds=0.1)), slowly)
    assert (server.connections, len(server.received)) == (2, 2)


def test_a_new_connection_asks_for_the_credentials_anew(certificate: Certificate) -> None:
    secrets = iter(["first", "second"])

    async def credentials() -> Login:
        return Login(user=DESK, secret=next(secrets), method=Method.XOAUTH2)

    with SmtpServer(certificate=certificate, users={DESK: "second"}) as server:

        async def twice(session: SmtpSession) -> None:
            with pytest.raises(LoginRefusedError):
                await session.send(RAW, DESK, [ANA])
            await session.send(RAW, DESK, [ANA])

        using(lambda: SmtpSession(reached(server, Security.STARTTLS, certificate.file), credentials), twice)
        assert len(server.received) == 1
