"""What kind of file it is, and what is said of one that cannot be read."""

import io
import zipfile

import docx
import pytest
from pypdf import PdfWriter

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.reading import read_document
from tests.knowledge.extraction.pdf_files import Page, pdf


def _refusal(name: str, data: bytes) -> str:
    with pytest.raises(UnreadableLetterError) as caught:
        read_document(name, data)
    message = str(caught.value)
    assert "\n" not in message
    return message.removeprefix(f"{name}: ")


def _outcome(data: bytes) -> str:
    try:
        return read_document("a.pdf", data).text()
    except UnreadableLetterError as error:
        return str(error)


def _written(writer: PdfWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _locked_pdf(password: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf(Page().text(72, 700, "Dear Madam"))))
    writer.encrypt(password, f"{password}, of the owner", algorithm="RC4-128")
    return _written(writer)


def _bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(70_000_000))
    return target.getvalue()


def test_an_empty_file_is_said_to_be_empty() -> None:
    assert _refusal("a.txt", b" \n\n") == "the file is empty"


def test_text_that_only_draws_a_rule_has_no_text() -> None:
    assert _refusal("a.md", b"---\n\n***\n") == "the file has no text"


def test_an_unknown_suffix_names_the_known_ones() -> None:
    assert _refusal("a.odt", b"something") == "only .md, .txt, .pdf, .docx, .html, .htm files are read"


def test_a_file_larger_than_the_limit_is_refused() -> None:
    assert _refusal("a.txt", b"a" * 50_000_001) == "the file is larger than 50 MB"


def test_latin_1_text_is_refused() -> None:
    assert _refusal("a.txt", "Señora".encode("latin-1")) == "the text is neither UTF-8 nor UTF-16: save it as UTF-8"


def test_bytes_full_of_control_characters_are_no_text() -> None:
    assert _refusal("a.txt", b"\x01\x02abc" * 200) == "this is no text: it is full of control characters"


def test_a_pdf_with_a_password_is_refused() -> None:
    assert _refusal("a.pdf", _locked_pdf("secret")) == "the PDF asks for a password: save it without one"


def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    assert read_document("a.pdf", _locked_pdf("")).text() == "Dear Madam\n"


def test_a_pdf_of_pictures_has_no_text() -> None:
    message = "the PDF has no text: its pages are pictures, and text must be recognised first"
    assert _refusal("a.pdf", pdf(Page().rule(0, 0, 9, 9))) == message


def test_a_pdf_whose_font_does_not_tell_its_letters_is_refused() -> None:
    message = "the PDF does not say which letters its signs are: text must be recognised first"
    assert _refusal("a.pdf", pdf(Page().glyphs(72, 700, "Dear"), has_unicode=False)) == message


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_a_broken_pdf_is_said_to_be_broken(data: bytes) -> None:
    assert _refusal("a.pdf", data) == "the PDF is broken"


def test_a_pdf_that_is_cut_in_the_middle_gives_a_line_or_text() -> None:
    whole = pdf(Page().text(72, 700, "Dear Madam"), compress=False)
    for length in range(20, len(whole), 97):
        assert _outcome(whole[:length]).startswith(("Dear Madam\n", "a.pdf: the PDF "))


def test_a_broken_word_file_is_said_to_be_broken() -> None:
    assert _refusal("a.docx", b"PK\x03\x04" + bytes(100)) == "the Word file is broken"


def test_another_archive_is_no_word_file() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "text")
    assert _refusal("a.docx", target.getvalue()) == "the Word file is broken or of a kind that is not read"


def test_a_word_file_that_unpacks_to_too_much_stays_shut() -> None:
    assert _refusal("a.docx", _bomb()) == "the Word file would unpack to too much"


def test_a_locked_word_file_asks_for_its_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert _refusal("a.docx", data) == "the Word file asks for a password: save it without one"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "an old Word file (.doc) is not read: save it as .docx or PDF",
        ),
        (b"{\\rtf1 Dear}", "RTF is not read: save it as .docx or PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture is not read: text must be recognised first"),
    ],
)
def test_other_kinds_are_named_whatever_the_suffix(data: bytes, message: str) -> None:
    assert _refusal("a.docx", data) == message


def test_a_suffix_that_promises_another_format_is_said_to_be_wrong() -> None:
    assert _refusal("a.pdf", b"Dear Madam") == "the file is called .pdf but is none"


def test_content_decides_where_the_suffix_lies() -> None:
    word = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Dear Madam")
    document.save(word)
    contents = (pdf(Page().text(72, 700, "Dear Madam")), word.getvalue(), b"<!DOCTYPE html><p>Dear Madam</p>")
    assert {read_document("letter.txt", data).text() for data in contents} == {"Dear Madam\n"}
