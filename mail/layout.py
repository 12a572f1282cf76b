"""The body of a message as parts, and the same parts as plain text and as HTML, so that both say the same.

Everything is escaped, nothing remote is referred to, and without its styles the HTML still reads well.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 78
"""Columns of the plain text (:rfc:`5322`, section 2.1.1); a Chinese character fills two."""
RIGHT_TO_LEFT = frozenset({"ar"})
_QUOTED = "    "
_UNFIT = frozenset({"Cc", "Cs"})
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_WIDE = "\u2e80-\u303f\u3041-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
_CLOSING = "、。，．：；！？）】》」』〉〕％"
_OPENING = "（【《「『〈〔"
_PIECES = re.compile(f" +|[{_OPENING}]*[{_WIDE}][{_CLOSING}”’]*|[^ {_WIDE}]+[{_CLOSING}]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some lines of plain text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of a label, with its own colon, and a value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """The words of somebody else, where they stand, and their language where it is known."""

    text: str
    source: str = ""
    language: str = ""


Block = Paragraph | Table | Quotation


def _lines(text: str) -> list[str]:
    """The lines of a text without control characters, marks that turn the direction, and lone surrogates."""
    return ["".join(filter(_is_fit, line.replace("\t", " "))).rstrip() for line in _BREAKS.split(text)]


def _is_fit(character: str) -> bool:
    return unicodedata.category(character) not in _UNFIT and character not in _OVERRIDES


def one_line(text: str) -> str:
    """A text on one line, fit for a header or a cell: white space folded, nothing invisible but what scripts need."""
    joined = " ".join(_lines(text))
    kept = (c for c in joined if c in "\u200c\u200d" or unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).split())


# -- plain text ------------------------------------------------------------------------------------------------------


def as_text(blocks: Sequence[Block]) -> str:
    """The parts as plain text, with lines of at most 78 columns but for words that are longer."""
    return "\n\n".join("\n".join(_text_lines(block)) for block in blocks) + "\n"


def _text_lines(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        for label, value in block.rows:
            gap = "" if label.endswith("：") else " "
            yield from _wrap(f"{' '.join(_lines(label))}{gap}{' '.join(_lines(value))}")
    elif isinstance(block, Quotation):
        for line in (*_lines(block.text), *(_lines(block.source) if block.source else [])):
            yield from _wrap(line, _QUOTED)
    else:
        for line in _lines(block.text):
            yield from _wrap(line)


def _columns(text: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wrap(line: str, indent: str = "") -> Iterator[str]:
    """A line as several; between Chinese characters a break is possible anywhere but before closing punctuation."""
    room = WIDTH - len(indent)
    current, used = "", 0
    for match in _PIECES.finditer(line):
        piece, width = match[0], _columns(match[0])
        if current.strip() and used + width > room and not piece.isspace():
            yield f"{indent}{current.rstrip()}"
            current, used = "", 0
        if current or not piece.isspace():
            current, used = current + piece, used + width
    yield f"{indent}{current.rstrip()}" if current.strip() else ""


# -- HTML ------------------------------------------------------------------------------------------------------------


def as_html(blocks: Sequence[Block], title: str, language: str) -> str:
    """The parts as an HTML document.

    Args:
        blocks: the parts.
        title: of the document.
        language: a code of BCP 47, which also tells the direction.
    """
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    spoken = f'lang="{escape(language)}" dir="{direction}"'
    body = "\n".join("".join(_html(block)) for block in blocks)
    head = f'<head><meta charset="utf-8"><title>{escape(one_line(title))}</title></head>'
    return (
        f"<!DOCTYPE html>\n<html {spoken}>\n{head}\n"
        # Programs that show mail inside a page of their own drop html and body, and their attributes.
        f"<body><div {spoken}>\n{body}\n</div></body>\n</html>\n"
    )


def _html(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield "<table>\n"
        for label, value in block.rows:
            yield f'<tr><th scope="row" style="text-align:start;vertical-align:top">{_cell(label)}</th>'
            yield f"<td>{_cell(value)}</td></tr>\n"
        yield "</table>"
    elif isinstance(block, Quotation):
        language = f' lang="{escape(block.language)}"' if block.language else ""
        yield f'<blockquote dir="auto"{language}><p>{_html_lines(block.text)}</p></blockquote>'
        yield f"<p>{_html_lines(block.source)}</p>" if block.source else ""
    else:
        yield f"<p>{_html_lines(block.text)}</p>"


def _cell(text: str) -> str:
    return escape(" ".join(_lines(text)))


def _html_lines(text: str) -> str:
    return "<br>\n".join(escape(line) for line in _lines(text))
