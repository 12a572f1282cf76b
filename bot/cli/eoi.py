"""`plazo eoi`: the register of expressions of interest, and what the secretariat decides about its entries."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import bold, fail, one_line
from bot.cli.options import ConfigOption, load_settings
from bot.cli.state import (
    JsonOption,
    NowOption,
    Numbers,
    change_each,
    moment_of,
    open_state,
    print_json,
    read_choices,
    shown,
)
from bot.errors import EntryError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.database import Database
    from handlers.interest import Change, Event, Interest

app = typer.Typer(no_args_is_help=True, help="The expressions of interest.", rich_markup_mode=None)
_SECRETARIAT = "secretariat"
_LISTED = ("id", "letter", "organization", "country", "participants", "state", "late", "received_at", "channel")
_SHOWN = ("owner", "updated_at")

LetterOption = Annotated[str | None, typer.Option("--letter", metavar="REF", help="Only those for this letter.")]
StateOption = Annotated[
    list[str] | None,
    typer.Option("--state", metavar="STATE", help="complete, incomplete, confirmed or withdrawn; repeatable."),
]


@app.command("list")
def list_interests(
    config: ConfigOption = None,
    as_json: JsonOption = False,
    letter: LetterOption = None,
    state: StateOption = None,
) -> None:
    """List the expressions of interest, the oldest first."""
    from handlers.interest import State

    states = read_choices("--state", state, State)
    found = _chosen(open_state(config), letter, states)
    if not found and not as_json:
        print("Nothing to be listed.")
    for entry in found:
        if as_json:
            print_json(_as_json(entry))
        else:
            print("\n".join(_lines(entry)))


def _chosen(database: "Database", letter: str | None, states: list[str]) -> "list[Interest]":
    from bot.store import interests

    with database.reading() as connection:
        return [entry for entry in interests.listed(connection, letter) if not states or entry.state in states]


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file that ends in .csv or .xlsx.")],
    config: ConfigOption = None,
    letter: LetterOption = None,
    state: StateOption = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
) -> None:
    """Write the expressions of interest to a file for spreadsheet programs, a row a participant."""
    from bot.exporting import FORMATS, rows, write_register
    from handlers.interest import State

    if file.suffix.lower() not in FORMATS:
        fail(f"{file}: expected a name that ends in {' or '.join(FORMATS)}")
    states = read_choices("--state", state, State)
    found = _chosen(open_state(config), letter, states)
    write_register(found, file, force=force)
    print(f"{file}: expressions of interest: {len(found)}, rows: {sum(1 for _ in rows(found))}.")


def _as_json(entry: "Interest") -> dict[str, Any]:
    values = asdict(entry)
    return {**{name: values[name] for name in _LISTED}, "message_ids": list(entry.message_ids)}


def _lines(entry: "Interest") -> Iterator[str]:
    late = ", late" if entry.late else ""
    country = f" ({entry.country})" if entry.country else ""
    organization = one_line(entry.organization or "no organisation")
    letter = one_line(entry.letter or "no letter")
    yield bold(f"#{entry.id}  {entry.state}{late}  {letter}  {organization}{country}")
    for person in entry.participants:
        details = filter(None, (person.name, person.position, person.email, person.phone))
        yield f"    {one_line(', '.join(details))}"
    yield f"    received {shown(entry.received_at)} by {entry.channel}"


@app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="As the list shows it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an expression of interest with its history."""
    from bot.store import interests

    database = open_state(config)
    with database.reading() as connection:
        entry = _find(connection, number)
        history = interests.history(connection, number)
    if as_json:
        values = asdict(entry)
        more = {name: values[name] for name in _SHOWN}
        print_json({**_as_json(entry), **more, "history": [asdict(event) for event in history]})
        return
    print("\n".join(_lines(entry)))
    if entry.owner:
        print(f"    from {one_line(entry.owner)}")
    if entry.message_ids:
        print(f"    messages {one_line(' '.join(entry.message_ids))}")
    for event in history:
        print("\n".join(_event_lines(event)))


def _event_lines(event: "Event") -> Iterator[str]:
    yield f"  {shown(event.at)}  {event.action} by {one_line(event.actor)}: {event.state}"
    for name, value in event.details.items():
        people = value if isinstance(value, list) else []
        said = "; ".join(", ".join(filter(None, person.values())) for person in people) or (value and str(value))
        if said:
            yield f"      {name}: {one_line(str(said))}"


@app.command()
def confirm(numbers: Numbers, config: ConfigOption = None, now: NowOption = None) -> None:
    """Confirm expressions of interest that are complete; who wrote on Telegram is told."""
    from handlers import interest

    _decide(numbers, config, now, interest.confirm)


@app.command()
def withdraw(numbers: Numbers, config: ConfigOption = None, now: NowOption = None) -> None:
    """Withdraw expressions of interest; who wrote on Telegram is told."""
    from handlers import interest

    _decide(numbers, config, now, interest.withdraw)


def _decide(numbers: list[int], config: ConfigOption, now: str | None, decide: "Callable[..., Change]") -> None:
    from bot.library import Sources, open_knowledge
    from bot.notices import Announcer
    from bot.store import interests

    moment = moment_of(now)
    database = open_state(config)
    settings = load_settings(config)
    mailboxes = {box.address: box.letters for box in settings.mailboxes}
    announcer = Announcer(knowledge=open_knowledge(Sources(own=settings.service.letters_dir)), mailboxes=mailboxes)

    def change(connection: "Connection", number: int) -> str:
        decided = decide(_find(connection, number), _SECRETARIAT, moment)
        interests.save(connection, decided)
        told = announcer.tell_owner(connection, decided.interest)
        return f"Expression of interest {number}: {decided.interest.state}.{' A notice waits to be sent.' * told}"

    change_each(database, numbers, change)


def _find(connection: "Connection", number: int) -> "Interest":
    from bot.store import interests

    entry = interests.find(connection, number)
    if entry is None:
        raise EntryError(f"expression of interest {number}: there is none with this number")
    return entry
