"""Hands messages in (:rfc:`5321`): over one connection that is kept while it is used, with every failure told apart.

What is done about a failure is the caller's affair; nothing is tried twice here. Whoever hands in decides on sender and
recipients; headers are not changed.
"""

import asyncio
import re
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import cast

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)
from aiosmtplib.protocol import normalize_message_line_endings

from mail.errors import (
    ConnectionLostError,
    InDoubtError,
    LoginRefusedError,
    MailServerError,
    MessageRefusedError,
    NotNowError,
    UntrustedServerError,
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
from mail.smtp_answers import Answer, Envelope, Stage, failure

WITHIN = timedelta(seconds=50)
KEEP = timedelta(seconds=30)
_BRIEF = timedelta(seconds=5)
_DRAIN = timedelta(milliseconds=20)
_OUR_NAME = "[127.0.0.1]"
"""What we greet with: an address literal, as mail programs do; a submission server doesn't care."""
_DONE, _GO_ON, _CHALLENGE, _WELCOME, _PERMANENT = 250, 354, 334, 235, 500

Credentials = Callable[[], Awaitable[Login]]


class SmtpSession:
    """A way to one server. Messages go one after the other; the connection is opened and kept as needed."""

    def __init__(self, server: MailServer, credentials: Credentials | None = None, keep: timedelta = KEEP) -> None:
        """Prepare; nothing is opened yet.

        Args:
            server: where.
            credentials: gives what to log in with, each time that it is needed; None to hand in without.
            keep: how long a connection is kept when nothing is sent.
        """
        self._server, self._credentials, self._keep = server, credentials, keep
        self._client: SMTP | None = None
        self._is_ready = False
        self._transport: asyncio.Transport | None = None
        self._turn = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._expiry: asyncio.Task[None] | None = None

    async def send(self, raw: bytes, sender: str | None, recipients: Sequence[str], within: timedelta = WITHIN) -> str:
        """Hand a message in, for all recipients or for none; returns what the server answered.

        Args:
            raw: the message; line breaks of any kind.
            sender: where failures are reported to; None for the null sender.
            recipients: to whom.
            within: how long it may take in all, waiting for its turn included.

        Raises:
            NullSenderRefusedError: the null sender is refused; nothing was sent.
            RecipientRefusedError: an address does not exist; nothing was sent.
            MessageRefusedError: the message is refused for good.
            InDoubtError: the answer did not come; it may have been accepted.
            MailServerError: it was not accepted for another reason; it can be tried again.
        """
        envelope = Envelope.of(normalize_message_line_endings(raw), sender, recipients)
        handed_over = asyncio.Event()
        try:
            async with asyncio.timeout(within.total_seconds()), self._turn:
                return await self._send(envelope, handed_over)
        except (TimeoutError, SMTPTimeoutError, SMTPServerDisconnected) as error:
            kind = InDoubtError if handed_over.is_set() else ConnectionLostError
            raise kind(f"{self._server}: {shown(error) or 'no answer in time'}") from error

    @property
    def is_open(self) -> bool:
        """Whether there is a connection that was opened to its end, as far as can be told without trying it."""
        return self._client is not None and self._is_ready and self._client.is_connected

    async def open(self, within: timedelta = WITHIN) -> None:
        """Have a connection for what is sent next.

        Raises:
            MailServerError: it cannot be had.
        """
        try:
            async with asyncio.timeout(within.total_seconds()), self._turn:
                await self._opened()
                self._plan_closing()
        except (TimeoutError, SMTPTimeoutError, SMTPServerDisconnected) as error:
            raise ConnectionLostError(f"{self._server}: {shown(error) or 'no answer in time'}") from error

    async def close(self) -> None:
        """End the connection, once what is being sent is through."""
        async with self._turn:
            if self._timer:
                self._timer.cancel()
            await self._quit()

    async def _send(self, envelope: Envelope, handed_over: asyncio.Event) -> str:
        client = await self._opened()
        try:
            return await self._hand_in(client, envelope, handed_over)
        except MailServerError:
            raise
        except BaseException:
            self._cut()
            raise
        finally:
            self._plan_closing()

    async def _hand_in(self, client: SMTP, envelope: Envelope, handed_over: asyncio.Event) -> str:
        """One transaction (section 3.3)."""
        options = self._options(client, envelope)
        with self._translated(envelope, Stage.SENDER):
            await client.mail(envelope.sender or "", options=options, encoding="utf-8")
        for recipient in envelope.recipients:
            with self._translated(envelope, Stage.RECIPIENT, recipient):
                await client.rcpt(recipient, encoding="utf-8")
        with self._translated(envelope, Stage.MESSAGE):
            _expect(_GO_ON, await client.execute_command(b"DATA"))
            return _expect(_DONE, await _hand_over(client, envelope.text, handed_over))

    def _options(self, client: SMTP, envelope: Envelope) -> list[str]:
        """What is said of the message beforehand (:rfc:`1870`, :rfc:`6152`, :rfc:`6531`)."""
        options = []
        if client.supports_extension("size"):
            options.append(f"SIZE={len(envelope.text)}")
        if not envelope.text.isascii() and client.supports_extension("8bitmime"):
            options.append("BODY=8BITMIME")
        if envelope.is_international:
            if not client.supports_extension("smtputf8"):
                raise MessageRefusedError(f"{self._server} takes no addresses and headers beyond ASCII")
            options.append("SMTPUTF8")
        return options

    @contextmanager
    def _translated(self, envelope: Envelope, stage: Stage, recipient: str = "") -> Iterator[None]:
        try:
            yield
        except SMTPResponseException as error:
            answer = Answer(code=error.code, text=error.message)
            raise failure(self._server, answer, stage, envelope.sender, recipient) from error

    async def _opened(self) -> SMTP:
        """The connection: the one that was kept, if it is still good, else a new one."""
        if self._client:
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(_BRIEF.total_seconds()):
                    await self._client.rset()  # tries the connection, and ends what was begun before a refusal
                    return self._client
            self._cut()
        self._client = client = SMTP(
            hostname=self._server.host,
            port=self._server.port,
            use_tls=self._server.security == Security.TLS,
            start_tls=False,
            tls_context=None if self._server.security == Security.NONE else tls_context(self._server),
            local_hostname=_OUR_NAME,
        )
        try:
            await self._open(client)
        except MailServerError:
            await self._quit()
            raise
        except (SMTPException, OSError) as error:
            self._cut()
            raise _opening_failure(self._server, error) from error
        except BaseException:
            self._cut()
            raise
        self._is_ready = True
        return client

    async def _open(self, client: SMTP) -> None:
        await client.connect()
        self._transport = _transport(client)
        if self._server.security == Security.NONE:
            check_plain(self._server, client.get_transport_info("peername")[0])
        await client.ehlo()
        if self._server.security == Security.STARTTLS:
            if not client.supports_extension("starttls"):
                raise UntrustedServerError(f"{self._server} does not encrypt by STARTTLS")
            await client.starttls()
            self._transport = _transport(client)
            await client.ehlo()
        if self._credentials:
            login = await self._credentials()
            try:
                await _log_in(client, login)
            except SMTPAuthenticationError as error:
                kind = LoginRefusedError if error.code >= _PERMANENT else NotNowError
                said = f"{error.code} {shown(error.message)}"
                raise kind(f"{self._server} refuses the login of {login.user}: {said}") from None

    def _plan_closing(self) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self._keep.total_seconds(), self._expire)

    def _expire(self) -> None:
        if not self._turn.locked():  # else whoever sends plans it anew
            self._expiry = asyncio.create_task(self.close())

    async def _quit(self) -> None:
        if self._client:
            with suppress(SMTPException, OSError):
                async with asyncio.timeout(_BRIEF.total_seconds()):
                    await self._client.execute_command(b"QUIT")
        self._cut()

    def _cut(self) -> None:
        """End the connection at once: closing an encrypted one would wait for the other side, even when it is dead."""
        if self._transport:
            self._transport.abort()
        if self._client:
            self._client.close()
        self._client = self._transport = None
        self._is_ready = False


async def _log_in(client: SMTP, login: Login) -> None:
    """Log in (:rfc:`4954`), in one way only: each failure counts against us."""
    offered = client.server_auth_methods
    if login.method != Method.PASSWORD:
        answer = await client.execute_command(b"AUTH", login.method.upper().encode(), b64encode(token_response(login)))
        if answer.code == _CHALLENGE:
            answer = await client.execute_command(b64encode(refusal_response(login)))
        if answer.code != _WELCOME:
            raise SMTPAuthenticationError(answer.code, answer.message)
    elif "plain" in offered or not offered:
        await client.auth_plain(login.user, login.secret)
    elif "login" in offered:
        await client.auth_login(login.user, login.secret)
    else:
        await client.login(login.user, login.secret)


async def _hand_over(client: SMTP, text: bytes, handed_over: asyncio.Event) -> SMTPResponse:
    """Send the text and the final dot, which alone makes it a message (section 4.1.1.4); gives the answer.

    The library sends both at once. Here the dot waits until the text has left, so that what breaks before is no doubt.
    """
    protocol = client.protocol
    if protocol is None:
        raise SMTPServerDisconnected("connection lost")
    protocol.write(re.sub(rb"(?m)^\.", b"..", text))
    while (  # noqa: ASYNC110 - a transport tells nobody when it is empty
        (transport := _transport(client)) and transport.get_write_buffer_size()
    ):
        await asyncio.sleep(_DRAIN.total_seconds())
    protocol.write(b".\r\n")
    handed_over.set()
    return await protocol.read_response()


def _transport(client: SMTP) -> asyncio.Transport | None:
    """What the client writes to; uvloop's transports are no subclass of asyncio's, but do the same."""
    return cast("asyncio.Transport | None", client.transport)


def _expect(code: int, answer: SMTPResponse) -> str:
    if answer.code != code:
        raise SMTPResponseException(answer.code, answer.message)
    return shown(f"{answer.code} {answer.message}")


def _opening_failure(server: MailServer, error: Exception) -> MailServerError:
    cause: BaseException | None = error
    while cause:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return UntrustedServerError(f"{server}: its certificate is not to be believed: {shown(cause)}")
        cause = cause.__cause__
    return ConnectionLostError(f"{server}: {shown(error) or type(error).__name__}")
