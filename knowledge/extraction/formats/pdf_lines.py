"""Runs of text on a page to segments: stretches of a line without a wide gap, in reading order.

Runs that are painted twice are taken once, raised small ones become superscripts. Columns are the next step's.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.extraction.document import MarkKind, is_numbered
from knowledge.extraction.formats.assembling import Line, Piece
from knowledge.extraction.formats.bidi import has_right_to_left, is_right_to_left
from knowledge.extraction.formats.pdf_page import Run
from knowledge.extraction.formats.pdf_text import line_of

_SMALL = 0.8
_SAME_LINE = 0.3
_WIDE_GAP = 1.5
_RAISED = (-0.15, 0.75)
BULLETS = frozenset("•▪◦·●○■□►‣\u2043\u2219\u25aa\u27a2")
"""What stands before an item."""
DASHES = frozenset("-–—")
"""What stands before an item too, but may also stand within a sentence where a line begins."""
_LETTER_BULLET = "o"
"""Word's bullet of the second level; only where it stands by itself."""
_LONGEST_LABEL = 40
_MOST_SMALL = 2_000
_NEAREST = 8


@dataclass(slots=True, kw_only=True)
class Segment:
    """A stretch of a line."""

    runs: list[Run]
    left: float
    right: float
    base: float
    size: float
    is_rtl: bool = False
    line: Line = ()
    text: str = ""

    @property
    def top(self) -> float:
        """The upper end of its letters."""
        return self.base + self.size * 0.8


def segments_of(runs: Sequence[Run], *, is_rtl: bool) -> list[Segment]:
    """The segments of a page, from top to bottom, those of one line in reading order.

    Args:
        runs: of one direction.
        is_rtl: whether the page is mostly Arabic.
    """
    found: list[Segment] = []
    for line in _lines(_once(runs)):
        segments = [_finish(segment) for segment in _cut(line)]
        segments = [_as_number(segment) if is_rtl else segment for segment in segments if segment.text]
        segments.sort(key=lambda segment: -segment.right if is_rtl else segment.left)
        found += _with_labels(segments)
    return found


def is_mostly_rtl(runs: Iterable[Run]) -> bool:
    """Whether more Arabic than other letters stand in these runs."""
    text = "".join(run.text for run in runs)
    if not has_right_to_left(text):
        return False
    letters_alone = [character for character in text if character.isalpha()]
    return 2 * sum(map(is_right_to_left, letters_alone)) > len(letters_alone)


def _once(runs: Sequence[Run]) -> list[Run]:
    """Each run once; what is painted again almost in place is bold."""
    found = dict[tuple[str, int, int], Run]()
    kept: list[Run] = []
    for run in runs:
        text = run.text
        x, y = round(run.left), round(run.base)
        near = next(
            (found[key] for dx in (0, -1, 1) for dy in (0, -1, 1) if (key := (text, x + dx, y + dy)) in found), None
        )
        if near is not None and len(text.strip()) > 1:
            near.marks |= {MarkKind.BOLD}
            continue
        found[text, x, y] = run
        kept.append(run)
    return kept


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs by line from top to bottom; small ones go to the line that they are raised above."""
    if not runs:
        return []
    usual = _usual_size(runs)
    large = sorted((run for run in runs if run.size >= _SMALL * usual), key=lambda run: -run.base)
    lines = _clustered(large)
    bases = [(line[0].base, line) for line in lines]
    small = [run for run in runs if run.size < _SMALL * usual]
    rest = [run for number, run in enumerate(small) if number >= _MOST_SMALL or not _attach(run, bases)]
    lines += _clustered(sorted(rest, key=lambda run: -run.base))
    return sorted(lines, key=lambda line: -max(line, key=lambda run: run.size).base)


def _usual_size(runs: Sequence[Run]) -> float:
    weights = dict[float, int]()
    for run in runs:
        size = round(run.size, 1)
        weights[size] = weights.get(size, 0) + len(run.glyphs)
    return max(weights, key=lambda size: weights[size])


def _clustered(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    for run in runs:
        if lines and abs(lines[-1][0].base - run.base) < _SAME_LINE * min(run.size, lines[-1][0].size):
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _attach(run: Run, bases: Sequence[tuple[float, list[Run]]]) -> bool:
    """Put a small run into the line beside which it stands, marked as superscript if it is raised."""
    low, high = _RAISED
    begin = bisect_left(bases, -run.base - run.size * 2, key=lambda entry: -entry[0])
    for base, line in bases[begin : begin + _NEAREST]:
        size = line[0].size
        if low * size <= run.base - base <= high * size and any(
            -0.5 * size <= max(run.left - other.right, other.left - run.right) <= size for other in line
        ):
            is_raised = run.base - base > 0.1 * size
            run.marks = run.marks | {MarkKind.SUPERSCRIPT} if is_raised else run.marks
            line.append(run)
            return True
    return False


def _cut(runs: list[Run]) -> list[list[Run]]:
    runs.sort(key=lambda run: run.left)
    cut: list[list[Run]] = []
    right = 0.0
    for run in runs:
        if cut and run.left - right <= _WIDE_GAP * max(run.size, cut[-1][-1].size):
            cut[-1].append(run)
            right = max(right, run.right)
        else:
            cut.append([run])
            right = run.right
    return cut


def _finish(runs: list[Run]) -> Segment:
    """A segment with its text in reading order."""
    is_rtl = any(has_right_to_left(run.text) for run in runs)
    largest = max(runs, key=lambda run: run.size)
    line = line_of(runs, is_rtl=is_rtl)
    return Segment(
        runs=runs,
        left=min(run.left for run in runs),
        right=max(run.right for run in runs),
        base=largest.base,
        size=largest.size,
        is_rtl=is_rtl,
        line=line,
        text="".join(piece.text for piece in line).strip(),
    )


def _as_number(segment: Segment) -> Segment:
    """A number as it is read in Arabic: what stands as ".1" is "1.", and a telephone number begins with its plus."""
    text = segment.text
    if text.endswith("+") and not text.strip("+0123456789 -"):
        segment.text = " ".join(text.split()[::-1])
        segment.text = f"+{segment.text.replace('+', '')}"
        segment.line = (Piece(text=segment.text, marks=segment.runs[0].marks),)
    if text[0] in ".)" and text[1:].isdigit() and len(text) <= 4:  # noqa: PLR2004 - three digits and a sign
        segment.text = text[1:] + text[0]
        segment.line = (Piece(text=segment.text, marks=segment.runs[0].marks),)
    return segment


def _with_labels(segments: list[Segment]) -> list[Segment]:
    """The segments of a line, a label such as "Ref.:" together with its value."""
    found: list[Segment] = []
    for segment in segments:
        last = found[-1] if found else None
        if last is None or not _is_label(last.text):
            found.append(segment)
            continue
        bullet = last.text == _LETTER_BULLET
        found[-1] = Segment(
            runs=[*last.runs, *segment.runs],
            left=min(last.left, segment.left),
            right=max(last.right, segment.right),
            base=last.base,
            size=max(last.size, segment.size),
            is_rtl=last.is_rtl or segment.is_rtl,
            line=(
                *((Piece(text="•"),) if bullet else last.line),
                Piece(text="" if last.text.endswith("：") else " "),
                *segment.line,
            ),
            text=f"{'•' if bullet else last.text} {segment.text}",
        )
    return found


def _is_label(text: str) -> bool:
    """Whether what follows on the line belongs to this: a label, a bullet, a number of a list."""
    return len(text) <= _LONGEST_LABEL and (
        text.endswith((":", "：")) or text in BULLETS | DASHES | {_LETTER_BULLET} or is_numbered(f"{text} ")
    )
