"""Dates and deadlines as a calendar file (iCalendar, RFC 5545) that people put into their own calendars.

It holds what the letters give to the day: no months, nothing approximate, nothing without a year, nothing that a later
letter replaced or that is told as past. Every text is one line of plain text, so that no letter can add a property.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from handlers.plain import plain_line
from handlers.wording import Wording
from knowledge.book import FactBook
from knowledge.edtf import Edtf
from knowledge.model import Fact, Kind

PRODUCT = "-//Plazo//Plazo//EN"
_PAST = frozenset({"issued", "applied", "since", "published", "past"})
"""Roles of dates that nobody has still to attend."""
_PLACES = ("held", "heading", "room")
_DAY = timedelta(days=1)
_UID_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """From when to when: days, the end excluded, or moments in UTC; no end for a moment alone."""

    start: date
    end: date | None


def is_for_calendar(fact: Fact) -> bool:
    """Whether a fact has a place in a calendar: a day that is known, still stands and is not told as past."""
    when = fact.when
    if when is None or fact.replaced or (fact.kind is Kind.DATE and fact.role in _PAST):
        return False
    points = [when.start, *([when.end] if when.end else [])]
    return fact.kind in {Kind.DATE, Kind.DEADLINE} and all(
        point.year is not None and point.day is not None and point.qualifier != "~" for point in points
    )


def _moment(when: Edtf, zone: str, *, last: bool) -> datetime:
    # An hour that is stated ends with its first second here; `ends` counts the whole minute.
    found = when.ends(zone) - timedelta(seconds=59) if last else when.starts(zone)
    return found.astimezone(UTC)


def _span(fact: Fact, when: Edtf) -> _Span:
    due = fact.kind is Kind.DEADLINE
    if when.has_clock:
        start, end = (_moment(when, fact.zone, last=last) for last in (due, True))
        return _Span(start=start, end=end if end > start else None)
    first = when.last_day() if due else when.first_day()
    return _Span(start=first, end=(first if when.open_end else when.last_day()) + _DAY)


class _Maker:
    """Makes the events of one calendar."""

    def __init__(self, book: FactBook, wording: Wording, now: datetime, uid_domain: str) -> None:
        self.book = book
        self.wording = wording
        self.now = now.astimezone(UTC).replace(microsecond=0)
        self.uid_domain = uid_domain

    def summary(self, fact: Fact) -> str:
        if fact.kind is Kind.DEADLINE:
            what = (fact.label or {}).get(self.wording.language, "")
            return plain_line(self.wording.say("line", label=self.wording.say("kinds.deadline"), value=what))
        subject = self.book.subjects.get(fact.label_of or fact.subject or "")
        name = plain_line(subject.names[self.wording.language] if subject else self.wording.say("kinds.date"))
        return name[:1].upper() + name[1:]

    def event(self, fact: Fact, span: _Span) -> Event:
        event = Event()
        digest = hashlib.sha256(fact.id.encode()).hexdigest()[:_UID_DIGITS]
        event.add("uid", f"{digest}@{self.uid_domain}")
        event.add("sequence", 0)
        event.add("dtstamp", self.now)
        event.add("dtstart", span.start)
        if span.end:
            event.add("dtend", span.end)
        event.add("summary", self.summary(fact))
        event.add("description", self._description(fact))
        if fact.when and "?" in fact.when.text:
            event.add("status", "TENTATIVE")
        if fact.kind is Kind.DEADLINE:
            event.add("transp", "TRANSPARENT")
            event.add_component(self._alarm(fact))
        elif place := self._place(fact):
            event.add("location", place)
        return event

    def _description(self, fact: Fact) -> str:
        quote = self.wording.say("in_words", text=self.wording.apart(plain_line(fact.quote)))
        letter = self.wording.say("source", letters=self.wording.apart(plain_line(fact.letter)))
        return f"{quote}\n{letter}"

    def _alarm(self, fact: Fact) -> Alarm:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -_DAY)
        alarm.add("description", self.summary(fact))
        return alarm

    def _place(self, fact: Fact) -> str | None:
        facts = self.book.fact_list(self.book.facts_by_subject.get(fact.label_of or fact.subject or "", ()))
        places = [f for f in facts if f.kind is Kind.PLACE and f.role in _PLACES and not f.replaced]
        if not places:
            return None
        best = min(places, key=lambda f: _PLACES.index(f.role))
        return plain_line(best.label[self.wording.language] if best.label else best.value)


def calendar_of(
    facts: Sequence[Fact], book: FactBook, wording: Wording, *, now: datetime, uid_domain: str = "plazo.invalid"
) -> bytes | None:
    """A calendar file of the dates and deadlines among some facts.

    Args:
        facts: of any kind; what has no place in a calendar is left out, and what says the same twice.
        book: for the names of subjects and the places.
        wording: of the reader's language.
        now: when the file is made, aware of its zone.
        uid_domain: what the events' identifiers end with; the same for every file of one service.

    Returns:
        The file (RFC 5545, published in the sense of RFC 5546), or None when nothing can be put in.
    """
    maker = _Maker(book, wording, now, uid_domain)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    seen: set[tuple[str, _Span]] = set()
    for fact in facts:
        if fact.when is None or not is_for_calendar(fact):
            continue
        key = (maker.summary(fact), span := _span(fact, fact.when))
        if key not in seen:
            seen.add(key)
            calendar.add_component(maker.event(fact, span))
    return calendar.to_ical() if seen else None
