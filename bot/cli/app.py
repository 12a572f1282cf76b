"""The Typer application: every command, and the help that lists them."""

from typing import Annotated

import typer

from bot.cli import (
    backup,
    chat,
    config,
    db,
    enlisting,
    eoi,
    forget,
    letters,
    mail,
    mailroom,
    outbox,
    questions,
    reminders,
    serve,
    status,
    subscribers,
)
from bot.cli.ask import run

app = typer.Typer(
    name="plazo",
    help="The desk clerk who has read the letters: answers about forums, deadlines and contacts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command("ask", context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
def _ask(context: typer.Context) -> None:
    """Answer a question from the letters, with their own words."""
    run(context.args)


app.command("chat")(chat.chat)
app.command("serve")(serve.serve)
app.add_typer(letters.app, name="letters")
mail.app.command("sync")(mailroom.sync)
mail.app.command("list")(mailroom.list_mails)
mail.app.command("replay")(mailroom.replay)
app.add_typer(mail.app, name="mail")
app.add_typer(config.app, name="config")
app.command("status")(status.status)
app.add_typer(questions.app, name="questions")
app.add_typer(eoi.app, name="eoi")
app.add_typer(outbox.app, name="outbox")
subscribers.app.command("import")(enlisting.import_file)
app.add_typer(subscribers.app, name="subscribers")
app.add_typer(reminders.app, name="reminders")
app.add_typer(db.app, name="db")
app.command("backup")(backup.backup)
app.command("forget")(forget.forget)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        print(version("plazo"))
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """The desk clerk who has read the letters: answers about forums, deadlines and contacts."""
