"""Waits that end early: when something happens, or when the program is to stop."""

import asyncio
from datetime import timedelta


async def until(event: asyncio.Event, most: timedelta) -> bool:
    """Wait until an event is set, or until the time is over; whether it is set.

    Args:
        event: what is waited for.
        most: the longest wait.
    """
    return await first_of((event,), most)


async def first_of(events: tuple[asyncio.Event, ...], most: timedelta) -> bool:
    """Wait until one of several events is set, or until the time is over; whether one is.

    Args:
        events: what is waited for.
        most: the longest wait.
    """
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=most.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    return any(event.is_set() for event in events)
