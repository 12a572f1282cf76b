"""Blocking calls in threads that nothing waits for when the service ends: a dead server must not keep it alive."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

Result = TypeVar("Result")


async def in_thread(function: Callable[..., Result], *arguments: object) -> Result:
    """Call something that blocks.

    Where this is cancelled, the call goes on by itself until it ends or the process does; unlike those of
    `asyncio.to_thread`, it is not waited for.
    """
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Result] = loop.create_future()

    def settle(result: Callable[[], None]) -> None:
        if not outcome.done():
            result()

    def run() -> None:
        try:
            found = function(*arguments)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            failure = error
            end = lambda: outcome.set_exception(failure)  # noqa: E731 - one line each
        else:
            end = lambda: outcome.set_result(found)  # noqa: E731
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, end)

    threading.Thread(target=run, name=getattr(function, "__name__", "call"), daemon=True).start()
    return await outcome
