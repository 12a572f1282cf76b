"""One entry of a calendar file: a VEVENT of RFC 5545, published or cancelled in the sense of RFC 5546.

Every text is plain, without control characters, so that no letter can add a property. Which facts make an entry, and
which thing an entry is, `calendar` decides.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

from icalendar import Alarm, Event, vCalAddress

from handlers.plain import plain_line
from handlers.wording import Wording
from knowledge.book import FactBook
from knowledge.edtf import Edtf
from knowledge.model import Fact, Kind

_PLACES = ("held", "heading", "room")
_WEB = ("https://", "http://")
_URI = ":/?#[]@!$&'()*+,;=%~"
"""What may stand in a URI beside letters, digits and `-._` (RFC 3986)."""
_MAILTO = "@!$'*+"
"""What of an address stays as it is in a mailto URI, beside those (RFC 6068)."""
_NOBODY = "plazo@plazo.invalid"
"""The organiser where none is named: RFC 5546 wants one, and RFC 2606 keeps this address from ever existing."""
_DAY = timedelta(days=1)
_RINGS_AT = timedelta(hours=9)
"""When an alarm of a whole day rings, by the reader's own clock; RFC 5545 counts from the midnight it begins with."""
_UID_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From when to when: days, the end excluded, or moments in UTC; no end for a moment alone."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an entry is: the thing that it tells of, in which revision, its kind and days."""

    thing: str
    sequence: int
    kind: Kind
    when: Edtf
    zone: str


def span_of(entry: Entry) -> Span:
    """The days or moments of an entry; a deadline is the end of what the letter gives for it."""
    when, due = entry.when, entry.kind is Kind.DEADLINE
    if when.has_clock:
        start, end = (_moment(when, entry.zone, last=last) for last in (due, True))
        return Span(start=start, end=end if end > start else None)
    first = when.last_day() if due else when.first_day()
    return Span(start=first, end=(first if when.open_end else when.last_day()) + _DAY)


def _moment(when: Edtf, zone: str, *, last: bool) -> datetime:
    # An hour that is stated ends with its first second here; `ends` counts the whole minute.
    found = when.ends(zone) - timedelta(seconds=59) if last else when.starts(zone)
    return found.astimezone(UTC)


class EventMaker:
    """Makes the entries of one calendar file."""

    def __init__(
        self, book: FactBook, wording: Wording, *, now: datetime, uid_domain: str, organizer: str | None
    ) -> None:
        """Take what all entries share.

        Args:
            book: for the names of subjects, the places, and where something is sent.
            wording: of the reader's language.
            now: when the file is made, aware of its zone.
            uid_domain: what the entries' identifiers end with.
            organizer: the e-mail address of who publishes.
        """
        self._book = book
        self._wording = wording
        self._now = now.astimezone(UTC).replace(microsecond=0)
        self._uid_domain = uid_domain
        self._organizer = vCalAddress(f"mailto:{quote(organizer or _NOBODY, safe=_MAILTO)}", params={"CN": "Plazo"})

    def published(self, entry: Entry, facts: Sequence[Fact], alarms: Iterable[int]) -> Event:
        """An entry as it stands.

        Args:
            entry: which it is.
            facts: at least one; all that say it.
            alarms: how many days before a deadline the calendar gives notice.
        """
        due = entry.kind is Kind.DEADLINE
        summary = self._summary(facts)
        event = self._event(entry, summary)
        event.add("description", "\n".join(dict.fromkeys(map(self._description, facts))))
        event.add("status", "TENTATIVE" if "?" in entry.when.text else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if due else "OPAQUE")
        if place := None if due else self._place(facts[0]):
            event.add("location", place)
        if page := self._page(facts):
            event.add("url", page)
        for days in sorted(set(alarms), reverse=True) if due else ():
            event.add_component(_alarm(days, entry, summary))
        return event

    def cancelled(self, entry: Entry, fact: Fact | None) -> Event:
        """An entry that is taken back, as RFC 5546 section 3.2.5 wants it: without alarms.

        Args:
            entry: which it is, with the days that it had.
            fact: what said so last, where that is still known.
        """
        summary = self._summary([fact]) if fact else plain_line(self._wording.say(f"kinds.{entry.kind}"))
        event = self._event(entry, summary)
        event.add("status", "CANCELLED")
        event.add("transp", "TRANSPARENT")
        return event

    def _event(self, entry: Entry, summary: str) -> Event:
        """What every entry has; SEQUENCE and DTSTAMP tell readers which of two revisions is the later one."""
        event, span = Event(), span_of(entry)
        digest = hashlib.sha256(entry.thing.encode()).hexdigest()[:_UID_DIGITS]
        event.add("uid", f"{digest}@{self._uid_domain}")
        event.add("sequence", entry.sequence)
        event.add("dtstamp", self._now)
        event.add("organizer", self._organizer)
        event.add("dtstart", span.start)
        if span.end:
            event.add("dtend", span.end)
        event.add("class", "PUBLIC")
        event.add("summary", summary)
        return event

    def _summary(self, facts: Sequence[Fact]) -> str:
        """What the entry is called; where facts call it differently, by all its names."""
        return plain_line(self._wording.say("separator").join(dict.fromkeys(map(self._name, facts))))

    def _name(self, fact: Fact) -> str:
        say, language = self._wording.say, self._wording.language
        if fact.kind is Kind.DEADLINE:
            what = (fact.label or {}).get(language, "")
            return plain_line(say("line", label=say("kinds.deadline"), value=what))
        subject = self._book.subjects.get(fact.label_of or fact.subject or "")
        name = plain_line(subject.names[language] if subject else say("kinds.date"))
        return name[:1].upper() + name[1:]

    def _description(self, fact: Fact) -> str:
        """The letter's own words, where to send what is due, and which letter says so; a line each."""
        say, apart = self._wording.say, self._wording.apart
        values = [apart(plain_line(f.value)) for f in self._destinations(fact)]
        where = [say("line", label=say("kinds.destination"), value=value) for value in dict.fromkeys(values)]
        letter = say("source", letters=apart(plain_line(fact.letter)))
        return "\n".join([say("in_words", text=apart(plain_line(fact.quote))), *where, letter])

    def _destinations(self, fact: Fact) -> list[Fact]:
        return self._book.fact_list(i for i in fact.send_to if i in self._book.facts)

    def _page(self, facts: Iterable[Fact]) -> str | None:
        """The web page where something is sent; its address is a value of the type URI, where nothing is escaped."""
        found = (f.value for fact in facts for f in self._destinations(fact) if f.kind is Kind.URL)
        return next((quote(plain_line(value), safe=_URI) for value in found if value.startswith(_WEB)), None)

    def _place(self, fact: Fact) -> str | None:
        facts = self._book.fact_list(self._book.facts_by_subject.get(fact.label_of or fact.subject or "", ()))
        places = [f for f in facts if f.kind is Kind.PLACE and f.role in _PLACES and not f.replaced]
        if not places:
            return None
        best = min(places, key=lambda f: _PLACES.index(f.role))
        return plain_line(best.label[self._wording.language] if best.label else best.value)


def _alarm(days: int, entry: Entry, text: str) -> Alarm:
    """A notice some days before: at the same hour, or at nine where the entry has none."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(days=-days) + (timedelta() if entry.when.has_clock else _RINGS_AT))
    alarm.add("description", text)
    return alarm
