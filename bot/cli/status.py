"""`plazo status`: how each channel fares, what waits, and whether the database fits; nothing is made or changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.cli import status_reminders
from bot.cli.console import bold, one_line
from bot.cli.options import ConfigOption, load_settings
from bot.cli.state import JsonOption, NowOption, connect, moment_of, print_json, shown
from bot.clock import real_now

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from bot.store.channels import Health

_HEALTH = ("last_success", "last_error", "last_error_at", "beat_at")
_MAILBOXES = "mailboxes"


def status(config: ConfigOption = None, as_json: JsonOption = False, now: NowOption = None) -> None:
    """Show how each channel fares, what waits in the outbox, the letters loaded, the schema's version."""
    found = _gather(load_settings(config), moment_of(now))
    if as_json:
        print_json(found)
    else:
        print("\n".join(_lines(found)))


def _gather(settings: "Settings", now: datetime) -> dict[str, Any]:
    from importlib.metadata import version

    from bot.store import schema

    database = connect(settings)
    known = schema.read_version(database)
    if known.is_current:
        with database.reading() as connection:
            state = _state(connection, settings, now)
    else:
        empty = {"channels": _channels(settings, []), "outbox": _outbox({}, 0, None), "updates_waiting": 0}
        state = {**empty, **status_reminders.NONE}
    letters, complaint = _letters(settings)
    if complaint and not any(complaint in warning for warning in state["warnings"]):
        state["warnings"] = [*state["warnings"], f"the operator's letters cannot be read: {complaint}"]
    return {
        "now": now,
        "version": version("plazo"),
        "database": database.name,
        "schema": {"found": known.found, "expected": known.expected},
        **state,
        "letters": letters,
    }


def _letters(settings: "Settings") -> tuple[list[str], str]:
    """The letters that are loaded, and what keeps the operator's own from being so, if anything."""
    from bot.library import Sources, open_knowledge
    from knowledge.errors import KnowledgeError

    try:
        return list(open_knowledge(Sources(own=settings.service.letters_dir)).library.book.letters), ""
    except KnowledgeError as error:
        return list(open_knowledge().library.book.letters), str(error)


def _state(connection: "Connection", settings: "Settings", now: datetime) -> dict[str, Any]:
    from bot.store import channels, marks, outbox, updates

    return {
        "channels": _channels(settings, channels.listed(connection)),
        "outbox": _outbox(
            outbox.count(connection), outbox.count_in_doubt(connection), marks.sending_held_since(connection)
        ),
        "updates_waiting": updates.count_waiting(connection),
        "mailboxes": {
            address: {"compared_at": at, **found} for address, (at, found) in marks.reconciled(connection).items()
        },
        **status_reminders.gather(connection, settings, now),
    }


def _outbox(counts: dict[str, int], in_doubt: int, held: datetime | None) -> dict[str, Any]:
    states = {state: counts.get(state, 0) for state in ("waiting", "leased", "failed", "expired")}
    return {**states, "in_doubt": in_doubt, "held_since": held}


def _channels(settings: "Settings", reported: "list[Health]") -> dict[str, dict[str, Any]]:
    """Every channel that is configured or ever ran, by name."""
    from bot.store.channels import TELEGRAM, mailbox

    configured = [TELEGRAM] if settings.telegram.enabled else []
    configured += [mailbox(box.address) for box in settings.mailboxes]
    known = {health.name: health for health in reported}
    names = [TELEGRAM, *configured, *([] if settings.mailboxes else [_MAILBOXES]), *known]
    return {name: _channel(known.get(name), configured=name in configured) for name in dict.fromkeys(names)}


def _channel(health: "Health | None", *, configured: bool) -> dict[str, Any]:
    if health is None:
        return {"state": "never_ran" if configured else "off", **dict.fromkeys(_HEALTH)}
    state = _standing(health)
    # Another process may run it all the same, with a configuration that this one does not see.
    ended = state in {"down", "stopped"}
    return {
        "state": "off" if ended and not configured else state,
        **{name: getattr(health, name) for name in _HEALTH},
    }


def _standing(health: "Health") -> str:
    """What was reported last, unless whoever reported it has died since."""
    from bot.processes import is_dead
    from bot.store.channels import STALE

    if health.state == "stopped":
        return health.state
    return "down" if is_dead(health.owner) or real_now() - health.beat_at > STALE else health.state


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield bold(f"Plazo {found['version']}, {shown(found['now'])}")
    yield f"Database: {found['database']}, {_schema_line(found['schema'])}"
    yield "Channels:"
    for name, channel in found["channels"].items():
        yield from _channel_lines(name, channel)
    outbox = found["outbox"]
    yield (
        f"Outbox: {outbox['waiting']} waiting, {outbox['leased']} being sent, {outbox['failed']} failed, "
        f"{outbox['expired']} expired, {outbox['in_doubt']} in doubt"
    )
    if outbox["held_since"]:
        yield f"    held since {shown(outbox['held_since'])}: nothing is sent until `plazo reminders resume`"
    yield f"Updates: {found['updates_waiting']} waiting"
    yield from status_reminders.lines(found)
    yield f"Letters: {', '.join(found['letters'])}"
    yield from (bold(f"Warning: {one_line(warning)}") for warning in found["warnings"])


def _schema_line(schema: dict[str, str | None]) -> str:
    if schema["found"] == schema["expected"]:
        return f"version {schema['found']}"
    state = f"version {schema['found']}" if schema["found"] else "empty"
    return f"{state}, expected {schema['expected']}: run `plazo db upgrade`"


def _channel_lines(name: str, channel: dict[str, Any]) -> Iterator[str]:
    state = channel["state"].replace("_", " ")
    since = f" since {shown(channel['beat_at'])}" if state in {"down", "stopped"} else ""
    success = f", last success {shown(channel['last_success'])}" if channel["last_success"] else ""
    yield f"    {one_line(name)}: {state}{since}{success}"
    if channel["last_error"]:
        at = f" {shown(channel['last_error_at'])}" if channel["last_error_at"] else ""
        yield f"        last error{at}: {one_line(channel['last_error'])}"
