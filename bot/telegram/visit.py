"""What a handler has at hand: the constant desk, and the visit, which is one update in one open transaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256

from sqlalchemy import Connection

from bot.botapi.calls import Button, Call, Rows, SendFile, SendText, Span
from bot.botapi.texts import split
from bot.library import Knowledge
from bot.reminders.world import World, Worlds
from bot.settings import Settings
from bot.store import dialogues, people
from bot.store.dialogues import Remembered, Speaking
from bot.store.people import Person
from handlers.question import DEFAULT_LANGUAGE
from handlers.render import Renderer
from handlers.wording import Wording
from knowledge.book import FactBook
from knowledge.model import LANGUAGES

CHANNEL = "telegram"
_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_SLUG = 48


def slug(reference: str) -> str:
    """A letter's reference as deep links and buttons bear it (Bot API: A-Z, a-z, 0-9, _ and -, at most 64)."""
    plain = _PLAIN.sub("-", reference).strip("-")
    if not plain or len(plain) > _LONGEST_SLUG or not reference.isascii():
        return sha256(reference.encode()).hexdigest()[:16]
    return plain


@lru_cache(maxsize=2)
def _slugs(references: tuple[str, ...]) -> Mapping[str, str]:
    return {slug(reference): reference for reference in references}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What stays the same from update to update.

    `username` is the bot's own name, `watched` the letters whose calls a mailbox receives; by `settings` those are
    reminded who chose nothing.
    """

    knowledge: Knowledge
    username: str
    bot: int
    admins: frozenset[int] = frozenset()
    watched: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def worlds(self) -> Worlds:
        """What reminders are made from, as it stands."""
        return Worlds(self.knowledge, self.settings)

    @property
    def book(self) -> FactBook:
        """All that the letters say."""
        return self.knowledge.library.book

    @property
    def letters(self) -> Mapping[str, str]:
        """The letters' references by their slugs."""
        return _slugs(tuple(self.book.letters))

    def link(self, payload: str) -> str:
        """A link that opens the private chat and starts with this."""
        return f"https://t.me/{self.username}?start={payload}"


@dataclass(kw_only=True)
class Visit:
    """One update, in the transaction in which everything that it changes is written.

    `user` is who acts, `chat` where; in a private chat they have the same number. `hint` is the language of the
    person's Telegram, where it is one of the six. `message` is the message that is answered, in a group. Of somebody
    who is `passing`, and may have opened no chat with the bot, nothing is kept.
    """

    desk: Desk
    connection: Connection
    now: datetime
    user: int
    chat: int
    is_private: bool
    hint: str | None = None
    message: int | None = None
    thread: int | None = None
    passing: bool = False
    _remembered: Remembered | None = field(default=None, init=False)

    @cached_property
    def speaking(self) -> Speaking:
        """Who speaks where."""
        return Speaking(channel=CHANNEL, chat=str(self.chat), speaker=str(self.user))

    @cached_property
    def person(self) -> Person:
        """The chat's settings: a person's in a private chat, the group's in a group."""
        kind, address = "person" if self.is_private else "group", str(self.chat)
        if not self.passing:
            return people.see(self.connection, CHANNEL, address, self.now, kind=kind)
        nobody = Person(id=0, channel=CHANNEL, address=address, first_seen=self.now, last_seen=self.now)
        return people.find(self.connection, CHANNEL, address) or nobody

    @cached_property
    def world(self) -> World:
        """What reminders are made from."""
        return self.desk.worlds.current(self.connection)

    @property
    def is_admin(self) -> bool:
        """Whether the configuration names the person as an admin."""
        return self.user in self.desk.admins

    @property
    def remembered(self) -> Remembered:
        """The dialogue so far."""
        if self._remembered is None:
            self._remembered = dialogues.recall(self.connection, self.speaking, self.now)
        return self._remembered

    def remember(self, remembered: Remembered) -> None:
        """Keep the dialogue as it stands now."""
        self._remembered = remembered
        dialogues.remember(self.connection, self.speaking, remembered, self.now)

    @property
    def language(self) -> str:
        """The language for what is no answer to a question: the one chosen, the dialogue's, Telegram's, or English."""
        return self.person.language or self.remembered.dialogue.language or self.hint or DEFAULT_LANGUAGE

    @property
    def wording(self) -> Wording:
        """The texts of answers, in the person's language."""
        return self.desk.knowledge.wording(self.language)

    @property
    def renderer(self) -> Renderer:
        """Renders facts in the person's language."""
        return Renderer(self.wording, self.desk.book, self.now)

    def say(self, key: str, **values: object) -> str:
        """A text of the conversation, in the person's language."""
        return self.desk.knowledge.conversation(self.language).say(key, **values)

    def send(
        self, text: str, rows: Rows = (), quotes: tuple[Span, ...] = (), question: int | None = None
    ) -> list[Call]:
        """A message to the chat, in as many parts as it takes; the buttons stand under the last.

        Args:
            text: of any length.
            rows: of buttons.
            quotes: what is marked as quotation, where the text is sent in one part.
            question: the number of the question that it answers.
        """
        parts = split(text)
        whole = len(parts) == 1
        return [
            SendText(
                chat=self.chat,
                text=text if whole else part,
                quotes=quotes if whole else (),
                rows=rows if part is parts[-1] else (),
                reply_to=None if self.is_private or part is not parts[0] else self.message,
                thread=self.thread,
                question=question if part is parts[-1] else None,
            )
            for part in parts
        ]

    def tell(self, key: str, **values: object) -> list[Call]:
        """A text of the conversation as a message."""
        return self.send(self.say(key, **values))

    def file(self, name: str, content: str, caption: str) -> SendFile:
        """A text file for the chat."""
        return SendFile(
            chat=self.chat,
            name=name,
            content=content,
            caption=caption,
            reply_to=None if self.is_private else self.message,
            thread=self.thread,
        )


def language_of(code: str | None) -> str | None:
    """The one of the six languages that a Telegram language code means, if any.

    Args:
        code: an IETF tag, such as `pt-br` or `zh-hans`.
    """
    short = (code or "").partition("-")[0].casefold()
    return short if short in LANGUAGES else None


def column(*buttons: Button) -> Rows:
    """Buttons one below the other."""
    return tuple((button,) for button in buttons)
