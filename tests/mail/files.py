"""Makes documents for tests: small ones as people send them, and hostile ones."""

import zipfile
import zlib
from io import BytesIO

import docx
import openpyxl
from pypdf import PdfWriter


def pdf(*pages: str, extra: bytes = b"", compress: bool = False) -> bytes:
    """A PDF with lines of Latin text on its pages, or with drawing instructions of one's own on the last."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        lines = "".join(f"({line}) Tj T* " for line in text.split("\n")).encode("cp1252")
        stream = b"BT /F1 11 Tf 72 770 Td 16 TL " + lines + b"ET " + (extra if number == len(pages) - 1 else b"")
        packed = zlib.compress(stream) if compress else stream
        filters = b" /Filter /FlateDecode" if compress else b""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d%s >>\nstream\n" % (len(packed), filters) + packed + b"\nendstream")
    found, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(found))
        found += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    found += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(found + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def encrypted_pdf() -> bytes:
    """A PDF that only its password opens."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def word() -> bytes:
    """A letter with a head, a table, and text after it."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Ministry of Examples"
    document.add_paragraph("We nominate:")
    table = document.add_table(rows=2, cols=3)
    for row, texts in zip(
        table.rows, (("Name", "Title", "E-mail"), ("Ana Ejemplo", "", "ana@example.org")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Yours\nBert")
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def sheet() -> bytes:
    """A list of people."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Name", None, "E-mail"])
    page.append(["Ana Ejemplo", 7, "ana@example.org"])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def bomb(name: str) -> bytes:
    """An archive that unpacks to a thousand times its size, under the name of a part of a document."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(40_000_000))
    return target.getvalue()
