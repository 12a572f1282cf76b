"""`plazo reminders`: what will be sent by itself, and letting a restored database send again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import bold, fail, one_line, read_moment
from bot.cli.options import ConfigOption, load_settings, open_letters
from bot.cli.state import JsonOption, NowOption, moment_of, open_state, print_json, shown

if TYPE_CHECKING:
    from bot.reminders.previewing import Planned

app = typer.Typer(no_args_is_help=True, help="What is sent by itself.", rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """What is sent by itself."""


@app.command()
def preview(
    first: Annotated[str, typer.Option("--from", metavar="T", help="The first moment, or day, in ISO 8601.")],
    until: Annotated[str, typer.Option("--until", metavar="T", help="The end, which is no part of it.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show which reminders would be sent, to whom and when; nothing is sent.

    Left out are notices of changes, which come with a letter, and what was sent already.
    """
    settings = load_settings(config)
    zone = settings.reminders.timezone
    try:
        start, end = read_moment(first, "--from", zone), read_moment(until, "--until", zone)
    except ValueError as error:
        fail(str(error))
    if end < start:
        fail(f"--until: {until} is before {first}")
    knowledge, database = open_letters(config), open_state(config)
    from bot.reminders.previewing import Texts, plan_messages
    from bot.reminders.world import read_world

    with database.reading() as connection:
        world = read_world(connection, knowledge, settings)
        found = plan_messages(connection, world, start, end)
    texts = Texts(world=world)
    if not found and not as_json:
        print("Nothing would be sent.")
    for planned in found:
        if as_json:
            for row in _rows(planned, texts.of(planned)):
                print_json(row)
        else:
            print("\n".join(_lines(planned)))


def _rows(planned: "Planned", text: str) -> Iterator[dict[str, Any]]:
    """A row for each deadline."""
    for due in planned.items:
        yield {
            "at": planned.at,
            "subscriber": planned.address,
            "channel": planned.channel,
            "fact": due.deadline.fact.id,
            "lead_days": due.lead,
            "message": planned.key,
            "text": text,
        }


def _lines(planned: "Planned") -> Iterator[str]:
    yield bold(f"{planned.at:%Y-%m-%d %H:%M %z}  {planned.channel} {one_line(planned.address)}  {planned.language}")
    for due in planned.items:
        days = "1 day" if due.lead == 1 else f"{due.lead} days"
        yield f"    {days} before {due.deadline.day}: {one_line(due.deadline.fact.id)}"


@app.command()
def resume(
    skip_missed: Annotated[
        bool, typer.Option("--skip-missed", help="Do not send what fell due while sending was held.")
    ] = False,
    config: ConfigOption = None,
    now: NowOption = None,
) -> None:
    """Let messages go out from a database that was restored from a copy."""
    moment = moment_of(now)
    database = open_state(config)
    knowledge = open_letters(config) if skip_missed else None
    from bot.reminders import resuming
    from bot.store import marks, outbox

    with database.transaction() as connection:
        since = marks.sending_held_since(connection)
        skipped = resuming.skip_missed(connection, knowledge.library.book, moment) if knowledge and since else None
        marks.resume_sending(connection)
        waiting = outbox.count(connection).get("waiting", 0)
    if since is None:
        print(f"Database {database.name}: sending was not held.")
        return
    print(f"Database {database.name}: sending was held since {shown(since)}; messages go out again.")
    if skipped:
        print(f"Not sent: messages that waited: {skipped.messages}, notices still to be written: {skipped.notices}.")
        print(f"What fell due by {shown(moment)} is not made up for.")
    print(f"Messages that wait: {waiting}.")
