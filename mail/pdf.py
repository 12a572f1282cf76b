"""Text of PDF files, in bounded pages, bytes and operations. What is only a picture of a page has none."""

import logging
from collections.abc import Callable
from io import BytesIO

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, StreamObject

from mail.errors import UnreadableError

MOST_PAGES = 50
MOST_BYTES = 10_000_000
_MOST_OPERATIONS = 300_000
_MOST_CONTENT = 4_000_000
"""Bytes of the drawing instructions of all pages together, unpacked."""
_MOST_FORMS = 200

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is broken in a stranger's file is told as a problem


def _counter() -> Callable[[object, object, object, object], None]:
    left = _MOST_OPERATIONS

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise UnreadableError("the PDF has too much on its pages")

    return count


class _Weight:
    """How much is drawn; forms within forms are counted before they are run."""

    def __init__(self) -> None:
        self.left = _MOST_CONTENT
        self.forms = _MOST_FORMS

    def add(self, page: DictionaryObject) -> None:
        """Count a page's own instructions, then those of its forms."""
        contents = page.get("/Contents")
        contents = contents.get_object() if contents is not None else None
        for stream in contents if isinstance(contents, list) else [contents]:
            self._take(stream.get_object() if stream is not None else None)
        self._forms(page)

    def _take(self, stream: object) -> None:
        if isinstance(stream, StreamObject):
            self.left -= len(stream.get_data())
        if self.left < 0:
            raise UnreadableError("the PDF has too much on its pages")

    def _forms(self, page: DictionaryObject) -> None:
        waiting, seen = [page], set[int]()
        while waiting:
            resources = waiting.pop().get("/Resources")
            resources = resources.get_object() if resources is not None else None
            objects = resources.get("/XObject") if isinstance(resources, DictionaryObject) else None
            objects = objects.get_object() if objects is not None else None
            for value in objects.values() if isinstance(objects, DictionaryObject) else ():
                form = value.get_object()
                if id(form) in seen or not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form":
                    continue
                seen.add(id(form))
                self.forms -= 1
                if self.forms < 0:
                    raise UnreadableError("the PDF has too much on its pages")
                self._take(form)
                waiting.append(form)


def pdf_text(content: bytes) -> tuple[str, str | None]:
    """The text of a PDF and, where only a part of it was read, why.

    Raises:
        UnreadableError: it is too large, encrypted or a picture.
        Exception: whatever the library says of a broken file.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableError("the PDF is too large")
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("the PDF is encrypted")
    count, weight, texts = _counter(), _Weight(), list[str]()
    problem = None
    total = len(reader.pages)
    for number in range(min(total, MOST_PAGES)):
        page = reader.pages[number]
        try:
            weight.add(page)
            texts.append(page.extract_text(visitor_operand_before=count).strip("\n"))
        except UnreadableError as error:
            problem = str(error)
            break
    if total > MOST_PAGES:
        problem = problem or f"only the first {MOST_PAGES} pages of the PDF are read"
    text = "\n".join(filter(None, texts))
    if not text.strip():
        raise UnreadableError(problem or "the PDF has no text: its pages are pictures")
    return text, problem
