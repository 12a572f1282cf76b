"""`plazo mail sync`, `list`, `replay`: the messages of the mailboxes that the configuration names."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.console import complain, fail, one_line
from bot.cli.options import ConfigOption, load_settings
from bot.cli.state import (
    JsonOption,
    LimitOption,
    NowOption,
    Numbers,
    change_each,
    moment_of,
    open_state,
    print_json,
    shown,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection


def sync(config: ConfigOption = None, now: NowOption = None) -> None:
    """Deal with every new message of every mailbox once, then leave: 0 when all are dealt with."""
    import asyncio

    from bot import service
    from bot.clock import Clock
    from bot.library import Sources, open_knowledge
    from bot.logs import start_logging
    from bot.mailboxes.serving import sync_mailboxes
    from bot.store import schema
    from bot.store.database import Database
    from bot.store.work import Work

    settings = load_settings(config)
    if not settings.mailboxes:
        fail("mail sync: the configuration names no mailbox: expected a table [[mailboxes]]")
    start_logging(settings.service.log_level, service.secrets_of(settings))
    database = Database(settings.database.url.get_secret_value())
    schema.upgrade(database)
    work = Work(database)
    try:
        clock = Clock(moment_of(now) if now else None)
        knowledge = open_knowledge(Sources(own=settings.service.letters_dir))
        complaints = asyncio.run(sync_mailboxes(settings, knowledge, work, clock))
    finally:
        work.close()
    for complaint in complaints:
        complain(complaint)
    if complaints:
        raise typer.Exit(1)


def list_mails(
    config: ConfigOption = None,
    as_json: JsonOption = False,
    review: Annotated[bool, typer.Option("--review", help="Only those that a person is to look at.")] = False,
    limit: LimitOption = 1000,
) -> None:
    """List what came: number, mailbox, sender, what it was, what became of it and why; the latest first."""
    from bot.store import mails

    with open_state(config).reading() as connection:
        found = mails.listed(connection, mails.Target.REVIEW if review else None, limit)
    for mail in found:
        if as_json:
            print_json(asdict(mail))
            continue
        what = f"{mail.kind or 'not dealt with'} → {mail.target or mail.state}"
        entry = f", no. {mail.interest}" if mail.interest else ""
        why = f" ({one_line(mail.reason)})" if mail.reason else ""
        head = f"{mail.id:>6}  {shown(mail.stored_at)}  {mail.mailbox}  {one_line(mail.sender or '?')}"
        print(f"{head}  {what}{entry}{why}: {one_line(mail.subject or '')}")


def replay(numbers: Numbers, config: ConfigOption = None) -> None:
    """Deal with messages once more, by their numbers, at the next `mail sync` or by the running service."""
    from bot.errors import EntryError
    from bot.store import mails

    def once_more(connection: "Connection", number: int) -> str:
        if not mails.replay(connection, number):
            raise EntryError(f"mail {number}: none of this number was dealt with and is still kept")
        return f"Mail {number}: will be dealt with once more."

    change_each(open_state(config), numbers, once_more)
