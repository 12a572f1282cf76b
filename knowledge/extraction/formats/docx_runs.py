"""The runs of one Word paragraph: their marks, links, breaks, notes, and the text boxes that hang on them."""

from collections.abc import Mapping

from docx.opc.part import Part
from lxml import etree

from knowledge.extraction.document import MarkKind
from knowledge.extraction.formats.docx_styles import Look, Styles, W, look_of, value
from knowledge.extraction.formats.flow import Flow

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}rt", f"{_COMPATIBILITY}Fallback"})
_LONGEST_LABEL = 40


class Runs:
    """Writes one paragraph's runs."""

    def __init__(self, styles: Styles, part: Part, look: Look) -> None:
        """Begin a paragraph.

        Args:
            styles: of the document.
            part: in which the paragraph stands; its links are kept there.
            look: what the paragraph's style says of its text.
        """
        self.boxes: list[etree._Element] = []
        self._styles = styles
        self._part = part
        self._look = look
        self._line = ""
        self._fields: list[str] = []
        self._instruction: list[str] | None = None

    def has_text(self, paragraph: etree._Element) -> bool:
        """Whether the paragraph has any text that is not deleted."""
        return any((text.text or "").strip() for text in paragraph.iter(f"{W}t"))

    def write(self, parent: etree._Element, flow: Flow, link: str = "") -> None:
        """Write what an element holds.

        Args:
            parent: the paragraph, or what wraps runs in it.
            flow: where to.
            link: the address of the link that this stands in.
        """
        for child in parent:
            if child.tag == f"{W}r":
                self._run(child, flow, link)
            elif child.tag == f"{W}hyperlink":
                self.write(child, flow, self._address(child) or link)
            elif child.tag not in _SKIPPED and len(child):
                self.write(child, flow, link)

    def _address(self, element: etree._Element) -> str:
        anchor = value(element, "anchor")
        relation = self._part.rels.get(element.get(f"{_R}id") or "")
        target = str(relation.target_ref) if relation is not None and relation.is_external else ""
        return f"{target}#{anchor}" if anchor else target

    def _run(self, run: etree._Element, flow: Flow, link: str) -> None:
        properties = run.find(f"{W}rPr")
        style = value(properties.find(f"{W}rStyle")) if properties is not None else ""
        look = self._look.under(self._styles.look(style)).under(look_of(properties))
        target = link or next(filter(None, reversed(self._fields)), "")
        marks = look.marks | {MarkKind.LINK} if target else look.marks
        for child in run:
            if child.tag in {f"{W}fldChar", f"{W}instrText"}:
                self._field(child)
            elif self._instruction is None:
                self._content(child, flow, marks, target, is_hidden=look.is_hidden)

    def _content(
        self, child: etree._Element, flow: Flow, marks: frozenset[MarkKind], target: str, *, is_hidden: bool
    ) -> None:
        if child.tag in {f"{W}drawing", f"{W}pict", f"{_COMPATIBILITY}AlternateContent", f"{W}object"}:
            self._find_boxes(child)
        elif is_hidden:
            return
        elif child.tag in _WRITTEN or child.tag == f"{W}t":
            text = _WRITTEN.get(child.tag) or child.text or ""
            self._line += text
            flow.write(text, marks, target)
        elif child.tag in {f"{W}br", f"{W}cr"} or (child.tag == f"{W}tab" and self._is_between_columns()):
            self._line = ""
            flow.break_line()
        elif child.tag == f"{W}tab":
            flow.write(" ", marks, target)
        elif child.tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            flow.write(value(child, "id"), marks | {MarkKind.SUPERSCRIPT}, target)
        elif child.tag == f"{W}lastRenderedPageBreak":
            flow.page += 1

    def _is_between_columns(self) -> bool:
        """Whether a tab here sets apart two things, and not a label and its value."""
        line = self._line.strip()
        return bool(line) and not (line.endswith((":", "：")) and len(line) <= _LONGEST_LABEL)

    def _find_boxes(self, element: etree._Element) -> None:
        waiting = [element]
        while waiting:
            node = waiting.pop()
            if node.tag == f"{W}txbxContent":
                self.boxes.append(node)
            elif node.tag != f"{_COMPATIBILITY}Fallback":
                waiting.extend(reversed(node))

    def _field(self, child: etree._Element) -> None:
        """A field: its instruction is no text, but may be a link."""
        kind = value(child, "fldCharType")
        if child.tag == f"{W}instrText":
            if self._instruction is not None:
                self._instruction.append(child.text or "")
        elif kind == "begin":
            self._instruction = []
            self._fields.append("")
        elif kind == "separate" and self._fields:
            self._fields[-1] = _link_of("".join(self._instruction or ()))
            self._instruction = None
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._instruction = None


_WRITTEN: Mapping[str, str] = {f"{W}noBreakHyphen": "-", f"{W}softHyphen": "\u00ad"}


def _link_of(instruction: str) -> str:
    words = instruction.split('"')
    return words[1] if words[0].strip().upper() == "HYPERLINK" and len(words) > 1 else ""
