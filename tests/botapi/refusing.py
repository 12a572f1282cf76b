"""How the Bot API refuses: the code, Telegram's own words, and what a client needs to go on."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
STALE_QUERY = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An error as the Bot API tells it (https://core.telegram.org/bots/api#making-requests)."""

    code: int
    description: str
    retry_after: int | None = None
    migrate_to_chat_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        named = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to_chat_id}
        parameters = {name: value for name, value in named.items() if value is not None}
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": parameters} if parameters else {})


class ApiError(Exception):
    """A request is refused."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


def bad(words: str) -> ApiError:
    """400 with these words."""
    return ApiError(Refusal(code=HTTPStatus.BAD_REQUEST, description=f"Bad Request: {words}"))


def too_many(retry_after: int) -> Refusal:
    """429: come back after so many seconds."""
    description = f"Too Many Requests: retry after {retry_after}"
    return Refusal(code=HTTPStatus.TOO_MANY_REQUESTS, description=description, retry_after=retry_after)
