"""What servers say once in a while, or should not say: nothing of it may lose a message, leak a secret or hang."""

import threading
import time
from collections.abc import Mapping
from datetime import timedelta

import pytest

from mail.errors import ConnectionLostError, LoginRefusedError, MailServerError, NotNowError, UntrustedServerError
from mail.imap import ImapSession
from mail.servers import Login, MailServer, Method, Security
from tests.mail.scripted import GREETING, ScriptedServer

DATE = '"03-May-2030 09:00:00 +0200"'
SIZES = "* 1 FETCH (UID 6 RFC822.SIZE 3)\r\n* 2 FETCH (UID 7 RFC822.SIZE 3)\r\nTAG OK done"
WHOLE = f"* 1 FETCH (UID 6 INTERNALDATE {DATE} BODY[] {{3}}\r\nabc)\r\n"


def opened(
    server: ScriptedServer,
    security: Security = Security.NONE,
    method: Method = Method.PASSWORD,
    secret: str = "s",  # noqa: S107 - invented
) -> ImapSession:
    where = MailServer(host="127.0.0.1", port=server.port, security=security)
    return ImapSession(where, Login(user="desk", secret=secret, method=method), timedelta(seconds=2))


def fetched(answers: Mapping[str, str]) -> list[tuple[int, bytes]]:
    with ScriptedServer(answers) as server, opened(server) as session:
        session.select("INBOX")
        return [(uid, raw) for uid, raw, _ in session.fetch([6, 7])]


@pytest.mark.parametrize(
    "second",
    [
        "",
        f"* 2 FETCH (UID 7 INTERNALDATE {DATE})\r\n",
        f"* 2 FETCH (UID 7 INTERNALDATE {DATE} BODY[] NIL)\r\n",
        f'* 2 FETCH (UID 7 INTERNALDATE {DATE} BODY[] "")\r\n',
        "* 2 FETCH (UID 7 FLAGS (\\Recent))\r\n",
    ],
)
def test_a_message_whose_content_is_not_there_yet_is_left_for_later(second: str) -> None:
    assert fetched({"UID FETCH 6,7 (RFC": SIZES, "UID FETCH": f"{WHOLE}{second}TAG OK done"}) == [(6, b"abc")]


def test_an_empty_message_is_one() -> None:
    sizes = SIZES.replace("UID 7 RFC822.SIZE 3", "UID 7 RFC822.SIZE 0")
    second = f'* 2 FETCH (UID 7 INTERNALDATE {DATE} BODY[] "")\r\n'
    answers = {"UID FETCH 6,7 (RFC": sizes, "UID FETCH": f"{WHOLE}{second}TAG OK done"}
    assert fetched(answers) == [(6, b"abc"), (7, b"")]


def test_what_the_server_tells_of_other_messages_meanwhile_does_no_harm() -> None:
    other = "* 3 EXISTS\r\n* 9 FETCH (UID 12 FLAGS ())\r\n* 1 FETCH (FLAGS (\\Seen))\r\n"
    assert fetched({"UID FETCH 6,7 (RFC": SIZES, "UID FETCH": f"{other}{WHOLE}TAG OK done"}) == [(6, b"abc")]


def test_without_plain_the_password_goes_by_login_if_it_can() -> None:
    greeting = GREETING.replace(" AUTH=PLAIN", "")
    with ScriptedServer(greeting=greeting) as server:
        with opened(server, secret='a "b"'):
            pass
        assert 'LOGIN desk "a \\"b\\""' in server.commands
        with pytest.raises(LoginRefusedError, match="ASCII"):
            opened(server, secret="ü")


@pytest.mark.parametrize("method", [Method.XOAUTH2, Method.OAUTHBEARER])
def test_a_token_is_not_sent_again_when_the_server_says_why_it_refuses_it(method: Method) -> None:
    challenge = "+ eyJzdGF0dXMiOiI0MDAifQ=="
    with ScriptedServer({"AUTHENTICATE": challenge}) as server:
        with pytest.raises(ConnectionLostError):  # this server never comes to an end
            opened(server, method=method, secret="token")
        sent = [command for command in server.commands if command]
    assert len(sent) == len(set(sent))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("TAG NO [UNAVAILABLE] database away", NotNowError),
        ("TAG NO [LIMIT] too many sessions", NotNowError),
        ("TAG NO invalid credentials", LoginRefusedError),
        ("* BYE too many\r\nTAG NO bye", ConnectionLostError),
        ("", ConnectionLostError),
    ],
)
def test_a_login_that_fails_for_now_is_no_wrong_password(answer: str, kind: type[MailServerError]) -> None:
    greeting = GREETING.replace(" AUTH=PLAIN", "")
    with ScriptedServer({"LOGIN": answer}, greeting) as server:
        with pytest.raises(MailServerError) as refused:
            opened(server)
        assert type(refused.value) is kind


def test_a_greeting_as_if_logged_in_keeps_nobody_from_encrypting() -> None:
    with ScriptedServer(greeting="* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome") as server:
        with pytest.raises(UntrustedServerError):
            opened(server, Security.STARTTLS)
        assert not any(command.startswith(("LOGIN", "AUTH")) for command in server.commands)


@pytest.mark.parametrize("greeting", ["* BYE busy", "HTTP/1.1 400 Bad Request", "* NO"])
def test_what_is_no_mail_server_is_told(greeting: str) -> None:
    with ScriptedServer(greeting=greeting) as server, pytest.raises(MailServerError):
        opened(server)


def idled(answers: Mapping[str, str]) -> bool:
    with ScriptedServer(answers) as server, opened(server) as session:
        session.select("INBOX")
        return session.idle(timedelta(seconds=0.6), threading.Event())


@pytest.mark.parametrize(
    ("answers", "came"),
    [
        ({}, False),
        ({"IDLE": "+ idling\r\n* OK still here\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* 0 RECENT"}, False),
        ({"IDLE": "+ idling\r\n* 2 EXISTS"}, True),
        ({"DONE": "* 2 EXISTS\r\nIDLETAG OK done"}, True),
        ({"UID SEARCH": "* SEARCH 6\r\nTAG OK done"}, True),
        ({"UID SEARCH": "* SEARCH 5\r\nTAG OK done"}, False),
    ],
)
def test_news_is_heard_at_every_moment_of_waiting(answers: Mapping[str, str], came: bool) -> None:
    assert idled(answers) is came


@pytest.mark.parametrize("answer", ["* 2 EXISTS\r\n+ idling", "TAG BAD no", "+ idling\r\n* BYE busy", ""])
def test_waiting_that_goes_wrong_ends_the_session_so_that_another_looks(answer: str) -> None:
    began = time.monotonic()
    with pytest.raises(ConnectionLostError):
        idled({"IDLE": answer})
    assert time.monotonic() - began < 5
