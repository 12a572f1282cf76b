"""PDF files to blocks. A page that is only a picture has no text and is named; nothing is recognised from pictures."""

import logging
from collections.abc import Sequence
from io import BytesIO

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, StreamObject

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import BlockKind, Document
from knowledge.extraction.formats.flow import Draft, finished
from knowledge.extraction.formats.pdf_areas import areas_of, marked
from knowledge.extraction.formats.pdf_blocks import continued, drafts_of, note_drafts
from knowledge.extraction.formats.pdf_columns import Sheet, leading_of, stretches_of
from knowledge.extraction.formats.pdf_fonts import UNKNOWN, Face
from knowledge.extraction.formats.pdf_furniture import sorted_out, usual_size
from knowledge.extraction.formats.pdf_lines import Segment, is_mostly_rtl, segments_of
from knowledge.extraction.formats.pdf_page import Budget, Drawn, Rule, Run
from knowledge.extraction.formats.pdf_pen import Pen

MOST_PAGES = 2_000
_MOST_RUNS = 20_000
_MOST_NAMED = 5
_HEAD = 0.45
_UNREADABLE = 0.3

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is broken in a stranger's file is told in one line


def read_pdf(data: bytes) -> Document:
    """The blocks of a PDF.

    Raises:
        UnreadableLetterError: it is broken, too large, asks for a password, or holds pictures of text only.
    """
    try:
        return _Reader(data).read()
    except UnreadableLetterError:
        raise
    except Exception:  # noqa: BLE001 - the library raises anything for a broken file
        raise UnreadableLetterError("the PDF is broken") from None


class _Reader:
    """Reads one file."""

    def __init__(self, data: bytes) -> None:
        self._pdf = PdfReader(BytesIO(data))
        if self._pdf.is_encrypted and not self._is_opened():
            raise UnreadableLetterError("the PDF asks for a password: save it without one")
        self._budget = Budget()
        self._faces = dict[int, Face]()
        self._rules: list[list[Rule]] = []
        self._is_rtl: list[bool] = []
        self._warnings: list[str] = []

    def _is_opened(self) -> bool:
        """Whether the file opens without a password; its owner's restrictions are no lock on reading."""
        try:
            return bool(self._pdf.decrypt(""))
        except Exception:  # noqa: BLE001 - also if the cipher is one that the library lacks
            return False

    def read(self) -> Document:
        """Read all pages."""
        if len(self._pdf.pages) > MOST_PAGES:
            raise UnreadableLetterError(f"the PDF has more than {MOST_PAGES} pages")
        pages = [self._segments(page) for page in self._pdf.pages]
        self._check(pages)
        texts = sorted_out(pages)
        usual = usual_size(pages)
        drafts: list[Draft] = []
        for index, text in enumerate(texts):
            sheet = Sheet(
                is_rtl=self._is_rtl[index],
                leading=leading_of(text.body),
                head=float("inf") if index else _head(pages[index]),
            )
            found = drafts_of(stretches_of(text.body, self._rules[index], sheet), usual=usual, page=index + 1)
            drafts = _with_page(drafts, found)
            drafts += note_drafts(text.notes, index + 1)
            drafts += [Draft(kind=BlockKind.FURNITURE, lines=[s.line], page=index + 1) for s in text.furniture]
        return Document(blocks=finished(drafts), warnings=tuple(self._warnings))

    def _segments(self, page: PageObject) -> list[Segment]:
        """The text of a page, and its rules aside."""
        pen = Pen(self._budget, self._faces)
        resources = page.get("/Resources")
        pen.follow(_content(page), resources.get_object() if resources is not None else {})
        drawn = pen.drawn
        if len(drawn.runs) > _MOST_RUNS:
            raise UnreadableLetterError("the PDF has more on a page than any letter does")
        runs = _visible(drawn)
        quarter = _main_direction(runs)
        rules = [_turned(rule, quarter) for rule in drawn.rules]
        runs = marked([run for run in runs if run.quarter == quarter], rules, areas_of(page, quarter))
        is_rtl = is_mostly_rtl(runs)
        self._rules.append(rules)
        self._is_rtl.append(is_rtl)
        return segments_of(runs, is_rtl=is_rtl)

    def _check(self, pages: Sequence[Sequence[Segment]]) -> None:
        """Say what is not read: of all pages as an error, of some as a warning."""
        text = "".join(segment.text for segments in pages for segment in segments)
        if not text.strip():
            raise UnreadableLetterError(
                "the PDF has no text: its pages are pictures, and text must be recognised first"
            )
        if text.count(UNKNOWN) > _UNREADABLE * len(text):
            raise UnreadableLetterError(
                "the PDF does not say which letters its signs are: text must be recognised first"
            )
        empty = [number for number, segments in enumerate(pages, 1) if not segments and _has_picture(self._pdf, number)]
        if empty:
            named = ", ".join(map(str, empty[:_MOST_NAMED])) + (" …" if len(empty) > _MOST_NAMED else "")
            self._warnings.append(f"pages that are pictures are not read: {named}")
        if UNKNOWN in text:
            self._warnings.append(f"some letters cannot be told from the PDF: they are shown as {UNKNOWN}")


def _content(page: PageObject) -> bytes:
    """The unpacked instructions of a page."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    streams = [item.get_object() for item in contents] if isinstance(contents, ArrayObject) else [contents]
    return b"\n".join(stream.get_data() for stream in streams if isinstance(stream, StreamObject))


def _visible(drawn: Drawn) -> list[Run]:
    """What a person sees; what is recognised from a picture lies under it unseen and counts where nothing else does."""
    seen = [run for run in drawn.runs if not run.is_invisible]
    unseen = [run for run in drawn.runs if run.is_invisible]
    return unseen if sum(len(run.glyphs) for run in unseen) > sum(len(run.glyphs) for run in seen) else seen


def _main_direction(runs: Sequence[Run]) -> int:
    weights = [0, 0, 0, 0]
    for run in runs:
        weights[run.quarter] += len(run.glyphs)
    return weights.index(max(weights))


def _turned(rule: Rule, quarter: int) -> Rule:
    if quarter == 0:
        return rule
    left, right, bottom, top = (
        (rule.left, rule.right, rule.bottom, rule.top),
        (rule.bottom, rule.top, -rule.right, -rule.left),
        (-rule.right, -rule.left, -rule.top, -rule.bottom),
        (-rule.top, -rule.bottom, rule.left, rule.right),
    )[quarter]
    return Rule(left=left, right=right, bottom=bottom, top=top)


def _head(segments: Sequence[Segment]) -> float:
    """The height above which a first page's letterhead stands."""
    if not segments:
        return float("inf")
    bottom, top = min(segment.base for segment in segments), max(segment.base for segment in segments)
    return top - (top - bottom) * _HEAD


def _with_page(drafts: list[Draft], found: list[Draft]) -> list[Draft]:
    """The drafts with a page's added; a paragraph that the page's end cuts is made whole."""
    last = next((i for i in range(len(drafts) - 1, -1, -1) if drafts[i].kind not in _ASIDE), None)
    if last is None or not found or not continued(drafts[last], found[0]):
        return drafts + found
    whole = Draft(kind=drafts[last].kind, lines=[*drafts[last].lines, *found[0].lines], page=drafts[last].page)
    return [*drafts[:last], whole, *drafts[last + 1 :], *found[1:]]


_ASIDE = {BlockKind.FOOTNOTE, BlockKind.FURNITURE}


def _has_picture(pdf: PdfReader, number: int) -> bool:
    resources = pdf.pages[number - 1].get("/Resources")
    resources = resources.get_object() if resources is not None else {}
    listed = resources.get("/XObject")
    listed = listed.get_object() if listed is not None else {}
    return any(item.get_object().get("/Subtype") == "/Image" for item in listed.values())
