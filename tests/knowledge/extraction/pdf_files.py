"""Makes PDFs for tests, placed to the point: what a word processor writes, without one."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595, 842
_LATIN = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Helvetica-Oblique"}
_EM = 1000


@dataclass(slots=True, kw_only=True)
class Page:
    """One page: its drawing instructions, and its links as rectangle and address."""

    instructions: list[str] = field(default_factory=list)
    links: list[tuple[tuple[float, float, float, float], str]] = field(default_factory=list)
    struck: list[tuple[float, float, float, float]] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, *, font: str = "F1", size: float = 11) -> "Page":
        """Put Latin text on a baseline; F1 is plain, F2 bold, F3 italic."""
        raw = text.encode("cp1252").hex()
        self.instructions.append(f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm <{raw}> Tj ET")
        return self

    def lines(self, x: float, y: float, *texts: str, leading: float = 14, font: str = "F1", size: float = 11) -> "Page":
        """Put lines of Latin text below each other."""
        for number, text in enumerate(texts):
            self.text(x, y - number * leading, text, font=font, size=size)
        return self

    def glyphs(self, x: float, y: float, text: str, *, size: float = 11) -> "Page":
        """Put any text, each character an em wide, from left to right as it stands."""
        raw = text.encode("utf-16-be").hex()
        self.instructions.append(f"BT /F9 {size} Tf 1 0 0 1 {x} {y} Tm <{raw}> Tj ET")
        return self

    def rule(self, x: float, y: float, x2: float, y2: float) -> "Page":
        """Draw a straight line."""
        self.instructions.append(f"{x} {y} m {x2} {y2} l S")
        return self

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> "Page":
        """Draw the lines of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self


_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""


def pdf(*pages: Page, compress: bool = True, has_unicode: bool = True) -> bytes:
    """A whole file.

    Args:
        pages: in order.
        compress: whether the instructions are packed.
        has_unicode: whether the font of `Page.glyphs` says which characters its codes are.
    """
    objects = [b"", b""]
    fonts = " ".join(f"/{name} {_number(objects, _latin(base))} 0 R" for name, base in _LATIN.items())
    unicode_map = _number(objects, _stream(_TO_UNICODE, compress=False))
    descendant = _number(
        objects,
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
    )
    link = f"/ToUnicode {unicode_map} 0 R" if has_unicode else ""
    composite = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H "
        f"/DescendantFonts [{descendant} 0 R] {link} >>"
    )
    fonts += f" /F9 {_number(objects, composite.encode())} 0 R"
    kids = [_page(objects, page, fonts, compress=compress) for page in pages]
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    return _written(objects)


def _page(objects: list[bytes], page: Page, fonts: str, *, compress: bool) -> int:
    content = _number(objects, _stream("\n".join(page.instructions).encode("latin-1"), compress=compress))
    links = [
        f"<< /Type /Annot /Subtype /Link /Rect [{' '.join(map(str, box))}] /A << /S /URI /URI ({address}) >> >>"
        for box, address in page.links
    ]
    struck = [f"<< /Type /Annot /Subtype /StrikeOut /Rect [{' '.join(map(str, box))}] >>" for box in page.struck]
    return _number(
        objects,
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R "
        f"/Annots [{' '.join(links + struck)}] /Resources << /Font << {fonts} >> >> >>".encode(),
    )


def _latin(base: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>".encode()


def _stream(raw: bytes, *, compress: bool) -> bytes:
    packed = zlib.compress(raw) if compress else raw
    filters = b" /Filter /FlateDecode" if compress else b""
    return b"<< /Length %d%s >>\nstream\n" % (len(packed), filters) + packed + b"\nendstream"


def _number(objects: list[bytes], content: bytes) -> int:
    objects.append(content)
    return len(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    found, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(found + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def report(pages: int) -> bytes:
    """A long report: a header and footer, paragraphs set with kerning, a table on every page."""
    return pdf(*(_report_page(number, pages) for number in range(1, pages + 1)))


_SENTENCE = "The open consultation on the themes and format of the forum will be held from 3 to 7 June 2030 in Geneva."


def _report_page(number: int, pages: int) -> Page:
    page = Page()
    page.text(72, 800, "Report of the Consultation").text(270, 30, f"Page {number} of {pages}")
    for line in range(40):
        kerned = "".join(f"({word} ){(line * 7 + len(word)) % 40 - 20}" for word in _SENTENCE.split())
        y = 770 - line * 14 - (line // 8) * 10
        page.instructions.append(f"BT /F1 9 Tf 1 0 0 1 72 {y} Tm [{kerned}] TJ ET")
    page.grid((72, 250, 500), (150, 130, 110, 90))
    for row, y in enumerate((135, 115, 95)):
        page.text(76, y, f"{row + 1} June 2030").text(254, y, f"Meeting {number * 3 + row} of the working group")
    return page
