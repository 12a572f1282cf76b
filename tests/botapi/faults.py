"""Faults that a test orders for coming requests, and the pauses that Telegram asked for with them."""

import time
from dataclasses import dataclass
from http import HTTPStatus

from tests.botapi.refusing import Refusal, too_many
from tests.botapi.watch import Call

EVERY_METHOD = "*"


@dataclass(frozen=True)
class TooMany:
    """429, with the seconds to wait."""

    retry_after: int = 2


@dataclass(frozen=True)
class ServerError:
    """An error of the machines in front of the Bot API, with a page instead of JSON."""

    status: int = HTTPStatus.BAD_GATEWAY
    body: str = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True)
class Forbidden:
    """403."""

    text: str = "Forbidden: bot was blocked by the user"


@dataclass(frozen=True)
class BadRequest:
    """400."""

    text: str = "Bad Request: chat not found"


@dataclass(frozen=True)
class Conflict:
    """409, as another poller of the same token makes it."""

    text: str = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class CutBefore:
    """The connection breaks before anything is done."""


@dataclass(frozen=True)
class CutAfter:
    """Everything is done, then the connection breaks without an answer."""


@dataclass(frozen=True)
class Slow:
    """Everything is done at once, but the answer comes late."""

    seconds: float


Fault = TooMany | ServerError | Forbidden | BadRequest | Conflict | CutBefore | CutAfter | Slow


def refusal_of(fault: Fault) -> Refusal | None:
    """How the Bot API tells it, where it is a refusal."""
    match fault:
        case TooMany(retry_after):
            return too_many(retry_after)
        case Forbidden(text):
            return Refusal(code=HTTPStatus.FORBIDDEN, description=text)
        case BadRequest(text):
            return Refusal(code=HTTPStatus.BAD_REQUEST, description=text)
        case Conflict(text):
            return Refusal(code=HTTPStatus.CONFLICT, description=text)
        case _:
            return None


@dataclass
class _Ordered:
    method: str
    fault: Fault
    left: int | None
    chat_id: int | None

    def fits(self, call: Call) -> bool:
        return self.method in {EVERY_METHOD, call.method.lower()} and self.chat_id in (None, call.params.get("chat_id"))


@dataclass(frozen=True)
class _Hold:
    method: str
    chat_id: object
    until: float

    def covers(self, call: Call) -> bool:
        same_method = self.method in {EVERY_METHOD, call.method.lower()}
        return same_method and self.chat_id in (None, call.params.get("chat_id"))


class Faults:
    """What a test ordered. Its user holds the lock."""

    def __init__(self) -> None:
        self.calls_during_holds: list[Call] = []
        """Calls made although a 429 had asked for a pause: of its method, in its chat where it had one."""
        self._ordered: list[_Ordered] = []
        self._holds: list[_Hold] = []

    def order(self, method: str, fault: Fault, times: int | None, chat_id: int | None) -> None:
        """For the next calls of a method; the first that was ordered comes first."""
        self._ordered.append(_Ordered(method.lower(), fault, times, chat_id))

    def clear(self) -> None:
        """No more of them."""
        self._ordered.clear()

    def take(self, call: Call) -> Fault | None:
        """The fault for this call."""
        self._note_impatience(call)
        for ordered in self._ordered:
            if ordered.fits(call):
                if ordered.left is not None:
                    ordered.left -= 1
                    if ordered.left <= 0:
                        self._ordered.remove(ordered)
                if isinstance(ordered.fault, TooMany):
                    self.hold(ordered.method, ordered.chat_id, ordered.fault.retry_after)
                return ordered.fault
        return None

    def hold(self, method: str, chat_id: object, seconds: float) -> None:
        """A pause was asked for."""
        self._holds.append(_Hold(method, chat_id, time.monotonic() + seconds))

    def _note_impatience(self, call: Call) -> None:
        if self._holds:
            self._holds = [hold for hold in self._holds if hold.until > call.at]
            if any(hold.covers(call) for hold in self._holds):
                self.calls_during_holds.append(call)
