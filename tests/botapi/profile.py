"""The methods with which the bot presents itself: commands, names, descriptions, the menu button."""

import re
from collections.abc import Callable
from typing import Any

from tests.botapi.checks import nested
from tests.botapi.people import utf16_length
from tests.botapi.refusing import bad
from tests.botapi.watch import Call
from tests.botapi.world import CommandsKey, World

Method = Callable[[World, Call], object]
_WITHOUT_CHAT = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
_OF_CHAT = {"chat", "chat_administrators", "chat_member"}
_MOST_COMMANDS, _LONGEST_DESCRIPTION = 100, 256


def _language(params: dict[str, Any]) -> str:
    """A two-letter code, or nothing for all languages."""
    code = params.get("language_code", "")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad("invalid language code specified")
    return str(code)


def _key(world: World, params: dict[str, Any]) -> CommandsKey:
    """Whose commands (https://core.telegram.org/bots/api#botcommandscope)."""
    scope = nested(params.get("scope") or {"type": "default"}, dict, "BotCommandScope")
    kind = scope.get("type")
    if kind in _WITHOUT_CHAT:
        return kind, None, _language(params)
    if kind not in _OF_CHAT:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    return kind, world.chat(scope.get("chat_id")).id, _language(params)


def set_my_commands(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setmycommands."""
    given = nested(call.params.get("commands", []), list, "commands")
    if len(given) > _MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    commands = dict(_command(each) for each in given)
    if len(commands) < len(given):
        raise bad("a command was given twice (rule of this server)")
    world.profile.commands[_key(world, call.params)] = commands
    return True


def _command(given: object) -> tuple[str, str]:
    """https://core.telegram.org/bots/api#botcommand."""
    if not isinstance(given, dict):
        raise bad("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad(f"can't parse BotCommand: Can't find field \"{name}\"")
    if not re.fullmatch("[a-z0-9_]{1,32}", given["command"]):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(given["description"]) <= _LONGEST_DESCRIPTION:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return given["command"], given["description"]


def get_my_commands(world: World, call: Call) -> list[dict[str, str]]:
    """https://core.telegram.org/bots/api#getmycommands."""
    commands = world.profile.commands.get(_key(world, call.params), {})
    return [{"command": command, "description": description} for command, description in commands.items()]


def delete_my_commands(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemycommands."""
    world.profile.commands.pop(_key(world, call.params), None)
    return True


def _setter(name: str, longest: int, texts: Callable[[World], dict[str, str]]) -> Method:
    """Sets a text of the profile in a language; an empty one is taken away."""

    def set_text(world: World, call: Call) -> bool:
        language, text = _language(call.params), call.params.get(name, "")
        if not isinstance(text, str) or utf16_length(text) > longest:
            raise bad(f"{name} is too long")
        if text:
            texts(world)[language] = text
        else:
            texts(world).pop(language, None)
        return True

    return set_text


def _getter(name: str, texts: Callable[[World], dict[str, str]]) -> Method:
    """Gives a text of the profile in a language, or the one for all."""

    def get_text(world: World, call: Call) -> dict[str, str]:
        held = texts(world)
        return {name: held.get(_language(call.params), held.get("", ""))}

    return get_text


def set_chat_menu_button(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#setchatmenubutton."""
    button = nested(call.params.get("menu_button") or {"type": "default"}, dict, "menu button")
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad("can't parse menu button: MenuButton has unsupported type")
    chat_id = call.params.get("chat_id")
    if chat_id is not None and world.chat(chat_id).is_group:
        raise bad("private chat not found")
    world.profile.menu_buttons[chat_id] = button
    return True


def get_chat_menu_button(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchatmenubutton."""
    held = world.profile.menu_buttons
    return held.get(call.params.get("chat_id"), held.get(None, {"type": "default"}))


PROFILE_METHODS: dict[str, Method] = {
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name", 64, lambda world: world.profile.names),
    "getMyName": _getter("name", lambda world: world.profile.names),
    "setMyDescription": _setter("description", 512, lambda world: world.profile.descriptions),
    "getMyDescription": _getter("description", lambda world: world.profile.descriptions),
    "setMyShortDescription": _setter("short_description", 120, lambda world: world.profile.short_descriptions),
    "getMyShortDescription": _getter("short_description", lambda world: world.profile.short_descriptions),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
