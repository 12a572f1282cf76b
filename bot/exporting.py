"""The register as a table for spreadsheet programs: CSV or XLSX, a row a participant.

What people wrote must not run where the table is opened, so no cell is ever taken for a formula. Times are in UTC.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import FileError
from handlers.interest import Interest, Participant
from handlers.plain import plain_line

COLUMNS = (
    "id",
    "letter",
    "state",
    "late",
    "organization",
    "country",
    "name",
    "position",
    "email",
    "phone",
    "received_at",
    "channel",
    "message_ids",
)
Row = tuple[str, ...]

_FORMULA = re.compile(r"""(^|;)(?=[\s"']*[=+\-@＝＋－＠])""")
"""Where a cell would be taken for a formula, in ASCII or full width; also after a semicolon, at which programs set to
French, Spanish or Russian cut the lines of a CSV file."""
_NO_XML = re.compile("[\ufffe\uffff]")
_LONGEST_CELL = 32_767
_NARROWEST, _WIDEST = 10, 60


def rows(entries: Sequence[Interest]) -> Iterator[Row]:
    """The cells of each participant, every one a single line of text; an entry without participants has a row too."""
    for entry in entries:
        for person in entry.participants or (Participant(name=""),):
            cells = (
                str(entry.id),
                entry.letter,
                str(entry.state),
                "true" if entry.late else "false",
                entry.organization,
                entry.country,
                person.name,
                person.position,
                person.email,
                person.phone,
                entry.received_at.astimezone(UTC).isoformat(),
                entry.channel,
                " ".join(entry.message_ids),
            )
            yield tuple(plain_line(cell or "") for cell in cells)


def as_csv(entries: Sequence[Interest]) -> bytes:
    """The register as CSV (:rfc:`4180`) in UTF-8, with the mark by which spreadsheet programs know UTF-8.

    A cell that begins like a formula gets an apostrophe before it, and so does every telephone number, whose plus sign
    makes it one. Programs show the apostrophe; whoever reads the file with a program of their own takes it off.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(tuple(_FORMULA.sub(r"\1'", cell) for cell in row) for row in rows(entries))
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(entries: Sequence[Interest]) -> bytes:
    """The register as a workbook whose every cell is text, also when somebody edits it (`quotePrefix`).

    Raises:
        OSError: there is no room for openpyxl's temporary files.
    """
    from lxml.etree import SerialisationError  # noqa: PLC0415
    from openpyxl import Workbook  # noqa: PLC0415 - slow to load, needed for this alone
    from openpyxl.cell import Cell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Expressions of interest"
    widths = [_NARROWEST] * len(COLUMNS)
    for number, row in enumerate((COLUMNS, *rows(entries)), 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place)
            if not isinstance(cell, Cell):  # a merged one, of which there are none
                continue
            cell.value = _NO_XML.sub("", text)[:_LONGEST_CELL]
            cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
            cell.quotePrefix = True
            widths[place - 1] = max(widths[place - 1], min(len(text) + 2, _WIDEST))
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.cell(1, place).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    data = io.BytesIO()
    try:
        book.save(data)
    except SerialisationError as error:
        raise OSError(f"no room for temporary files: {error}") from error
    return data.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[Interest]], bytes]] = {".csv": as_csv, ".xlsx": as_xlsx}
"""How a register is written, by the ending of the file."""


def write_register(entries: Sequence[Interest], target: Path, *, force: bool) -> None:
    """Write a file that appears whole, or not at all; nobody but this user may read it.

    Args:
        entries: of the register.
        target: the file, whose ending is one of `FORMATS`; its folder must be there.
        force: whether a file that is there already is replaced.

    Raises:
        FileError: the file is there already, or cannot be written.
    """
    try:
        _place(target, FORMATS[target.suffix.lower()](entries), force=force)
    except FileExistsError as error:
        raise FileError(f"{target}: there is a file of that name already; name a new one, or add --force") from error
    except OSError as error:
        raise FileError(f"{target}: cannot be written: {error.strerror or error}") from error


def _place(target: Path, data: bytes, *, force: bool) -> None:
    with TemporaryDirectory(dir=target.parent, prefix=".plazo-export-") as folder:
        draft = Path(folder) / "draft"
        with draft.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o600)  # it holds personal data
        if force:
            draft.replace(target)
        else:
            os.link(draft, target)
