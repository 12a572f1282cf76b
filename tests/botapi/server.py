"""A strict Telegram Bot API on loopback: what a test holds in its hands.

It has the methods that Plazo uses, refuses what Telegram refuses and more, and plays the people. It keeps no account,
sends nothing anywhere and knows one bot.
"""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tornado.httputil import HTTPServerRequest

from bot.clock import real_now
from tests.botapi.chats import Chat
from tests.botapi.delivery import Delivery, Posted
from tests.botapi.faults import Fault, Faults
from tests.botapi.gateway import Gateway
from tests.botapi.limits import Limits
from tests.botapi.listener import Listener
from tests.botapi.people import Group, Person
from tests.botapi.watch import Call, Found
from tests.botapi.world import CallbackAnswer, Commands, CommandsKey, InlineAnswer, World


class _Service:
    """The gateway and the delivery of updates, on the loop."""

    def __init__(self, gateway: Gateway, delivery: Delivery) -> None:
        self._gateway, self._delivery = gateway, delivery

    def handle(self, request: HTTPServerRequest) -> None:
        self._gateway.handle(request)

    async def run(self) -> None:
        await self._delivery.run()


class BotApiServer:
    """The server; listens within its `with`. All of it may be used from any thread."""

    def __init__(
        self,
        token: str = "123456:TEST-token",  # noqa: S107 - invented
        username: str = "plazo_bot",
        *,
        limits: bool = False,
        parse_modes_allowed: bool = False,
        now: Callable[[], datetime] = real_now,
    ) -> None:
        """Don't listen yet.

        Args:
            token: the only one that is let in.
            username: of the bot.
            limits: whether Telegram's limits on sending hold.
            parse_modes_allowed: where not, a parse_mode is refused, since none is ever expected.
            now: dates the messages.
        """
        self.token = token
        self._world = World(token, username, now)
        self._world.parse_modes_allowed = parse_modes_allowed
        self._watch = self._world.watch
        self._faults = Faults()
        self._delivery = Delivery(self._world)
        self._gateway = Gateway(token, self._world, self._delivery, self._faults, Limits() if limits else None)
        self._listener = Listener(lambda: _Service(self._gateway, self._delivery))

    def __enter__(self) -> Self:
        self._world.updates.arrived = lambda: self._listener.soon(self._delivery.wake)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._world.updates.arrived = None
        self._listener.stop()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"http://127.0.0.1:{self._listener.port}/bot"

    def down(self) -> None:
        """Break all connections and refuse new ones."""
        self._listener.down()

    def up(self) -> None:
        """Listen again, on the same port."""
        self._listener.up()

    # Who is there.

    def person(
        self, user_id: int, first_name: str, *, language_code: str | None = None, username: str | None = None
    ) -> Person:
        """A person who has started the bot; the private chat has the same id."""
        told = {"language_code": language_code, "username": username}
        user = {"id": user_id, "is_bot": False, "first_name": first_name}
        person = Person(self._world, user | {name: value for name, value in told.items() if value is not None})
        with self._watch.lock:
            self._world.chats[user_id] = person
        return person

    def group(self, chat_id: int, title: str, people: list[Person], *, admins: list[Person] | None = None) -> Group:
        """A group of people and the bot; one whose id begins with -100 is a supergroup."""
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        group = Group(self._world, {"id": chat_id, "type": kind, "title": title}, people, admins or [])
        with self._watch.lock:
            self._world.chats[chat_id] = group
        return group

    # What the bot did.

    @property
    def calls(self) -> list[Call]:
        """All requests with the right token, in order."""
        return self._watch.calls

    def calls_of(self, method: str, chat: Chat | None = None) -> list[Call]:
        """The requests of a method, in a chat where one is given."""
        with self._watch.lock:
            return [
                call
                for call in self._watch.calls
                if call.method == method and (chat is None or call.params.get("chat_id") == chat.id)
            ]

    def wait_for(self, condition: Callable[[], Found | None], timeout: float = 10, what: str = "a condition") -> Found:
        """Wait until the condition is true, and give what it gave.

        Raises:
            AssertionError: it did not come true; lists the last calls.
        """
        return self._watch.wait_for(condition, timeout, what)

    @property
    def callback_answers(self) -> dict[str, CallbackAnswer]:
        """By the id of the callback query."""
        return self._world.callback_answers

    @property
    def inline_answers(self) -> dict[str, InlineAnswer]:
        """By the id of the inline query."""
        return self._world.inline_answers

    @property
    def commands(self) -> dict[CommandsKey, Commands]:
        """By the scope's type, its chat and the language code ("" for all): command to description, in order."""
        return self._world.profile.commands

    @property
    def names(self) -> dict[str, str]:
        """By language code, "" for all; so are the next two."""
        return self._world.profile.names

    @property
    def descriptions(self) -> dict[str, str]:
        return self._world.profile.descriptions

    @property
    def short_descriptions(self) -> dict[str, str]:
        return self._world.profile.short_descriptions

    @property
    def menu_buttons(self) -> dict[int | None, dict[str, Any]]:
        """By private chat, None for all."""
        return self._world.profile.menu_buttons

    # Updates.

    def push(self, update: dict[str, Any]) -> int:
        """Queue an update as it is, even a malformed one; an update_id is added where there is none.

        One with an update_id is delivered at least once, even where its number was confirmed before.
        """
        with self._watch.lock:
            return self._world.updates.push(update)

    @property
    def confirmed(self) -> int:
        """The highest offset confirmed: each update below it is. With a webhook: beyond the highest one taken."""
        return self._world.updates.confirmed

    def unconfirmed(self) -> list[dict[str, Any]]:
        """The updates that the bot has not confirmed."""
        with self._watch.lock:
            return [update.body for update in self._world.updates.unconfirmed()]

    @property
    def webhook_url(self) -> str | None:
        """The address that the bot set."""
        hook = self._delivery.hook
        return hook.url if hook else None

    @property
    def webhook_target(self) -> str | None:
        """Where updates are POSTed instead of the address that the bot set: the bot's listener on loopback.

        None goes out as long as there is none.
        """
        return self._delivery.target

    @webhook_target.setter
    def webhook_target(self, address: str | None) -> None:
        assert address is None or urlsplit(address).hostname in {"127.0.0.1", "localhost"}, "not on loopback"
        self._delivery.target = address
        self._listener.soon(self._delivery.wake)

    @property
    def webhook_posts(self) -> list[Posted]:
        """All attempts to deliver to the webhook."""
        return self._delivery.posts

    # Faults.

    def fail(self, method: str, fault: Fault, times: int | None = 1, chat: Chat | None = None) -> None:
        """Order a fault for coming requests.

        Args:
            method: its name, or "*" for every one.
            fault: what is to go wrong.
            times: how often; None for as long as it isn't mended.
            chat: only requests that are about this chat.
        """
        with self._watch.lock:
            self._faults.order(method, fault, times, chat.id if chat is not None else None)

    def mend(self) -> None:
        """Take back every fault ordered."""
        with self._watch.lock:
            self._faults.clear()

    @property
    def calls_during_holds(self) -> list[Call]:
        """Calls made although a 429 had asked for a pause: of its method, and in its chat where it had one."""
        return self._faults.calls_during_holds
