"""The pacer, on a real clock: so many messages in any second, one a chat, and nobody waits for another's chat."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.pacing import Pacer


def _run(pacer: Pacer, chats: list[str], *, at_once: tuple[str, ...] = (), takes: float = 0) -> dict[str, list[float]]:
    """Send to these chats, all of them asking at the same moment; the seconds at which each message went out."""
    sent: dict[str, list[float]] = {chat: [] for chat in chats}

    async def send(chat: str, began: float) -> None:
        async with pacer.turn(chat):
            sent[chat].append(asyncio.get_running_loop().time() - began)
            await asyncio.sleep(takes)

    async def run() -> None:
        began = asyncio.get_running_loop().time()
        for chat in at_once:
            async with pacer.at_once(chat):
                pass
        await asyncio.gather(*(send(chat, began) for chat in chats))

    asyncio.run(run())
    return sent


def test_no_more_than_so_many_go_out_in_any_second() -> None:
    moments = sorted(at for each in _run(Pacer(5, 0, 0), [str(n) for n in range(13)]).values() for at in each)
    assert len(moments) == 13
    assert all(later - earlier >= 1 for earlier, later in zip(moments, moments[5:], strict=False))
    assert moments[-1] < 2.5


def test_what_is_under_way_counts_until_a_second_after_its_answer() -> None:
    moments = sorted(at for each in _run(Pacer(2, 0, 0), list("abc"), takes=0.3).values() for at in each)
    assert moments[1] < 0.1
    assert 1.3 <= moments[2] < 1.6


def test_a_chat_gets_one_message_in_its_pause_and_a_group_in_a_longer_one() -> None:
    sent = _run(Pacer(100, 0.2, 0.6), ["7", "7", "7", "-7", "-7"])
    assert all(0.2 <= later - earlier < 0.35 for earlier, later in pairwise(sent["7"]))
    assert all(0.6 <= later - earlier < 0.75 for earlier, later in pairwise(sent["-7"]))


def test_a_chat_that_waits_holds_up_no_other() -> None:
    sent = _run(Pacer(100, 0.5, 0.5), ["1", "1", "2", "3"])
    assert (sent["1"][1] >= 0.5, sent["2"][0] < 0.1, sent["3"][0] < 0.1) == (True, True, True)


def test_what_goes_out_at_once_is_counted() -> None:
    sent = _run(Pacer(3, 0.3, 0), ["1", "2", "3"], at_once=("1", "9"))
    assert (sent["2"][0] < 0.1, sent["1"][0] >= 0.3, sent["3"][0] >= 1 or sent["1"][0] >= 1) == (True, True, True)


def test_a_message_that_fails_is_counted_and_not_under_way_any_more() -> None:
    pacer = Pacer(1, 0.2, 0)

    async def run() -> None:
        with suppress(ZeroDivisionError):
            async with pacer.turn("1"):
                _ = 1 / 0
        assert (pacer._under_way.total(), len(pacer._answered)) == (0, 1)

    asyncio.run(run())


def test_chats_are_forgotten_after_their_pause() -> None:
    pacer = Pacer(1000, 0.01, 0.01)
    _run(pacer, [str(n) for n in range(50)])
    _run(pacer, ["x"])
    assert len(pacer._chats) <= 51


def test_a_reply_goes_before_what_waits_in_turn() -> None:
    pacer, order = Pacer(2, 0, 0), []

    async def send(chat: str, *, in_turn: bool) -> None:
        async with pacer.turn(chat) if in_turn else pacer.at_once(chat):
            order.append(chat)

    async def run() -> None:
        waiting = [asyncio.create_task(send(chat, in_turn=True)) for chat in "abcd"]
        await asyncio.sleep(0.1)
        await send("reply", in_turn=False)
        await asyncio.gather(*waiting)

    asyncio.run(run())
    assert sorted(order[:2]) == ["a", "b"]
    assert order[2] == "reply"


def test_replies_alone_wait_for_nothing() -> None:
    sent = _run(Pacer(2, 0, 0), ["1"], at_once=tuple("abcdef"))
    assert sent["1"][0] >= 1


def test_a_group_gets_no_more_in_its_minute_than_its_share() -> None:
    pacer = Pacer(100, 0, 0, group_minute=(2, 3))

    async def run() -> None:
        for _ in range(2):
            async with pacer.turn("-7"):
                pass
        assert pacer.resting == {"-7"}
        async with asyncio.timeout(1), pacer.at_once("-7"):
            pass
        for message in (pacer.at_once("-7"), pacer.turn("-7")):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05), message:
                    pass
        async with asyncio.timeout(1), pacer.turn("-8"), pacer.at_once("7"):
            pass
        assert (pacer._queued.total(), pacer._replies_waiting) == (0, 0)

    asyncio.run(run())


def test_there_is_room_for_a_few_at_once_evenly_over_the_second() -> None:
    pacer = Pacer(20, 0, 0, burst=2)

    async def run() -> None:
        assert pacer.room == 2
        for chat in "abcde":
            async with pacer.turn(chat):
                pass
        assert pacer.room == 0
        assert timedelta(seconds=0.01) < pacer.until_room <= timedelta(seconds=0.1)
        await asyncio.sleep(pacer.until_room.total_seconds())
        assert pacer.room == 2

    asyncio.run(run())


def test_what_somebody_else_may_have_sent_is_waited_out() -> None:
    pacer = Pacer(100, 0, 0)

    async def run() -> None:
        began = asyncio.get_running_loop().time()
        pacer.rest(timedelta(seconds=0.2))
        pacer.rest(timedelta(seconds=0.4), "-7")
        assert (pacer.room, pacer.resting) == (0, {"-7"})
        async with pacer.turn("1"):
            assert asyncio.get_running_loop().time() - began >= 0.2
        assert (pacer.room > 0, pacer.resting) == (True, {"-7"})
        async with pacer.turn("-7"):
            assert asyncio.get_running_loop().time() - began >= 0.4
        async with pacer.at_once("9"):
            assert pacer.resting == {"9"}

    asyncio.run(run())
