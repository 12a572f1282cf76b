"""Serves the pages on which reminders are ended or confirmed, behind a proxy that has the public address.

Looking at a page changes nothing, since mail programs and scanners follow links; only its button does, or the one-click
request of a mail program (:rfc:`8058`). A link's token is all that is needed, and is never logged.
"""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from sqlalchemy import Connection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from bot.clock import Clock
from bot.errors import ListenError, StoreError
from bot.library import Knowledge
from bot.logs import get_logger
from bot.mailing import CHANNEL
from bot.reminders import keeping
from bot.reminders.greeting import Greeter
from bot.reminders.world import general_preferences, sending_mailbox
from bot.reminders.writing import CONFIRM_PATH, STOP_PATH
from bot.settings import Settings
from bot.store import subscribers
from bot.store.subscribers import Enrolled, Stage
from bot.store.work import Work
from bot.web.pages import Page, Pages, preferred_language
from knowledge.model import LANGUAGES

_LARGEST = 10_000
_MOST_REMEMBERED = 1_000
_METHODS = "GET, HEAD, POST"
_OTHERWISE = "en"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_UNKNOWN = Page(text="unknown")
_log = get_logger("web")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A page in a language; without a language, in the browser's."""

    page: Page
    language: str | None = None


_NOT_FOUND = _Answer(page=_UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Counter:
    """What is done about reminders over the counter; `ended` remembers for repeated requests what ended here."""

    greeter: Greeter
    mailbox: str | None
    work: Work
    clock: Clock
    pages: Pages
    ended: OrderedDict[bytes, _Answer] = field(default_factory=OrderedDict, init=False)

    async def stop_page(self, token: str) -> _Answer:
        """The page that asks whether to end reminders."""
        who = await self.work.read(lambda c: _find(c, token))
        if who is None:
            return self.ended.get(_digest(token), _NOT_FOUND)
        page = Page(text="question", button="button", address=who.address)
        return _Answer(page=page, language=who.language)

    async def stop(self, token: str) -> _Answer:
        """End reminders; once more makes no difference."""
        who = await self.work.write(lambda c: self._stop(c, token))
        if who is None:
            return self.ended.get(_digest(token), _NOT_FOUND)
        answer = _Answer(page=Page(text="done", address=who.address), language=who.language)
        self.ended[_digest(token)] = answer
        if len(self.ended) > _MOST_REMEMBERED:
            self.ended.popitem(last=False)
        return answer

    def _stop(self, connection: Connection, token: str) -> Enrolled | None:
        who = _find(connection, token)
        if who:
            keeping.stop(connection, CHANNEL, who.address, self.clock.now())
        return who

    async def confirm_page(self, token: str) -> _Answer:
        """The page that asks to confirm reminders, or says that this is done."""
        who = await self.work.read(lambda c: _find(c, token))
        if who is None or who.stage is Stage.ACTIVE:
            return _confirmed(who)
        page = Page(text="confirm_question", button="confirm_button", address=who.address)
        return _Answer(page=page, language=who.language)

    async def confirm(self, token: str) -> _Answer:
        """Confirm reminders; whoever does so for the first time is welcomed by mail."""
        return _confirmed(await self.work.write(lambda c: self._confirm(c, token)))

    def _confirm(self, connection: Connection, token: str) -> Enrolled | None:
        who, now = _find(connection, token), self.clock.now()
        if who and subscribers.confirm(connection, CHANNEL, who.address, now) and self.mailbox:
            self.greeter.queue_welcome(connection, who, self.mailbox, now)
        return who


def _find(connection: Connection, token: str) -> Enrolled | None:
    who = subscribers.find_by_token(connection, token) if token else None
    return who if who and who.channel == CHANNEL else None


def _confirmed(who: Enrolled | None) -> _Answer:
    if who is None:
        return _NOT_FOUND
    return _Answer(page=Page(text="confirm_done", address=who.address), language=who.language)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


class _Handler(RequestHandler):
    """What all pages share: the headers, the language, what is logged."""

    methods = "GET, HEAD"

    def initialize(self, counter: Counter) -> None:
        self.counter = counter

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.set_header("Content-Security-Policy", self.settings["policy"])
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("X-Frame-Options", "DENY")
        self.set_header("X-Robots-Tag", "noindex, nofollow")

    async def get(self) -> None:
        self.show(_NOT_FOUND)

    async def head(self) -> None:
        await self.get()

    @property
    def token(self) -> str:
        """The link's token; empty where there is nothing that could be one."""
        given = self.request.query_arguments.get("t", [b""])[-1].decode("ascii", "replace")
        return given if _TOKEN.fullmatch(given) else ""

    def show(self, answer: _Answer) -> None:
        """Answer with a page."""
        header = self.request.headers.get("Accept-Language", "")
        language = answer.language or preferred_language(header, frozenset(LANGUAGES), _OTHERWISE)
        if answer.page is _UNKNOWN:
            self.set_status(HTTPStatus.NOT_FOUND)
        self.set_header("Content-Language", language)
        self.set_header("Vary", "Accept-Language")
        self.write(self.counter.pages.html(answer.page, self.counter.greeter.knowledge.reminders(language)))

    def write_error(self, status_code: int, **more: object) -> None:
        """Say what was wrong with the request; of a wrong method, which are right (:rfc:`9110`, section 15.5.6)."""
        if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.set_header("Allow", self.methods)
        super().write_error(status_code, **more)

    def log_exception(self, kind: object, error: object, trace: object) -> None:  # noqa: ARG002 - of tornado
        """Say what happened, but not to which address the request went: that holds the token."""
        if isinstance(error, StoreError):
            _log.error("page cannot be served now", error=str(error))
        elif not isinstance(error, HTTPError):
            _log.exception("page failed")


class _Stop(_Handler):
    """Ends reminders."""

    methods = _METHODS

    async def get(self) -> None:
        self.show(await self.counter.stop_page(self.token))

    async def post(self) -> None:
        self.show(await self.counter.stop(self.token))


class _Confirm(_Handler):
    """Confirms reminders."""

    methods = _METHODS

    async def get(self) -> None:
        self.show(await self.counter.confirm_page(self.token))

    async def post(self) -> None:
        self.show(await self.counter.confirm(self.token))


def _log_nothing(_: RequestHandler | HTTPServerRequest) -> None:
    """Addresses hold tokens."""


async def serve_pages(settings: Settings, knowledge: Knowledge, work: Work, clock: Clock, stop: asyncio.Event) -> None:
    """Serve the pages until told to stop.

    Raises:
        ListenError: the address cannot be used.
    """
    site, pages = settings.service.public_url, Pages.read()
    greeter = Greeter(knowledge=knowledge, reminded=general_preferences(settings), public_url=site)
    counter = Counter(greeter=greeter, mailbox=sending_mailbox(settings), work=work, clock=clock, pages=pages)
    before, parts = re.escape(urlsplit(site or "").path), {"counter": counter}
    places = ((f"(?:{before})?{STOP_PATH}", _Stop), (f"(?:{before})?{CONFIRM_PATH}", _Confirm), (".*", _Handler))
    routes = [(pattern, handler, parts) for pattern, handler in places]
    application = Application(routes, log_function=_log_nothing, policy=pages.policy)
    server = HTTPServer(application, max_body_size=_LARGEST, max_buffer_size=_LARGEST)
    endpoint = settings.service.listen
    try:
        sockets = bind_sockets(endpoint.port, endpoint.host)
    except OSError as error:
        raise ListenError(f"service.listen: {endpoint} cannot be used: {error.strerror}") from error
    server.add_sockets(sockets)
    _log.info("pages served", host=endpoint.host, port=sockets[0].getsockname()[1])
    try:
        await stop.wait()
    finally:
        server.stop()
        await server.close_all_connections()
