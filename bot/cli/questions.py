"""`plazo questions`: what was asked, and what waits for the secretariat, those that are alike together."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.console import bold, complain, one_line
from bot.cli.options import ConfigOption
from bot.cli.state import JsonOption, LimitOption, Numbers, change_each, cut, open_state, print_json, shown
from bot.errors import EntryError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store.questions import Asked

app = typer.Typer(no_args_is_help=True, help="The questions that were asked.", rich_markup_mode=None)
_MOST_GROUPED = 10_000


@app.command("list")
def list_questions(
    config: ConfigOption = None,
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="Only those that wait for the secretariat, alike ones together.")
    ] = False,
    as_json: JsonOption = False,
    limit: LimitOption = 1000,
) -> None:
    """List questions, the latest first; with --unanswered those asked most often first."""
    from bot.store import questions

    database = open_state(config)
    with database.reading() as connection:
        most = _MOST_GROUPED if unanswered else limit + 1
        found = questions.listed(connection, unanswered=unanswered, limit=most)
    if not found and not as_json:
        print("Nothing to be listed.")
    if unanswered:
        if len(found) == _MOST_GROUPED:
            complain(f"only the latest {_MOST_GROUPED} are looked at: settle some to see the others")
        for group in cut(_grouped(found), limit):
            _show(_group_json(group), list(_group_lines(group)), as_json=as_json)
        return
    for asked in cut(found, limit):
        _show(asdict(asked), list(_lines(asked)), as_json=as_json)


def _show(value: dict[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        print_json(value)
    else:
        print("\n".join(lines))


def _grouped(found: "Sequence[Asked]") -> "list[list[Asked]]":
    from handlers.alike import group_alike

    return [[found[index] for index in group] for group in group_alike([asked.text or "" for asked in found])]


def _group_json(group: "Sequence[Asked]") -> dict[str, Any]:
    """A group, the latest question first."""
    return {
        "count": len(group),
        "text": group[0].text,
        "languages": sorted({asked.language for asked in group}),
        "first_asked": min(asked.asked_at for asked in group),
        "last_asked": max(asked.asked_at for asked in group),
        "statuses": sorted({asked.status for asked in group}),
        "reasons": sorted({asked.reason for asked in group if asked.reason}),
        "ids": sorted(asked.id for asked in group),
    }


def _group_lines(group: "Sequence[Asked]") -> Iterator[str]:
    found = _group_json(group)
    yield bold(f"{found['count']} × {one_line(found['text'] or '')}")
    how = ", ".join([*found["statuses"], *found["reasons"]])
    yield f"    {', '.join(found['languages'])}; {how}; last {shown(found['last_asked'])}"
    yield f"    ids {' '.join(map(str, found['ids']))}"


def _lines(asked: "Asked") -> Iterator[str]:
    yield bold(f"#{asked.id}  {one_line(asked.text or '')}")
    liked = {1: ", found good", -1: ", found wanting"}.get(asked.feedback or 0, "")
    reason = f" ({asked.reason})" if asked.reason else ""
    settled = ", settled" if asked.settled else ""
    yield f"    {asked.language}; {asked.status}{reason}{liked}{settled}; {asked.channel}, {shown(asked.asked_at)}"


@app.command()
def settle(numbers: Numbers, config: ConfigOption = None) -> None:
    """Take questions off the list of those that wait for the secretariat."""
    from bot.store import questions

    def change(connection: "Connection", number: int) -> str:
        if questions.find(connection, number) is None:
            raise EntryError(f"question {number}: there is none with this number")
        if not questions.settle(connection, [number]):
            raise EntryError(f"question {number}: is settled already")
        return f"Question {number}: settled."

    change_each(open_state(config), numbers, change)
