"""Holds a lease while something is done, for one process at a time: taken, renewed, released, or lost."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import real_now
from bot.errors import LeaseLostError, StoreError
from bot.logs import get_logger
from bot.processes import is_dead, own_name
from bot.store import leases
from bot.store.leases import Lease
from bot.store.work import Work
from bot.waiting import until

_LASTS = timedelta(seconds=15)
_RENEW = timedelta(seconds=4)
_STAND_BY = timedelta(seconds=2)
_SURE = timedelta(seconds=8)
"""Well before the lease runs out, so that a clock elsewhere may be some seconds ahead."""


class Holder:
    """Takes the lease of a name, when nobody has it."""

    def __init__(self, work: Work, name: str) -> None:
        """Prepare.

        Args:
            work: the database.
            name: of the lease.
        """
        self.work, self.name = work, name
        self._log = get_logger(name)
        self._sure_until = 0.0

    def is_sure(self) -> bool:
        """Whether nobody else can have taken the lease yet, even by a clock that is ahead; else one has to look."""
        return time.monotonic() < self._sure_until

    async def acquire(self) -> Lease | None:
        """The lease; None when another process has it, or when it cannot be had now."""
        self._sure_until = time.monotonic() + _SURE.total_seconds()
        try:
            return await self.work.write(
                lambda c: leases.acquire(c, self.name, own_name(), real_now(), _LASTS, is_dead)
            )
        except StoreError as error:
            self._log.error("lease cannot be had", error=str(error))
            return None

    async def run(
        self, stop: asyncio.Event, serve: Callable[[Lease], Awaitable[None]], stands_by: Callable[[], None]
    ) -> None:
        """Do something whenever the lease can be had, until told to stop.

        Args:
            stop: ends it.
            serve: what is done under the lease.
            stands_by: called while another process has it.
        """
        while not stop.is_set():
            lease = await self.acquire()
            if lease is None:
                stands_by()
                await until(stop, _STAND_BY)
            else:
                await self.hold(lease, serve)

    async def hold(self, lease: Lease, serve: Callable[[Lease], Awaitable[None]]) -> None:
        """Do something under the lease, until it is done or another process has the lease.

        Args:
            lease: that was acquired.
            serve: what is done; it is cancelled when the lease is lost.
        """
        self._log.info("lease taken", lease=lease.name, fence=lease.fence)
        jobs = [asyncio.ensure_future(self._renew(lease)), asyncio.ensure_future(serve(lease))]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in jobs:
                if job.done() and (error := job.exception()):
                    raise error
        except LeaseLostError as error:
            self._log.warning("lease lost", error=str(error))
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            await self._release(lease)

    async def _renew(self, lease: Lease) -> None:
        """Renew the lease for ever; whoever cannot, has lost it when it runs out: another process may take it then."""
        renewed = time.monotonic()
        while True:
            await asyncio.sleep(_RENEW.total_seconds())
            began = time.monotonic()
            try:
                async with asyncio.timeout(renewed + _LASTS.total_seconds() - began):
                    held = await self.work.write(lambda c: leases.renew(c, lease, real_now(), _LASTS), first=True)
            except StoreError as error:
                self._log.error("lease cannot be renewed", error=str(error))
            except TimeoutError as error:
                raise LeaseLostError(f"{lease.name}: could not be renewed in time") from error
            else:
                renewed = began
                self._sure_until = began + _SURE.total_seconds()
                if not held:
                    raise LeaseLostError(f"{lease.name}: another process has taken over")

    async def _release(self, lease: Lease) -> None:
        try:
            await self.work.write(lambda c: leases.release(c, lease, real_now()))
        except StoreError as error:
            self._log.error("lease cannot be released", error=str(error))
