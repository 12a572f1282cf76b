"""The straight lines that a PDF's page draws, by themselves or as edges of rectangles. Curves are passed over."""

from itertools import pairwise

from knowledge.extraction.formats.pdf_lexing import Operand
from knowledge.extraction.formats.pdf_page import Matrix, Rule, numbers_of

_MOST_RULES = 5_000
_THIN = 3.0

Point = tuple[float, float]


class Paths:
    """Follows the path instructions of a page (ISO 32000-1, 8.5)."""

    def __init__(self) -> None:
        """Begin with none."""
        self.rules: list[Rule] = []
        self._path: list[Rule] = []
        self._point: Point = (0.0, 0.0)

    def go(self, operands: list[Operand], matrix: Matrix) -> None:
        """Go somewhere without drawing."""
        if (numbers := numbers_of(operands, 2)) is not None:
            self._point = _placed(numbers[0], numbers[1], matrix)

    def draw(self, operands: list[Operand], matrix: Matrix) -> None:
        """Draw a line."""
        if (numbers := numbers_of(operands, 2)) is not None:
            before, self._point = self._point, _placed(numbers[0], numbers[1], matrix)
            self._edge(before, self._point)

    def rectangle(self, operands: list[Operand], matrix: Matrix) -> None:
        """Draw a rectangle: a thin one is a line."""
        if (numbers := numbers_of(operands, 4)) is None:
            return
        x, y, width, height = numbers
        near, far = _placed(x, y, matrix), _placed(x + width, y + height, matrix)
        if min(abs(far[0] - near[0]), abs(far[1] - near[1])) < _THIN:
            self._edge(near, far)
            return
        corners = (near, (far[0], near[1]), far, (near[0], far[1]), near)
        for one, other in pairwise(corners):
            self._edge(one, other)

    def _edge(self, one: Point, other: Point) -> None:
        left, right = sorted((one[0], other[0]))
        bottom, top = sorted((one[1], other[1]))
        if min(right - left, top - bottom) < _THIN and len(self._path) < _MOST_RULES:
            self._path.append(Rule(left=left, right=right, bottom=bottom, top=top))

    def paint(self) -> None:
        """What was drawn is seen."""
        if len(self.rules) < _MOST_RULES:
            self.rules += self._path
        self._path = []

    def drop(self) -> None:
        """What was drawn is not seen."""
        self._path = []


def _placed(x: float, y: float, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f
