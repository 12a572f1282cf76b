"""What Telegram refuses in texts and their entities, with its own words as far as they are known."""

import json
import re
from itertools import chain
from typing import Any

from tests.botapi.people import utf16_length
from tests.botapi.refusing import bad

_ENTITY_TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
_ENTITY_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024
"""In UTF-16 code units, after entities were parsed (https://core.telegram.org/bots/api#sendmessage)."""
Entities = list[dict[str, Any]]


def nested(given: object, kind: type[Any], what: str) -> Any:  # noqa: ANN401 - of the kind asked for
    """A parameter that was sent as JSON, of the kind it has to be."""
    if isinstance(given, str):
        raise bad(f"can't parse {what} JSON object")
    if not isinstance(given, kind):
        raise bad(f"expected an {'Array' if kind is list else 'Object'} as {what}")
    return given


def formatted(
    params: dict[str, Any],
    names: tuple[str, str] = ("text", "entities"),
    *,
    parse_mode_allowed: bool = False,
) -> tuple[str, Entities]:
    """A text with its entities, as Telegram would store it: blanks around it are gone.

    Args:
        params: of the request.
        names: of the text and its entities.
        parse_mode_allowed: where not, it is refused.

    Raises:
        ApiError: the entities are wrong, or there is a parse_mode.
    """
    if params.get("parse_mode") and not parse_mode_allowed:
        raise bad(f"parse_mode {params['parse_mode']} was not expected (rule of this server)")
    text = params.get(names[0], "")
    if not isinstance(text, str):
        raise bad(f'field "{names[0]}" must be of type String')
    entities = nested(params.get(names[1]) or [], list, "entities")
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        _check_entity(entity, units)
    return _without_blanks(text, entities)


def _check_entity(entity: object, units: bytes) -> None:
    if not isinstance(entity, dict):
        raise bad("can't parse MessageEntity: expected an Object")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad('can\'t parse MessageEntity: Field "offset" or "length" must be of type Number')
    kind = entity.get("type")
    if kind not in _ENTITY_TYPES:
        raise bad("can't parse MessageEntity: Unsupported type specified")
    needed = _ENTITY_NEEDS.get(str(kind))
    if needed and not entity.get(needed):
        raise bad(f"can't parse MessageEntity: Can't find field \"{needed}\"")
    end, whole = offset + length, len(units) // 2
    if offset < 0 or length <= 0:
        raise bad(f"entity with offset {offset} and length {length} is empty (rule of this server)")
    if end > whole:
        raise bad(f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {whole}")
    if _is_inside_a_character(units, offset):
        raise bad(f"entity begins in a middle of a UTF-16 symbol at byte offset {offset}")
    if _is_inside_a_character(units, end):
        raise bad(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at byte offset {end}"
        )


def _is_inside_a_character(units: bytes, offset: int) -> bool:
    """Whether the unit at the offset is the second half of a surrogate pair."""
    at = 2 * offset + 1
    return at < len(units) and 0xDC <= units[at] <= 0xDF


def _without_blanks(text: str, entities: Entities) -> tuple[str, Entities]:
    stripped = text.strip()
    if stripped == text:
        return text, entities
    before = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(stripped)
    moved = []
    for entity in entities:
        start = max(entity["offset"] - before, 0)
        stop = min(entity["offset"] + entity["length"] - before, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return stripped, moved


def message_text(
    params: dict[str, Any], name: str = "text", *, parse_mode_allowed: bool = False
) -> tuple[str, Entities]:
    """The text of a message.

    Raises:
        ApiError: it is empty, too long, or its entities are wrong.
    """
    if not params.get(name):
        raise bad("message text is empty")
    text, entities = formatted(params, (name, "entities"), parse_mode_allowed=parse_mode_allowed)
    if not text:
        raise bad("text must be non-empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad("message is too long")
    return text, entities


def caption_text(params: dict[str, Any], *, parse_mode_allowed: bool = False) -> tuple[str, Entities]:
    """The caption of a document, which may be missing.

    Raises:
        ApiError: it is too long, or its entities are wrong.
    """
    text, entities = formatted(params, ("caption", "caption_entities"), parse_mode_allowed=parse_mode_allowed)
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return text, entities


_ACTIONS = {
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
} | {"switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"}
_URL = re.compile(
    r"(?:https?://[^\s/.]+\.[^\s]+|https?://(?:localhost|\d+(?:\.\d+){3})(?:[:/]\S*)?|tg://\S+)", re.IGNORECASE
)
_MOST_BUTTONS, _LONGEST_DATA, _LONGEST_MARKUP = 100, 64, 10_000


def reply_markup(params: dict[str, Any], *, only_inline: bool = False) -> dict[str, Any] | None:
    """The markup of a message, checked.

    Args:
        params: of the request.
        only_inline: edits take inline keyboards alone.

    Returns:
        It, or None where there is none or an empty keyboard.

    Raises:
        ApiError: Telegram would not take it.
    """
    given = params.get("reply_markup")
    if given is None or given == "":
        return None
    markup: dict[str, Any] = nested(given, dict, "reply keyboard markup")
    if "inline_keyboard" in markup:
        return _checked_inline(markup)
    if only_inline and markup:
        raise bad("inline keyboard expected")
    if "keyboard" in markup:
        _check_reply_keyboard(markup["keyboard"])
    return markup or None


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(f'field "{name}" of the {"Inline" * (name != "keyboard")}KeyboardMarkup must be an Array of Arrays')
    return rows


def _checked_inline(markup: dict[str, Any]) -> dict[str, Any] | None:
    rows = _rows(markup["inline_keyboard"], "inline_keyboard")
    if not all(rows):
        raise bad("an inline keyboard has an empty row (rule of this server)")
    buttons = list(chain.from_iterable(rows))
    for button in buttons:
        _check_inline_button(button)
    if len(buttons) > _MOST_BUTTONS or len(json.dumps(markup)) > _LONGEST_MARKUP:
        raise bad("reply markup is too long")
    return markup if rows else None


def _check_inline_button(button: object) -> None:
    begin = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad(f"{begin}InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad(f'{begin}Can\'t find field "text"')
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad(f"{begin}Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad(f"{begin}it has several actions, {sorted(actions)} (rule of this server)")
    if "callback_data" in actions:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= _LONGEST_DATA:
            raise bad("BUTTON_DATA_INVALID")
    if "url" in actions and not (isinstance(button["url"], str) and _URL.fullmatch(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _check_reply_keyboard(keyboard: object) -> None:
    for button in chain.from_iterable(_rows(keyboard, "keyboard")):
        label = button.get("text") if isinstance(button, dict) else button
        if not isinstance(label, str) or not label.strip():
            raise bad("keyboard button text must be non-empty")
