"""Parses messages in processes of their own: whatever a message does to a library, the service lives on.

A message that takes too long, or whose process dies, is told by an error; the next one gets a new process.
"""

import asyncio
import os
import resource
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from multiprocessing import get_context

from bot.errors import PoisonError
from bot.mailwords import quoting_words
from mail.message import Message
from mail.parse import parse_message

_LONGEST = timedelta(seconds=60)
_MOST_MEMORY = 2 * 1024**3
_PROCESSES = 2


def _prepare(parent: int) -> None:
    """Bound what a message can take, load what every message needs, and end with the service, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which ends this one in its turn
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    quoting_words()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _parse(raw: bytes) -> Message:
    return parse_message(raw, quoting_words())


class Parser:
    """Parses messages, some at a time; on one event loop."""

    def __init__(self) -> None:
        """Prepare; processes are started when they are needed."""
        self._pool = _new_pool(_PROCESSES)
        self._turns = asyncio.Semaphore(_PROCESSES)
        self._alone = asyncio.Lock()

    async def parse(self, raw: bytes) -> Message:
        """Parse a message.

        Raises:
            PoisonError: it cannot be parsed within the bounds of time and memory.
        """
        async with self._turns:  # time runs for those only who have a process
            pool = self._pool
            try:
                return await _parsed(pool, raw)
            except BrokenProcessPool:
                self._replace(pool)
            except PoisonError:
                self._replace(pool)
                raise
        async with self._alone:  # its process died, of this message or of another one's fault
            single = _new_pool(1)
            try:
                return await _parsed(single, raw)
            except BrokenProcessPool as error:
                raise PoisonError("its parsing ended with the death of its process") from error
            finally:
                _end(single)

    def _replace(self, pool: ProcessPoolExecutor) -> None:
        """Give up a pool, unless somebody has done so already, with whatever still runs in it."""
        if pool is self._pool:
            self._pool = _new_pool(_PROCESSES)
            _end(pool)

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _new_pool(processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_prepare, initargs=(os.getpid(),)
    )


async def _parsed(pool: ProcessPoolExecutor, raw: bytes) -> Message:
    try:
        async with asyncio.timeout(_LONGEST.total_seconds()):
            return await asyncio.wrap_future(pool.submit(_parse, raw))
    except TimeoutError as error:
        raise PoisonError(f"not parsed within {_LONGEST.total_seconds():.0f} s") from error
    except MemoryError as error:
        raise PoisonError("its parsing ended with MemoryError") from error


def _end(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - there is no other way to end one
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
