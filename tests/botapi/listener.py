"""The HTTP server in its thread, with an event loop of its own. Knows nothing of the Bot API."""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.netutil import bind_sockets

_HOST = "127.0.0.1"
_LARGEST_REQUEST = 128 * 1024 * 1024
_PATIENCE = 10
"""Seconds in which the loop has to do what it is told."""


class Service(Protocol):
    """What answers."""

    def handle(self, request: HTTPServerRequest) -> None: ...

    async def run(self) -> None: ...


class Listener:
    """Listens on loopback from `start` to `stop`, on one free port."""

    def __init__(self, make: Callable[[], Service]) -> None:
        """Don't listen yet.

        Args:
            make: makes the service, on the loop.
        """
        self.port = 0
        self._make = make
        self._service: Service | None = None
        self._server: HTTPServer | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self._do(self._begin())

    def stop(self) -> None:
        """End everything."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE)
        self._loop.close()

    def down(self) -> None:
        """Break all connections and take no more."""
        self._do(self._close())

    def up(self) -> None:
        """Listen again, on the same port."""
        self._do(self._open())

    def soon(self, call: Callable[[], None]) -> None:
        """Have the loop call this; from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    async def _begin(self) -> None:
        self._service = self._make()
        self._task = asyncio.create_task(self._service.run())
        await self._open()

    async def _open(self) -> None:
        if self._server is None and self._service is not None:
            self._server = HTTPServer(self._service.handle, max_buffer_size=_LARGEST_REQUEST)
            sockets = bind_sockets(self.port, _HOST, family=socket.AF_INET)
            self.port = sockets[0].getsockname()[1]
            self._server.add_sockets(sockets)

    async def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.stop()
            await server.close_all_connections()

    async def _end(self) -> None:
        await self._close()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
