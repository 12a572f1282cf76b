"""A handler or call that raises holds up nobody: in this process, with a handler made for it and no network."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from structlog.testing import capture_logs
from telegram import Bot, Update

from bot.botapi.calls import Call, SendText
from bot.clock import Clock, real_now
from bot.errors import LeaseLostError
from bot.library import Knowledge
from bot.store import leases, schema, updates
from bot.store.database import Database
from bot.store.leases import Lease
from bot.store.work import Work
from bot.telegram.dispatch import Dispatcher
from bot.telegram.processing import Processor
from bot.telegram.receiving import cleaned
from bot.telegram.sending import Caller
from bot.telegram.visit import Desk
from bot.waiting import until

_TOKEN = "123456:TEST-token"


class _Clumsy(Dispatcher):
    """Stumbles over one text, after it has written something."""

    def answer(self, update: Update, connection: Connection, now: datetime, real: datetime) -> tuple[str, list[Call]]:
        outcome, calls = super().answer(update, connection, now, real)
        if update.message and update.message.text == "boom":
            raise RuntimeError("a handler's fault")
        return outcome, calls


class _Deaf(Caller):
    """Keeps the calls instead of making them; stumbles over one text."""

    def __init__(self) -> None:
        super().__init__(Bot(_TOKEN))
        self.made: list[SendText] = []

    async def make(self, call: Call, *, in_turn: bool = False) -> int | None:
        assert isinstance(call, SendText)
        if call.chat == 13:
            raise RuntimeError("a library's fault")
        self.made.append(call)
        return len(self.made)


@dataclass
class _Bot:
    """A processor with its database."""

    work: Work
    processor: Processor
    caller: _Deaf
    now: datetime = field(default_factory=real_now)

    def said(self, number: int, chat: int, text: str) -> dict[str, Any]:
        who = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "en"}
        about = {"id": chat, "type": "private", "first_name": "Ana"}
        message = {"message_id": number, "date": 1_500_000_000, "chat": about, "from": who, "text": text}
        return {"update_id": number, "message": message}

    def handle(self, *payloads: dict[str, Any], within: float = 20) -> dict[int, str]:
        """Store updates, work until all are done, and give their outcomes."""

        async def run() -> None:
            stop = asyncio.Event()
            await self.work.write(lambda c: updates.store(c, "123456", payloads, self.now))
            job = asyncio.create_task(self.processor.run(stop))
            async with asyncio.timeout(within):
                while not job.done() and await self.work.read(lambda c: updates.count_waiting(c) > 0):
                    await until(stop, timedelta(seconds=0.05))
            stop.set()
            await job

        asyncio.run(run())
        with self.work.database.reading() as connection:
            rows = connection.execute(text("SELECT update_id, outcome FROM updates")).all()
        return {row.update_id: row.outcome for row in rows}


@pytest.fixture
def bot(knowledge: Knowledge, tmp_path: Path) -> Iterator[_Bot]:
    database = Database(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    schema.upgrade(database)
    with database.transaction() as connection:
        lease = leases.acquire(connection, "telegram:123456", "me", real_now(), timedelta(hours=1), lambda _: False)
    assert lease is not None
    work, caller = Work(database), _Deaf()
    desk = Desk(knowledge=knowledge, username="plazo_bot", bot=123456)
    processor = Processor(work=work, dispatcher=_Clumsy(desk=desk), caller=caller, clock=Clock(), lease=lease)
    with capture_logs():  # else each traceback would be painted for a terminal, with all its values
        yield _Bot(work, processor, caller)
    work.close()


def test_a_message_that_a_handler_stumbles_over_is_given_up_after_three_attempts_with_an_apology(bot: _Bot) -> None:
    outcomes = bot.handle(
        bot.said(1, 7, "boom"),
        bot.said(2, 7, "fax"),
        bot.said(3, 8, "fax"),
        bot.said(4, 9, "boom"),
        bot.said(5, 8, "fax"),
    )
    assert outcomes == {1: "failed", 2: "message", 3: "message", 4: "failed", 5: "message"}
    assert [call.chat for call in bot.caller.made[:2]] == [8, 8]  # others were not held up
    to_seven = [call.text for call in bot.caller.made if call.chat == 7]
    assert len(to_seven) == 2
    assert to_seven[0].startswith("I could not handle that message.")
    with bot.work.database.reading() as connection:
        kept = connection.execute(text("SELECT count(*) FROM questions")).scalar_one()
        attempts = connection.execute(text("SELECT attempts FROM updates ORDER BY update_id")).scalars().all()
    assert (kept, list(attempts)) == (3, [2, 0, 0, 2, 0])  # of those that failed nothing was written


def test_a_call_that_nobody_can_make_is_given_up(bot: _Bot) -> None:
    outcomes = bot.handle(bot.said(1, 13, "fax"), bot.said(2, 8, "fax"))
    assert outcomes == {1: "failed", 2: "message"}
    assert [call.chat for call in bot.caller.made] == [8]


def test_calls_that_another_version_planned_and_that_cannot_be_read_are_given_up(bot: _Bot) -> None:
    payload = bot.said(1, 7, "fax")
    with bot.work.database.transaction() as connection:
        updates.store(connection, "123456", [payload], bot.now)
        [arrived] = updates.waiting(connection, "123456")
        updates.plan(connection, arrived, [{"kind": "hologram", "chat": 7}], "message")
    assert bot.handle(payload, bot.said(2, 8, "fax")) == {1: "failed", 2: "message"}


def test_whoever_has_lost_the_lease_plans_nothing_more(bot: _Bot) -> None:
    bot.processor.lease = replace(bot.processor.lease, fence=bot.processor.lease.fence - 1)
    with pytest.raises(LeaseLostError, match=r"^telegram:123456: another process has taken over$"):
        bot.handle(bot.said(1, 7, "fax"))
    assert (bot.caller.made, isinstance(bot.processor.lease, Lease)) == ([], True)


# -- what can be stored ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [None, "1", 1.0, True, -1, 2**63, 2**70, [1]])
def test_an_update_without_a_number_that_can_be_stored_is_left_out(number: object) -> None:
    assert cleaned([{"update_id": number}, {"update_id": 7}, {}, [], None, "x"]) == [{"update_id": 7}]


@pytest.mark.parametrize("given", [None, True, {"update_id": 1}, "text", 7])
def test_what_is_no_list_holds_no_updates(given: object) -> None:
    assert cleaned(given) == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("\\u0000", "\\u0000"),
        ("\\\\u0000\0", "\\\\u0000"),
        ("\ud800", "\ufffd"),
        ("x\udc00\ud800y", "x\ufffd\ufffdy"),
        ("\ud83d\ude00", "\U0001f600"),
        ("\ufeffa", "\ufeffa"),
        ("", ""),
    ],
    ids=["nul", "written", "both", "lone", "swapped", "pair", "mark", "empty"],
)
def test_only_what_no_database_takes_is_taken_out_of_texts(text: str, kept: str) -> None:
    assert cleaned([{"update_id": 1, "a": [{text: text}, 1.5, None, True]}]) == [
        {"update_id": 1, "a": [{kept: kept}, 1.5, None, True]}
    ]
