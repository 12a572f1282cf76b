"""What stands on the pages of a PDF besides its text: repeated headers and footers, page numbers, footnotes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.extraction.formats.pdf_lines import Segment

_EDGE_LINES = 4
_NEAR = 12.0
_ROOM = 1.6
_SAME_LINE = 0.3
_MOST_PLACES = 50
_DIGITS = re.compile(r"[0-9\u0660-\u0669]{1,9}")
_SMALL = 0.93
_PAGES = "page p pag pág página pagina of de sur из стр страница с الصفحة صفحة من 第 页 頁 共"
_PAGE_WORDS = frozenset(_PAGES.split())
_WORD = re.compile(r"[第页頁共]|[^\W\d_]+")
_NOTE = re.compile(r"(?:[0-9]{1,2}|[*†‡]{1,3})(?=\D|$)")
_LONGEST_NUMBER = 30


@dataclass(slots=True, kw_only=True)
class PageText:
    """A page's segments by what they are."""

    body: list[Segment] = field(default_factory=list)
    notes: list[Segment] = field(default_factory=list)
    furniture: list[Segment] = field(default_factory=list)


def sorted_out(pages: Sequence[Sequence[Segment]]) -> list[PageText]:
    """Tell the text of all pages from what repeats on them, and from their footnotes.

    Args:
        pages: the segments of each, from top to bottom.
    """
    size = usual_size(pages)
    edges = [_edges(segments) for segments in pages]
    seen = dict[str, list[tuple[int, float]]]()
    for number, page_edges in enumerate(edges, 1):
        for segment in (segment for edge in page_edges for line in edge for segment in line):
            seen.setdefault(_key(segment, number), []).append((number, segment.base))
    found: list[PageText] = []
    for number, segments in enumerate(pages, 1):
        aside = {id(segment) for edge in edges[number - 1] for segment in _furniture(edge, number, seen)}
        page = PageText(
            body=[segment for segment in segments if id(segment) not in aside],
            furniture=[segment for segment in segments if id(segment) in aside],
        )
        _take_notes(page, size)
        found.append(page)
    return found


def usual_size(pages: Sequence[Sequence[Segment]]) -> float:
    """The size in which most of the text is set."""
    weights = dict[float, int]()
    for segments in pages:
        for segment in segments:
            size = round(segment.size * 2) / 2
            weights[size] = weights.get(size, 0) + len(segment.text)
    return max(weights, key=lambda size: weights[size], default=0.0)


def _edges(segments: Sequence[Segment]) -> tuple[list[list[Segment]], list[list[Segment]]]:
    """The lines at a page's top and bottom, the outermost first, and one more that is to stay."""
    lines: list[list[Segment]] = []
    for segment in segments:
        if lines and lines[-1][0].base - segment.base < _SAME_LINE * segment.size:
            lines[-1].append(segment)
        else:
            lines.append([segment])
    return lines[: _EDGE_LINES + 1], lines[: -_EDGE_LINES - 2 : -1]


def _furniture(
    edge: Sequence[Sequence[Segment]], page: int, seen: Mapping[str, Sequence[tuple[int, float]]]
) -> list[Segment]:
    """The lines from an edge on that repeat on other pages or number this one, and are set apart from the text."""
    count = 0
    while count < min(len(edge), _EDGE_LINES) and all(
        _is_page_number(segment.text, page) or _repeats(segment, page, seen[_key(segment, page)])
        for segment in edge[count]
    ):
        count += 1
    while 0 < count < len(edge) and not _is_set_apart(edge[count - 1][0], edge[count][0]):
        count -= 1
    return [segment for line in edge[:count] for segment in line]


def _is_set_apart(outer: Segment, inner: Segment) -> bool:
    return abs(outer.base - inner.base) > _ROOM * max(outer.size, inner.size)


def _key(segment: Segment, page: int) -> str:
    """A line's text without this page's number."""
    return _DIGITS.sub(lambda found: "#" if int(found.group()) == page else found.group(), segment.text.casefold())


def _repeats(segment: Segment, page: int, places: Sequence[tuple[int, float]]) -> bool:
    return any(number != page and abs(base - segment.base) < _NEAR for number, base in places[:_MOST_PLACES])


def _is_page_number(text: str, page: int) -> bool:
    """Whether a line says which page this is, and nothing else."""
    if len(text) > _LONGEST_NUMBER:
        return False
    numbers = [int(number) for number in _DIGITS.findall(text)]
    words = _WORD.findall(text.casefold())
    return len(numbers) in {1, 2} and page in numbers and all(word in _PAGE_WORDS for word in words)


def _take_notes(page: PageText, usual: float) -> None:
    """Move the small lines at the bottom to the footnotes, if they begin with a note's sign."""
    at = len(page.body)
    while at and page.body[at - 1].size < _SMALL * usual:
        at -= 1
    while at < len(page.body) and not _NOTE.match(page.body[at].text):
        at += 1
    if at > 0:
        page.notes = page.body[at:]
        del page.body[at:]


def begins_note(text: str) -> bool:
    """Whether a line begins a footnote."""
    return bool(_NOTE.match(text))
