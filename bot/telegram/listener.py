"""Receives updates by webhook: a call is answered only after its update is stored, and only with the right secret.

TLS is the affair of the proxy in front; this listens on a local address.
"""

import hmac
import json
from collections.abc import Callable

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.clock import real_now
from bot.errors import ListenError, StoreError
from bot.logs import get_logger
from bot.setting_values import Endpoint
from bot.store import updates
from bot.store.work import Work
from bot.telegram.receiving import cleaned
from bot.telegram.visit import CHANNEL

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name (Bot API, setWebhook)
_LARGEST = 1_000_000
_log = get_logger(CHANNEL)


class _Webhook(RequestHandler):
    """Takes one update a call."""

    def initialize(self, work: Work, source: str, secret: str, notify: Callable[[], None]) -> None:
        self._work, self._source, self._secret, self._notify = work, source, secret, notify

    async def post(self) -> None:
        given = self.request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            _log.warning("webhook call refused", address=self.request.remote_ip)
            self.set_status(403)
            return
        try:
            payloads = cleaned([json.loads(self.request.body)])
        except (ValueError, RecursionError):
            payloads = []
        if not payloads:
            _log.warning("webhook call without an update")
            self.set_status(400)
            return
        try:
            await self._work.write(lambda c: updates.store(c, self._source, payloads, real_now()), first=True)
        except StoreError as error:  # Telegram repeats the call
            _log.error("update cannot be stored", error=str(error))
            self.set_status(500)
            return
        self._notify()

    def log_exception(self, *_: object) -> None:
        _log.exception("webhook call failed")


class Listener:
    """Listens for webhook calls."""

    def __init__(self, work: Work, source: str, secret: str, endpoint: Endpoint, notify: Callable[[], None]) -> None:
        """Begin to listen.

        Args:
            work: the database.
            source: the bot's number.
            secret: that every call of Telegram bears.
            endpoint: where to listen.
            notify: called after a new update was stored.

        Raises:
            ListenError: the address cannot be used.
        """
        parts = {"work": work, "source": source, "secret": secret, "notify": notify}
        application = Application([(r"/.*", _Webhook, parts)], log_function=lambda _: None)
        self._server = HTTPServer(application, max_body_size=_LARGEST, max_buffer_size=_LARGEST)
        try:
            self._server.listen(endpoint.port, endpoint.host)
        except OSError as error:
            raise ListenError(f"telegram.listen: {endpoint} cannot be used: {error.strerror}") from error

    async def close(self) -> None:
        """Take no further calls, and end those that are there."""
        self._server.stop()
        await self._server.close_all_connections()
