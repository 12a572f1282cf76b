"""`plazo mail`: what mails say, read from files."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.console import WRONG_INPUT, bold, complain, dim, one_line
from bot.cli.options import ConfigOption, open_letters

app = typer.Typer(no_args_is_help=True, help="The mails that people send.", rich_markup_mode=None)


@app.callback()
def _mail() -> None:
    """The mails that people send."""


class _Desk:
    """Everything that reading mails needs, loaded once."""

    def __init__(self, config: Path | None) -> None:
        from bot.clock import real_now
        from bot.mailwords import mail_words, quoting_words, robot_words

        self.library = open_letters(config).library
        self.words = mail_words()
        self.quoting = quoting_words()
        self.robots = robot_words()
        self.now = real_now()

    def parse(self, raw: bytes) -> dict[str, Any]:
        """What a raw message is, as the contract's object without its file."""
        from handlers.inbox import understand
        from mail.automatic import classify
        from mail.parse import parse_message

        message = parse_message(raw, self.quoting)
        robot = classify(message, frozenset(), self.robots)
        found = understand(message, robot=robot, words=self.words, library=self.library, mailboxes={}, now=self.now)
        return {
            "kind": found.kind.value,
            "language": found.language,
            "letter": found.letter,
            "organization": found.organization,
            "country": found.country,
            "participants": [
                {"name": p.name, "position": p.position, "email": p.email, "phone": p.phone} for p in found.participants
            ],
            "question": found.question,
            "missing": [missing.value for missing in found.missing],
            "late": found.late,
            "message_id": message.message_id,
            "date": message.sent_at.isoformat() if message.sent_at else None,
            "from": message.sender.address or None,
            "warnings": list(found.warnings),
        }


def _shown(file: Path, found: dict[str, Any]) -> None:
    print(bold(one_line(str(file))))
    for name, value in found.items():
        if name == "participants":
            for person in value:
                details = ", ".join(one_line(str(v)) for v in person.values() if v)
                print(f"  participant: {details}")
        elif value not in (None, [], False):
            print(f"  {name}: {one_line(', '.join(value) if isinstance(value, list) else str(value))}")
    if not found["participants"]:
        print(dim("  nobody is named"))


@app.command("parse")
def parse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Raw messages (RFC 5322, .eml).")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """Read raw messages and tell what each of them wants; exit 2 where a file cannot be read."""
    desk = _Desk(config)
    status = 0
    for file in files:
        try:
            found = desk.parse(file.read_bytes())
        except OSError as error:
            status = WRONG_INPUT
            reason = error.strerror or "it cannot be read"
            if as_json:
                print(json.dumps({"file": str(file), "error": reason}, ensure_ascii=False), flush=True)
            else:
                complain(f"{file}: {reason}")
            continue
        if as_json:
            print(json.dumps({"file": str(file), **found}, ensure_ascii=False), flush=True)
        else:
            _shown(file, found)
    raise typer.Exit(status)
