"""Follows a PDF page's instructions to the runs of text with their places. It paints nothing and knows no lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from pypdf.generic import DictionaryObject, StreamObject

from knowledge.extraction.document import MarkKind
from knowledge.extraction.formats.pdf_fonts import PLAIN, Face, face_of
from knowledge.extraction.formats.pdf_lexing import Operand, operations
from knowledge.extraction.formats.pdf_page import (
    IDENTITY,
    Budget,
    Drawn,
    Matrix,
    Run,
    entry_of,
    multiplied,
    numbers_of,
    text_string,
)
from knowledge.extraction.formats.pdf_paths import Paths

_DEEPEST_FORM = 8
_DEEPEST_STATE = 200
WORD_GAP = 0.16
"""Of the font's size: a jump this wide within a string of text is a space."""
_STROKED_TEXT = 2
_INVISIBLE_TEXT = 3


@dataclass(slots=True, kw_only=True)
class _State:
    """The graphics state (ISO 32000-1, 8.4 and 9.3)."""

    matrix: Matrix = IDENTITY
    face: Face = field(default_factory=lambda: PLAIN)
    size: float = 12.0
    character_gap: float = 0.0
    word_gap: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


class Pen:
    """Follows the instructions of one page."""

    def __init__(self, budget: Budget, faces: dict[int, Face]) -> None:
        """Begin a page.

        Args:
            budget: of the whole file.
            faces: the file's fonts that are known already, by identity.
        """
        self._runs: list[Run] = []
        self._budget = budget
        self._faces = faces
        self._state = _State()
        self._saved: list[_State] = []
        self._text: Matrix = IDENTITY
        self._line: Matrix = IDENTITY
        self._paths = Paths()
        self._spans: list[str | None] = []
        """For each open span of marked content, the text that stands for its glyphs, if any."""
        self._resources: Mapping[str, Any] = {}
        self._actions = self._own_actions()

    def follow(self, content: bytes, resources: Mapping[str, Any], depth: int = 0) -> None:
        """Follow a content stream.

        Args:
            content: unpacked.
            resources: its fonts and forms.
            depth: how many forms it stands in.
        """
        self._budget.spend(content=len(content))
        outer, self._resources = self._resources, resources
        count = 0
        for count, (operator, operands) in enumerate(operations(content), 1):
            if operator == "Do":
                self._form(operands, depth)
            elif (action := self._actions.get(operator)) is not None:
                action(operands)
            if count % 1000 == 0:
                self._budget.spend(operations=1000)
        self._budget.spend(operations=count % 1000)
        self._resources = outer

    @property
    def drawn(self) -> Drawn:
        """What was drawn so far."""
        return Drawn(runs=self._runs, rules=self._paths.rules)

    def _own_actions(self) -> dict[str, Callable[[list[Operand]], None]]:
        """What each operator does (ISO 32000-1, annex A)."""
        paths = self._paths
        return {
            "q": self._save,
            "Q": self._restore,
            "cm": self._transform,
            "BT": self._begin_text,
            "Tf": self._font,
            "Tm": self._place,
            "Td": self._move,
            "TD": self._move_leading,
            "T*": self._next_line,
            "Tj": self._show,
            "TJ": self._show,
            "'": self._show_next,
            '"': self._show_spaced,
            **{operator: partial(self._set, operator) for operator in ("Tc", "Tw", "Tz", "TL", "Ts", "Tr")},
            "BDC": self._begin_span,
            "BMC": self._begin_plain_span,
            "EMC": self._end_span,
            "m": lambda operands: paths.go(operands, self._state.matrix),
            "l": lambda operands: paths.draw(operands, self._state.matrix),
            "re": lambda operands: paths.rectangle(operands, self._state.matrix),
            **{operator: lambda _: paths.paint() for operator in ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*")},
            "n": lambda _: paths.drop(),
        }

    def _set(self, operator: str, operands: list[Operand]) -> None:
        """Set a parameter of text."""
        if (numbers := numbers_of(operands, 1)) is None:
            return
        number, state = numbers[0], self._state
        if operator == "Tc":
            state.character_gap = number
        elif operator == "Tw":
            state.word_gap = number
        elif operator == "Tz":
            state.stretch = number / 100
        elif operator == "TL":
            state.leading = number
        elif operator == "Ts":
            state.rise = number
        else:
            state.mode = int(number)

    # -- state and forms -----------------------------------------------------------------------------------------

    def _form(self, operands: list[Operand], depth: int) -> None:
        form = entry_of(self._resources, "/XObject", operands)
        if not isinstance(form, StreamObject) or form.get("/Subtype") != "/Form" or depth >= _DEEPEST_FORM:
            return
        before, saved = replace(self._state), self._saved
        matrix = form.get("/Matrix")
        if matrix is not None and len(matrix) == len(IDENTITY):
            a, b, c, d, e, f = map(float, matrix)
            self._state.matrix = multiplied((a, b, c, d, e, f), before.matrix)
        resources = form.get("/Resources")
        inner = resources.get_object() if resources is not None else self._resources
        self._saved = []
        self.follow(form.get_data(), inner, depth + 1)
        self._state, self._saved = before, saved

    def _save(self, _: list[Operand]) -> None:
        if len(self._saved) < _DEEPEST_STATE:
            self._saved.append(replace(self._state))

    def _restore(self, _: list[Operand]) -> None:
        if self._saved:
            self._state = self._saved.pop()

    def _transform(self, operands: list[Operand]) -> None:
        if (numbers := numbers_of(operands, 6)) is not None:
            a, b, c, d, e, f = numbers
            self._state.matrix = multiplied((a, b, c, d, e, f), self._state.matrix)

    def _font(self, operands: list[Operand]) -> None:
        size = numbers_of(operands, 1)
        resource = entry_of(self._resources, "/Font", operands)
        face = self._state.face
        if isinstance(resource, DictionaryObject):
            face = self._faces.get(id(resource)) or face_of(resource)
            self._faces[id(resource)] = face
        self._state.face = face
        self._state.size = size[0] if size else self._state.size

    # -- where text stands ---------------------------------------------------------------------------------------

    def _begin_text(self, _: list[Operand]) -> None:
        self._text = self._line = IDENTITY

    def _place(self, operands: list[Operand]) -> None:
        if (numbers := numbers_of(operands, 6)) is not None:
            a, b, c, d, e, f = numbers
            self._text = self._line = (a, b, c, d, e, f)

    def _move(self, operands: list[Operand]) -> None:
        if (numbers := numbers_of(operands, 2)) is not None:
            self._text = self._line = multiplied((1.0, 0.0, 0.0, 1.0, numbers[0], numbers[1]), self._line)

    def _move_leading(self, operands: list[Operand]) -> None:
        if (numbers := numbers_of(operands, 2)) is not None:
            self._state.leading = -numbers[1]
            self._move(operands)

    def _next_line(self, _: list[Operand]) -> None:
        self._move([0.0, -self._state.leading])

    # -- text ----------------------------------------------------------------------------------------------------

    def _show(self, operands: list[Operand]) -> None:
        if operands:
            last = operands[-1]
            self._paint(last if isinstance(last, list) else [last])

    def _show_next(self, operands: list[Operand]) -> None:
        self._next_line([])
        self._show(operands)

    def _show_spaced(self, operands: list[Operand]) -> None:
        if (numbers := numbers_of(operands, 2)) is not None:
            self._state.word_gap, self._state.character_gap = numbers
        self._show_next(operands)

    def _paint(self, elements: list[Operand]) -> None:
        """Show strings, with jumps between them; one as wide as a space begins a new run."""
        state = self._state
        unit = state.size * state.stretch
        glyphs: list[str] = []
        begin = at = gap = 0.0
        for element in elements:
            if isinstance(element, float):
                gap -= element / 1000 * unit
            elif isinstance(element, bytes):
                if glyphs and abs(gap) > WORD_GAP * abs(unit):
                    self._add(glyphs, begin, at)
                    glyphs = []
                at += gap
                gap = 0.0
                begin = begin if glyphs else at
                shown = state.face.show(element)
                glyphs += shown.glyphs
                extra = len(shown.glyphs) * state.character_gap + shown.spaces * state.word_gap
                at += shown.width / 1000 * unit + extra * state.stretch
        self._add(glyphs, begin, at)
        self._text = multiplied((1.0, 0.0, 0.0, 1.0, at + gap, 0.0), self._text)

    def _add(self, glyphs: list[str], begin: float, end: float) -> None:
        """Keep a run, unless it is empty; a span's own text takes the place of its first glyphs."""
        replaced = next((index for index, text in enumerate(self._spans) if text is not None), None)
        if replaced is not None and glyphs:
            glyphs = [self._spans[replaced] or ""]
            self._spans[replaced] = ""
        if not glyphs or "".join(glyphs).isspace():
            return  # what joins letters without being one is kept, since it is no gap
        state = self._state
        a, b, c, d, e, f = multiplied(self._text, state.matrix)
        quarter = (0 if a >= 0 else 2) if abs(a) >= abs(b) else (1 if b > 0 else 3)
        x, y = e + begin * a + state.rise * c, f + begin * b + state.rise * d
        x2, y2 = e + end * a + state.rise * c, f + end * b + state.rise * d
        left, right, base = ((x, x2, y), (y, y2, -x), (-x, -x2, -y), (-y, -y2, x))[quarter]
        is_bold = state.mode == _STROKED_TEXT
        self._runs.append(
            Run(
                glyphs=glyphs,
                left=min(left, right),
                right=max(left, right),
                base=base,
                size=abs(state.size) * (c * c + d * d) ** 0.5,
                quarter=quarter,
                marks=state.face.marks | {MarkKind.BOLD} if is_bold else state.face.marks,
                is_invisible=state.mode == _INVISIBLE_TEXT,
            )
        )

    def _begin_span(self, operands: list[Operand]) -> None:
        properties = operands[-1] if operands else None
        if isinstance(properties, str):
            listed = entry_of(self._resources, "/Properties", [properties])
            text = listed.get("/ActualText") if isinstance(listed, DictionaryObject) else None
            self._spans.append(str(text) if text is not None else None)
            return
        raw = properties.get("ActualText") if isinstance(properties, dict) else None
        self._spans.append(text_string(raw) if isinstance(raw, bytes) else None)

    def _begin_plain_span(self, _: list[Operand]) -> None:
        self._spans.append(None)

    def _end_span(self, _: list[Operand]) -> None:
        if self._spans:
            self._spans.pop()
