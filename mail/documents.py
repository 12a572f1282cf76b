"""Text of attached documents. A document that is broken, too large or a picture gives no text, and a problem instead.

No archive is opened but those that documents themselves are, and these only after a look at their directory.
"""

from collections.abc import Callable
from pathlib import PurePosixPath

from mail.charsets import decode, scrub
from mail.errors import UnreadableError
from mail.html import html_lines
from mail.lines import joined
from mail.message import Attachment, Source
from mail.office import docx_text, sheet_text
from mail.pdf import pdf_text
from mail.vcards import vcard_text

_Reader = Callable[[bytes], tuple[str, str | None]]

_MOST_TEXT_BYTES = 2_000_000

_TYPES = {
    "application/pdf": Source.PDF,
    "application/x-pdf": Source.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Source.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Source.SHEET,
    "text/vcard": Source.VCARD,
    "text/x-vcard": Source.VCARD,
    "text/directory": Source.VCARD,
    "text/calendar": Source.CALENDAR,
    "application/ics": Source.CALENDAR,
}
_SUFFIXES = {
    ".pdf": Source.PDF,
    ".docx": Source.DOCX,
    ".xlsx": Source.SHEET,
    ".vcf": Source.VCARD,
    ".ics": Source.CALENDAR,
    ".txt": Source.TEXT,
    ".csv": Source.TEXT,
    ".md": Source.TEXT,
    ".htm": Source.TEXT,
    ".html": Source.TEXT,
}


def source_of(name: str, media_type: str, content: bytes) -> Source:
    """What a document is: by its first bytes, its type, and the end of its name."""
    suffix = PurePosixPath(name.lower()).suffix
    if content[:1_024].lstrip().startswith(b"%PDF-"):
        return Source.PDF
    found = _TYPES.get(media_type) or _SUFFIXES.get(suffix)
    if found:
        return found
    return Source.TEXT if media_type in {"text/plain", "text/csv", "text/html", "text/markdown"} else Source.OTHER


def _plain(charset: str, *, is_html: bool) -> _Reader:
    def read(content: bytes) -> tuple[str, str | None]:
        text = decode(content[:_MOST_TEXT_BYTES], charset or None).text
        if is_html:
            text = joined(line.text for line in html_lines(text).lines)
        problem = "only the beginning is read" if len(content) > _MOST_TEXT_BYTES else None
        return text.replace("\r\n", "\n"), problem

    return read


def _reader(source: Source, charset: str, *, is_html: bool) -> _Reader:
    readers: dict[Source, _Reader] = {
        Source.PDF: pdf_text,
        Source.DOCX: docx_text,
        Source.SHEET: sheet_text,
        Source.VCARD: vcard_text,
    }
    return readers.get(source) or _plain(charset, is_html=is_html)


def read_document(name: str, media_type: str, content: bytes, charset: str = "") -> Attachment:
    """The text of a document.

    Args:
        name: of the file; may be empty.
        media_type: that it is said to have.
        content: decoded.
        charset: of a plain text.
    """
    source = source_of(name, media_type, content)
    if source is Source.OTHER:
        return Attachment(
            name=name, source=source, text="", problem=f"files of type {scrub(media_type)[:60]} are not read"
        )
    is_html = media_type == "text/html" or name.lower().endswith((".htm", ".html"))
    try:
        text, problem = _reader(source, charset, is_html=is_html)(content)
    except UnreadableError as error:
        return Attachment(name=name, source=source, text="", problem=str(error))
    except Exception as error:  # noqa: BLE001 - libraries raise anything over a stranger's broken file
        return Attachment(name=name, source=source, text="", problem=f"it cannot be read: {_short(error)}")
    return Attachment(name=name, source=source, text=scrub(text), problem=problem)


def _short(error: Exception) -> str:
    return scrub(" ".join(f"{type(error).__name__} {error}".split()))[:120]
