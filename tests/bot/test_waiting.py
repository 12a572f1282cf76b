"""Small parts of the service: pauses, waits, processes, the clock, and whose turn it is at the database."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.backoff import pause
from bot.clock import Clock, real_now
from bot.processes import is_dead, own_name
from bot.store.database import Database
from bot.store.work import Work
from bot.waiting import first_of, until

_LIMIT = timedelta(seconds=30)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (10**6, 30)])
def test_a_pause_doubles_up_to_its_limit(attempts: int, seconds: float) -> None:
    pauses = [pause(attempts, _LIMIT).total_seconds() for _ in range(100)]
    assert all(0.8 * seconds <= each <= 1.2 * seconds for each in pauses)
    assert len(set(pauses)) > 50


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_a_pause_never_exceeds_its_limit_by_more_than_a_fifth(attempts: int, most: int) -> None:
    assert timedelta() < pause(attempts, timedelta(seconds=most)) <= timedelta(seconds=most) * 1.2


def test_a_wait_ends_with_its_event_or_its_time() -> None:
    async def run() -> tuple[bool, bool, bool, float]:
        never, soon = asyncio.Event(), asyncio.Event()
        asyncio.get_running_loop().call_later(0.05, soon.set)
        began = time.monotonic()
        ended = (
            await until(never, timedelta(seconds=0.02)),
            await first_of((never, soon), _LIMIT),
            await until(soon, _LIMIT),
        )
        assert len(asyncio.all_tasks()) == 1
        return *ended, time.monotonic() - began

    *ended, seconds = asyncio.run(run())
    assert (ended, seconds < 1) == ([False, True, True], True)


def test_a_process_knows_itself_and_whether_another_lives() -> None:
    host, number, started = own_name().split("/")
    assert (host, int(number)) == (socket.gethostname(), os.getpid())
    assert not is_dead(own_name())
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{host}/{other.pid}/{psutil.Process(other.pid).create_time():.2f}"
    assert not is_dead(name)
    other.communicate()
    assert is_dead(name)
    assert is_dead(f"{host}/{number}/{float(started) - 5:.2f}")  # its number was given to another


@pytest.mark.parametrize("name", ["elsewhere/1/1.00", "", "elsewhere", "/1/1"])
def test_of_other_machines_nothing_is_known(name: str) -> None:
    assert not is_dead(name)


@pytest.mark.parametrize("rest", ["", "/", "/x/1", "/1.5/1", "/-7/1"])
def test_a_name_of_this_machine_that_no_process_has_is_dead(rest: str) -> None:
    assert is_dead(socket.gethostname() + rest)


def test_a_clock_runs_from_its_start() -> None:
    start = datetime(2019, 8, 1, 9, tzinfo=UTC)
    clock = Clock(start)
    first = clock.now()
    time.sleep(0.01)
    second = clock.now()
    assert start <= first < second < start + timedelta(seconds=10)
    assert first.tzinfo is UTC
    assert abs(Clock().now() - real_now()) < timedelta(seconds=1)


def test_what_was_done_in_the_world_is_written_before_what_waits() -> None:
    order: list[str] = []

    async def run() -> None:
        work = Work(Database("sqlite://"))

        def note(name: str, seconds: float = 0) -> Callable[[Connection], None]:
            def action(connection: Connection) -> None:
                connection.execute(text("SELECT 1"))
                time.sleep(seconds)
                order.append(name)

            return action

        jobs = [asyncio.create_task(work.write(note("long", 0.1)))]
        await asyncio.sleep(0.02)
        jobs += [asyncio.create_task(work.write(note(f"plan {n}"))) for n in (1, 2)]
        broken_off = asyncio.create_task(work.write(note("broken off")))
        jobs += [asyncio.create_task(work.write(note(f"mark {n}"), first=True)) for n in (1, 2)]
        await asyncio.sleep(0.02)
        broken_off.cancel()
        await asyncio.gather(*jobs)
        await work.write(note("later"))
        work.close()

    asyncio.run(run())
    assert order == ["long", "mark 1", "mark 2", "plan 1", "plan 2", "later"]
