"""The pacer, on a real clock: so many messages in any second, one a chat, and nobody waits for another's chat."""

import asyncio
from contextlib import suppress
from itertools import pairwise

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
