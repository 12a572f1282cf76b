"""Handing mail in to a real SMTP server: what it gets, and what is made of each way in which it can fail."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
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
DESK, ANA = "desk@example.org", "ana@example.org"
USERS = {DESK: "correct horse ü"}


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


def reached(server: SmtpServer, security: Security = Security.NONE, ca_file: Path | None = None) -> MailServer:
    return MailServer(host="127.0.0.1", port=server.port, security=security, ca_file=ca_file)


def logged_in(secret: str = USERS[DESK], method: Method = Method.PASSWORD) -> Credentials:
    async def credentials() -> Login:
        return Login(user=DESK, secret=secret, method=method)

    return credentials


def using[T](session: Callable[[], SmtpSession], action: Callable[[SmtpSession], Awaitable[T]]) -> T:
    async def used() -> T:
        made = session()
        try:
            return await action(made)
        finally:
            await made.close()

    return asyncio.run(used())
