"""Calendar files: what goes in, in which form, and that no text breaks out of its property."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from bot.library import Knowledge
from handlers.calendar import calendar_of
from knowledge.edtf import parse_edtf
from knowledge.model import LANGUAGES, Fact
from tests.icalendar_rules import read_strictly

NOW = datetime(2019, 8, 1, 9, 30, 15, 123456, tzinfo=ZoneInfo("Europe/Zurich"))
SESSION = "CL-19/35#session-date"
HIGH_LEVEL = "CL-21/4#confirmation-deadline"


@pytest.fixture
def deadline(knowledge: Knowledge) -> Fact:
    facts = knowledge.library.book.facts.values()
    return next(fact for fact in facts if fact.letter == "CL-19/35" and fact.kind == "deadline")


def _file(knowledge: Knowledge, facts: list[Fact], language: str = "en") -> bytes | None:
    return calendar_of(facts, knowledge.library.book, knowledge.wording(language), now=NOW)


def _events(data: bytes | None) -> list[Event]:
    """The events of a file that two strict readers find nothing wrong with."""
    assert data is not None
    read_strictly(data)
    calendar = Calendar.from_ical(data)
    assert [component.errors for component in calendar.walk() if component.errors] == []
    return calendar.events


def _dated(fact: Fact, value: str, **changes: str) -> Fact:
    return replace(fact, value=value, when=parse_edtf(value), **changes)  # type: ignore[arg-type]


def test_a_deadline_is_a_whole_day_with_an_alarm_the_day_before(knowledge: Knowledge, deadline: Fact) -> None:
    (event,) = _events(_file(knowledge, [deadline]))
    assert (event.start, event.end) == (date(2019, 8, 16), date(2019, 8, 17))
    assert event["SUMMARY"] == (
        "Deadline: send the expression of interest and the designated participant's details for the first SME "
        "consultation session"
    )
    assert event["DESCRIPTION"] == f"“{deadline.quote}”\nSend it to: sme@itu.int\nSource: letter CL-19/35."
    assert event.stamp == datetime(2019, 8, 1, 7, 30, 15, tzinfo=UTC)
    assert (event["SEQUENCE"], "LOCATION" in event, "URL" in event) == (0, False, False)
    assert (event["STATUS"], event["TRANSP"], event["CLASS"]) == ("CONFIRMED", "TRANSPARENT", "PUBLIC")
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["DESCRIPTION"]) == ("DISPLAY", event["SUMMARY"])
    (rings,) = event.alarms.times
    assert rings.trigger == datetime(2019, 8, 15, 9)  # noqa: DTZ001 - by whatever clock the reader has


def test_an_event_has_its_name_and_place(knowledge: Knowledge) -> None:
    fact = knowledge.library.book.facts[SESSION]
    (event,) = _events(_file(knowledge, [fact], "es"))
    assert (event.start, event.end) == (date(2019, 9, 10), date(2019, 9, 11))
    assert event["SUMMARY"] == "Primera sesión de consulta sobre las PYME (Budapest)"
    assert event["LOCATION"] == "Budapest (Hungría)"
    assert event.walk("VALARM") == []


@pytest.mark.parametrize(
    ("value", "zone", "start", "end"),
    [
        ("2019-09-10/2019-09-12", "Europe/Zurich", date(2019, 9, 10), date(2019, 9, 13)),
        ("2020-06-22/..", "Europe/Zurich", date(2020, 6, 22), date(2020, 6, 23)),
        (
            "2019-06-04T16:00/2019-06-04T17:00",
            "Europe/Zurich",
            datetime(2019, 6, 4, 14, tzinfo=UTC),
            datetime(2019, 6, 4, 15, tzinfo=UTC),
        ),
        (
            "2019-12-04T23:30/2019-12-05T00:30",
            "America/Bogota",
            datetime(2019, 12, 5, 4, 30, tzinfo=UTC),
            datetime(2019, 12, 5, 5, 30, tzinfo=UTC),
        ),
        (
            "2030-05-03T12:00Z",
            "Asia/Kolkata",
            datetime(2030, 5, 3, 12, tzinfo=UTC),
            datetime(2030, 5, 3, 12, tzinfo=UTC),
        ),
    ],
)
def test_days_have_an_excluded_end_and_hours_are_in_utc(
    knowledge: Knowledge, value: str, zone: str, start: date, end: date
) -> None:
    fact = _dated(knowledge.library.book.facts[SESSION], value, zone=zone)
    data = _file(knowledge, [fact])
    (event,) = _events(data)
    assert (event.start, event.end) == (start, end)
    assert b"TZID" not in (data or b"")


def test_what_is_to_be_confirmed_is_tentative(knowledge: Knowledge) -> None:
    fact = _dated(knowledge.library.book.facts[SESSION], "2019-11-25?/2019-11-29?")
    (event,) = _events(_file(knowledge, [fact]))
    assert (event["STATUS"], event.end) == ("TENTATIVE", date(2019, 11, 30))


def test_a_deadline_of_several_days_or_hours_is_its_end(knowledge: Knowledge, deadline: Fact) -> None:
    (days,) = _events(_file(knowledge, [_dated(deadline, "2019-08-01/2019-08-16")]))
    (hours,) = _events(_file(knowledge, [_dated(deadline, "2019-08-16T09:00/2019-08-16T17:00")]))
    assert (days.start, days.end) == (date(2019, 8, 16), date(2019, 8, 17))
    assert (hours.start, "DTEND" in hours) == (datetime(2019, 8, 16, 15, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("value", "triggers"),
    [
        ("2019-08-16", ["-P29DT15H", "-P6DT15H", "-PT15H", "PT9H"]),
        ("2019-08-16T17:00", ["-P30D", "-P7D", "-P1D", "P0D"]),
    ],
)
def test_alarms_ring_days_before_at_nine_or_at_the_hour(
    knowledge: Knowledge, deadline: Fact, value: str, triggers: list[str]
) -> None:
    data = calendar_of(
        [_dated(deadline, value)], knowledge.library.book, knowledge.wording("en"), now=NOW, alarms=(7, 30, 1, 0, 7)
    )
    assert data is not None
    (event,) = read_strictly(data).inner
    assert [alarm.value("TRIGGER") for alarm in event.inner] == triggers


def test_no_alarms_are_asked_for(knowledge: Knowledge, deadline: Fact) -> None:
    data = calendar_of([deadline], knowledge.library.book, knowledge.wording("en"), now=NOW, alarms=())
    assert data is not None
    assert b"VALARM" not in data


def test_a_deadline_has_the_address_of_the_page_where_something_is_sent(knowledge: Knowledge) -> None:
    (event,) = _events(_file(knowledge, [knowledge.library.book.facts[HIGH_LEVEL]]))
    assert event["URL"] == "https://www.itu.int/net4/wsis/forum/2021/es/HighLevel"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/forо/a b?q=ñ;x,y#z", "https://example.org/for%D0%BE/a%20b?q=%C3%B1;x,y#z"),
        ("http://[::1]/%20\r\nATTACH:x", "http://[::1]/%20%20ATTACH:x"),
        ("javascript:alert(1)", None),
    ],
)
def test_an_address_becomes_a_uri_or_nothing(knowledge: Knowledge, address: str, written: str | None) -> None:
    book = knowledge.library.book
    page = "CL-21/4#confirmation-page"
    strange = replace(book, facts={**book.facts, page: replace(book.facts[page], value=address)})
    (event,) = _events(calendar_of([book.facts[HIGH_LEVEL]], strange, knowledge.wording("en"), now=NOW))
    assert event.get("URL") == written


@pytest.mark.parametrize(
    ("organizer", "written"),
    [
        (None, "mailto:plazo@plazo.invalid"),
        ("sme+x@example.org", "mailto:sme+x@example.org"),
        ('"a b:;"@example.org', "mailto:%22a%20b%3A%3B%22@example.org"),
    ],
)
def test_the_organizer_is_who_publishes(
    knowledge: Knowledge, deadline: Fact, organizer: str | None, written: str
) -> None:
    book = knowledge.library.book
    (event,) = _events(calendar_of([deadline], book, knowledge.wording("en"), now=NOW, organizer=organizer))
    assert (event["ORGANIZER"], event["ORGANIZER"].params["CN"]) == (written, "Plazo")


@pytest.mark.parametrize("value", ["2020", "2020~", "2020-01", "2020-01/2020-02", "2019-11-25~", "XXXX-07-06"])
def test_what_is_not_given_to_the_day_is_left_out(knowledge: Knowledge, value: str) -> None:
    assert _file(knowledge, [_dated(knowledge.library.book.facts[SESSION], value)]) is None


def test_what_is_past_replaced_or_no_date_is_left_out(knowledge: Knowledge) -> None:
    facts = knowledge.library.book.facts
    left_out = [facts[i] for i in ("CL-19/35#issued", "Foro CMSI 2020#forum-dates", "CL-19/35#subject")]
    told_as_past = replace(facts[SESSION], role="published")
    assert _file(knowledge, [*left_out, told_as_past]) is None
    assert _file(knowledge, []) is None


def test_the_same_days_of_the_same_thing_are_put_in_once(knowledge: Knowledge) -> None:
    facts = [knowledge.library.book.facts[f"CL-21/4#{i}"] for i in ("final-week-dates", "final-week-own-dates")]
    assert len(_events(_file(knowledge, facts))) == 1


def test_an_identifier_is_the_same_in_every_language_and_unique(knowledge: Knowledge) -> None:
    facts = list(knowledge.library.book.facts.values())
    by_language = [[str(event["UID"]) for event in _events(_file(knowledge, facts, lang))] for lang in LANGUAGES]
    assert all(uids == by_language[0] for uids in by_language)
    assert len(set(by_language[0])) == len(by_language[0]) > 10
    assert all(uid.endswith("@plazo.invalid") and " " not in uid for uid in by_language[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_every_language_comes_back_as_it_was_said(knowledge: Knowledge, language: str) -> None:
    book = knowledge.library.book
    events = {str(event["UID"]): event for event in _events(_file(knowledge, list(book.facts.values()), language))}
    for fact in book.fact_list(book.deadlines):
        (event,) = _events(_file(knowledge, [fact], language))
        same = events[str(event["UID"])]
        assert same.to_ical() == event.to_ical()
        assert (fact.label or {})[language] in str(event["SUMMARY"])
        assert fact.quote in str(event["DESCRIPTION"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_are_folded_at_75_octets_between_characters(knowledge: Knowledge, language: str) -> None:
    data = _file(knowledge, list(knowledge.library.book.facts.values()), language) or b""
    lines = data.split(b"\r\n")
    assert [line for line in lines if len(line) > 75 or b"\n" in line or b"\r" in line] == []
    assert all(line.decode() is not None for line in lines)
    assert data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Plazo//Plazo//EN\r\nMETHOD:PUBLISH\r\n")


@pytest.mark.parametrize("broken", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\ud800\n", "\\n", ";", ","])
def test_nothing_that_a_letter_says_becomes_a_property(knowledge: Knowledge, deadline: Fact, broken: str) -> None:
    evil = f"quiet{broken}ATTACH:http://example.org{broken}END:VEVENT{broken}BEGIN:VEVENT"
    fact = replace(deadline, quote=evil, letter=evil, label=dict.fromkeys(LANGUAGES, evil))
    data = _file(knowledge, [fact])
    (event,) = _events(data)
    names = {line.split(b":")[0].split(b";")[0] for line in (data or b"").replace(b"\r\n ", b"").splitlines()}
    assert b"ATTACH" not in names
    assert "ATTACH:http://example.org" in str(event["DESCRIPTION"])
    assert set(event.keys()) == {
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "TRANSP",
        "STATUS",
        "CLASS",
        "ORGANIZER",
    }


def test_the_same_moment_gives_the_same_file(knowledge: Knowledge, deadline: Fact) -> None:
    later = calendar_of(
        [deadline],
        knowledge.library.book,
        knowledge.wording("en"),
        now=NOW + timedelta(hours=1),
        uid_domain="example.org",
    )
    assert _file(knowledge, [deadline]) == _file(knowledge, [deadline])
    assert b"DTSTAMP:20190801T083015Z" in (later or b"")
    assert b"@example.org" in (later or b"")
