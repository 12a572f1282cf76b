"""The methods that answer presses and inline queries, and those that ask about chats and the bot."""

import re
from typing import Any

from tests.botapi.checks import message_text, nested, reply_markup
from tests.botapi.people import Group, utf16_length
from tests.botapi.refusing import STALE_QUERY, bad
from tests.botapi.watch import Call
from tests.botapi.world import CallbackAnswer, InlineAnswer, World

_LONGEST_NOTICE, _MOST_RESULTS, _LONGEST_ID = 200, 50, 64
_RIGHTS = [
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
]
_GIFTS = dict.fromkeys(
    ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"],
    False,
)


def _seconds(params: dict[str, Any], otherwise: int) -> int:
    given = params.get("cache_time", otherwise)
    return given if isinstance(given, int) else otherwise


def answer_callback_query(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    query_id, text = str(call.params.get("callback_query_id", "")), call.params.get("text", "")
    if query_id not in world.open_presses:
        raise bad(STALE_QUERY)
    if utf16_length(text) > _LONGEST_NOTICE:
        raise bad("MESSAGE_TOO_LONG")
    world.open_presses.remove(query_id)
    world.callback_answers[query_id] = CallbackAnswer(
        text=text,
        show_alert=bool(call.params.get("show_alert")),
        url=call.params.get("url"),
        cache_time=_seconds(call.params, 0),
    )
    return True


def answer_inline_query(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#answerinlinequery; articles alone."""
    query_id = str(call.params.get("inline_query_id", ""))
    results = nested(call.params.get("results"), list, "inline query results")
    if len(results) > _MOST_RESULTS:
        raise bad("too many inline query results specified")
    for result in results:
        _check_result(result, parse_mode_allowed=world.parse_modes_allowed)
    if len({result["id"] for result in results}) < len(results):
        raise bad("RESULT_ID_DUPLICATE")
    next_offset = call.params.get("next_offset", "")
    if len(next_offset.encode()) > _LONGEST_ID:
        raise bad("NEXT_OFFSET_INVALID")
    button = _results_button(call.params)
    if query_id not in world.open_inline_queries:
        raise bad(STALE_QUERY)
    world.open_inline_queries.remove(query_id)
    world.inline_answers[query_id] = InlineAnswer(
        results=results,
        cache_time=_seconds(call.params, 300),
        is_personal=bool(call.params.get("is_personal")),
        next_offset=next_offset,
        button=button,
    )
    return True


def _check_result(result: object, *, parse_mode_allowed: bool) -> None:
    """https://core.telegram.org/bots/api#inlinequeryresultarticle."""
    if not isinstance(result, dict):
        raise bad("inline query result must be an object")
    begin = "can't parse inline query result: "
    if result.get("type") != "article":
        raise bad(f"{begin}unsupported inline query result type {result.get('type')!r} (rule of this server)")
    if not isinstance(result.get("id"), str) or not 1 <= len(result["id"].encode()) <= _LONGEST_ID:
        raise bad("RESULT_ID_INVALID")
    if not isinstance(result.get("title"), str) or not result["title"]:
        raise bad(f'{begin}Can\'t find field "title"')
    content = result.get("input_message_content")
    if not isinstance(content, dict):
        raise bad("input message content is not specified")
    message_text(content, "message_text", parse_mode_allowed=parse_mode_allowed)
    reply_markup(result, only_inline=True)


def _results_button(params: dict[str, Any]) -> dict[str, Any] | None:
    """https://core.telegram.org/bots/api#inlinequeryresultsbutton."""
    if not params.get("button"):
        return None
    button: dict[str, Any] = nested(params["button"], dict, "inline query results button")
    if not button.get("text"):
        raise bad("can't parse inline query results button: Can't find field \"text\"")
    if ("web_app" in button) == ("start_parameter" in button):
        raise bad("InlineQueryResultsButton must have exactly one optional field")
    if "start_parameter" in button and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button["start_parameter"]):
        raise bad("START_PARAM_INVALID")
    return button


def get_me(world: World, _: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getme."""
    about = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}
    more = {"can_connect_to_business": False, "has_main_web_app": False}
    return world.bot | about | more


def get_chat(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchat."""
    chat = world.chat(call.params.get("chat_id"))
    return chat.about | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _GIFTS}


def get_chat_member(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#getchatmember."""
    chat = world.writable(call.params.get("chat_id"))
    user_id = call.params.get("user_id")
    if not isinstance(user_id, int):
        raise bad("invalid user_id specified")
    known = world.chats.get(user_id)
    user = world.bot if user_id == world.bot["id"] else getattr(known, "user", None)
    if user is None:
        raise bad("user not found")
    if not isinstance(chat, Group):
        if user_id not in {chat.id, world.bot["id"]}:
            raise bad("member not found")
        return {"user": user, "status": "member"}
    status = chat.status_of(user_id)
    return {"user": user, "status": status} | (dict.fromkeys(_RIGHTS, False) if status == "administrator" else {})
