"""What the account of the bot holds: chats, queries, commands, descriptions. Knows nothing of HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tests.botapi.chats import Chat, File
from tests.botapi.refusing import ApiError, bad
from tests.botapi.updates import UpdateQueue
from tests.botapi.watch import Watch

Commands = dict[str, str]
"""Command to description, in order."""
CommandsKey = tuple[str, int | None, str]
"""The type of the scope, its chat, the language code ("" for all)."""


@dataclass(frozen=True, kw_only=True)
class CallbackAnswer:
    """How the bot answered a press."""

    text: str
    show_alert: bool
    url: str | None
    cache_time: int


@dataclass(frozen=True, kw_only=True)
class InlineAnswer:
    """How the bot answered an inline query."""

    results: list[dict[str, Any]]
    cache_time: int
    is_personal: bool
    next_offset: str
    button: dict[str, Any] | None


@dataclass
class Profile:
    """What the bot says of itself, by language code ("" for all)."""

    commands: dict[CommandsKey, Commands] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)


class World:
    """All that is behind the methods of the Bot API. Its user holds the lock."""

    def __init__(self, token: str, username: str, now: Callable[[], datetime]) -> None:
        self.watch = Watch()
        self.updates = UpdateQueue()
        self.profile = Profile()
        self.bot = {"id": int(token.partition(":")[0]), "is_bot": True, "first_name": "Plazo", "username": username}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.open_presses: set[str] = set()
        self.callback_answers: dict[str, CallbackAnswer] = {}
        self.open_inline_queries: set[str] = set()
        self.inline_answers: dict[str, InlineAnswer] = {}
        self.parse_modes_allowed = False
        self._now = now
        self._numbers = count(1)

    def number(self) -> int:
        """A new number, for a message or query."""
        return next(self._numbers)

    def date(self) -> int:
        """The present second, in Unix time."""
        return int(self._now().timestamp())

    def chat(self, chat_id: object) -> Chat:
        """The chat of this id.

        Raises:
            ApiError: there is none.
        """
        if chat_id is None or chat_id == "":
            raise bad("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad("chat not found")
        return chat

    def writable(self, chat_id: object) -> Chat:
        """The chat of this id, where the bot may write into it.

        Raises:
            ApiError: there is none, or the bot is shut out of it.
        """
        chat = self.chat(chat_id)
        if chat.closed is not None:
            raise ApiError(chat.closed)
        return chat
