"""Makes Word documents and PDFs of letters that are written as text, so that one letter is read from every format.

A Word document has real tables, lists, bold and struck words. A PDF has lines on pages and nothing more: it cannot
strike a word out, and would hold Arabic in the order in which it is seen, so letters that need either are refused. The
letters' Markdown is that of the corpus, not all there is.
"""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)|<(https?://[^>]*)>")
_MARKED = re.compile(r"(\*\*.+?\*\*|~~.+?~~|\*[^*\n]+\*)", re.DOTALL)
_HEADING = re.compile(r"#{1,3} +")
_RULE = re.compile(r"[|:\- ]+")
_STRUCK = "~~"
_RIGHT_TO_LEFT = ("R", "AL")
_WIDTH = 88
_LINES_A_PAGE = 52
_FONT = tuple(  # objects 3 to 5 of the file; the map is the sixth
    entry.encode()
    for entry in """
<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>
<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /FontDescriptor 5 0 R /DW 500 /CIDSystemInfo << >> >>
<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 0 500 700] /ItalicAngle 0 /Ascent 700 /Descent 0 >>
""".strip().split("\n")
)


def as_docx(text: str) -> bytes:
    """A letter as a Word document: a paragraph a block, tables, bold and struck words."""
    document = docx.Document()
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = _LINK.sub(r"\1\2", block).split("\n")
        if lines[0].startswith("|"):
            _add_table(document, [line for line in lines if not _RULE.fullmatch(line)])
        elif all(line.startswith("- ") for line in lines):
            for line in lines:
                _add_words(document.add_paragraph(style="List Bullet"), line.removeprefix("- "))
        else:
            style = "Heading 2" if _HEADING.match(lines[0]) else None
            _add_words(document.add_paragraph(style=style), _HEADING.sub("", "\n".join(lines), count=1))
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def _add_table(document: Document, rows: Sequence[str]) -> None:
    cells = [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows]
    table = document.add_table(rows=len(cells), cols=len(cells[0]))
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, words in zip(row.cells, texts, strict=True):
            _add_words(cell.paragraphs[0], words)


def _add_words(paragraph: Paragraph, text: str) -> None:
    for part in _MARKED.split(text):
        run = paragraph.add_run(part.strip("*~") if _MARKED.fullmatch(part) else part)
        run.bold = part.startswith("**") or None
        run.font.strike = part.startswith(_STRUCK) or None


def plain(text: str) -> str:
    """A letter's words without its Markdown, lines kept.

    Raises:
        ValueError: it has words struck out, which plain lines would make live again.
    """
    if _STRUCK in text:
        raise ValueError("a letter with words struck out cannot be told in plain lines")
    lines = (_HEADING.sub("", line) for line in _LINK.sub(r"\1\2", text).split("\n"))
    return "\n".join(lines).replace("*", "")


def as_pdf(text: str) -> bytes:
    """A letter as a PDF, in any language that is written from left to right.

    Its font is named and not embedded; a `ToUnicode` map says which characters are meant (ISO 32000-1, 9.10.3).

    Raises:
        ValueError: it is written from right to left, or has words struck out.
    """
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text):
        raise ValueError("a letter that is written from right to left is not made into a PDF")
    lines = [part for line in plain(text).split("\n") for part in textwrap.wrap(line, _WIDTH) or [""]]
    pages = [lines[start : start + _LINES_A_PAGE] for start in range(0, len(lines), _LINES_A_PAGE)]
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *_FONT,
        _stream(_unicode_map("".join(lines))),
    ]
    for number, page in enumerate(pages):
        shown = b"".join(b"<%s> Tj T*\n" % line.encode("utf-16-be").hex().encode() for line in page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {8 + 2 * number} 0 R >>".encode()
        )
        objects.append(_stream(b"BT /F1 10 Tf 60 790 Td 14 TL\n" + shown + b"ET"))
    return _assembled(objects)


def _unicode_map(text: str) -> bytes:
    codes = sorted({character.encode("utf-16-be").hex() for character in text})
    groups = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    chars = "\n".join(
        f"{len(group)} beginbfchar\n" + "\n".join(f"<{code}> <{code}>" for code in group) + "\nendbfchar"
        for group in groups
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Plain def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{chars}\nendcmap end end"
    ).encode()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def _assembled(objects: Sequence[bytes]) -> bytes:
    found, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(found + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
