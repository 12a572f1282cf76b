"""A real SMTP server for the tests (aiosmtpd): keeps what is handed in, and fails where it is told to.

It runs in a thread of its own, on loopback, and ends with its `with`. It delivers nothing.
"""

import asyncio
import ssl
import threading
import time
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.certificates import Certificate

CUT = "cut"
"""Instead of an answer: the connection is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message that was accepted; an empty sender is the null one."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    options: tuple[str, ...]
    user: str | None
    encrypted: bool


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong at a stage: an answer or `CUT`, as often as told; `after` it was done all the same."""

    answer: str
    times: int
    after: bool
    only_for: str | None


class SmtpServer:
    """One server, from `with` to its end."""

    def __init__(
        self,
        *,
        certificate: Certificate | None = None,
        implicit_tls: bool = False,
        users: Mapping[str, str] | None = None,
        smtputf8: bool = True,
    ) -> None:
        """Prepare; nothing is started yet.

        Args:
            certificate: for STARTTLS, which is then asked for; without, there is none.
            implicit_tls: whether the connection is encrypted from its beginning.
            users: who may hand mail in, with their passwords, which do as access tokens, too; by default everybody.
            smtputf8: whether addresses of any script are taken.
        """
        self._certificate, self._implicit, self._smtputf8 = certificate, implicit_tls, smtputf8
        self.users = dict(users) if users is not None else None
        self.received: list[Received] = []
        self.commands: list[str] = []
        self.connections = 0
        self.port = 0
        self._faults: dict[str, Fault] = {}
        self._delays: dict[str, timedelta] = {}
        self._open: set[asyncio.BaseTransport] = set()

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """Start, on the same port as before."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._do(self._listen())

    def stop(self) -> None:
        """Stop; whoever is connected is cut off."""
        if self._thread.is_alive():
            self._do(self._end())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    def fail(
        self, stage: str, answer: str, *, times: int = 10**6, after: bool = False, only_for: str | None = None
    ) -> None:
        """Let a stage fail.

        Args:
            stage: a command; `MESSAGE` is the end of the message's text, `TEXT` its beginning.
            answer: such as `451 4.3.0 Later`, or `CUT`.
            times: how often.
            after: whether what was asked for is done all the same.
            only_for: whether it fails for this address (an empty one is the null sender) only.
        """
        self._faults[stage] = Fault(answer=answer, times=times, after=after, only_for=only_for)

    def delay(self, stage: str, by: timedelta) -> None:
        """Let a stage take so long."""
        self._delays[stage] = by

    def heal(self) -> None:
        """Do everything right again."""
        self._faults.clear()
        self._delays.clear()

    def drop_connections(self) -> None:
        """Cut everybody off; new connections are taken."""
        self._do(self._cut_all())

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def wait_for(self, number: int, within: timedelta = timedelta(seconds=10)) -> list[Received]:
        """What was received, as soon as there are so many messages."""
        limit = time.monotonic() + within.total_seconds()
        while len(self.received) < number and time.monotonic() < limit:
            time.sleep(0.01)
        return list(self.received)

    async def trouble(self, stage: str, address: str = "", *, after: bool = False) -> str | None:
        """The answer of a stage that is to fail now."""
        if not after:
            await asyncio.sleep(self._delays.get(stage, timedelta()).total_seconds())
        fault = self._faults.get(stage)
        if not fault or fault.after != after or fault.times < 1 or fault.only_for not in {None, address}:
            return None
        fault.times -= 1
        return fault.answer

    def _do(self, work: Awaitable[None]) -> None:
        async def done() -> None:
            await work

        asyncio.run_coroutine_threadsafe(done(), self._loop).result(10)

    async def _listen(self) -> None:
        context = None
        if self._certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(self._certificate.file, self._certificate.key)
        direct, later = (context, None) if self._implicit else (None, context)
        self._server = await self._loop.create_server(self._protocol(later), "127.0.0.1", self.port, ssl=direct)
        self.port = self._server.sockets[0].getsockname()[1]

    def _protocol(self, context: ssl.SSLContext | None) -> Callable[[], SMTP]:
        return lambda: _Protocol(
            self,
            _Handler(self),
            hostname="mx.example.org",
            enable_SMTPUTF8=self._smtputf8,
            tls_context=context,
            require_starttls=context is not None,
            auth_require_tls=context is not None,
            authenticator=self._authenticated,
            loop=self._loop,
        )

    def _authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object
    ) -> AuthResult:
        known = self.users or {}
        ok = isinstance(given, LoginPassword) and known.get(given.login.decode()) == given.password.decode()
        return AuthResult(success=ok, handled=False, auth_data=given)

    async def _cut_all(self) -> None:
        for transport in list(self._open):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        await asyncio.sleep(0)

    async def _end(self) -> None:
        self._server.close()
        await self._cut_all()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Protocol(SMTP):
    """aiosmtpd's server, with the faults that its hooks don't reach."""

    def __init__(self, owner: SmtpServer, handler: "_Handler", **options: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(handler, **options)
        self.command_size_limits["AUTH"] = 12_288  # RFC 4954, section 4
        self._owner = owner

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self.transport is None:
            self._owner.connections += 1
        self._owner._open.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport:
            self._owner._open.discard(self.transport)
        super().connection_lost(error)

    async def push(self, status: Any) -> None:  # noqa: ANN401 - text or bytes
        if status == CUT:
            transport = self._original_transport or self.transport
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
            return
        await super().push(status)

    async def _handle_client(self) -> None:
        if answer := await self._owner.trouble("CONNECT"):
            await self.push(answer)
            if self.transport:
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        self._owner.commands.append("EHLO")
        if answer := await self._owner.trouble("EHLO"):
            await self.push(answer)
        else:
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        self._owner.commands.append(f"AUTH {arg.partition(' ')[0]}")
        if answer := await self._owner.trouble("AUTH"):
            await self.push(answer)
        else:
            await super().smtp_AUTH(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if answer := await self._owner.trouble("DATA"):
            await self.push(answer)
        elif answer := await self._owner.trouble("TEXT"):
            await self.push("354 Go on")
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, owner: SmtpServer) -> None:
        self._owner = owner

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._owner.users is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if answer := await self._owner.trouble("MAIL", address.strip("<>")):
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := await self._owner.trouble("RCPT", address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if answer := await self._owner.trouble("MESSAGE"):
            return answer
        login: object = session.auth_data
        kept = Received(
            sender=(envelope.mail_from or "").strip("<>"),
            recipients=tuple(envelope.rcpt_tos),
            raw=envelope.original_content or b"",
            options=tuple(envelope.mail_options),
            user=login.login.decode() if isinstance(login, LoginPassword) else None,
            encrypted=session.ssl is not None or self._owner._implicit,
        )
        self._owner.received.append(kept)
        return (
            await self._owner.trouble("MESSAGE", after=True) or f"250 2.0.0 Ok: queued as {len(self._owner.received)}"
        )

    async def handle_RSET(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        return await self._owner.trouble("RSET") or "250 2.0.0 Ok"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        return await self._token(server, args, b"user=", "")

    async def auth_OAUTHBEARER(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - aiosmtpd's name
        return await self._token(server, args, b"n,a=", ",")

    async def _token(self, server: SMTP, args: list[str], before: bytes, end: str) -> AuthResult:
        name, _, rest = b64decode(args[1]).partition(b"\1")
        user = name.removeprefix(before).decode().removesuffix(end)
        token = rest.removeprefix(b"auth=Bearer ").rstrip(b"\1").decode()
        if (self._owner.users or {}).get(user) == token:
            return AuthResult(success=True, auth_data=LoginPassword(user.encode(), token.encode()))
        await server.challenge_auth('{"status":"invalid_token"}')  # the client is to answer, then is told
        return AuthResult(success=False, handled=False)
