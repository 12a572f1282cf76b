"""A PDF's fonts: which characters its codes show, how wide they are, whether they are bold or italic."""

from dataclasses import dataclass, field

from pypdf.generic import DictionaryObject
from pypdf.generic._font import Font

from knowledge.extraction.document import MarkKind

UNKNOWN = "\ufffd"
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_ITALIC = ("italic", "oblique", "kursiv")
_FORCED_BOLD = 1 << 18
_BOLD_WEIGHT = 600
_MOST_CACHED = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a string of codes shows: a text for each glyph, and the width of each in thousandths of the size."""

    glyphs: tuple[str, ...]
    width: float
    spaces: int
    """Codes of one byte that are a space: word spacing holds for these (ISO 32000-1, 9.3.3)."""


@dataclass(slots=True, kw_only=True)
class Face:
    """A font as a page uses it."""

    marks: frozenset[MarkKind]
    encoding: str | dict[int, str]
    characters: dict[str, str]
    widths: dict[str, float]
    scale: float = 1.0
    is_readable: bool = True
    is_complete: bool = False
    """Whether what `characters` lacks is no letter."""
    _cache: dict[bytes, Shown] = field(default_factory=dict)

    def show(self, codes: bytes) -> Shown:
        """What these codes show."""
        shown = self._cache.get(codes)
        if shown is None:
            shown = self._decoded(codes)
            if len(self._cache) < _MOST_CACHED:
                self._cache[codes] = shown
        return shown

    def _decoded(self, codes: bytes) -> Shown:
        other = self.widths.get("default", 500.0)
        if isinstance(self.encoding, str):
            keys = list(codes.decode(self.encoding, "replace"))
            texts = keys
        else:
            keys = [chr(code) for code in codes]
            texts = [self.encoding.get(code, chr(code)) for code in codes]
        width = sum(self.widths.get(key, other) for key in keys) * self.scale
        glyphs = tuple(map(self._letter, texts))
        spaces = 0 if isinstance(self.encoding, str) else codes.count(b" ")
        return Shown(glyphs=glyphs, width=width, spaces=spaces)

    def _letter(self, text: str) -> str:
        """What a glyph says; nothing if the font tells it of others only, as of lengthened Arabic joins."""
        if not self.is_readable:
            return UNKNOWN
        return self.characters.get(text, "" if self.is_complete else text)


PLAIN = Face(marks=frozenset(), encoding="latin-1", characters={}, widths={})
"""For text whose font is missing."""


def face_of(resource: DictionaryObject) -> Face:
    """The font that a page's resources describe; a plain one if what they say is broken."""
    try:
        return _described(resource)
    except Exception:  # noqa: BLE001 - the library raises anything for a broken font, and the others may be whole
        return PLAIN


def _described(resource: DictionaryObject) -> Face:
    font = Font.from_font_resource(resource)
    is_composite = resource.get("/Subtype") == "/Type0"
    matrix = resource.get("/FontMatrix") if resource.get("/Subtype") == "/Type3" else None
    named = resource.get("/Encoding")
    is_identity = isinstance(named, str) and named.startswith("/Identity")
    return Face(
        marks=_marks(font),
        encoding=font.encoding,
        characters={str(key): str(text) for key, text in font.character_map.items() if isinstance(key, str)},
        widths=font.character_widths,
        scale=abs(float(matrix[0])) * 1000 if matrix else 1.0,
        is_complete=bool(font.character_map) and (is_composite or named is None),
        is_readable=bool(font.character_map) or not (is_composite and is_identity),
    )


def _marks(font: Font) -> frozenset[MarkKind]:
    descriptor = font.font_descriptor
    name = f"{font.name} {descriptor.name}".lower()
    weight = str(descriptor.weight)
    is_heavy = weight.isdigit() and int(weight) >= _BOLD_WEIGHT
    marks = set[MarkKind]()
    if is_heavy or descriptor.flags & _FORCED_BOLD or any(word in name for word in _BOLD):
        marks.add(MarkKind.BOLD)
    if any(word in name for word in _ITALIC):
        marks.add(MarkKind.ITALIC)
    return frozenset(marks)
