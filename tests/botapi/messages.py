"""The methods that send, change and delete messages."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from tests.botapi.chats import Chat, File, Message
from tests.botapi.checks import caption_text, message_text, nested, reply_markup
from tests.botapi.refusing import NOT_MODIFIED, ApiError, Refusal, bad
from tests.botapi.watch import Call
from tests.botapi.world import World

_LARGEST_FILE = 50 * 1024 * 1024
_ACTIONS = frozenset(
    [
        "cancel",
        "typing",
        "record_video",
        "upload_video",
        "record_audio",
        "upload_audio",
        "record_voice",
        "upload_voice",
        "upload_photo",
        "upload_document",
        "choose_sticker",
        "pick_up_location",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def _reply(world: World, chat: Chat, params: dict[str, Any]) -> dict[str, Any]:
    """The message that is answered, as part of the new one (https://core.telegram.org/bots/api#replyparameters)."""
    given = params.get("reply_parameters")
    if not given:
        return {}
    reply = nested(given, dict, "reply parameters")
    if not isinstance(reply.get("message_id"), int):
        raise bad('can\'t find field "message_id"')
    answered = (world.chat(reply["chat_id"]) if "chat_id" in reply else chat).find(reply["message_id"])
    if answered is not None:
        return {"reply_to_message": {name: value for name, value in answered.raw.items() if name != "reply_to_message"}}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad("message to be replied not found")


def _post(world: World, call: Call, chat: Chat, content: dict[str, Any], file: File | None = None) -> dict[str, Any]:
    """Put a message of the bot into a chat."""
    markup = reply_markup(call.params)
    reply = _reply(world, chat, call.params)
    raw = {
        "message_id": world.number(),
        "from": world.bot,
        "chat": chat.about,
        "date": world.date(),
        **reply,
        **content,
    }
    thread = call.params.get("message_thread_id")
    if thread is not None:
        raw |= {"message_thread_id": thread, "is_topic_message": True}
    if call.params.get("protect_content"):
        raw["has_protected_content"] = True
    if markup and "inline_keyboard" in markup:
        raw["reply_markup"] = markup
    chat.keep(Message(raw=raw, by_bot=True, markup=markup, file=file, asked=call.params, at=call.at))
    return raw


def _parts(**values: object) -> dict[str, Any]:
    """Those that are not empty."""
    return {name: value for name, value in values.items() if value}


def send_message(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#sendmessage."""
    chat = world.writable(call.params.get("chat_id"))
    text, entities = message_text(call.params, parse_mode_allowed=world.parse_modes_allowed)
    return _post(world, call, chat, _parts(text=text, entities=entities))


def send_document(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#senddocument; no file by its address."""
    chat = world.writable(call.params.get("chat_id"))
    file = _file(world, call)
    caption, entities = caption_text(call.params, parse_mode_allowed=world.parse_modes_allowed)
    document = {
        "file_id": file.id,
        "file_unique_id": f"u{file.id}",
        "file_name": file.name,
        "file_size": len(file.content),
    }
    return _post(world, call, chat, {"document": document} | _parts(caption=caption, caption_entities=entities), file)


def _file(world: World, call: Call) -> File:
    given = call.params.get("document", "")
    uploaded = call.files.get(str(given).removeprefix("attach://") if given else "document")
    if uploaded is None:
        if not given:
            raise bad("there is no document in the request")
        if given not in world.files:
            raise bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
        return world.files[given]
    name, content = uploaded
    if len(content) > _LARGEST_FILE:
        raise ApiError(Refusal(code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, description="Request Entity Too Large"))
    if not content:
        raise bad("file must be non-empty")
    file = File(id=f"file-{world.number()}", name=name, content=content)
    world.files[file.id] = file
    return file


def send_chat_action(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#sendchataction."""
    chat = world.writable(call.params.get("chat_id"))
    action = call.params.get("action", "")
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat.actions.append(action)
    return True


def _own(world: World, call: Call) -> tuple[Chat, Message]:
    """The message that is to be edited."""
    if not call.params.get("chat_id") and call.params.get("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")
    chat = world.writable(call.params.get("chat_id"))
    number = call.params.get("message_id")
    if number is None:
        raise bad("message identifier is not specified")
    message = chat.find(number)
    if message is None:
        raise bad("message to edit not found")
    if not message.by_bot or (message.markup and "inline_keyboard" not in message.markup):
        raise bad("message can't be edited")
    return chat, message


def _edited(world: World, call: Call, content: Callable[[Message], dict[str, Any]]) -> dict[str, Any]:
    """Change a message's content and inline keyboard; a keyboard that isn't given is gone."""
    chat, message = _own(world, call)
    changed = content(message)
    markup = reply_markup(call.params, only_inline=True)
    stays = {name: value for name, value in message.raw.items() if name not in {*changed, "reply_markup", "edit_date"}}
    raw = stays | {name: value for name, value in changed.items() if value}
    if markup:
        raw["reply_markup"] = markup
    if raw == {name: value for name, value in message.raw.items() if name != "edit_date"}:
        raise bad(NOT_MODIFIED)
    raw["edit_date"] = world.date()
    chat.edit(replace(message, raw=raw, markup=markup, edits=message.edits + 1, at=call.at))
    return raw


def edit_message_text(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagetext."""

    def content(message: Message) -> dict[str, Any]:
        if "text" not in message.raw:
            raise bad("there is no text in the message to edit")
        text, entities = message_text(call.params, parse_mode_allowed=world.parse_modes_allowed)
        return {"text": text, "entities": entities}

    return _edited(world, call, content)


def edit_message_caption(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagecaption."""

    def content(message: Message) -> dict[str, Any]:
        if "document" not in message.raw:
            raise bad("there is no caption in the message to edit")
        caption, entities = caption_text(call.params, parse_mode_allowed=world.parse_modes_allowed)
        return {"caption": caption, "caption_entities": entities}

    return _edited(world, call, content)


def edit_message_reply_markup(world: World, call: Call) -> dict[str, Any]:
    """https://core.telegram.org/bots/api#editmessagereplymarkup."""
    return _edited(world, call, lambda _: {})


def delete_message(world: World, call: Call) -> bool:
    """https://core.telegram.org/bots/api#deletemessage; in groups the bot deletes its own alone."""
    chat = world.writable(call.params.get("chat_id"))
    message = chat.find(call.params.get("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if chat.is_group and not message.by_bot:
        raise bad("message can't be deleted")
    chat.delete(message)
    return True
