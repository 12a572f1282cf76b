"""A chat with its messages, as a test reads them. What people do in it is in people.py."""

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.botapi.watch import Watch

if TYPE_CHECKING:
    from tests.botapi.refusing import Refusal


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button of an inline keyboard."""

    text: str
    data: str | None = None
    url: str | None = None
    raw: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that the bot sent."""

    id: str
    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message in its present state."""

    raw: dict[str, Any]
    """The message as the Bot API gives it."""
    by_bot: bool
    markup: dict[str, Any] | None = None
    """The reply_markup as sent, of whatever kind."""
    file: File | None = None
    asked: dict[str, Any] = field(default_factory=dict)
    """The parameters with which the bot sent it."""
    edits: int = 0
    at: float = field(default_factory=time.monotonic)
    """When it was sent or last edited, on the monotonic clock."""

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a document, or nothing."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    @property
    def entities(self) -> list[dict[str, Any]]:
        return list(self.raw.get("entities", self.raw.get("caption_entities", [])))

    @property
    def reply_to(self) -> int | None:
        """The message that it answers."""
        answered = self.raw.get("reply_to_message")
        return answered["message_id"] if answered else None

    @property
    def keyboard(self) -> list[list[Button]]:
        """The inline keyboard, in rows."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [
            [Button(text=each["text"], data=each.get("callback_data"), url=each.get("url"), raw=each) for each in row]
            for row in rows
        ]

    @property
    def buttons(self) -> list[Button]:
        """Those of all rows."""
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[list[str]]:
        """What is written on the buttons, in rows."""
        return [[button.text for button in row] for row in self.keyboard]


class Chat:
    """Messages between people and the bot. Its methods may be called from any thread."""

    def __init__(self, watch: Watch, about: dict[str, Any]) -> None:
        """Begin an empty chat.

        Args:
            watch: the server's.
            about: the chat as the Bot API gives it: id, type, title …
        """
        self.watch = watch
        self.about = about
        self.id = int(about["id"])
        self.closed: Refusal | None = None
        """Why the bot can't write here."""
        self.deleted: list[Message] = []
        self.actions: list[str] = []
        """The chat actions that the bot showed ("typing")."""
        self._held: dict[int, Message] = {}
        self._by_bot: dict[int, None] = {}
        self._untaken: deque[Message] = deque()

    @property
    def is_group(self) -> bool:
        return bool(self.about["type"] != "private")

    @property
    def messages(self) -> list[Message]:
        """What the bot sent, in order, as last edited, without what it deleted."""
        with self.watch.lock:
            return [self._held[number] for number in self._by_bot]

    def find(self, message_id: object) -> Message | None:
        """Any message of the chat that still stands."""
        return self._held.get(message_id) if isinstance(message_id, int) else None

    def newest_first(self) -> Iterator[Message]:
        """What the bot sent, the newest first; under the lock."""
        return (self._held[number] for number in reversed(self._by_bot))

    def keep(self, message: Message) -> None:
        """A new message stands in the chat."""
        self._held[message.id] = message
        if message.by_bot:
            self._by_bot[message.id] = None
            self._untaken.append(message)

    def edit(self, message: Message) -> None:
        """A message has changed."""
        self._held[message.id] = message

    def delete(self, message: Message) -> None:
        """A message is gone."""
        del self._held[message.id]
        self._by_bot.pop(message.id, None)
        self.deleted.append(message)

    def next_message(self, timeout: float = 10) -> Message:
        """The bot's next message here that no test took yet, in its state at that moment.

        Raises:
            AssertionError: none came in time.
        """
        return self.replies(1, timeout)[0]

    def replies(self, n: int, timeout: float = 10) -> list[Message]:
        """The bot's next n messages here that no test took yet, in order.

        Raises:
            AssertionError: they did not come in time; then none is taken.
        """
        what = f"{n} more message{'s' * (n > 1)} in chat {self.id}"
        with self.watch.lock:
            self.watch.wait_for(lambda: len(self._untaken) >= n, timeout, what)
            taken = [self._untaken.popleft() for _ in range(n)]
            return [self._held.get(message.id, message) for message in taken]

    def untaken(self) -> list[Message]:
        """What came and was not taken yet."""
        with self.watch.lock:
            return [self._held.get(message.id, message) for message in self._untaken]
