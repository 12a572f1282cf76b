"""`plazo subscribers import`: enrols everybody in a file."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli.console import WRONG_INPUT, complain, fail
from bot.cli.options import ConfigOption, open_letters
from bot.cli.state import NowOption, moment_of, open_state

if TYPE_CHECKING:
    from datetime import datetime

    from bot.reminders.enrolling import Wish
    from bot.store.database import Database

_AT_ONCE = 200
"""Rows in one transaction: a service that runs waits no longer than that takes."""
_LONG = 1_000
"""From so many lines on it takes long enough to show how far it has come."""
Item = TypeVar("Item")


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV in UTF-8; its first line names the columns.")],
    config: ConfigOption = None,
    all_or_nothing: Annotated[bool, typer.Option("--all-or-nothing", help="Take no row where one is wrong.")] = False,
    now: NowOption = None,
) -> None:
    """Enrol everybody in a CSV file with the columns email, telegram, lang, timezone, subject.

    Where one is empty or absent the default holds: all subjects. Several subjects are parted by semicolons. Every bad
    row is named by its line, and the good ones are taken; to import them again does no harm.
    """
    moment = moment_of(now)
    from bot.cli.subscriber_file import read_table, read_wishes
    from bot.cli.wishes import WishReader

    table = read_table(file)
    database, reader = open_state(config), WishReader(open_letters(config), moment)
    wishes, wrong = [], 0
    for read in read_wishes(table, _followed(table.lines, "Reading"), reader):
        if read.wish:
            wishes.append(read.wish)
        else:
            wrong += 1
            complain(f"{file}: line {read.line}: {read.complaint}")
    if wrong and all_or_nothing:
        fail(f"{file}: {wrong} of {wrong + len(wishes)} rows wrong: none was taken")
    counts = _enrol_all(database, wishes, moment)
    print(f"{file}: {', '.join(f'{number} {outcome}' for outcome, number in counts.items())}, {wrong} wrong.")
    sys.exit(WRONG_INPUT if wrong else 0)


def _enrol_all(database: "Database", wishes: "Sequence[Wish]", now: "datetime") -> dict[str, int]:
    """Enrol everybody, some hundred in one transaction; returns how many by what became of them."""
    from bot.reminders.enrolling import Outcome, enrol
    from bot.store.rows import chunks

    counts = dict.fromkeys(map(str, Outcome), 0)
    for some in chunks(_followed(wishes, "Enrolling"), _AT_ONCE):
        with database.transaction() as connection:
            for outcome in enrol(connection, some, now):
                counts[outcome] += 1
    return counts


def _followed(items: Sequence[Item], what: str) -> Iterable[Item]:
    """The items; on a terminal, a bar shows how far one has come with many of them."""
    if len(items) < _LONG or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, console=Console(stderr=True), transient=True)
