"""Finds the letter's own words for a value: the line that bears it, as loading will compare it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.canonical import is_supported
from knowledge.edtf import parse_edtf
from knowledge.extraction.sentences import cut
from knowledge.model import Kind
from knowledge.text import fold, squeeze

_SIGNS = re.compile(r"^(?:#{1,6}|[-•]|\|)\s+|\s*\|$")
_NUMBERS = frozenset({Kind.PHONE, Kind.FAX})
_TAIL = 6
"""Digits by which a telephone number is known again."""
_STRUCK = "~~"
_ADDRESSES = frozenset({Kind.URL, Kind.EMAIL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotes:
    """A letter's text, by lines and as one."""

    lines: tuple[str, ...]
    whole: str

    def find(self, kind: Kind, value: str) -> str:
        """The words that bear a value: the first line that does, else the words alone, else the value itself."""
        best = next((line for line in self._ranked(kind, value) if _bears(kind, value, line)), None)
        return best or self._cut(value) or self._nearly(kind, value) or value

    def _nearly(self, kind: Kind, value: str) -> str | None:
        """A line that has a number or date in another writing, for a person to look at."""
        if kind is Kind.DATE:
            when = parse_edtf(value)
            wanted = {str(when.start.year), str(when.start.day)}
            return next((line for line in self.lines if wanted <= set(re.findall(r"\d+", fold(line)))), None)
        if kind in _NUMBERS:
            tail = value[-_TAIL:]
            return next((line for line in self.lines if tail in re.sub(r"\D", "", fold(line))), None)
        return None

    def _ranked(self, kind: Kind, value: str) -> Iterator[str]:
        """The lines, those first that have the value letter by letter, or a date's year too."""
        sure = str(parse_edtf(value).start.year) if kind is Kind.DATE else value
        yield from (line for line in self.lines if sure in line)
        yield from self.lines

    def _cut(self, value: str) -> str | None:
        """The words of a value that runs over several lines, as the letter has them."""
        words = [re.escape(word) for word in squeeze(value).split()]
        found = re.search(" ".join(words), self.whole, re.IGNORECASE) if words else None
        return found.group() if found else None


def quotes_of(text: str, abbreviations: frozenset[str]) -> Quotes:
    """Prepare a letter's text, as Markdown, for quoting; what is struck out is not quoted.

    Args:
        text: of the letter.
        abbreviations: folded, without their last full stop; none of them ends a sentence.
    """
    lines = (squeeze(_SIGNS.sub("", line.strip())) for line in text.splitlines() if _STRUCK not in line)
    sentences = (line[start:end].strip() for line in lines for start, end in cut(line, abbreviations))
    return Quotes(lines=tuple(filter(None, sentences)), whole=squeeze(text))


def _bears(kind: Kind, value: str, line: str) -> bool:
    """Whether a line bears a value; an address that only begins like a longer one is not borne by it."""
    if not is_supported(kind, value, line):
        return False
    if kind not in _ADDRESSES:
        return True
    bare = re.escape(fold(value.rpartition("://")[2]))
    return re.search(rf"(?<![\w.-]){bare}(?![\w/@-]|\.\w)", fold(line)) is not None


def context_of(text: str, quote: str) -> tuple[str, str, str]:
    """The paragraph before a quote, the one that has it, and the one after, each squeezed; empty where there is none.

    Args:
        text: the letter's.
        quote: its words; they may run over several paragraphs, then they are the middle themselves.
    """
    rows: Sequence[str] = [squeeze(line) for line in re.split(r"\n\s*\n|\n(?=[-|#] )", text) if line.strip()]
    wanted = squeeze(quote)
    at = next((n for n, row in enumerate(rows) if wanted in row), None)
    if at is None:
        return "", wanted, ""
    return rows[at - 1] if at else "", rows[at], rows[at + 1] if at + 1 < len(rows) else ""
