"""Calls of the Bot API as values: planned in a transaction, kept in the database, made afterwards.

Texts are plain: no markup is ever parsed. Quotations are marked by their place in the text instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button under a message: it sends `data` (at most 64 bytes), or opens `url`."""

    text: str
    data: str | None = None
    url: str | None = None


Rows = tuple[tuple[Button, ...], ...]
Span = tuple[int, int]
"""Offset and length in UTF-16 code units, as the Bot API counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText:
    """A message. `question` is the number of the question that it answers."""

    kind: Literal["text"] = "text"
    chat: int
    text: str
    quotes: tuple[Span, ...] = ()
    rows: Rows = ()
    reply_to: int | None = None
    thread: int | None = None
    question: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFile:
    """A text file."""

    kind: Literal["file"] = "file"
    chat: int
    name: str
    content: str
    caption: str = ""
    rows: Rows = ()
    reply_to: int | None = None
    thread: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditText:
    """Other text in a message of ours; `or_send` sends it anew where the message cannot be edited any more."""

    kind: Literal["edit"] = "edit"
    chat: int
    message: int
    text: str
    quotes: tuple[Span, ...] = ()
    rows: Rows = ()
    or_send: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EditButtons:
    """Other buttons under a message of ours, or none."""

    kind: Literal["buttons"] = "buttons"
    chat: int
    message: int
    rows: Rows = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPress:
    """What a pressed button gives: nothing, or a short text."""

    kind: Literal["press"] = "press"
    press: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result of an inline query."""

    id: str
    title: str
    description: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerInline:
    """What an inline query gives; `more` is the text of a button that opens the private chat."""

    kind: Literal["inline"] = "inline"
    query: str
    results: tuple[Result, ...]
    more: str
    payload: str = "inline"


InChat = SendText | SendFile | EditText | EditButtons
Call = InChat | AnswerPress | AnswerInline
_CALLS: TypeAdapter[list[Call]] = TypeAdapter(list[Annotated[Call, Field(discriminator="kind")]])


def dump(calls: Sequence[Call]) -> list[dict[str, Any]]:
    """The calls as JSON values, to be kept."""
    found: list[dict[str, Any]] = _CALLS.dump_python(list(calls), mode="json")
    return found


def load(kept: Sequence[Mapping[str, Any]]) -> list[Call]:
    """The calls that were kept."""
    return _CALLS.validate_python(list(kept))
