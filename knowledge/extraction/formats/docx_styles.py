"""What a Word document's styles and numbering say of a run or paragraph (ECMA-376, part 1, 17.3, 17.7 and 17.9)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from knowledge.extraction.document import MarkKind

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TOGGLES = {
    f"{W}b": MarkKind.BOLD,
    f"{W}i": MarkKind.ITALIC,
    f"{W}strike": MarkKind.STRUCK,
    f"{W}dstrike": MarkKind.STRUCK,
}
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST_STYLE = 12
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_SMALL_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9


def value(element: etree._Element | None, name: str = "val") -> str:
    """An attribute of Word's; empty if it or the element is missing."""
    return "" if element is None else str(element.get(f"{W}{name}", ""))


def is_on(element: etree._Element) -> bool:
    """Whether a property that can be switched is on."""
    return value(element) not in _OFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How text looks: what is switched on or off, and whether it is hidden."""

    switches: Mapping[MarkKind, bool] = field(default_factory=dict)
    is_hidden: bool = False

    def under(self, other: "Look") -> "Look":
        """This look, changed by what another one says."""
        return Look(switches={**self.switches, **other.switches}, is_hidden=self.is_hidden or other.is_hidden)

    @property
    def marks(self) -> frozenset[MarkKind]:
        """The marks that are on."""
        return frozenset(kind for kind, holds in self.switches.items() if holds)


PLAIN = Look()


def look_of(properties: etree._Element | None) -> Look:
    """What run properties say themselves."""
    if properties is None:
        return PLAIN
    switches = dict[MarkKind, bool]()
    for element in properties:
        if (kind := _TOGGLES.get(element.tag)) is not None:
            switches[kind] = is_on(element) or (kind is MarkKind.STRUCK and switches.get(kind, False))
        elif element.tag == f"{W}vertAlign":
            switches[MarkKind.SUPERSCRIPT] = value(element) == "superscript"
    hidden = properties.find(f"{W}vanish")
    return Look(switches=switches, is_hidden=hidden is not None and is_on(hidden))


class Styles:
    """The styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        """Index the styles by their ids."""
        self._styles = {value(s, "styleId"): s for s in (root.iter(f"{W}style") if root is not None else ())}

    def look(self, name: str) -> Look:
        """What a style and those that it is based on say of text."""
        look = PLAIN
        for style in reversed(list(self._chain(name))):
            look = look.under(look_of(style.find(f"{W}rPr")))
        return look

    def is_heading(self, name: str) -> bool:
        """Whether a paragraph style is one of a heading or title."""
        for style in self._chain(name):
            title = value(style.find(f"{W}name")).lower()
            if title.startswith("heading") or title == "title" or style.find(f"{W}pPr/{W}outlineLvl") is not None:
                return True
        return False

    def numbering(self, name: str) -> etree._Element | None:
        """The numbering that a paragraph style brings along."""
        for style in self._chain(name):
            if (found := style.find(f"{W}pPr/{W}numPr")) is not None:
                return found
        return None

    def _chain(self, name: str) -> Iterator[etree._Element]:
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = value(style.find(f"{W}basedOn"))


class Numbering:
    """The lists of a document, counted as its paragraphs come."""

    def __init__(self, root: etree._Element | None) -> None:
        """Index the lists and their levels."""
        self._levels: dict[tuple[str, str], etree._Element] = {}
        self._counts = dict[str, list[int]]()
        self._abstract = dict[str, str]()
        for element in root if root is not None else ():
            if element.tag == f"{W}abstractNum":
                for level in element.iter(f"{W}lvl"):
                    self._levels[value(element, "abstractNumId"), value(level, "ilvl")] = level
            elif element.tag == f"{W}num":
                self._abstract[value(element, "numId")] = value(element.find(f"{W}abstractNumId"))

    def label(self, number: str, depth: str) -> str | None:
        """The label of the next paragraph of a list.

        Args:
            number: the list's id.
            depth: the level within it, from "0".

        Returns:
            Its number as shown, nothing in it for a bullet; None if it is in no list.
        """
        abstract = self._abstract.get(number)
        level = self._levels.get((abstract or "", depth or "0"))
        if abstract is None or level is None:
            return None
        at = min(int(depth or "0"), _LEVELS - 1)
        counts = self._counts.setdefault(abstract, [])
        while len(counts) <= at:
            counts.append(self._start(abstract, len(counts)) - 1)
        del counts[at + 1 :]
        counts[at] += 1
        shape = value(level.find(f"{W}lvlText"))
        if value(level.find(f"{W}numFmt")) in {"bullet", "none"} or "%" not in shape:
            return ""
        for place in range(at + 1):
            form = value(self._level(abstract, place).find(f"{W}numFmt"))
            shape = shape.replace(f"%{place + 1}", _numeral(counts[place], form))
        return shape

    def _level(self, abstract: str, depth: int) -> etree._Element:
        return self._levels.get((abstract, str(depth)), etree.Element(f"{W}lvl"))

    def _start(self, abstract: str, depth: int) -> int:
        text = value(self._level(abstract, depth).find(f"{W}start"))
        return int(text) if text.isascii() and text.isdigit() else 1


def _numeral(number: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 3)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"} and number < 4000:  # noqa: PLR2004 - larger ones are not written so
        text = ""
        for worth, letters in (*_ROMAN, *_SMALL_ROMAN):
            text += letters * (number // worth)
            number %= worth
        return text.upper() if form == "upperRoman" else text
    return f"{number:02}" if form == "decimalZero" else str(number)
