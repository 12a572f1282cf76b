"""HTML to blocks. Streaming and of bounded depth, so that hostile nesting costs no more than its length.

Styles, scripts, forms' controls and hidden text stay out; a page's header, menu and footer are furniture.
"""

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import BlockKind, Document, MarkKind
from knowledge.extraction.formats.flow import Flow, finished
from knowledge.extraction.formats.html_tags import BLOCKS, SILENT, VOID

_DEEPEST = 500
_PIECE = 65_536
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = {**dict.fromkeys(_HEADINGS, BlockKind.HEADING), "dt": BlockKind.HEADING, "dd": BlockKind.ITEM}
"""The term of a definition introduces what is said of it, as a heading does."""
_MARKS = {
    **dict.fromkeys(("b", "strong", "th"), MarkKind.BOLD),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), MarkKind.ITALIC),
    **dict.fromkeys(("s", "strike", "del"), MarkKind.STRUCK),
    "sup": MarkKind.SUPERSCRIPT,
}
_STYLES = (
    (("text-decoration:line-through", "text-decoration-line:line-through"), MarkKind.STRUCK),
    (("font-weight:bold", "font-weight:600", "font-weight:700", "font-weight:800", "font-weight:900"), MarkKind.BOLD),
    (("font-style:italic", "font-style:oblique"), MarkKind.ITALIC),
    (("vertical-align:super",), MarkKind.SUPERSCRIPT),
)
_HIDDEN = ("display:none", "visibility:hidden", "mso-hide:all")
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})""")
_HEAD = 4_096


class _TooDeepError(Exception):
    """More elements stand in each other than anybody writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    tag: str
    marks: frozenset[MarkKind] = frozenset()
    target: str = ""
    is_silent: bool = False
    is_preformatted: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH


class _Builder:
    """Takes the events of the parser."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.stack = [_Element(tag="")]
        self.counts: list[int | None] = []
        """For each open list, the number of its next item; nothing for bullets."""
        self.cells: list[int] = []
        """At which depth of the stack each open row or cell stands, in turns."""
        self.is_item_empty = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if len(self.stack) >= _DEEPEST:
            raise _TooDeepError
        if tag in VOID:
            self._void(tag)
            return
        element = self._element(tag, attributes)
        self.stack.append(element)
        if element.is_silent:
            return
        if tag in {"ol", "ul"}:
            self.counts.append(_number(attributes.get("start", "1")) if tag == "ol" else None)
        if tag == "tr":
            self.flow.begin_row()
            self.cells.append(len(self.stack))
        elif tag in {"td", "th"} and self._is_in_row():
            self.flow.begin_cell()
            self.cells.append(len(self.stack))
        elif tag == "li":
            self._item(attributes)
        elif (tag in BLOCKS or tag in _HEADINGS) and not self.is_item_empty:
            self.flow.block(element.kind)

    def _is_in_row(self) -> bool:
        return len(self.cells) % 2 == 1

    def _element(self, tag: str, attributes: Mapping[str, str]) -> _Element:
        top = self.stack[-1]
        style = "".join(attributes.get("style", "").lower().split())
        marks = set(top.marks)
        if tag in _MARKS:
            marks.add(_MARKS[tag])
        marks |= {mark for words, mark in _STYLES if any(word in style for word in words)}
        target = top.target
        if tag == "a" and (address := attributes.get("href", "").strip()):
            target = address
            marks.add(MarkKind.LINK)
        is_furniture = tag == "nav" or top.kind is BlockKind.FURNITURE
        kind = BlockKind.FURNITURE if is_furniture else _KINDS.get(tag, top.kind)
        return _Element(
            tag=tag,
            marks=frozenset(marks),
            target=target,
            is_silent=top.is_silent
            or tag in SILENT
            or "hidden" in attributes
            or any(word in style for word in _HIDDEN),
            is_preformatted=top.is_preformatted or tag == "pre" or "white-space:pre" in style,
            kind=kind,
        )

    def _item(self, attributes: Mapping[str, str]) -> None:
        is_furniture = self.stack[-1].kind is BlockKind.FURNITURE
        self.flow.block(BlockKind.FURNITURE if is_furniture else BlockKind.ITEM)
        number = self.counts[-1] if self.counts else None
        if number is not None:
            number = _number(attributes.get("value", ""), number)
            self.counts[-1] = number + 1
            self.flow.write(f"{number}. ")
        self.is_item_empty = True

    def _void(self, tag: str) -> None:
        if self.stack[-1].is_silent:
            return
        if tag == "br":
            self.flow.break_line()
        elif tag == "hr":
            self.flow.block(self.stack[-1].kind)

    def end(self, tag: str) -> None:
        """An element ends; the parser closes what was left open."""
        if tag in VOID or len(self.stack) == 1:
            return
        element = self.stack[-1]
        depth = len(self.stack)
        self.stack.pop()
        if element.is_silent:
            return
        self.is_item_empty = False
        if self.cells and self.cells[-1] == depth:
            self.cells.pop()
            if tag == "tr":
                self.flow.end_row()
            else:
                self.flow.end_cell()
        elif tag in BLOCKS or tag in _HEADINGS or tag == "li":
            self.flow.block(self.stack[-1].kind)
        if tag in {"ol", "ul"} and self.counts:
            self.counts.pop()

    def data(self, text: str) -> None:
        """Text."""
        top = self.stack[-1]
        if top.is_silent:
            return
        self.is_item_empty = self.is_item_empty and text.isspace()
        if not top.is_preformatted:
            self.flow.write(text, top.marks, top.target)
            return
        for number, line in enumerate(text.split("\n")):
            if number:
                self.flow.break_line()
            self.flow.write(line, top.marks, top.target)

    def comment(self, text: str) -> None:
        """Comments say nothing."""

    def close(self) -> None:
        """The document is over."""


def _number(text: str, otherwise: int = 1) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise  # noqa: PLR2004


def read_html(data: bytes) -> Document:
    """The blocks of an HTML page.

    Raises:
        UnreadableLetterError: its text cannot be decoded, or it nests too deeply.
    """
    text, warning = _decoded(data)
    raw = text.replace("\0", "").encode("utf-8", "replace")
    builder = _Builder()
    parser = etree.HTMLParser(target=builder, encoding="utf-8", huge_tree=True)
    try:
        for at in range(0, len(raw), _PIECE):
            parser.feed(raw[at : at + _PIECE])
        with suppress(etree.LxmlError):  # it complains of a text without any element
            parser.close()
    except _TooDeepError:
        raise UnreadableLetterError("the HTML nests too deeply") from None
    return Document(blocks=finished(builder.flow.close()), warnings=(warning,) if warning else ())


def _decoded(data: bytes) -> tuple[str, str]:
    """The text by its byte order mark, its own declaration, or as UTF-8; and what is doubtful about it."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _as(data, encoding), ""
    declared = _DECLARED.search(data[:_HEAD])
    if declared:
        name = declared.group(1).decode().lower()
        # what pages call Latin-1 is read as Windows' code page, as browsers do (WHATWG Encoding Standard, 4.2)
        return _as(data, "cp1252" if name in {"iso-8859-1", "latin1", "us-ascii"} else name), ""
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "the page does not say its encoding: read as Western European"


def _as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise UnreadableLetterError(f"the page says that it is encoded as {encoding}, but it is not") from None
