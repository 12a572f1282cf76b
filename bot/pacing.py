"""Keeps to a channel's limits by itself, rather than run into them: so many messages in any second, one a chat.

A message counts from the moment it goes out until a second after the other side has answered: when in between it was
counted there, nobody here knows. Replies go before what waits in turn; they wait only where that has used up the
limit, or where a group has had its share of the minute. The counts live in this process: what they were in another one,
whoever takes over has to say.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

_SOON = 0.02
"""Seconds after which to look again at what is still under way."""
_MINUTE = 60.0
_ROUNDING = 1e-6
_CATCH_UP = 0.25
"""Seconds of delay that are made up for by going faster for a while."""


class Pacer:
    """Gives each message its turn. What is not paced, such as an immediate reply, is counted all the same."""

    def __init__(
        self,
        per_second: int,
        chat_pause: float,
        group_pause: float,
        group_minute: tuple[int, int] = (17, 20),
        burst: int = 2,
    ) -> None:
        """Set the limits.

        Args:
            per_second: messages in any second, to all chats together.
            chat_pause: seconds between two messages to one chat.
            group_pause: seconds between two messages to one group.
            group_minute: messages in any minute to one group: in turn, and with replies.
            burst: how many in turn are to be begun at once, so that they are spread over the second.
        """
        self._most, self._chat_pause, self._group_pause = per_second, chat_pause, group_pause
        self._group_minute, self._burst = group_minute, burst
        self._under_way: Counter[str] = Counter()
        self._answered: deque[tuple[float, bool]] = deque()
        self._in_turn = 0
        self._queued: Counter[str] = Counter()
        self._replies_waiting = 0
        self._chats: OrderedDict[str, float] = OrderedDict()
        self._minutes: dict[str, deque[float]] = {}
        self._rests: dict[str | None, float] = {}
        self._paid = 0.0

    # -- messages ---------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def at_once(self, chat: str) -> AsyncIterator[None]:
        """Count a message that goes out now, within the `async with`, before all that waits for its turn."""
        await self._until_free(lambda: self._until_minute(chat, self._group_minute[1], _now()))
        self._replies_waiting += 1
        try:
            await self._until_free(self._wait_at_once)
        finally:
            self._replies_waiting -= 1
        async with self._counted(chat, in_turn=False):
            yield

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Wait until a message to this chat may go out, then count it; a chat that has to wait holds up no other."""
        self._queued[chat] += 1
        try:
            await self._until_free(lambda: self._wait(chat))
        finally:
            self._queued -= Counter([chat])
        now = _now()
        self._paid = max(self._paid, now - _CATCH_UP) + 1 / self._most
        async with self._counted(chat, in_turn=True):
            yield

    @staticmethod
    async def _until_free(left: Callable[[], float]) -> None:
        while (wait := left()) > 0:  # noqa: ASYNC110 - what is counted meanwhile makes it longer
            await asyncio.sleep(wait)

    @asynccontextmanager
    async def _counted(self, chat: str, *, in_turn: bool) -> AsyncIterator[None]:
        self._under_way[chat] += 1
        self._in_turn += in_turn
        try:
            yield
        finally:
            self._under_way -= Counter([chat])
            self._note(chat, in_turn=in_turn)

    # -- what may go now --------------------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """How many messages may be begun in turn now, evenly over the second, beside those that wait already."""
        now = _now()
        self._forget(now)
        if self._replies_waiting or self._rests.get(None, now) > now:
            return 0
        spread = int((now - max(self._paid, now - _CATCH_UP)) * self._most + _ROUNDING)
        return max(0, min(spread, self._burst, self._most - self._count()) - self._queued.total())

    @property
    def until_room(self) -> timedelta:
        """After how long there may be room for some together."""
        now = _now()
        wait = max(self._until_room(now), self._paid + self._burst / self._most - now, self._rests.get(None, now) - now)
        return timedelta(seconds=max(wait, _SOON / 4))

    @property
    def resting(self) -> set[str]:
        """The chats that nothing may go to in turn now."""
        now = _now()
        chats = {*self._under_way, *self._queued, *self._chats, *self._minutes, *(chat for chat in self._rests if chat)}
        return {chat for chat in chats if self._queued[chat] or self._chat_wait(chat, now) > 0}

    def rest(self, pause: timedelta, chat: str | None = None) -> None:
        """Let nothing go out in turn for so long, to one chat or to all: somebody else may have used up the limits."""
        self._rests[chat] = max(self._rests.get(chat, 0.0), _now() + pause.total_seconds())

    # -- counting ---------------------------------------------------------------------------------------------------

    def _note(self, chat: str, *, in_turn: bool) -> None:
        now = _now()
        self._answered.append((now, in_turn))
        self._chats[chat] = now
        self._chats.move_to_end(chat)
        while self._chats and now - next(iter(self._chats.values())) > max(self._group_pause, self._chat_pause):
            self._chats.popitem(last=False)
        if _is_group(chat):
            self._minutes.setdefault(chat, deque()).append(now)

    def _forget(self, now: float) -> None:
        while self._answered and now - self._answered[0][0] > 1:
            self._in_turn -= self._answered.popleft()[1]
        for chat in [chat for chat, until in self._rests.items() if until <= now]:
            del self._rests[chat]

    def _count(self) -> int:
        return self._under_way.total() + len(self._answered)

    def _wait(self, chat: str) -> float:
        now = _now()
        self._forget(now)
        if self._replies_waiting:
            return _SOON
        return max(self._until_room(now), self._rests.get(None, now) - now, self._chat_wait(chat, now))

    def _wait_at_once(self) -> float:
        now = _now()
        self._forget(now)
        return self._until_room(now) if self._in_turn else 0.0

    def _chat_wait(self, chat: str, now: float) -> float:
        if self._under_way[chat]:
            return _SOON
        pause = self._group_pause if _is_group(chat) else self._chat_pause
        minute = self._until_minute(chat, self._group_minute[0], now)
        return max(self._chats.get(chat, now - pause) + pause - now, self._rests.get(chat, now) - now, minute)

    def _until_minute(self, chat: str, most: int, now: float) -> float:
        """How long until a group has had fewer than so many in its minute."""
        stamps = self._minutes.get(chat)
        while stamps and now - stamps[0] > _MINUTE:
            stamps.popleft()
        if not stamps:
            self._minutes.pop(chat, None)
            return 0.0
        too_many = len(stamps) + self._under_way[chat] - most
        return stamps[min(too_many, len(stamps) - 1)] + _MINUTE - now if too_many >= 0 else 0.0

    def _until_room(self, now: float) -> float:
        too_many = self._count() - self._most
        if too_many < 0:
            return 0
        return self._answered[too_many][0] + 1 - now if too_many < len(self._answered) else _SOON


def _is_group(chat: str) -> bool:
    """Whether a chat is a group: Telegram gives groups negative numbers."""
    return chat.startswith("-")


def _now() -> float:
    return asyncio.get_running_loop().time()
