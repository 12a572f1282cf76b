"""Text of DOCX and XLSX files: paragraphs, and rows whose cells are joined by a tab.

What would unpack to too much stays shut.
"""

import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO

import openpyxl
from docx import Document
from lxml import etree

from mail.errors import UnreadableError

MOST_BYTES = 10_000_000
MOST_UNPACKED = 30_000_000
_MOST_FILES = 2_000
_DEEPEST = 60
_MOST_SHEETS = 10
_MOST_ROWS = 2_000
_MOST_COLUMNS = 40

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def check_packed(content: bytes, kind: str) -> None:
    """Refuse a file that would unpack to too much, by its directory alone.

    Raises:
        UnreadableError: it is too large, packed or unpacked.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError(f"the {kind} is too large")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entries = archive.infolist()
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise UnreadableError(f"the {kind} would unpack to too much")


def _paragraph(element: etree._Element) -> str:
    pieces: list[str] = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in _TEXT:
            pieces.append(_TEXT[str(node.tag)])
        elif node.tag not in {_FALLBACK, f"{_W}pPr"}:
            waiting.extend(reversed(node))
    return "".join(pieces)


def _blocks(element: etree._Element, depth: int) -> Iterator[str]:
    """The lines of a body or cell, in the order of the document, whatever they are wrapped in."""
    if depth > _DEEPEST:
        return
    for child in element:
        if child.tag == f"{_W}p":
            yield from _paragraph(child).split("\n")
        elif child.tag == f"{_W}tr":
            cells = [" ".join(filter(None, _blocks(cell, depth + 1))).replace("\t", " ") for cell in _cells(child)]
            yield "\t".join(cells)
        elif child.tag != _FALLBACK and len(child):
            yield from _blocks(child, depth + 1)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag == f"{_W}sdt":  # a field of a form around a cell
            yield from child.iter(f"{_W}tc")


def docx_text(content: bytes) -> tuple[str, str | None]:
    """The text of a Word document: the first page's header, then paragraphs and tables.

    Raises:
        UnreadableError: it is too large.
        Exception: whatever the libraries say of a broken file.
    """
    check_packed(content, "document")
    document = Document(BytesIO(content))
    parts = [section.header._element for section in list(document.sections)[:1]]  # noqa: SLF001 - python-docx hides it
    lines = [line for part in [*parts, document.element.body] for line in _blocks(part, 0)]
    text = "\n".join(lines)
    if not text.strip():
        raise UnreadableError("the document has no text")
    return text, None


def sheet_text(content: bytes) -> tuple[str, str | None]:
    """The values of a spreadsheet's cells, one row a line.

    Raises:
        UnreadableError: it is too large.
        Exception: whatever the library says of a broken file.
    """
    check_packed(content, "spreadsheet")
    lines: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of styles and extensions that it leaves out
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets[:_MOST_SHEETS]:
            for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True):
                cells = ["" if value is None else " ".join(str(value).split()) for value in row]
                if any(cells):
                    lines.append("\t".join(cells).rstrip("\t"))
    return "\n".join(lines), None
