"""What people do: write, press buttons, ask inline, block the bot; and the groups they are in."""

import re
from http import HTTPStatus
from typing import Any

from tests.botapi.chats import Chat, Message
from tests.botapi.refusing import Refusal
from tests.botapi.world import CallbackAnswer, InlineAnswer, World

_ENTITIES = re.compile(
    r"(?<![\w/<>])(?:(?P<bot_command>/\w{1,64}(?:@\w{3,32})?)|(?P<mention>@\w{4,32}))(?![\w/<>])", re.ASCII
)
"""What Telegram takes for a command or a mention."""
BLOCKED = Refusal(code=HTTPStatus.FORBIDDEN, description="Forbidden: bot was blocked by the user")
DEACTIVATED = Refusal(code=HTTPStatus.FORBIDDEN, description="Forbidden: user is deactivated")


def utf16_length(text: str) -> int:
    """The length as Telegram counts: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entities_of(text: str) -> list[dict[str, Any]]:
    """The commands and mentions that Telegram marks in what a person wrote."""
    return [
        {
            "type": found.lastgroup,
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found.group()),
        }
        for found in _ENTITIES.finditer(text)
    ]


def _membership(world: World, chat: Chat, person: "Person", old: str, new: str) -> None:
    """The bot's own standing in a chat changes (https://core.telegram.org/bots/api#chatmemberupdated)."""
    standings: list[dict[str, Any]] = [
        {"user": world.bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}
        for status in (old, new)
    ]
    changed = {"chat": chat.about, "from": person.user, "date": world.date()}
    world.updates.tell(
        "my_chat_member", changed | dict(zip(("old_chat_member", "new_chat_member"), standings, strict=True))
    )


class Person(Chat):
    """A person, and the private chat with the bot. The methods may be called from any thread."""

    def __init__(self, world: World, user: dict[str, Any]) -> None:
        named = {name: user[name] for name in ("id", "first_name", "last_name", "username") if name in user}
        about: dict[str, Any] = named | {"type": "private"}
        super().__init__(world.watch, about)
        self.user = user
        self._world = world
        self._last_press: str | None = None

    def says(self, text: str, *, in_chat: Chat | None = None, reply_to: int | None = None) -> int:
        """Write a message.

        Args:
            text: with commands and mentions marked as Telegram does.
            in_chat: a group; the private chat by default.
            reply_to: the id of the message that it answers.

        Returns:
            The message's id.
        """
        entities = entities_of(text)
        return self._writes(in_chat, reply_to, {"text": text} | ({"entities": entities} if entities else {}))

    def sends(self, *, in_chat: Chat | None = None, reply_to: int | None = None, **content: object) -> int:
        """Send something that is no text: `photo=[…]`, `voice={…}`, `location={…}` as the Bot API has them.

        Returns:
            The message's id.
        """
        return self._writes(in_chat, reply_to, content)

    def sends_photo(self, caption: str | None = None) -> int:
        photo: Any = [{"file_id": "photo", "file_unique_id": "p", "width": 90, "height": 90, "file_size": 1000}]
        return self._writes(None, None, {"photo": photo} | ({"caption": caption} if caption else {}))

    def sends_sticker(self) -> int:
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.sends(sticker={"file_id": "sticker", "file_unique_id": "s", **shape})

    def sends_voice(self) -> int:
        return self.sends(voice={"file_id": "voice", "file_unique_id": "v", "duration": 3})

    def sends_document(self, name: str, caption: str | None = None) -> int:
        document: Any = {"file_id": "document", "file_unique_id": "d", "file_name": name}
        return self._writes(None, None, {"document": document} | ({"caption": caption} if caption else {}))

    def shares_contact(self, phone: str) -> int:
        """Share the person's own contact."""
        return self.sends(contact={"phone_number": phone, "first_name": self.user["first_name"], "user_id": self.id})

    def shares_location(self, latitude: float, longitude: float) -> int:
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def _writes(self, chat: Chat | None, reply_to: int | None, content: dict[str, Any]) -> int:
        with self.watch.lock:
            where = chat or self
            number = self._world.number()
            raw = {"message_id": number, "from": self.user, "chat": where.about, "date": self._world.date(), **content}
            if reply_to is not None:
                answered = where.find(reply_to)
                assert answered is not None, f"no message {reply_to} in chat {where.id}"
                raw["reply_to_message"] = {k: v for k, v in answered.raw.items() if k != "reply_to_message"}
            where.keep(Message(raw=raw, by_bot=False))
            self._world.updates.tell("message", raw)
            return number

    def edits(self, message_id: int, text: str, *, in_chat: Chat | None = None) -> None:
        """Change a message of one's own."""
        with self.watch.lock:
            where = in_chat or self
            old = where.find(message_id)
            assert old is not None, f"no message {message_id} in chat {where.id}"
            raw = {name: value for name, value in old.raw.items() if name not in {"text", "entities"}}
            raw |= {"edit_date": self._world.date(), "text": text, "entities": entities_of(text)}
            where.edit(Message(raw=raw, by_bot=False, edits=old.edits + 1))
            self._world.updates.tell("edited_message", raw)

    def presses(self, label: str, *, message: Message | int | None = None, in_chat: Chat | None = None) -> str:
        """Press the callback button with this label, else one that contains it, on the newest message that has it.

        Args:
            label: what is written on the button.
            message: the message, where it must be this one.
            in_chat: a group; the private chat by default.

        Returns:
            The id of the callback query.

        Raises:
            AssertionError: there is no such button; lists those that are.
        """
        with self.watch.lock:
            where = in_chat or self
            wanted = message.id if isinstance(message, Message) else message
            for each in where.newest_first():
                if wanted not in {None, each.id}:
                    continue
                pressable = [button for button in each.buttons if button.data is not None]
                exact = [button.data for button in pressable if button.text == label]
                near = [button.data for button in pressable if label in button.text]
                if data := next(iter([*exact, *near]), None):
                    return self.presses_data(data, each.id, in_chat=where)
            there = [f"{each.id}: {each.labels}" for each in where.newest_first() if each.buttons]
        raise AssertionError(f"no button {label!r} in chat {where.id}; there are: {'; '.join(there) or 'none'}")

    def presses_data(self, data: str, message_id: int, *, in_chat: Chat | None = None) -> str:
        """Send callback data as they are, even for a message that is gone or never had such a button.

        Returns:
            The id of the callback query.
        """
        with self.watch.lock:
            where = in_chat or self
            standing = where.find(message_id)
            inaccessible = {"chat": where.about, "message_id": message_id, "date": 0}
            query_id = str(self._world.number())
            query = {"id": query_id, "from": self.user, "chat_instance": str(where.id), "data": data}
            self._world.open_presses.add(query_id)
            self._world.updates.tell("callback_query", query | {"message": standing.raw if standing else inaccessible})
            self._last_press = query_id
            return query_id

    def answer_to_press(self, query_id: str | None = None, timeout: float = 10) -> CallbackAnswer:
        """How the bot answered a press, by default the person's last one; waits for it."""
        wanted = query_id or self._last_press
        assert wanted is not None, "nothing was pressed"
        answers = self._world.callback_answers
        return self.watch.wait_for(lambda: answers.get(wanted), timeout, f"the answer to press {wanted}")

    def asks_inline(self, query: str, *, offset: str = "") -> str:
        """Type `@bot query` in some chat.

        Returns:
            The id of the inline query.
        """
        with self.watch.lock:
            query_id = str(self._world.number())
            content = {"id": query_id, "from": self.user, "query": query, "offset": offset, "chat_type": "sender"}
            self._world.open_inline_queries.add(query_id)
            self._world.updates.tell("inline_query", content)
            return query_id

    def inline_answer(self, query_id: str, timeout: float = 10) -> InlineAnswer:
        """How the bot answered an inline query; waits for it."""
        answers = self._world.inline_answers
        return self.watch.wait_for(lambda: answers.get(query_id), timeout, f"the answer to {query_id}")

    def blocks(self) -> None:
        """Block the bot."""
        with self.watch.lock:
            self.closed = BLOCKED
            _membership(self._world, self, self, "member", "kicked")

    def unblocks(self) -> None:
        """Let the bot write again."""
        with self.watch.lock:
            self.closed = None
            _membership(self._world, self, self, "kicked", "member")

    def deletes_account(self) -> None:
        """Leave Telegram; the bot is not told."""
        with self.watch.lock:
            self.closed = DEACTIVATED


class Group(Chat):
    """A group or supergroup."""

    def __init__(self, world: World, about: dict[str, Any], people: list[Person], admins: list[Person]) -> None:
        super().__init__(world.watch, about)
        self.people = people
        self.admins = admins
        self._world = world

    def status_of(self, user_id: object) -> str:
        """A user's standing, as getChatMember tells it."""
        if any(admin.id == user_id for admin in self.admins):
            return "administrator"
        ids = {person.id for person in self.people} | {self._world.bot["id"]}
        return "member" if user_id in ids else "left"

    def becomes_supergroup(self, new_id: int) -> "Group":
        """Telegram gives the group a new id; the old one is dead.

        Returns:
            The supergroup.
        """
        with self.watch.lock:
            about = {**self.about, "id": new_id, "type": "supergroup"}
            successor = Group(self._world, about, self.people, self.admins)
            self._world.chats[new_id] = successor
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            self.closed = Refusal(code=HTTPStatus.BAD_REQUEST, description=words, migrate_to_chat_id=new_id)
            self._notice(self, {"migrate_to_chat_id": new_id})
            self._notice(successor, {"migrate_from_chat_id": self.id})
            return successor

    def _notice(self, chat: Chat, content: dict[str, Any]) -> None:
        number, date = self._world.number(), self._world.date()
        raw = {"message_id": number, "from": self.people[0].user, "chat": chat.about, "date": date, **content}
        chat.keep(Message(raw=raw, by_bot=False))
        self._world.updates.tell("message", raw)

    def adds_bot(self) -> None:
        """A member adds the bot."""
        with self.watch.lock:
            self.closed = None
            _membership(self._world, self, self.people[0], "left", "member")

    def removes_bot(self) -> None:
        """A member throws the bot out."""
        with self.watch.lock:
            words = f"Forbidden: bot was kicked from the {self.about['type']} chat"
            self.closed = Refusal(code=HTTPStatus.FORBIDDEN, description=words)
            _membership(self._world, self, self.people[0], "member", "kicked")
