"""The outbox at Telegram's pace: nobody held up by another's chat, and one budget for a bot, whoever sends for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.botapi.calls import SendFile, SendText, dump
from bot.clock import Clock, real_now
from bot.delivery import Delivery
from bot.store import leases, outbox, paces, schema
from bot.store.database import Database
from bot.store.leases import Lease
from bot.store.outbox import OPEN, Urgency
from bot.store.work import Work
from bot.telegram.post import TelegramPost
from bot.telegram.sending import Caller
from tests.botapi.faults import TooMany
from tests.botapi.server import BotApiServer

NAME = "telegram:1"
LASTS = timedelta(minutes=5)


class Side:
    """Our side: a database, and what sends from it, as a process of its own would."""

    def __init__(self, server: BotApiServer, work: Work, owner: str) -> None:
        self.work, self.owner = work, owner
        self.bot = Bot(server.token, server.base_url, request=HTTPXRequest(connection_pool_size=32))
        self.caller = Caller(self.bot)
        self.stop = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self.bot.initialize()
        self.lease = await self.work.write(_taken_by(self.owner))
        self.post = TelegramPost(self.caller, self.work, self.lease)
        await self.post.take_over(self.stop)
        self._running = asyncio.create_task(Delivery(self.work, self.post, Clock()).run(self.stop))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await self._running
        await self.bot.shutdown()

    async def until_over(self, most: float = 30) -> None:
        """Wait until nothing waits any more."""
        async with asyncio.timeout(most):
            while set(await self.work.read(outbox.count)) & set(OPEN):  # noqa: ASYNC110 - a database tells nobody
                await asyncio.sleep(0.02)


def _taken_by(owner: str) -> Callable[[Any], Lease]:
    """Take the bot's lease, of whoever has it: as if he had died."""

    def take(connection: Any) -> Lease:  # noqa: ANN401 - a connection
        lease = leases.acquire(connection, NAME, owner, real_now(), LASTS, lambda _: True)
        assert lease
        return lease

    return take


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer(limits=True) as running:
        yield running


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    schema.upgrade(database)
    opened = Work(database)
    yield opened
    opened.close()


def put(work: Work, chats: list[int], **more: Any) -> None:  # noqa: ANN401 - whatever `add` takes
    """Write messages, each numbered in its chat's order."""
    with work.database.transaction() as connection:
        for number, chat in enumerate(chats):
            told = {"urgency": Urgency.BROADCAST, "now": real_now(), **more}
            calls = {"calls": dump([SendText(chat=chat, text=str(number))])}
            key = f"{told['urgency']}:{number}:{chat}"
            outbox.add(connection, key=key, channel="telegram", address=str(chat), payload=calls, **told)


def run(actions: Callable[[], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        await actions()

    asyncio.run(all_of_it())


def refusals(server: BotApiServer) -> int:
    return sum(call.status == 429 for call in server.calls)


def sent_to(server: BotApiServer) -> list[int]:
    return [int(call.params["chat_id"]) for call in server.calls_of("sendMessage")]


def test_a_group_with_a_backlog_holds_nobody_up(server: BotApiServer, work: Work) -> None:
    ana = server.person(1, "Ana")
    server.group(-5, "Backlog", [ana])
    people = [server.person(100 + number, "P") for number in range(40)]
    put(work, [-5] * 40, urgency=Urgency.CHANGE)
    put(work, [person.id for person in people])

    async def actions() -> None:
        async with Side(server, work, "a"):
            await asyncio.to_thread(server.wait_for, lambda: all(person.messages for person in people), 10)

    run(actions)
    to = sent_to(server)
    assert (to[0], to.count(-5) <= 2, len(to) - to.count(-5)) == (-5, True, 40)
    assert refusals(server) == 0


def test_the_urgent_goes_first_under_load(server: BotApiServer, work: Work) -> None:
    people = [server.person(100 + number, "P") for number in range(90)]
    put(work, [person.id for person in people[:60]])

    async def actions() -> None:
        async with Side(server, work, "a") as side:
            await asyncio.to_thread(server.wait_for, lambda: people[9].messages, 10)
            before = len(sent_to(server))
            put(work, [person.id for person in people[60:80]], urgency=Urgency.REMINDER)
            put(work, [person.id for person in people[80:]], urgency=Urgency.PERSONAL)
            await side.until_over()
            after = sent_to(server)[before:]
            urgent = [chat for chat in after if chat >= 180]
            assert urgent == [person.id for person in people[80:]]
            assert max(after.index(chat) for chat in urgent) < min(after.index(chat) for chat in range(170, 180))
            assert max(after.index(chat) for chat in range(160, 180)) < after.index(159)

    run(actions)
    assert refusals(server) == 0


def test_whoever_takes_over_waits_until_what_was_sent_counts_no_more(server: BotApiServer, work: Work) -> None:
    people = [server.person(100 + number, "P") for number in range(84)]
    put(work, [person.id for person in people])

    async def actions() -> None:
        for owner in "abc":
            before = len(sent_to(server))
            async with Side(server, work, owner):
                await asyncio.to_thread(server.wait_for, lambda n=before: len(sent_to(server)) > n + 20)
        async with Side(server, work, "d") as side:
            await side.until_over()

    run(actions)
    assert refusals(server) == 0
    assert sorted(sent_to(server)) == [person.id for person in people]


def test_a_group_rests_across_a_takeover(server: BotApiServer, work: Work) -> None:
    server.group(-5, "Group", [server.person(1, "Ana")])
    put(work, [-5, -5])

    async def actions() -> None:
        async with Side(server, work, "a"):
            await asyncio.to_thread(server.wait_for, lambda: sent_to(server))
        async with Side(server, work, "b") as side:
            await side.until_over()

    run(actions)
    first, second = (call.at for call in server.calls_of("sendMessage"))
    assert second - first >= 3


def test_a_pause_that_was_asked_for_holds_whoever_takes_over(server: BotApiServer, work: Work) -> None:
    people = [server.person(100 + number, "P") for number in range(3)]
    server.fail("sendMessage", TooMany(2))

    async def actions() -> None:
        async with Side(server, work, "a") as side:
            with pytest.raises(Exception, match="Flood control"):
                await side.caller.make(SendText(chat=100, text="a reply"))
            await asyncio.sleep(1.1)  # it looks once a second
            with work.database.reading() as connection:
                (pace,) = paces.load(connection, NAME)
            assert pace.held_until is not None
        put(work, [person.id for person in people])
        async with Side(server, work, "b") as side:
            assert side.caller.hold.left > timedelta()
            await side.until_over()

    run(actions)
    assert server.calls_during_holds == []
    assert [len(person.messages) for person in people] == [1, 1, 1]


def test_who_has_lost_the_lease_claims_nothing(server: BotApiServer, work: Work) -> None:
    person = server.person(100, "P")

    async def actions() -> None:
        async with Side(server, work, "a"):
            await work.write(_taken_by("b"))
            put(work, [person.id])
            await asyncio.sleep(1.3)  # it looks once a second
            assert await work.read(outbox.count) == {"waiting": 1}

    run(actions)
    assert person.messages == []


def test_what_waited_for_its_turn_beyond_its_time_is_not_sent(server: BotApiServer, work: Work) -> None:
    person = server.person(100, "P")

    async def actions() -> None:
        async with Side(server, work, "a") as side:
            side.caller.pacer.rest(timedelta(seconds=0.6), "100")
            late: dict[str, Any] = {
                "address": "100",
                "now": real_now(),
                "expires_at": real_now() + timedelta(seconds=0.3),
            }
            payload = {"calls": dump([SendText(chat=100, text="late")])}
            await work.write(lambda c: outbox.add(c, key="k", channel="telegram", payload=payload, **late))
            began = time.monotonic()
            (message,) = await work.write(
                lambda c: outbox.claim(c, "telegram", "l", real_now(), until=real_now() + outbox.LEASE, limit=1)
            )
            delivery = Delivery(work, side.post, Clock())
            await delivery._deliver(message)
            assert time.monotonic() - began >= 0.5
            assert await work.read(outbox.count) == {"expired": 1}

    run(actions)
    assert person.messages == []


def test_the_second_part_of_a_message_waits_for_its_chat(server: BotApiServer, work: Work) -> None:
    person = server.person(100, "P")
    parts = dump([SendText(chat=100, text="text"), SendFile(chat=100, name="a.ics", content="BEGIN", caption="file")])
    told: dict[str, Any] = {"address": "100", "payload": {"calls": parts}, "now": real_now()}

    async def actions() -> None:
        await work.write(lambda c: outbox.add(c, key="k", channel="telegram", **told))
        async with Side(server, work, "a") as side:
            await side.until_over()

    run(actions)
    assert len(person.messages) == 2
    (text,), (file,) = server.calls_of("sendMessage"), server.calls_of("sendDocument")
    assert file.at - text.at >= 1
