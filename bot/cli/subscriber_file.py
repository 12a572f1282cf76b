"""A CSV file of subscribers, as spreadsheet programs write it: its rows, and what is wrong with each that is.

Each line is read by itself, so a quote that is never closed spoils one row and no more. Cells are nothing but text.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cli.person import EMAIL, TELEGRAM, read_id
from bot.cli.wishes import WishReader, check_address, read_tongue
from bot.errors import FileError
from bot.reminders.enrolling import Wish
from handlers.errors import SubscriptionError

COLUMNS = ("email", "telegram", "lang", "timezone", "subject")
_LINES = re.compile(r"\r\n|\r|\n")
_BETWEEN_SUBJECTS = ";"
_LARGEST = 50_000_000
"""Bytes; far more than the subscribers of any forum take, and little enough for a small machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The lines below the header, with the number of the first; `columns` in their order."""

    columns: tuple[str, ...]
    delimiter: str
    lines: Sequence[str]
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A line that was read: what it wants, or what is wrong with it."""

    line: int
    wish: Wish | None = None
    complaint: str = ""


def read_table(file: Path) -> Table:
    """Read a file of comma- or semicolon-separated values in UTF-8, with or without a byte order mark.

    Raises:
        FileError: it cannot be read, is too large, or its header is not in order.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
    except OSError as error:
        raise FileError(f"{file}: cannot be read: {error.strerror}") from None
    if len(content) > _LARGEST:
        raise FileError(f"{file}: is larger than {_LARGEST // 1_000_000} MB")
    lines = _LINES.split(content.decode("utf-8-sig", "surrogateescape"))
    at = next((number for number, line in enumerate(lines) if line.strip()), None)
    if at is None:
        raise FileError(f"{file}: is empty: expected a header with the columns {', '.join(COLUMNS)}")
    delimiter = ";" if ";" in lines[at] else ","
    try:
        columns = _header(lines[at], delimiter)
    except SubscriptionError as error:
        raise FileError(f"{file}: line {at + 1}: {error}") from None
    return Table(columns=columns, delimiter=delimiter, lines=lines[at + 1 :], first=at + 2)


def _header(line: str, delimiter: str) -> tuple[str, ...]:
    columns = [cell.casefold() for cell in _cells(line, delimiter)]
    while columns and not columns[-1]:
        columns.pop()
    for column in columns:
        if column not in COLUMNS:
            raise SubscriptionError(f"column {column[:60]!r} is unknown: expected some of {', '.join(COLUMNS)}")
        if columns.count(column) > 1:
            raise SubscriptionError(f"column {column!r} stands there more than once")
    if not {EMAIL, TELEGRAM} & {*columns}:
        raise SubscriptionError("expected a column email or telegram")
    return tuple(columns)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line (:rfc:`4180`), without the space around them."""
    if not line.isprintable() and any("\udc80" <= character <= "\udcff" for character in line):
        raise SubscriptionError("is not UTF-8")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True))]
    except csv.Error as error:
        raise SubscriptionError(f"is no CSV: {error}") from None


def read_wishes(table: Table, lines: Iterable[str], reader: WishReader) -> Iterator[Read]:
    """What each row wants, or what is wrong with it; blank rows are left out.

    Args:
        table: how the lines are to be read.
        lines: those of the table.
        reader: for what the cells mean.
    """
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines, table.first):
        if not line.strip(f"{table.delimiter} \t"):
            continue
        try:
            wish = _wish(_row(line, table), reader)
        except SubscriptionError as error:
            yield Read(line=number, complaint=str(error))
            continue
        before = seen.setdefault((wish.channel, wish.address), number)
        if before == number:
            yield Read(line=number, wish=wish)
        else:
            yield Read(line=number, complaint=f"{wish.channel} {wish.address} stands in line {before} already")


def _row(line: str, table: Table) -> Mapping[str, str]:
    cells, columns = _cells(line, table.delimiter), table.columns
    if any(cells[len(columns) :]):
        raise SubscriptionError(f"has {len(cells)} cells: expected {len(columns)}")
    return dict(zip(columns, cells, strict=False))


def _wish(row: Mapping[str, str], reader: WishReader) -> Wish:
    email, telegram = row.get(EMAIL), row.get(TELEGRAM)
    if bool(email) == bool(telegram):
        raise SubscriptionError("expected either email or telegram")
    try:
        address = check_address(email) if email else read_id(telegram or "")
    except (SubscriptionError, ValueError) as error:
        raise SubscriptionError(f"{EMAIL if email else TELEGRAM}: {error}") from None
    language = read_tongue(row.get("lang"))
    zone = row.get("timezone")
    subjects = filter(None, map(str.strip, row.get("subject", "").split(_BETWEEN_SUBJECTS)))
    return Wish(
        channel=EMAIL if email else TELEGRAM,
        address=address,
        language=language,
        timezone=reader.zone(zone, language) if zone else None,
        scopes=reader.scopes(subjects, language),
    )
