"""`plazo forget`: erases what is kept on a person."""

import re
from typing import Annotated

import typer

from bot.cli.console import fail
from bot.cli.options import ConfigOption, load_settings
from bot.cli.state import open_state

_TELEGRAM = re.compile(r"-?[0-9]{1,19}", re.ASCII)


def forget(
    email: Annotated[str | None, typer.Option("--email", metavar="A", help="The person's e-mail address.")] = None,
    telegram: Annotated[str | None, typer.Option("--telegram", metavar="ID", help="The person's Telegram id.")] = None,
    config: ConfigOption = None,
) -> None:
    """Erase a person's data; a nomination stays in the register until it is withdrawn or its time is over."""
    channel, address = _person(email, telegram)
    keep = load_settings(config).privacy.keep_days
    database = open_state(config)
    from bot.store import erasure

    with database.transaction() as connection:
        changed = erasure.forget(connection, channel, address)
    if not changed:
        print(f"Nothing is kept on {channel} {address}.")
        return
    print(f"Erased or made anonymous: {changed} {'entry' if changed == 1 else 'entries'} of {channel} {address}.")
    print(f"Nominations stay in the register until they are withdrawn or {keep} days old.")


def _person(email: str | None, telegram: str | None) -> tuple[str, str]:
    """Channel and address; exit status 2 where they are not well given."""
    if (email is None) == (telegram is None):
        fail("forget: expected either --email or --telegram")
    if telegram is not None:
        if not _TELEGRAM.fullmatch(telegram):
            fail(f"--telegram: {telegram[:60]!r} is no id: expected a whole number")
        return "telegram", str(int(telegram))
    address = (email or "").strip().lower()
    if "@" not in address or not address.isprintable() or " " in address:
        fail(f"--email: {address[:60]!r} is no address: expected one such as desk@example.org")
    return "email", address
