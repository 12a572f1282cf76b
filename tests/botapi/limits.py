"""Telegram's limits on how fast a bot may send (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits)."""

import math
from collections import deque

_ALL = (30, 1.0)
"""So many messages in so many seconds, over all chats."""
_GROUP = (20, 60.0)
_CHAT_BURST, _CHAT_RATE = 3, 1.0
"""A chat takes one a second, and a few more now and then."""


class _Window:
    """At most so many in so many seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._sent: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self._sent and self._sent[0] <= now - self._seconds:
            self._sent.popleft()
        return self._sent[0] + self._seconds - now if len(self._sent) >= self._most else 0.0

    def take(self, now: float) -> None:
        self._sent.append(now)


class _Bucket:
    """A steady rate with room for a burst."""

    def __init__(self) -> None:
        self._tokens, self._at = float(_CHAT_BURST), 0.0

    def wait(self, now: float) -> float:
        self._tokens = min(_CHAT_BURST, self._tokens + (now - self._at) * _CHAT_RATE)
        self._at = now
        return max(0.0, (1 - self._tokens) / _CHAT_RATE)

    def take(self, now: float) -> None:
        self._tokens -= 1


class Limits:
    """Counts the messages sent. Its user holds the lock."""

    def __init__(self) -> None:
        self._all = _Window(*_ALL)
        self._chats: dict[int, list[_Window | _Bucket]] = {}

    def wait(self, chat_id: int, now: float, *, is_group: bool) -> int:
        """Count a message.

        Args:
            chat_id: where it is sent.
            now: on the monotonic clock.
            is_group: whether the limits of a group hold.

        Returns:
            0 where it may be sent, else the seconds to wait; then it doesn't count.
        """
        of_chat = self._chats.get(chat_id)
        if of_chat is None:
            of_chat = self._chats[chat_id] = [_Bucket(), *([_Window(*_GROUP)] if is_group else [])]
        counted = [self._all, *of_chat]
        longest = max(each.wait(now) for each in counted)
        if longest > 0:
            return math.ceil(longest)
        for each in counted:
            each.take(now)
        return 0
