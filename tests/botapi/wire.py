"""HTTP to parameters and back, as PTB and any other client send them. Knows nothing of the methods."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine

from tests.botapi.refusing import Refusal, bad

if TYPE_CHECKING:
    from tornado.http1connection import HTTP1Connection

_JSON = frozenset(
    [
        "reply_markup",
        "entities",
        "caption_entities",
        "reply_parameters",
        "link_preview_options",
        "commands",
        "scope",
        "results",
        "allowed_updates",
        "button",
        "menu_button",
    ]
)
_NUMBERS = frozenset(
    [
        "chat_id",
        "user_id",
        "message_id",
        "message_thread_id",
        "offset",
        "limit",
        "timeout",
        "cache_time",
        "max_connections",
    ]
)
_FLAGS = frozenset(
    [
        "show_alert",
        "disable_notification",
        "protect_content",
        "drop_pending_updates",
        "is_personal",
        "allow_sending_without_reply",
        "disable_content_type_detection",
    ]
)
_TRUE = {"true", "yes", "1"}
Files = dict[str, tuple[str, bytes]]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is written back."""

    status: int
    body: str
    description: str = ""
    content_type: str = "application/json"
    retry_after: int | None = None


def success(result: object, description: str | None = None) -> Answer:
    """The method's result."""
    said = {"description": description} if description else {}
    return Answer(status=HTTPStatus.OK, body=json.dumps({"ok": True, "result": result} | said))


def success_with(results: list[str]) -> Answer:
    """The method's result, a list whose entries are JSON already."""
    return Answer(status=HTTPStatus.OK, body='{"ok":true,"result":[' + ",".join(results) + "]}")


def refused(refusal: Refusal) -> Answer:
    """The Bot API's error."""
    return Answer(
        status=refusal.code,
        body=json.dumps(refusal.as_json()),
        description=refusal.description,
        retry_after=refusal.retry_after,
    )


def read_parameters(request: HTTPServerRequest) -> tuple[dict[str, Any], Files]:
    """The parameters of a request, from query and body, decoded; and its files.

    Raises:
        ApiError: they can't be read.
    """
    try:
        params = {name: _decoded(name, values[-1].decode()) for name, values in request.arguments.items()}
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
    if request.headers.get("Content-Type", "").startswith("application/json"):
        params |= _read_json(request.body)
    return params, {name: (files[0]["filename"], files[0]["body"]) for name, files in request.files.items()}


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise bad("can't parse JSON body") from None
    if not isinstance(given, dict):
        raise bad("expected an Object as body")
    return {name: _decoded(name, value) if isinstance(value, str) else value for name, value in given.items()}


def _decoded(name: str, value: str) -> object:
    """What a string stands for; one that doesn't fit stays as it is, for the method to refuse."""
    if name in _JSON:
        try:
            return json.loads(value)
        except ValueError:
            return value
    if name in _NUMBERS:
        digits = value.removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() else value
    return value.lower() in _TRUE if name in _FLAGS else value


def write(request: HTTPServerRequest, answer: Answer) -> None:
    """Answer a request."""
    body = answer.body.encode()
    headers = HTTPHeaders({"Content-Type": answer.content_type, "Content-Length": str(len(body))})
    if answer.retry_after is not None:
        headers["Retry-After"] = str(answer.retry_after)
    connection = request.connection
    assert connection is not None
    line = ResponseStartLine("HTTP/1.1", answer.status, HTTPStatus(answer.status).phrase)
    _ = connection.write_headers(line, headers, body)  # a client that has left is no fault
    connection.finish()


def on_leaving(request: HTTPServerRequest, left: Callable[[], None]) -> None:
    """Call this when the client leaves before it was answered."""
    cast("HTTP1Connection", request.connection).set_close_callback(left)


def cut(request: HTTPServerRequest) -> None:
    """Break the connection."""
    cast("HTTP1Connection", request.connection).close()
