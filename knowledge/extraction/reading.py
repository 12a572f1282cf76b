"""A letter's file to a `Document`: by what its bytes are, and by its name where they leave that open.

It reads no files itself: the caller has the bytes. What cannot be read is said in one line that names the file.
"""

from collections.abc import Callable

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import Document
from knowledge.extraction.formats.docx import read_docx
from knowledge.extraction.formats.html import read_html
from knowledge.extraction.formats.pdf import read_pdf
from knowledge.extraction.formats.plain import read_plain

MOST_BYTES = 50_000_000
SUFFIXES = (".md", ".txt", ".pdf", ".docx", ".html", ".htm")
_BY_SUFFIX: dict[str, Callable[[bytes], Document]] = {
    ".md": read_plain,
    ".markdown": read_plain,
    ".txt": read_plain,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
_START = 1_024
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")


def read_document(name: str, data: bytes) -> Document:
    """Read a letter.

    Args:
        name: the file's, for its suffix and for messages.
        data: its bytes.

    Returns:
        Its text with layout.

    Raises:
        UnreadableLetterError: it cannot be read; the message is one line and names the file.
    """
    try:
        document = _read(name, data)
    except UnreadableLetterError as error:
        raise UnreadableLetterError(f"{name}: {error}") from None
    if not any(block.text for block in document.blocks):
        raise UnreadableLetterError(f"{name}: the file has no text")
    return document


def _read(name: str, data: bytes) -> Document:
    if not data.strip():
        raise UnreadableLetterError("the file is empty")
    if len(data) > MOST_BYTES:
        raise UnreadableLetterError(f"the file is larger than {MOST_BYTES // 1_000_000} MB")
    return (_by_content(data) or _by_name(name))(data)


def _by_content(data: bytes) -> Callable[[bytes], Document] | None:
    """The reader of what the bytes show themselves to be, whatever the name says."""
    start = data[:_START]
    if b"%PDF-" in start:
        return read_pdf
    if start.startswith(b"PK\x03\x04"):
        return read_docx
    if start.startswith(_OLD_OFFICE):
        if _LOCKED in data:
            raise UnreadableLetterError("the Word file asks for a password: save it without one")
        raise UnreadableLetterError("an old Word file (.doc) is not read: save it as .docx or PDF")
    if start.startswith(b"{\\rtf"):
        raise UnreadableLetterError("RTF is not read: save it as .docx or PDF")
    if start.startswith(_PICTURES):
        raise UnreadableLetterError("a picture is not read: text must be recognised first")
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return read_html if head.startswith((b"<!doctype html", b"<html")) else None


def _by_name(name: str) -> Callable[[bytes], Document]:
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    reader = _BY_SUFFIX.get(suffix)
    if reader is None:
        raise UnreadableLetterError(f"only {', '.join(SUFFIXES)} files are read")
    if reader in {read_pdf, read_docx}:
        raise UnreadableLetterError(f"the file is called {suffix} but is none")
    return reader
