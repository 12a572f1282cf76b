"""A text as lines with how deep each is quoted: what `html` and plain text have in common before `quoted` splits it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

DEEPEST_QUOTE = 50
MOST_LINES = 50_000
"""What stands below is taken for one line more."""
_MARKS = re.compile(r"[ \t]?(?:>[ \t]?)+")
_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_FROM = ">From "


class Mark(Enum):
    """What the structure of a HTML message says of a line, whatever its words."""

    ATTRIBUTION = auto()
    """It says who wrote what follows."""
    HEADER = auto()
    """An earlier message begins here, usually with its From, Date and Subject."""
    RULE = auto()
    """A rule as Outlook draws it above the header of an earlier message, and others above anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line without its marks of quotation; `is_indented` where it may be a quotation or merely set in."""

    text: str
    depth: int = 0
    is_indented: bool = False
    mark: Mark | None = None


def _line(text: str) -> Line:
    match = _MARKS.match(text)
    if match is None or text.startswith(_FROM):  # an mbox puts ">" before a "From " of the writer's own
        return Line(text=text.removeprefix(">") if match else text)
    depth = min(match[0].count(">"), DEEPEST_QUOTE)
    return Line(text=text[match.end() :], depth=depth)


def plain_lines(text: str) -> list[Line]:
    """The lines of a plain text, their ">" counted and taken off."""
    return [_line(line) for line in _BREAK.split(text, maxsplit=MOST_LINES)]


def joined(lines: Iterable[str]) -> str:
    """Lines as a text: no spaces at their ends, no blank lines around it, never two blank lines together."""
    text = "\n".join(line.replace("\xa0", " ").rstrip(" ") for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
