"""`plazo outbox`: the messages that wait or came to grief, and what a person decides about them."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import bold, one_line
from bot.cli.options import ConfigOption
from bot.cli.state import (
    JsonOption,
    LimitOption,
    NowOption,
    Numbers,
    change_each,
    cut,
    moment_of,
    open_state,
    print_json,
    read_choices,
    shown,
)
from bot.errors import EntryError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.outbox import Message

app = typer.Typer(no_args_is_help=True, help="The messages that are to be sent.", rich_markup_mode=None)
_UNSHOWN = {"lease", "leased_until"}


@app.command("list")
def list_messages(
    config: ConfigOption = None,
    as_json: JsonOption = False,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="waiting, leased, sent, failed, expired or dropped; repeatable."),
    ] = None,
    in_doubt: Annotated[bool, typer.Option("--in-doubt", help="Only what may have gone out twice.")] = False,
    limit: LimitOption = 1000,
) -> None:
    """List messages, the oldest first; by default those that are not sent, have failed or may have gone out twice."""
    from bot.store.outbox import Standing

    states = [Standing(name) for name in read_choices("--state", state, Standing)]
    database = open_state(config)
    with database.reading() as connection:
        found = _found(connection, states, in_doubt=in_doubt, limit=limit + 1)
    if not found and not as_json:
        print("Nothing to be listed.")
    for message in cut(found, limit):
        if as_json:
            print_json(_as_json(message))
        else:
            print("\n".join(_lines(message)))


def _found(connection: "Connection", states: list[Any], *, in_doubt: bool, limit: int) -> "list[Message]":
    from bot.store import outbox
    from bot.store.outbox import OPEN, Standing

    if states or in_doubt:
        return outbox.listed(connection, states, in_doubt=in_doubt, limit=limit)
    unfinished = outbox.listed(connection, (*OPEN, Standing.FAILED), limit=limit)
    doubtful = outbox.listed(connection, in_doubt=True, limit=limit)
    both = {message.id: message for message in (*unfinished, *doubtful)}
    return [both[number] for number in sorted(both)][:limit]


def _as_json(message: "Message") -> dict[str, Any]:
    from bot.store.outbox import Urgency

    values = {name: value for name, value in asdict(message).items() if name not in _UNSHOWN}
    return {**values, "urgency": Urgency(message.urgency).name.lower()}


def _lines(message: "Message") -> Iterator[str]:
    doubt = ", in doubt" if message.in_doubt else ""
    tries = "1 attempt" if message.attempts == 1 else f"{message.attempts} attempts"
    over = message.finished_at
    when = f"ended {shown(over)}" if over else f"due {shown(message.due_at)}"
    address = one_line(message.address)
    yield bold(f"#{message.id}  {message.state}{doubt}  {message.channel} {address}  {when}  {tries}")
    yield f"    {one_line(message.key)}"
    if message.last_error:
        yield f"    last error: {one_line(message.last_error)}"


@app.command()
def retry(numbers: Numbers, config: ConfigOption = None, now: NowOption = None) -> None:
    """Send messages once more that failed, or were given up."""
    from bot.store import outbox

    moment = moment_of(now)

    def change(connection: "Connection", number: int) -> str:
        message = _find(connection, number)
        if outbox.retry(connection, number, moment):
            return f"Message {number}: waits to be sent."
        if message.expires_at is not None and message.expires_at <= moment:
            raise EntryError(f"message {number}: its time was over on {shown(message.expires_at)}")
        raise EntryError(f"message {number}: is {message.state}; what is failed or dropped can be sent once more")

    change_each(open_state(config), numbers, change)


@app.command()
def drop(numbers: Numbers, config: ConfigOption = None, now: NowOption = None) -> None:
    """Give up messages that wait; they are not sent."""
    from bot.store import outbox

    moment = moment_of(now)

    def change(connection: "Connection", number: int) -> str:
        message = _find(connection, number)
        if outbox.drop(connection, number, moment):
            return f"Message {number}: is dropped."
        raise EntryError(f"message {number}: is {message.state}; only what waits can be dropped")

    change_each(open_state(config), numbers, change)


def _find(connection: "Connection", number: int) -> "Message":
    from bot.store import outbox

    message = outbox.find(connection, number)
    if message is None:
        raise EntryError(f"message {number}: there is none with this number")
    return message
