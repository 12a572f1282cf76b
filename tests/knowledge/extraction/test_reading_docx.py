"""Word documents as blocks."""

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as Word
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.extraction.document import Block, Document, MarkKind
from knowledge.extraction.reading import read_document

Build = Callable[[Word], object]


def _read(build: Build) -> Document:
    word = docx.Document()
    build(word)
    target = io.BytesIO()
    word.save(target)
    return read_document("letter.docx", target.getvalue())


def _blocks(build: Build) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in _read(build).blocks]


def _add(word: Word, inner: str) -> None:
    """Add a paragraph of which the XML is given."""
    word.element.body.insert(len(word.element.body) - 1, parse_xml(f"<w:p {nsdecls('w', 'r')}>{inner}</w:p>"))


def test_kinds_of_blocks_are_told_apart() -> None:
    def build(word: Word) -> None:
        word.add_heading("Annex", 1)
        word.add_paragraph("Some text")
        word.add_paragraph("one", style="List Bullet")
        word.add_paragraph("first", style="List Number")
        word.add_paragraph("second", style="List Number")
        for row, texts in zip(word.add_table(2, 2).rows, (("Day", "What"), ("3 June", "Opening")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    assert _blocks(build) == [
        ("heading", "Annex"),
        ("paragraph", "Some text"),
        ("item", "one"),
        ("item", "1. first"),
        ("item", "2. second"),
        ("cell_row", "Day | What"),
        ("cell_row", "3 June | Opening"),
    ]


def test_marks_of_runs_have_their_places() -> None:
    def build(word: Word) -> None:
        paragraph = word.add_paragraph("by ")
        paragraph.add_run("1 March").bold = True
        paragraph.add_run(" ")
        paragraph.add_run("2 March").font.strike = True
        paragraph.add_run(" now", style="Strong").italic = True
        paragraph.add_run("1").font.superscript = True

    (block,) = _read(build).blocks
    assert block.text == "by 1 March 2 March now1"
    assert [(mark.kind, block.text[mark.start : mark.end]) for mark in block.marks] == [
        (MarkKind.BOLD, "1 March"),
        (MarkKind.STRUCK, "2 March"),
        (MarkKind.BOLD, "now"),
        (MarkKind.ITALIC, "now"),
        (MarkKind.SUPERSCRIPT, "1"),
    ]


def _link(word: Word, address: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    return word.part.relate_to(address, kind, is_external=True)


def test_links_keep_their_targets() -> None:
    def build(word: Word) -> None:
        number = _link(word, "https://example.org/a?b=1&c=2")
        _add(
            word,
            '<w:r><w:t xml:space="preserve">at </w:t></w:r>'
            f'<w:hyperlink r:id="{number}"><w:r><w:t>page</w:t></w:r></w:hyperlink>',
        )
        _add(
            word,
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText> HYPERLINK "mailto:a@example.org" </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>a@example.org</w:t></w:r>'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>, please</w:t></w:r>',
        )

    first, second = _read(build).blocks
    assert [(mark.kind, mark.start, mark.end, mark.target) for mark in (*first.marks, *second.marks)] == [
        (MarkKind.LINK, 3, 7, "https://example.org/a?b=1&c=2"),
        (MarkKind.LINK, 0, 13, "mailto:a@example.org"),
    ]
    assert second.text == "a@example.org, please"


def test_tracked_changes_are_read_as_accepted() -> None:
    def build(word: Word) -> None:
        _add(
            word,
            '<w:r><w:t xml:space="preserve">by </w:t></w:r>'
            '<w:del w:id="1" w:author="A"><w:r><w:delText>1 March</w:delText></w:r></w:del>'
            '<w:ins w:id="2" w:author="A"><w:r><w:t>2 March</w:t></w:r></w:ins>'
            '<w:moveFrom w:id="3" w:author="A"><w:r><w:t> gone</w:t></w:r></w:moveFrom>',
        )

    document = _read(build)
    assert document.text() == "by 2 March\n"
    assert document.warnings == ("the document has tracked changes: they are read as accepted",)


def test_hidden_text_stays_out() -> None:
    def build(word: Word) -> None:
        paragraph = word.add_paragraph("seen")
        paragraph.add_run(" unseen").font.hidden = True

    assert _blocks(build) == [("paragraph", "seen")]


def test_the_first_pages_header_is_the_letterhead() -> None:
    def build(word: Word) -> None:
        section = word.sections[0]
        section.different_first_page_header_footer = True
        section.first_page_header.paragraphs[0].text = "International Forum"
        section.header.paragraphs[0].text = "CL-30/1, continued"
        section.footer.paragraphs[0].text = "Somewhere 1"
        word.add_paragraph("Dear Madam")

    assert _blocks(build) == [
        ("paragraph", "International Forum"),
        ("paragraph", "Dear Madam"),
        ("furniture", "CL-30/1, continued"),
        ("furniture", "Somewhere 1"),
    ]


def test_a_letterheads_table_keeps_labels_with_values() -> None:
    def build(word: Word) -> None:
        rows = (("Ref.:", "CL-30/1", "Geneva, 3 May 2030"), ("Tel.:", "+41 22 555 01 01", ""))
        for row, texts in zip(word.add_table(2, 3).rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    assert _blocks(build) == [
        ("paragraph", "Ref.: CL-30/1"),
        ("paragraph", "Geneva, 3 May 2030"),
        ("paragraph", "Tel.: +41 22 555 01 01"),
    ]


def test_tabs_and_breaks_end_lines_but_not_after_a_label() -> None:
    (block,) = _read(lambda word: word.add_paragraph("Ref.:\tCL-30/1\tGeneva\nTel.: 1")).blocks
    assert block.lines == ("Ref.: CL-30/1", "Geneva", "Tel.: 1")


def test_text_boxes_are_read_once() -> None:
    box = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>'
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Around</w:t></w:r>"
    )
    assert _blocks(lambda word: _add(word, box)) == [("paragraph", "Around"), ("paragraph", "In a box")]


_FORMATS = [
    ("decimal", "%1.", ["1.", "2."]),
    ("lowerLetter", "%1)", ["a)", "b)"]),
    ("upperRoman", "(%1)", ["(I)", "(II)"]),
]


@pytest.mark.parametrize(("form", "shape", "labels"), _FORMATS)
def test_numbers_of_lists_are_those_that_word_shows(form: str, shape: str, labels: list[str]) -> None:
    def build(word: Word) -> None:
        numbering = word.part.numbering_part.element
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
                f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{shape}"/></w:lvl></w:abstractNum>'
            ),
        )
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
        for text in ("one", "two"):
            _add(
                word,
                '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr></w:pPr>'
                f"<w:r><w:t>{text}</w:t></w:r>",
            )

    assert [text for _, text in _blocks(build)] == [f"{labels[0]} one", f"{labels[1]} two"]


def test_soft_and_fixed_hyphens_are_words_own() -> None:
    inner = "<w:r><w:t>con</w:t><w:softHyphen/><w:t>sulta CL</w:t><w:noBreakHyphen/><w:t>30</w:t></w:r>"
    assert _blocks(lambda word: _add(word, inner)) == [("paragraph", "consulta CL-30")]


def test_a_nested_table_gives_rows_of_its_own() -> None:
    def build(word: Word) -> None:
        cell = word.add_table(1, 1).rows[0].cells[0]
        cell.text = "before"
        inner = cell.add_table(1, 2)
        inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "a", "b"

    assert _blocks(build) == [("paragraph", "before"), ("cell_row", "a | b")]


def test_pages_are_counted_where_word_broke_them() -> None:
    inner = "<w:r><w:t>one</w:t></w:r>"
    after = "<w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r>"

    def build(word: Word) -> None:
        _add(word, inner)
        _add(word, after)

    blocks: tuple[Block, ...] = _read(build).blocks
    assert [block.page for block in blocks] == [1, 2]


def test_footnotes_follow_the_text() -> None:
    def build(word: Word) -> None:
        _add(word, '<w:r><w:t>See the note</w:t><w:footnoteReference w:id="2"/></w:r>')
        notes = (
            f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
            '<w:footnote w:id="2"><w:p><w:r><w:t>Until 3 June</w:t></w:r></w:p></w:footnote></w:footnotes>'
        )
        name = PackURI("/word/footnotes.xml")
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        part = Part(name, kind, notes.encode(), word.part.package)
        word.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")

    assert _blocks(build) == [("paragraph", "See the note2"), ("footnote", "2 Until 3 June")]
