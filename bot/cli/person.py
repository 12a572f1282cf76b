"""Who a command is about: the options `--email` and `--telegram`, of which one names a person."""

import re
from typing import Annotated

import typer

from bot.cli.console import fail

TELEGRAM, EMAIL = "telegram", "email"
_TELEGRAM = re.compile(r"-?[0-9]{1,19}", re.ASCII)

EmailOption = Annotated[str | None, typer.Option("--email", metavar="A", help="The person's e-mail address.")]
TelegramOption = Annotated[str | None, typer.Option("--telegram", metavar="ID", help="The person's Telegram id.")]


def read_person(command: str, email: str | None, telegram: str | None) -> tuple[str, str]:
    """Channel and address as they are kept; exit status 2 where they are not well given.

    Args:
        command: what to call it in a complaint.
        email: what `--email` says.
        telegram: what `--telegram` says.
    """
    if (email is None) == (telegram is None):
        fail(f"{command}: expected either --email or --telegram")
    channel, given = (TELEGRAM, telegram) if telegram is not None else (EMAIL, email or "")
    try:
        return channel, read_id(given) if channel == TELEGRAM else read_address(given)
    except ValueError as error:
        fail(f"--{channel}: {error}")


def read_id(text: str) -> str:
    """A Telegram id as it is kept.

    Raises:
        ValueError: it is none; the message says what was expected.
    """
    if not _TELEGRAM.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is no id: expected a whole number")
    if not int(text):
        raise ValueError(f"{text[:60]!r} is no id: nobody has it")
    return str(int(text))


def read_address(text: str) -> str:
    """An e-mail address as it is kept; whatever could have come by mail is taken.

    Raises:
        ValueError: it is none; the message says what was expected.
    """
    address = text.strip().lower()
    if "@" not in address or not address.isprintable() or " " in address:
        raise ValueError(f"{address[:60]!r} is no address: expected one such as desk@example.org")
    return address
