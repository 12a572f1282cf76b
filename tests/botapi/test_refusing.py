"""What the server refuses, with Telegram's words."""

from typing import Any

import httpx
import pytest

from tests.botapi.people import Person
from tests.botapi.server import BotApiServer
from tests.botapi.using import ask, refusal

_BUTTON = "can't parse inline keyboard button: "
_LATE = "query is too old and response timeout expired or query ID is invalid"


def _entity(offset: int, length: int, kind: str = "bold") -> dict[str, Any]:
    return {"chat_id": 1001, "text": "a😀b", "entities": [{"type": kind, "offset": offset, "length": length}]}


def _button(**button: object) -> dict[str, Any]:
    return {"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [[button]]}}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 5, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": 1001}, "message text is empty"),
        ({"chat_id": 1001, "text": " \n"}, "text must be non-empty"),
        ({"chat_id": 1001, "text": "😀" * 2048 + "x"}, "message is too long"),
        (
            {"chat_id": 1001, "text": "x", "parse_mode": "HTML"},
            "parse_mode HTML was not expected (rule of this server)",
        ),
        (_entity(0, 5), "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 4"),
        (_entity(2, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 2"),
        (_entity(0, 2), "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 2"),
        (_entity(0, 1, "shouted"), "can't parse MessageEntity: Unsupported type specified"),
        (_entity(0, 1, "text_link"), "can't parse MessageEntity: Can't find field \"url\""),
        ({"chat_id": 1001, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        (_button(callback_data="x"), _BUTTON + 'Can\'t find field "text"'),
        (_button(text="", callback_data="x"), "inline keyboard button text must be non-empty"),
        (_button(text="x"), _BUTTON + "Text buttons are unallowed in the inline keyboard"),
        (
            _button(text="x", callback_data="x", url="https://example.org"),
            _BUTTON + "it has several actions, ['callback_data', 'url'] (rule of this server)",
        ),
        (_button(text="x", callback_data=""), "BUTTON_DATA_INVALID"),
        (_button(text="x", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (
            _button(text="x", url="ftp://example.org"),
            "inline keyboard button URL 'ftp://example.org' is invalid: Wrong HTTP URL",
        ),
        (
            {"chat_id": 1001, "text": "x", "reply_markup": {"inline_keyboard": [{}]}},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"chat_id": 1001, "text": "x", "reply_markup": {"keyboard": [[""]]}},
            "keyboard button text must be non-empty",
        ),
    ],
)
def test_wrong_message_is_refused(server: BotApiServer, ana: Person, params: dict[str, Any], words: str) -> None:
    assert refusal(server, "sendMessage", **params) == words
    assert ana.messages == []


@pytest.mark.parametrize(
    "params",
    [
        {"text": "😀" * 2048},
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "é" * 32}]]}},
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": "tg://user?id=1"}]]}},
        {"text": "x", "reply_markup": {"inline_keyboard": []}},
        {"text": "x", "reply_markup": {"remove_keyboard": True}},
    ],
)
def test_message_at_the_limits_is_taken(server: BotApiServer, ana: Person, params: dict[str, Any]) -> None:
    assert ask(server, "sendMessage", chat_id=1001, **params).status_code == 200
    assert len(ana.messages) == 1


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("editMessageText", {"chat_id": 1001, "message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"chat_id": 1001, "text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"chat_id": 1001, "message_id": 1, "text": "x"}, "message can't be edited"),
        ("deleteMessage", {"chat_id": 1001, "message_id": 99}, "message to delete not found"),
        ("sendDocument", {"chat_id": 1001}, "there is no document in the request"),
        ("sendChatAction", {"chat_id": 1001, "action": "dancing"}, "wrong parameter action in request"),
        ("getChat", {"chat_id": 5}, "chat not found"),
        ("getChatMember", {"chat_id": 1001, "user_id": 5}, "user not found"),
        ("answerCallbackQuery", {"callback_query_id": "5"}, _LATE),
        ("answerInlineQuery", {"inline_query_id": "5", "results": []}, _LATE),
        ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": [], "language_code": "spanish"}, "invalid language code specified"),
        ("setMyDescription", {"description": "x" * 513}, "description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "short_description is too long"),
        ("setMyName", {"name": "x" * 65}, "name is too long"),
    ],
)
def test_wrong_request_is_refused(
    server: BotApiServer, ana: Person, method: str, params: dict[str, Any], words: str
) -> None:
    ana.says("mine")
    assert refusal(server, method, **params) == words


def _article(**changes: object) -> dict[str, Any]:
    return {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x"}, **changes}


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([_article(id=str(n)) for n in range(51)], "too many inline query results specified"),
        ([_article(), _article()], "RESULT_ID_DUPLICATE"),
        ([_article(id="x" * 65)], "RESULT_ID_INVALID"),
        ([_article(title="")], "can't parse inline query result: Can't find field \"title\""),
        ([_article(input_message_content=None)], "input message content is not specified"),
        ([_article(input_message_content={"message_text": ""})], "message text is empty"),
        ("[", "can't parse inline query results JSON object"),
    ],
)
def test_wrong_inline_results_are_refused(server: BotApiServer, ana: Person, results: object, words: str) -> None:
    query_id = ana.asks_inline("x")
    assert refusal(server, "answerInlineQuery", inline_query_id=query_id, results=results) == words
    assert server.inline_answers == {}


def test_notice_that_is_too_long_is_refused_and_may_be_given_again(server: BotApiServer, ana: Person) -> None:
    query_id = ana.presses_data("x", 1)
    assert refusal(server, "answerCallbackQuery", callback_query_id=query_id, text="x" * 201) == "MESSAGE_TOO_LONG"
    assert ask(server, "answerCallbackQuery", callback_query_id=query_id, text="x" * 200).json()["result"] is True


def test_file_that_is_too_large_or_empty_is_refused(server: BotApiServer) -> None:
    server.person(1001, "Ana")
    address = f"{server.base_url}{server.token}/sendDocument"
    large, empty = (
        httpx.post(address, data={"chat_id": 1001}, files={"document": ("x.bin", content)}, timeout=30)
        for content in (b"x" * (50 * 1024 * 1024 + 1), b"")
    )
    assert (large.status_code, large.json()["description"]) == (413, "Request Entity Too Large")
    assert (empty.status_code, empty.json()["description"]) == (400, "Bad Request: file must be non-empty")


def test_caption_that_is_too_long_is_refused(server: BotApiServer) -> None:
    server.person(1001, "Ana")
    address = f"{server.base_url}{server.token}/sendDocument"
    sent = httpx.post(address, data={"chat_id": 1001, "caption": "x" * 1025}, files={"document": ("x.txt", b"x")})
    assert sent.json()["description"] == "Bad Request: message caption is too long"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
def test_body_that_is_no_json_object_is_refused(server: BotApiServer, body: bytes) -> None:
    address = f"{server.base_url}{server.token}/getMe"
    response = httpx.post(address, content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["ok"]) == (400, False)
