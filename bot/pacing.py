"""Keeps to a channel's limits by itself, rather than run into them: so many messages in any second, one a chat.

A message counts from the moment it goes out until a second after the other side has answered: when in between it was
counted there, nobody here knows.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_SOON = 0.02
"""Seconds after which to look again at what is still under way."""


class Pacer:
    """Gives each message its turn. What is not paced, such as an immediate reply, is counted all the same."""

    def __init__(self, per_second: int, chat_pause: float, group_pause: float) -> None:
        """Set the limits.

        Args:
            per_second: messages in any second, to all chats together.
            chat_pause: seconds between two messages to one chat.
            group_pause: seconds between two messages to one group.
        """
        self._most, self._chat_pause, self._group_pause = per_second, chat_pause, group_pause
        self._under_way: Counter[str] = Counter()
        self._answered: deque[float] = deque()
        self._chats: OrderedDict[str, float] = OrderedDict()

    @asynccontextmanager
    async def at_once(self, chat: str) -> AsyncIterator[None]:
        """Count a message that goes out now, within the `async with`."""
        self._under_way[chat] += 1
        try:
            yield
        finally:
            self._under_way -= Counter([chat])
            self._note(chat)

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Wait until a message to this chat may go out, then count it; a chat that has to wait holds up no other."""
        while (wait := self._wait(chat)) > 0:  # noqa: ASYNC110 - what is counted meanwhile makes it longer
            await asyncio.sleep(wait)
        async with self.at_once(chat):
            yield

    def _note(self, chat: str) -> None:
        now = asyncio.get_running_loop().time()
        self._answered.append(now)
        self._chats[chat] = now
        self._chats.move_to_end(chat)
        while self._chats and now - next(iter(self._chats.values())) > max(self._group_pause, self._chat_pause):
            self._chats.popitem(last=False)

    def _wait(self, chat: str) -> float:
        now = asyncio.get_running_loop().time()
        while self._answered and now - self._answered[0] > 1:
            self._answered.popleft()
        if self._under_way[chat]:
            return _SOON
        pause = self._group_pause if chat.startswith("-") else self._chat_pause
        return max(self._until_room(now), self._chats.get(chat, now - pause) + pause - now)

    def _until_room(self, now: float) -> float:
        too_many = self._under_way.total() + len(self._answered) - self._most
        if too_many < 0:
            return 0
        return self._answered[too_many] + 1 - now if too_many < len(self._answered) else _SOON
