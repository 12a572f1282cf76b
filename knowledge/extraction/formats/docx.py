"""Word documents to blocks: the first page's header, the body, text boxes, footnotes, footers as furniture.

Tracked changes are read as accepted; hidden and deleted text stays out. Layout that Word computes is not known.
"""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.opc.part import Part
from lxml import etree

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import BlockKind, Document
from knowledge.extraction.formats.docx_runs import Runs
from knowledge.extraction.formats.docx_styles import Numbering, Styles, W, is_on, value
from knowledge.extraction.formats.flow import Flow, finished
from knowledge.extraction.formats.packing import check_packed

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SKIPPED = frozenset({f"{W}moveFrom", f"{W}del", f"{W}sectPr"})
_CHANGES = (f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo")


def read_docx(data: bytes) -> Document:
    """The blocks of a Word document.

    Raises:
        UnreadableLetterError: it is broken or would unpack to too much.
    """
    check_packed(data)
    try:
        main = docx.Document(BytesIO(data)).part
        reader = _Reader(main)
        reader.read()
    except UnreadableLetterError:
        raise
    except Exception:  # noqa: BLE001 - the libraries raise anything for a broken file
        raise UnreadableLetterError("the Word file is broken or of a kind that is not read") from None
    return Document(blocks=finished(reader.flow.close()), warnings=tuple(reader.warnings))


def _related(part: Part, kind: str) -> Part | None:
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            target: Part = relation.target_part
            return target
    return None


def _root(part: Part | None) -> etree._Element | None:
    if part is None:
        return None
    return etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))


class _Reader:
    """Walks the parts of one document."""

    def __init__(self, main: Part) -> None:
        self._main = main
        self._body = _root(main)
        self._styles = Styles(_root(_related(main, "styles")))
        self._numbering = Numbering(_root(_related(main, "numbering")))
        self.flow = Flow()
        self.warnings: list[str] = []

    def read(self) -> None:
        """Read all parts into the flow."""
        body = self._body.find(f"{W}body") if self._body is not None else None
        if body is None:
            raise UnreadableLetterError("the Word file has no text")
        head, furniture = self._headers(body)
        for part in head:
            self._part(part)
        self._walk(body, self._main)
        self._footnotes()
        for part in furniture:
            self._part(part, BlockKind.FURNITURE)
        if any(next(body.iter(tag), None) is not None for tag in _CHANGES):
            self.warnings.append("the document has tracked changes: they are read as accepted")
        if next(body.iter(f"{W}altChunk"), None) is not None:
            self.warnings.append("the document has another file built in, which is not read")

    def _headers(self, body: etree._Element) -> tuple[list[Part], list[Part]]:
        """The header that stands on the first page, and the other headers and footers."""
        section = next(body.iter(f"{W}sectPr"), None)
        if section is None:
            return [], []
        title = section.find(f"{W}titlePg")
        shown = "first" if title is not None and is_on(title) else "default"
        head, furniture = list[Part](), list[Part]()
        for element in section:
            if element.tag in {f"{W}headerReference", f"{W}footerReference"}:
                part = self._main.related_parts[element.get(f"{_R}id")]
                is_head = element.tag == f"{W}headerReference" and value(element, "type") == shown
                (head if is_head else furniture).append(part)
        return head, furniture

    def _part(self, part: Part, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        root = _root(part)
        if root is not None:
            self._walk(root, part, kind)
            self.flow.block()

    def _footnotes(self) -> None:
        for name in ("footnotes", "endnotes"):
            part = _related(self._main, name)
            root = _root(part)
            if part is None or root is None:
                continue
            for note in root:
                if value(note, "type") in {"", "normal"}:
                    self.flow.block(BlockKind.FOOTNOTE)
                    self.flow.write(f"{value(note, 'id')} ")
                    self._walk(note, part, BlockKind.FOOTNOTE)

    def _walk(self, parent: etree._Element, part: Part, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """Read the paragraphs and tables of an element, whatever they are wrapped in."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child, part, kind)
            elif child.tag == f"{W}tr":
                self._row(child, part, kind)
            elif child.tag not in _SKIPPED and len(child):
                self._walk(child, part, kind)

    def _row(self, row: etree._Element, part: Part, kind: BlockKind) -> None:
        if row.find(f"{W}trPr/{W}del") is not None:
            return
        self.flow.begin_row()
        for cell in _cells(row):
            self.flow.begin_cell()
            self._walk(cell, part, kind)
            self.flow.end_cell()
        self.flow.end_row()

    def _paragraph(self, paragraph: etree._Element, part: Part, kind: BlockKind) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = value(properties.find(f"{W}pStyle")) if properties is not None else ""
        label = self._label(properties, style) if kind is BlockKind.PARAGRAPH else None
        if kind is BlockKind.PARAGRAPH and self._styles.is_heading(style or "Normal"):
            kind = BlockKind.HEADING
        elif label is not None:
            kind = BlockKind.ITEM
        if kind is not BlockKind.FOOTNOTE or not self.flow.has_only_number():
            self.flow.block(kind)
        runs = Runs(self._styles, part, self._styles.look(style))
        if label and runs.has_text(paragraph):
            self.flow.write(f"{label} ")
        runs.write(paragraph, self.flow)
        self.flow.block()
        for box in runs.boxes:
            self._walk(box, part)

    def _label(self, properties: etree._Element | None, style: str) -> str | None:
        numbering = properties.find(f"{W}numPr") if properties is not None else None
        own = numbering if numbering is not None else self._styles.numbering(style)
        if own is None:
            return None
        return self._numbering.label(value(own.find(f"{W}numId")), value(own.find(f"{W}ilvl")))


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}customXml"}:
            yield from _cells(child)
