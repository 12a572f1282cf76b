"""Attached documents give their text, or a problem: never an exception, and never more work than is bounded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.documents import read_document
from mail.message import Source
from mail.pdf import MOST_PAGES
from tests.mail.files import bomb, encrypted_pdf, pdf, sheet, word

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNKNOWN = "application/octet-stream"

CARD = """BEGIN:VCARD
VERSION:3.0
FN:Ana Ejemplo
N:Ejemplo;Ana;;;
ORG:Ministry of Examples;Trade
TITLE:Director
EMAIL;TYPE=WORK:ana@example.org
TEL;TYPE=CELL:+41 22 555 01 00
END:VCARD
"""


def test_read_document_pdf_keeps_lines_and_accents() -> None:
    found = read_document("a.pdf", "application/pdf", pdf("Designación\nAna Ejemplo", "page 2", compress=True))
    assert (found.source, found.text, found.problem) == (Source.PDF, "Designación\nAna Ejemplo\npage 2", None)


@pytest.mark.parametrize("name", ["scan", "note.bin", "note.docx"])
def test_read_document_pdf_is_known_by_its_first_bytes(name: str) -> None:
    assert read_document(name, _UNKNOWN, pdf("x")).text == "x"


def test_read_document_pdf_of_many_pages_is_read_in_part() -> None:
    found = read_document("a.pdf", "application/pdf", pdf(*["x"] * (MOST_PAGES + 1)))
    assert found.text.count("x") == MOST_PAGES
    assert found.problem == f"only the first {MOST_PAGES} pages of the PDF are read"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (pdf(""), "the PDF has no text: its pages are pictures"),
        (encrypted_pdf(), "the PDF is encrypted"),
        (b"%PDF-1.4" + bytes(10_000_001), "the PDF is too large"),
        (pdf("", extra=b"q Q " * 2_000_000, compress=True), "the PDF has too much on its pages"),
        (pdf("", extra=b"q Q " * 400_000, compress=True), "the PDF has too much on its pages"),
    ],
    ids=["picture", "encrypted", "large", "packed", "operations"],
)
def test_read_document_pdf_that_cannot_be_read_says_why(content: bytes, problem: str) -> None:
    found = read_document("a.pdf", "application/pdf", content)
    assert (found.text, found.problem) == ("", problem)


def test_read_document_pdf_keeps_what_came_before_too_much() -> None:
    found = read_document("a.pdf", "application/pdf", pdf("first", "", extra=b"q Q " * 2_000_000, compress=True))
    assert (found.text, found.problem) == ("first", "the PDF has too much on its pages")


def test_read_document_docx_in_the_order_of_the_page() -> None:
    found = read_document("a.docx", _UNKNOWN, word())
    assert found.source is Source.DOCX
    assert [line for line in found.text.split("\n") if line] == [
        "Ministry of Examples",
        "We nominate:",
        "Name\tTitle\tE-mail",
        "Ana Ejemplo\t\tana@example.org",
        "Yours",
        "Bert",
    ]


def test_read_document_xlsx_a_row_is_a_line() -> None:
    found = read_document("a.xlsx", _UNKNOWN, sheet())
    assert (found.source, found.text) == (Source.SHEET, "Name\t\tE-mail\nAna Ejemplo\t7\tana@example.org")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("a.docx", "the document would unpack to too much"),
        ("a.xlsx", "the spreadsheet would unpack to too much"),
    ],
)
def test_read_document_a_bomb_stays_shut(name: str, problem: str) -> None:
    assert read_document(name, _UNKNOWN, bomb("word/document.xml")).problem == problem


OLD_CARDS = """BEGIN:VCARD
VERSION:2.1
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Luc=C3=ADa
N:x
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:林佳怡
END:VCARD
"""
CARD_TEXT = """Name: Ana Ejemplo
Organization: Ministry of Examples, Trade
Title: Director
E-mail: ana@example.org
Phone: +41 22 555 01 00"""


@pytest.mark.parametrize(
    ("card", "text"), [(CARD, CARD_TEXT), (OLD_CARDS, "Name: Lucía\n\nName: 林佳怡")], ids=["3", "2, 4"]
)
def test_read_document_vcard_as_labelled_lines(card: str, text: str) -> None:
    assert read_document("a.vcf", "text/vcard", card.encode()).text == text


ODD_CARD = r"""BEGIN:VCARD
item1.EMAIL;TYPE="a:b":mailto:ana@
 example.org
ORG:A\, B\; C;D
TEL;VALUE=uri:tel:+41-22
END:VCARD"""


def test_read_document_vcard_with_groups_folds_escapes_and_addresses() -> None:
    text = "Organization: A, B; C, D\nE-mail: ana@example.org\nPhone: +41-22"
    assert read_document("a.vcf", "text/vcard", ODD_CARD.encode()).text == text


def test_read_document_vcard_of_hostile_lines_ends() -> None:
    found = read_document(
        "a.vcf", "text/vcard", b"BEGIN:VCARD\n" + b"EMAIL" + b";=" * 90_000 + b"\nFN:Ana\n" + b"V" + b"=" * 90_000
    )
    assert found.text == "Name: Ana"


@pytest.mark.parametrize(
    ("name", "media_type", "content", "text"),
    [
        ("a.txt", "text/plain", "Señor\r\nNúñez".encode("cp1252"), "Señor\nNúñez"),
        ("a.csv", _UNKNOWN, b"Name,Title\nAna,Director", "Name,Title\nAna,Director"),
        ("a.html", "text/html", b"<p>a</p><script>b</script>", "a"),
    ],
)
def test_read_document_plain_texts(name: str, media_type: str, content: bytes, text: str) -> None:
    found = read_document(name, media_type, content)
    assert (found.source, found.text, found.problem) == (Source.TEXT, text, None)


@pytest.mark.parametrize("name", ["a.zip", "a.exe", "a.doc", "a", "a.pdf.gz"])
def test_read_document_nothing_else_is_opened(name: str) -> None:
    found = read_document(name, "application/zip", bomb("a.txt")[:100])
    assert (found.source, found.text, found.problem) == (Source.OTHER, "", "files of type application/zip are not read")


_GOOD = {"a.pdf": pdf("x\ny"), "a.docx": word(), "a.xlsx": sheet(), "a.vcf": CARD.encode()}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(_GOOD)), st.data())
def test_read_document_broken_files_are_problems(name: str, data: st.DataObject) -> None:
    content = bytearray(_GOOD[name])
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(1, 30))] = data.draw(st.binary(max_size=10))
    found = read_document(name, _UNKNOWN, bytes(content))
    assert found.text or found.problem
    (found.text + (found.problem or "")).encode("utf-8")


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.vcf"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"BEGIN:VCARD", b"\x00" * 100], ids=repr)
def test_read_document_what_is_none_is_a_problem(name: str, content: bytes) -> None:
    found = read_document(name, _UNKNOWN, content)
    assert found.text == ""
    assert found.problem
