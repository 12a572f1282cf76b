"""Keeps to a channel's limits by itself, rather than run into them: so many messages in any second, one a chat."""

import asyncio
from collections import OrderedDict, deque


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
        self._sent: deque[float] = deque()
        self._chats: OrderedDict[str, float] = OrderedDict()

    def note(self, chat: str) -> None:
        """Count a message that goes out now."""
        now = asyncio.get_running_loop().time()
        self._sent.append(now)
        self._chats[chat] = now
        self._chats.move_to_end(chat)
        while self._chats and now - next(iter(self._chats.values())) > self._group_pause:
            self._chats.popitem(last=False)

    async def turn(self, chat: str) -> None:
        """Wait until a message to this chat may go out, and count it; a chat that has to wait holds up no other."""
        while (wait := self._wait(chat)) > 0:  # noqa: ASYNC110 - what is counted meanwhile makes it longer
            await asyncio.sleep(wait)
        self.note(chat)

    def _wait(self, chat: str) -> float:
        now = asyncio.get_running_loop().time()
        while self._sent and now - self._sent[0] > 1:
            self._sent.popleft()
        full = self._sent[-self._most] + 1 - now if len(self._sent) >= self._most else 0
        pause = self._group_pause if chat.startswith("-") else self._chat_pause
        return max(full, self._chats.get(chat, now - pause) + pause - now)
