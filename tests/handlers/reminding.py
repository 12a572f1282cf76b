"""Deadlines and subscribers, invented, for tests that ask what is due."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time

from handlers.deadline import Deadline
from handlers.reminder import Due, Told
from handlers.subscription import EVERYTHING, Preferences, Quiet, Scope, Subscriber
from knowledge.book import build_book
from knowledge.edtf import parse_edtf
from knowledge.model import Fact, Kind

NO_LETTERS = build_book({}, {}, {})
NIGHT = Quiet(start=time(21), end=time(8))
LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def deadline(
    value: str, zone: str = "Europe/Zurich", *, name: str = "XX-30/1#answer", revision: int = 0, since: str = ""
) -> Deadline:
    """A deadline with a canonical value; known since long ago unless told otherwise."""
    when = parse_edtf(value)
    letter = name.partition("#")[0]
    fact = Fact(
        id=name,
        letter=letter,
        kind=Kind.DEADLINE,
        role="",
        subject=None,
        value=value,
        quote="…",
        zone=zone,
        when=when,
    )
    return Deadline(
        id=name,
        revision=revision,
        fact=fact,
        facts=frozenset({name}),
        letters=frozenset({letter}),
        subjects=frozenset(),
        day=when.last_day(),
        ends=when.ends(zone),
        since=utc(since) if since else LONG_AGO,
    )


def preferences(
    zone: str = "Europe/Zurich",
    *,
    leads: tuple[int, ...] = (30, 14, 7, 1),
    send_at: str = "09:00",
    quiet: Quiet | None = None,
) -> Preferences:
    """How somebody wants to be reminded."""
    return Preferences(language="en", zone=zone, lead_days=leads, send_at=time.fromisoformat(send_at), quiet=quiet)


def subscriber(wishes: Preferences | None = None, scopes: Mapping[Scope, datetime] | None = None) -> Subscriber:
    """Somebody who has been subscribed to everything since long ago, unless told otherwise."""
    return Subscriber(
        channel="email",
        address="ana@example.org",
        preferences=wishes or preferences(),
        scopes={EVERYTHING: LONG_AGO} if scopes is None else scopes,
        token="t",
    )


def since_moment(moment: str) -> dict[Scope, datetime]:
    """A subscription to everything from a moment on."""
    return {EVERYTHING: utc(moment)}


def noted(told: Told, reminders: Iterable[Due]) -> Told:
    """What was told, with these reminders told as well."""
    leads = {key: set(known) for key, known in told.items()}
    for one in reminders:
        leads.setdefault((one.deadline.id, one.deadline.revision), set()).add(one.lead)
    return leads


def pairs(reminders: Iterable[Due]) -> list[tuple[int, datetime]]:
    """Leads and moments alone."""
    return [(one.lead, one.at) for one in reminders]
