"""The commands of `plazo letters` on drafts: from a letter's file to what Plazo answers from, and back.

What they do is in `adding`, `review` and `releasing`, which are imported when they are needed.
"""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigOption
from bot.cli.state import JsonOption, NowOption

ByOption = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who decides; by default the login name.")]
LetterArgument = Annotated[str, typer.Argument(metavar="REF", help="A letter's reference, or the name of its draft.")]


def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A letter: .md, .txt, .pdf, .docx or .html.")],
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read a letter anew that is there already; what is the same stays decided.")
    ] = False,
) -> None:
    """Read a letter into a draft, and show what needs an eye. A draft answers nothing."""
    from bot.cli.adding import add_letter
    from bot.cli.desk import clerk_of

    add_letter(file, clerk_of(config, by, now), config, again=again)


def list_drafts(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """List the drafts: how many facts are decided, and how many need an eye."""
    from bot.cli.adding import print_drafts
    from bot.cli.desk import open_desk

    print_drafts(open_desk(config), as_json=as_json)


def review(
    reference: LetterArgument,
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
    subject: Annotated[
        str | None,
        typer.Option("--subject", metavar="ID", help="A known subject that the letter is about, not the proposed one."),
    ] = None,
) -> None:
    """Look at the facts of a draft one by one: accept, edit, reject or skip each."""
    from bot.cli.desk import clerk_of
    from bot.cli.review import review_draft

    review_draft(reference, clerk_of(config, by, now), config, subject)


def publish(
    reference: LetterArgument,
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
    only_accepted: Annotated[
        bool, typer.Option("--only-accepted", help="Reject what is undecided, and publish the rest.")
    ] = False,
) -> None:
    """Publish a draft: from then on Plazo answers from it. Everything is checked before anything is moved."""
    from bot.cli.desk import clerk_of
    from bot.cli.releasing import publish_draft

    publish_draft(reference, clerk_of(config, by, now), only_accepted=only_accepted)


def retract(
    reference: Annotated[str, typer.Argument(metavar="REF", help="The reference of a published letter.")],
    config: ConfigOption = None,
    by: ByOption = None,
    now: NowOption = None,
) -> None:
    """Take a published letter back: it is kept in `retracted/`, and answers nothing any more."""
    from bot.cli.desk import clerk_of
    from bot.cli.releasing import retract_letter

    retract_letter(reference, clerk_of(config, by, now))


def check(target: str, config: Path | None) -> None:
    """Check a draft; exit status 2 where it is wrong, or there is none.

    Args:
        target: what was given: a letter's reference, or a draft's file.
        config: what `--config` names.
    """
    from bot.cli.desk import find_draft
    from bot.cli.options import open_letters
    from bot.cli.releasing import check_draft

    desk, path = find_draft(target, config)
    check_draft(desk, path, open_letters(config).library.book)
