"""The bot's menus and descriptions, set for each language when it starts."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)

from bot.library import Knowledge
from bot.telegram.commands import menu
from handlers.question import DEFAULT_LANGUAGE
from knowledge.model import LANGUAGES

Request = Callable[[], Awaitable[Any]]


def requests(bot: Bot, knowledge: Knowledge, admins: Iterable[int]) -> Iterator[Request]:
    """The requests that set everything: for each language, and for all others in English.

    Args:
        bot: whose profile it is.
        knowledge: for the texts.
        admins: who get the admins' commands in their menu.
    """
    for code in (None, *LANGUAGES):
        say = knowledge.conversation(code or DEFAULT_LANGUAGE).say
        private, group, admin = (
            [BotCommand(name, say(f"commands.{name}")) for name in menu(is_private=here, is_admin=rank)]
            for here, rank in ((True, False), (False, False), (True, True))
        )
        yield _set(bot.set_my_commands, private, scope=BotCommandScopeAllPrivateChats(), language_code=code)
        yield _set(bot.set_my_commands, group, scope=BotCommandScopeAllGroupChats(), language_code=code)
        yield _set(bot.set_my_commands, group, language_code=code)
        for number in admins:
            yield _set(bot.set_my_commands, admin, scope=BotCommandScopeChat(number), language_code=code)
        yield _set(bot.set_my_description, say("profile.description"), language_code=code)
        yield _set(bot.set_my_short_description, say("profile.short_description"), language_code=code)
    yield _set(bot.set_chat_menu_button, menu_button=MenuButtonCommands())


def _set(method: Callable[..., Awaitable[Any]], *arguments: object, **named: object) -> Request:
    return lambda: method(*arguments, **named)
