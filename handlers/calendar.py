"""Dates and deadlines as a calendar file (iCalendar, RFC 5545) that people put into their own calendars.

It holds what the letters give to the day: no months, nothing approximate, nothing without a year, nothing that a later
letter replaced or that is told as past. An entry is one thing through all its changes: a letter that moves it gives the
same identifier and a greater SEQUENCE, so that a calendar moves its entry and does not make a second one.

The calendar gets no name (X-WR-CALNAME): several programs would make a new calendar of the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event

from handlers.calendar_events import Entry, EventMaker
from handlers.lineage import Line, lines_of
from handlers.wording import Wording
from knowledge.book import FactBook
from knowledge.edtf import Edtf, parse_edtf
from knowledge.model import GENEVA, Fact, Kind

PRODUCT = "-//Plazo//Plazo//EN"
UID_DOMAIN = "plazo.invalid"
_PAST = frozenset({"issued", "applied", "since", "published", "past"})
"""Roles of dates that nobody has still to attend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A date or deadline that was taken back.

    `thing` names it (`lineage.Line.thing`), `revision` is how often it was changed, the withdrawal counted, and `value`
    the last it had, in EDTF. `fact` is what said so last, and None where that is in no letter any more; `zone` (IANA)
    counts only then.
    """

    thing: str
    revision: int
    kind: Kind
    value: str
    fact: Fact | None = None
    zone: str = GENEVA.key


def is_for_calendar(fact: Fact) -> bool:
    """Whether a fact has a place in a calendar: a day that is known, still stands and is not told as past."""
    if fact.when is None or fact.replaced or (fact.kind is Kind.DATE and fact.role in _PAST):
        return False
    return fact.kind in {Kind.DATE, Kind.DEADLINE} and _is_to_the_day(fact.when)


def _is_to_the_day(when: Edtf) -> bool:
    points = [when.start, *([when.end] if when.end else [])]
    return all(point.year is not None and point.day is not None and point.qualifier != "~" for point in points)


def calendar_of(  # noqa: PLR0913 - what it holds, in whose words, and what each entry of the service shares
    facts: Sequence[Fact],
    book: FactBook,
    wording: Wording,
    *,
    now: datetime,
    uid_domain: str = UID_DOMAIN,
    revisions: Mapping[str, int] | None = None,
    alarms: Sequence[int] = (1,),
    organizer: str | None = None,
    lines: Mapping[str, Line] | None = None,
) -> bytes | None:
    """A calendar file of the dates and deadlines among some facts.

    Args:
        facts: of any kind; what has no place in a calendar is left out, and facts that coincide make one entry.
        book: for the names of subjects and the places.
        wording: of the reader's language.
        now: when the file is made, aware of its zone.
        uid_domain: what the entries' identifiers end with; the same for every file of one service.
        revisions: how often things were changed, by thing; of one that is not in it, the letters tell.
        alarms: how many days before a deadline the calendar gives notice, 0 or more: at nine of the reader's clock, or
            at the hour of a deadline that has one.
        organizer: the e-mail address of who publishes; the same for every file of one service.
        lines: `lineage.lines_of(book)`, from somebody who makes many files.

    Returns:
        The file, published in the sense of RFC 5546 section 3.2.1, or None when nothing can be put in.
    """
    known = lines_of(book) if lines is None else lines
    groups: dict[str, tuple[Line, list[Fact]]] = {}
    for fact in filter(is_for_calendar, facts):
        line = known.get(fact.id) or Line(thing=fact.id, depth=0, root=fact.id)
        groups.setdefault(line.thing, (line, []))[1].append(fact)
    maker = EventMaker(book, wording, now=now, uid_domain=uid_domain, organizer=organizer)
    found = [(_entry(line, same[0], revisions or {}), same) for line, same in groups.values()]
    return _file("PUBLISH", [maker.published(entry, same, alarms) for entry, same in found])


def cancellation_of(  # noqa: PLR0913 - as for calendar_of
    withdrawn: Sequence[Withdrawn],
    book: FactBook,
    wording: Wording,
    *,
    now: datetime,
    uid_domain: str = UID_DOMAIN,
    organizer: str | None = None,
) -> bytes | None:
    """A calendar file that takes entries back.

    Args:
        withdrawn: what no longer holds; what could never be in a calendar is left out.
        book: for the names of subjects.
        wording: of the reader's language.
        now: when the file is made, aware of its zone.
        uid_domain: as the entries were published.
        organizer: as the entries were published.

    Returns:
        The file, a cancellation in the sense of RFC 5546 section 3.2.5, or None when there is nothing to take back.
    """
    maker = EventMaker(book, wording, now=now, uid_domain=uid_domain, organizer=organizer)
    events: dict[str, Event] = {}
    for gone in withdrawn:
        if _is_to_the_day(when := parse_edtf(gone.value)):
            zone = gone.fact.zone if gone.fact else gone.zone
            entry = Entry(thing=gone.thing, sequence=gone.revision, kind=gone.kind, when=when, zone=zone)
            events.setdefault(gone.thing, maker.cancelled(entry, gone.fact))
    return _file("CANCEL", list(events.values()))


def _entry(line: Line, fact: Fact, revisions: Mapping[str, int]) -> Entry:
    assert fact.when is not None  # noqa: S101 - only dated facts come here
    sequence = revisions.get(line.thing, line.depth)
    return Entry(thing=line.thing, sequence=sequence, kind=fact.kind, when=fact.when, zone=fact.zone)


def _file(method: str, events: Sequence[Event]) -> bytes | None:
    if not events:
        return None
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made
