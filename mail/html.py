"""HTML to lines of text, with what its structure says of quotations.

Streaming, of bounded depth: hostile nesting costs no more than its length. Styles, scripts and hidden text stay out.
"""

import html
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto

from lxml import etree

from mail.html_tags import (
    ATTRIBUTION_CLASSES,
    BLOCKS,
    HEADER_CLASSES,
    HEADER_IDS,
    QUOTING_CLASSES,
    SILENT,
    SPACED,
    VOID,
)
from mail.lines import DEEPEST_QUOTE, MOST_LINES, Line, Mark

_TOO_MUCH = "the HTML nests too deeply or has too many lines"
MOST_CHARACTERS = 2_000_000
DEEPEST_NESTING = 1_000
_DEEPEST_TABLE = 50
_PIECE = 8_192
_LONGEST_CELL = 8
"""Lines; a cell that holds more is a column of the page, not one of data."""

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)",
    re.IGNORECASE,
)
_OUTLOOK_RULE = re.compile(r"border-top\s*:\s*(?:solid\s+)?#(?:e1e1e1|b5c4df)\s+1", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_CUT_TAG = re.compile(r"^[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")


class _TooMuchError(Exception):
    """More elements stand in each other, or more lines below each other, than anybody writes."""


@dataclass(slots=True)
class _Frame:
    """What is written into: the page, or one cell of a table."""

    lines: list[Line] = field(default_factory=list)
    has_rows: bool = False


class _Opens(Enum):
    """What an element begins in a table."""

    NOTHING = auto()
    ROW = auto()
    CELL = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    tag: str
    is_silent: bool = False
    depth: int = 0
    is_indented: bool = False
    link: str = ""
    link_at: int = 0
    opens: _Opens = _Opens.NOTHING


_PAGE = _Element(tag="")


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlText:
    """The lines, whether a table of data is among them, and what was wrong."""

    lines: tuple[Line, ...]
    has_table: bool = False
    warning: str | None = None


class _Builder:
    """Takes the events of the parser."""

    def __init__(self) -> None:
        self.stack: list[_Element] = []
        self.frames = [_Frame()]
        self.rows: list[list[_Frame]] = []
        self.text: list[str] = []
        self.mark: Mark | None = None
        self.data_rows = 0
        self.preformatted = 0
        self.written = 0
        self.is_over = False

    @property
    def top(self) -> _Element:
        return self.stack[-1] if self.stack else _PAGE

    # -- lines ---------------------------------------------------------------------------------------------------

    def break_line(self, *, always: bool = False) -> None:
        """End the current line, if it has text or `always`."""
        text = "".join(self.text)
        text = text.rstrip(" ") if self.preformatted else text.strip(" ")
        if text or always:
            self.write(text)
        self.text.clear()

    def write(self, text: str) -> None:
        self.written += 1
        if self.written > MOST_LINES and not self.is_over:
            raise _TooMuchError
        top = self.top
        mark, self.mark = (self.mark, None) if text else (None, self.mark)
        self.frames[-1].lines.append(Line(text=text, depth=top.depth, is_indented=top.is_indented, mark=mark))

    def space(self) -> None:
        """A blank line between paragraphs."""
        self.break_line()
        lines = self.frames[-1].lines
        if lines and lines[-1].text:
            self.write("")

    # -- events --------------------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if len(self.stack) >= DEEPEST_NESTING:
            raise _TooMuchError
        if tag in VOID:
            self._void(tag)
            return
        if tag in SPACED:
            self.space()
        elif tag in BLOCKS:
            self.break_line()
        top = self.top
        self.stack.append(self._element(tag, attributes, top))
        self.preformatted += tag == "pre"
        if tag == "li" and not self.top.is_silent:
            self.text.append("- ")

    def _element(self, tag: str, attributes: Mapping[str, str], top: _Element) -> _Element:
        style = attributes.get("style", "")
        silent = top.is_silent or tag in SILENT or "hidden" in attributes or bool(style and _HIDDEN.search(style))
        names = set(attributes.get("class", "").lower().split())
        depth, indented = top.depth, top.is_indented
        if tag == "blockquote":
            quotes = (
                attributes.get("type", "").lower() == "cite" or bool(names & QUOTING_CLASSES) or "border-left" in style
            )
            depth, indented = min(depth + quotes, DEEPEST_QUOTE), indented or not quotes
        self._marks(attributes, names, style)
        href = attributes.get("href", "") if tag == "a" else ""
        link = re.split(r"[?]", href[7:])[0].strip() if href[:7].lower() == "mailto:" else ""
        return _Element(
            tag=tag,
            is_silent=silent,
            depth=depth,
            is_indented=indented,
            link=link,
            link_at=len(self.text),
            opens=self._open(tag),
        )

    def _marks(self, attributes: Mapping[str, str], names: set[str], style: str) -> None:
        name = attributes.get("id", "").lower()
        if names & ATTRIBUTION_CLASSES:
            self.mark = Mark.ATTRIBUTION
        elif name in HEADER_IDS or name.startswith("yahoo_quoted") or names & HEADER_CLASSES:
            self.mark = Mark.HEADER
        elif style and _OUTLOOK_RULE.search(style):
            self.mark = Mark.RULE

    def _void(self, tag: str) -> None:
        if self.top.is_silent:
            return
        if tag == "br":
            self.break_line(always=True)
        elif tag == "hr":
            self.break_line()
            self.write("_" * 20)

    def end(self, tag: str) -> None:
        """An element ends; the parser closes what was left open."""
        if tag in VOID or not self.stack:
            return
        element = self.top
        if element.link and not element.is_silent:
            shown = "".join(self.text[element.link_at :])
            if element.link.lower() not in shown.lower():
                self.text.append(f" <{element.link}> ")
        if tag in SPACED:
            self.space()
        elif tag in BLOCKS:
            self.break_line()
        self.preformatted -= tag == "pre"
        self.stack.pop()
        self._close(element.opens)

    def data(self, text: str) -> None:
        """Text."""
        if self.top.is_silent:
            return
        if self.preformatted:
            first, *others = text.split("\n")
            self.text.append(first)
            for line in others:
                self.break_line(always=True)
                self.text.append(line)
            return
        plain = _SPACE.sub(" ", text)
        if plain.startswith(" ") and (not self.text or self.text[-1].endswith((" ", "\t"))):
            plain = plain[1:]
        if plain:
            self.text.append(plain)

    # -- tables --------------------------------------------------------------------------------------------------

    def _open(self, tag: str) -> _Opens:
        """Begin a row or a cell, where one can stand."""
        in_cell = len(self.frames) > len(self.rows)
        if tag == "tr" and in_cell and len(self.rows) < _DEEPEST_TABLE:
            self.rows.append([])
            return _Opens.ROW
        if tag in {"td", "th"} and not in_cell:
            self.break_line()
            self.frames.append(_Frame())
            return _Opens.CELL
        return _Opens.NOTHING

    def _close(self, opens: _Opens) -> None:
        if opens is _Opens.CELL:
            self.break_line()
            self.rows[-1].append(self.frames.pop())
        elif opens is _Opens.ROW:
            cells = self.rows.pop()
            self.frames[-1].has_rows = True
            self._write_row(cells)

    def _write_row(self, cells: list[_Frame]) -> None:
        """One line of cells; or, where the table only lays out the page, the lines of each cell."""
        texts = [[line for line in cell.lines if line.text] for cell in cells]
        filled = sum(map(bool, texts))
        plain = all(
            len(lines) <= _LONGEST_CELL
            and not cell.has_rows
            and not any(line.mark or line.depth > self.top.depth for line in lines)
            for cell, lines in zip(cells, texts, strict=True)
        )
        if not filled:
            return
        if not plain or filled == 1:
            for cell in cells:
                self.frames[-1].lines.extend(cell.lines)
            return
        self.data_rows += 1
        self.write("\t".join(" ".join(line.text for line in lines) for lines in texts))

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def close(self) -> HtmlText:
        """The document is over."""
        self.is_over = True
        self.break_line()
        while self.stack:
            self.end(self.top.tag)
        return HtmlText(lines=tuple(self.frames[0].lines), has_table=self.data_rows > 1)


def _without_tags(text: str) -> Line:
    """What is left of a part that nests too deeply or is too long."""
    whole = _CUT_TAG.sub("", text)  # it may have begun in the middle of one
    return Line(text=" ".join(html.unescape(_TAG.sub(" ", whole)).split()))


def html_lines(text: str) -> HtmlText:
    """The lines of an HTML text.

    Args:
        text: any string; of one longer than `MOST_CHARACTERS`, the beginning is read.
    """
    raw = text[:MOST_CHARACTERS].replace("\0", "").encode("utf-8", "replace")
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8", huge_tree=True)
    warning = "the HTML is cut" if len(text) > MOST_CHARACTERS else None
    rest: tuple[Line, ...] = ()
    at = 0
    try:
        for at in range(0, len(raw), _PIECE):
            parser.feed(raw[at : at + _PIECE])
        with suppress(etree.LxmlError):  # it complains of a text without any element
            parser.close()
    except _TooMuchError:
        rest, warning = (_without_tags(raw[at:].decode("utf-8", "replace")),), _TOO_MUCH
    found = builder.close()
    return HtmlText(lines=(*found.lines, *rest), has_table=found.has_table, warning=warning)
