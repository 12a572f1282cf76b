"""What stands on a PDF's page: runs of text with their places, straight lines; and how much work that may cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pypdf.generic import DictionaryObject

from knowledge.errors import UnreadableLetterError
from knowledge.extraction.document import MarkKind
from knowledge.extraction.formats.pdf_lexing import Operand

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True, kw_only=True)
class Budget:
    """How much work a file may still cause."""

    operations: int = 8_000_000
    content: int = 150_000_000

    def spend(self, *, content: int = 0, operations: int = 0) -> None:
        """Count work.

        Raises:
            UnreadableLetterError: it is more than any letter needs.
        """
        self.content -= content
        self.operations -= operations
        if self.content < 0 or self.operations < 0:
            raise UnreadableLetterError("the PDF draws more on its pages than any letter does")


@dataclass(slots=True, kw_only=True)
class Run:
    """Text that is painted in one go, from `left` to `right` on a baseline."""

    glyphs: list[str]
    left: float
    right: float
    base: float
    size: float
    quarter: int = 0
    """In which of four directions it runs, in quarter turns."""
    marks: frozenset[MarkKind] = frozenset()
    target: str = ""
    is_invisible: bool = False

    @property
    def text(self) -> str:
        """Its characters as painted, from left to right."""
        return "".join(self.glyphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line: horizontal if it is wider than high."""

    left: float
    right: float
    bottom: float
    top: float


@dataclass(slots=True, kw_only=True)
class Drawn:
    """All that is on a page."""

    runs: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


def multiplied(first: Matrix, second: Matrix) -> Matrix:
    """Two transformations after each other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def numbers_of(operands: list[Operand], count: int) -> tuple[float, ...] | None:
    """The last numbers among operands; none if there are too few."""
    found = [operand for operand in operands if isinstance(operand, float)]
    return tuple(found[-count:]) if len(found) >= count else None


def entry_of(resources: Mapping[str, Any], kind: str, operands: list[Operand]) -> object:
    """What a name among the operands stands for."""
    name = next((operand for operand in operands if isinstance(operand, str)), None)
    listed = resources.get(kind)
    listed = listed.get_object() if listed is not None else None
    found = listed.get(f"/{name}") if isinstance(listed, DictionaryObject) else None
    return found.get_object() if found is not None else None


def text_string(raw: bytes) -> str:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
