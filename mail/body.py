"""Which parts of a message are its text, and which are attached."""

import re
from dataclasses import dataclass, field

from mail.charsets import decode
from mail.flowed import unflow
from mail.html import html_lines
from mail.lines import Line, plain_lines
from mail.mime import Part

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_POINTER_LENGTH = 300
_CELLS = re.compile(r"\t|\S\s*\|\s*\S")


@dataclass(slots=True)
class Budget:
    """How many characters may still be kept, how many more be looked at to choose among them, and what was broken."""

    characters: int
    work: int
    warnings: dict[str, None] = field(default_factory=dict)

    def take(self, text: str) -> str:
        """As much of a text as there is room for."""
        room = min(self.characters, self.work)
        if len(text) > room:
            self.warnings["the text is cut"] = None
        taken = text[:room]
        self.work -= len(taken)
        self.characters -= len(taken)
        return taken

    def warn(self, warning: str | None) -> None:
        """Note what was broken."""
        if warning:
            self.warnings[warning] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The lines of a message's text, and the parts that are attached to it."""

    lines: tuple[Line, ...] = ()
    attached: tuple[Part, ...] = ()
    has_table: bool = False


def part_text(part: Part, budget: Budget, hints: tuple[str, ...]) -> str:
    """The text of a text part."""
    raw = part.content(min(budget.characters, budget.work) * 4)
    charset = part.kind.parameter("charset")
    if part.type == "text/html" and not charset:
        match = _META.search(raw[:2_000])
        charset = match[1].decode("ascii") if match else ""
    decoded = decode(raw, charset or None, hints)
    budget.warn(decoded.warning)
    return budget.take(decoded.text)


def _text_body(part: Part, budget: Budget, hints: tuple[str, ...]) -> Body:
    text = part_text(part, budget, hints)
    if part.type == "text/html":
        found = html_lines(text)
        budget.warn(found.warning)
        return Body(lines=found.lines, has_table=found.has_table)
    if part.kind.parameter("format").lower() == "flowed":
        text = unflow(text, delete_space=part.kind.parameter("delsp").lower() == "yes")
    lines = tuple(plain_lines(text))
    return Body(lines=lines, has_table=any(_CELLS.search(line.text[:1_000]) for line in lines[:1_000]))


def _is_attached(part: Part) -> bool:
    """Whether a part is a file rather than a piece of the text."""
    if part.kind.disposition == "attachment" or part.type not in {"text/plain", "text/html"}:
        return True
    return bool(part.kind.file_name()) and part.kind.disposition != "inline"


def _is_blank(body: Body) -> bool:
    return not any(line.text.strip() for line in body.lines)


def _is_pointer(body: Body) -> bool:
    """Whether a text only says that the message is to be seen as HTML."""
    text = " ".join(line.text for line in body.lines).strip()
    return len(text) < _POINTER_LENGTH and "html" in text.lower()


def _alternative(part: Part, budget: Budget, hints: tuple[str, ...]) -> Body:
    """The plain text of several forms of the same, unless the HTML holds what it lacks: words, or tables."""
    room = budget.characters
    plain: Body | None = None
    other: Body | None = None
    attached: list[Part] = []
    for child in part.children:
        budget.characters = room
        body = read_body(child, budget, hints)
        attached += body.attached
        if child.type == "text/plain" and body.lines:
            plain = plain or body
        elif not _is_blank(body):
            other = body
    if plain is None or (
        other and (_is_blank(plain) or _is_pointer(plain) or (other.has_table and not plain.has_table))
    ):
        chosen = other or plain or Body()
    else:
        chosen = plain
    budget.characters = max(0, room - sum(len(line.text) for line in chosen.lines))
    return Body(lines=chosen.lines, attached=tuple(attached), has_table=chosen.has_table)


def _several(parts: tuple[Part, ...], budget: Budget, hints: tuple[str, ...]) -> Body:
    lines: list[Line] = []
    attached: list[Part] = []
    has_table = False
    for part in parts:
        body = read_body(part, budget, hints)
        if lines and body.lines:
            lines.append(Line(text=""))
        lines += body.lines
        attached += body.attached
        has_table = has_table or body.has_table
    return Body(lines=tuple(lines), attached=tuple(attached), has_table=has_table)


def read_body(part: Part, budget: Budget, hints: tuple[str, ...] = ()) -> Body:
    """The text of a message or part, and what is attached.

    Args:
        part: the outermost one, or one within.
        budget: bounds what is read; takes warnings.
        hints: charsets that the message names elsewhere.
    """
    if part.type == "multipart/alternative":
        return _alternative(part, budget, hints)
    if part.type in {"multipart/signed", "multipart/report"}:
        return _several(part.children[:1], budget, hints)
    if part.type.startswith("multipart/"):
        return _several(part.children, budget, hints)
    if _is_attached(part):
        return Body(attached=(part,))
    return _text_body(part, budget, hints)
