"""One thing is one entry of a calendar through all its changes: its identifier, its revisions, and its end."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from icalendar import Calendar, Event

from bot.library import Knowledge
from handlers.calendar import Withdrawn, calendar_of, cancellation_of
from handlers.deadline import deadlines_of
from handlers.lineage import lines_of
from knowledge.book import FactBook
from knowledge.loading import load_book
from knowledge.model import LANGUAGES, Kind
from tests.icalendar_rules import read_strictly
from tests.letter_files import CONCEPTS, Rows, fact, good_subjects, names

NOW = datetime(2030, 5, 4, 8, tzinfo=UTC)
MONTHS = {5: "mayo", 6: "junio", 7: "julio"}


def _in_words(day: str) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return f"{number} de {MONTHS[month]} de {year}"


def _set(day: str, row_id: str = "deadline", what: str = "answer", **more: object) -> Rows:
    """A row that sets a deadline."""
    quote = f"Responda antes del {_in_words(day)} ({what})."
    return fact(row_id, "deadline", day, quote, subject="fair-2030", label=names(what), **more)


def _held(day: str, row_id: str, **more: object) -> Rows:
    """A row that gives a date."""
    return fact(row_id, "date", day, f"Se celebrará el {_in_words(day)}.", role="held", **more)


def _book(folder: Path, *letters: tuple[str, list[Rows]]) -> FactBook:
    """A book of letters, each with its day and rows; the first is called XX-1."""
    folder.mkdir()
    (folder / "subjects.yaml").write_text(yaml.safe_dump(good_subjects()), "utf-8")
    for number, (day, rows) in enumerate(letters, 1):
        head = {"reference": f"XX-{number}", "language": "es", "date": day, "zone": "Europe/Zurich"}
        (folder / f"{number}.yaml").write_text(yaml.safe_dump({**head, "covers": [], "facts": rows}), "utf-8")
        (folder / f"{number}.md").write_text("\n".join(str(row["quote"]) for row in rows), "utf-8")
    return load_book([folder], CONCEPTS)


def _event(data: bytes | None) -> Event:
    """The one event of a file that two strict readers find nothing wrong with."""
    assert data is not None
    read_strictly(data)
    (event,) = Calendar.from_ical(data).events
    return event


FIRST = ("2030-05-03", [_set("2030-05-20")])
MOVED = ("2030-05-10", [_set("2030-06-20", supersedes=["XX-1#deadline"])])
AGAIN = ("2030-06-01", [_set("2030-07-20", "new", supersedes=["XX-2#deadline"])])


def test_a_deadline_that_letters_move_keeps_its_identifier_and_counts_its_changes(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    known = [FIRST, MOVED, AGAIN]
    found = []
    for count in (1, 2, 3):
        book = _book(tmp_path / str(count), *known[:count])
        facts = list(book.facts.values())
        event = _event(calendar_of(facts, book, knowledge.wording("en"), now=NOW, uid_domain="example.org"))
        found.append((str(event["UID"]), event["SEQUENCE"], event.start))
    uid = found[0][0]
    assert uid.endswith("@example.org")
    assert found == [(uid, 0, date(2030, 5, 20)), (uid, 1, date(2030, 6, 20)), (uid, 2, date(2030, 7, 20))]


def test_a_date_that_a_letter_moves_keeps_its_identifier(tmp_path: Path, knowledge: Knowledge) -> None:
    first = ("2030-05-03", [_held("2030-06-07", "day", subject="fair-2030")])
    moved = ("2030-05-10", [_held("2030-07-07", "other", subject="fair-2030", supersedes=["XX-1#day"])])
    before, after = _book(tmp_path / "a", first), _book(tmp_path / "b", first, moved)
    events = [
        _event(calendar_of(list(book.facts.values()), book, knowledge.wording("en"), now=NOW))
        for book in (before, after)
    ]
    assert events[0]["UID"] == events[1]["UID"]
    assert [event["SEQUENCE"] for event in events] == [0, 1]


def test_revisions_that_are_known_count_more_than_the_letters(tmp_path: Path, knowledge: Knowledge) -> None:
    book = _book(tmp_path / "a", FIRST, MOVED)
    facts = list(book.facts.values())
    known: list[dict[str, int]] = [{"XX-1#deadline": 7}, {"XX-2#deadline": 7}, {}]
    files = [calendar_of(facts, book, knowledge.wording("en"), now=NOW, revisions=revisions) for revisions in known]
    assert [_event(data)["SEQUENCE"] for data in files] == [7, 1, 1]


def test_facts_that_coincide_are_one_entry_whichever_is_asked_for(tmp_path: Path, knowledge: Knowledge) -> None:
    book = _book(tmp_path / "a", FIRST, ("2030-05-10", [_set("2030-05-20", what="reply")]))
    wording = knowledge.wording("en")
    files = [
        calendar_of([book.facts[i] for i in ids], book, wording, now=NOW)
        for ids in (["XX-1#deadline"], ["XX-2#deadline"], ["XX-1#deadline", "XX-2#deadline", "XX-1#deadline"])
    ]
    events = [_event(data) for data in files]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [str(event["SUMMARY"]) for event in events] == [
        "Deadline: answer",
        "Deadline: reply",
        "Deadline: answer; Deadline: reply",
    ]
    assert str(events[2]["DESCRIPTION"]).splitlines() == [
        "“Responda antes del 20 de mayo de 2030 (answer).”",
        "Source: letter XX-1.",
        "“Responda antes del 20 de mayo de 2030 (reply).”",
        "Source: letter XX-2.",
    ]


def test_what_concerns_the_letters_themselves_never_coincides(tmp_path: Path, knowledge: Knowledge) -> None:
    days = [("2030-05-03", [_held("2030-06-07", "day")]), ("2030-05-10", [_held("2030-06-07", "day")])]
    book = _book(tmp_path / "a", *days)
    data = calendar_of(list(book.facts.values()), book, knowledge.wording("en"), now=NOW)
    assert data is not None
    assert len(read_strictly(data).inner) == 2


def test_an_entry_bears_the_name_of_the_deadline_that_people_are_reminded_of(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    twice = ("2030-05-10", [_set("2030-06-20", "other"), _set("2030-06-20", supersedes=["XX-1#deadline"])])
    late = ("2030-05-11", [_set("2030-06-20", "third", what="reply")])
    for book in (knowledge.library.book, _book(tmp_path / "a", FIRST, twice, late)):
        for deadline in deadlines_of(book).values():
            wording, revisions = knowledge.wording("en"), {deadline.id: 41}
            event = _event(calendar_of([deadline.fact], book, wording, now=NOW, revisions=revisions))
            assert event["SEQUENCE"] == 41


def test_lines_that_are_known_already_give_the_same_file(knowledge: Knowledge) -> None:
    book = knowledge.library.book
    facts, wording = list(book.facts.values()), knowledge.wording("ru")
    expected = calendar_of(facts, book, wording, now=NOW)
    assert calendar_of(facts, book, wording, now=NOW, lines=lines_of(book)) == expected


# -- what is withdrawn -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawal_cancels_the_entry_that_was_published(tmp_path: Path, knowledge: Knowledge, language: str) -> None:
    book, wording = _book(tmp_path / "a", FIRST), knowledge.wording(language)
    last = book.facts["XX-1#deadline"]
    where, who = "example.org", "desk@example.org"
    published = _event(calendar_of([last], book, wording, now=NOW, uid_domain=where, organizer=who))
    gone = Withdrawn(thing=last.id, revision=1, kind=Kind.DEADLINE, value=last.value, fact=last)
    data = cancellation_of([gone, gone], book, wording, now=NOW, uid_domain=where, organizer=who)
    event = _event(data)
    assert b"\r\nMETHOD:CANCEL\r\n" in (data or b"")
    assert (event["STATUS"], event["SEQUENCE"], event.walk("VALARM")) == ("CANCELLED", 1, [])
    for name in ("UID", "SUMMARY", "ORGANIZER"):
        assert event[name] == published[name]
    assert (event.start, event.end) == (published.start, published.end)


def test_what_is_in_no_letter_any_more_is_cancelled_by_what_is_known_of_it(knowledge: Knowledge) -> None:
    hour = Withdrawn(thing="XX-9#a", revision=2, kind=Kind.DEADLINE, value="2030-05-03T12:00", zone="Asia/Kolkata")
    days = Withdrawn(thing="XX-9#b", revision=1, kind=Kind.DATE, value="2030-05-03/2030-05-04")
    data = cancellation_of([hour, days], knowledge.library.book, knowledge.wording("fr"), now=NOW)
    assert data is not None
    read_strictly(data)
    first, second = Calendar.from_ical(data).events
    assert (first.start, first["SUMMARY"]) == (datetime(2030, 5, 3, 6, 30, tzinfo=UTC), "Délai")
    assert (second.start, second.end, second["SUMMARY"]) == (date(2030, 5, 3), date(2030, 5, 5), "Date")


@pytest.mark.parametrize("value", ["2030-05", "2030~", "XXXX-05-03"])
def test_what_was_never_in_a_calendar_is_not_cancelled(knowledge: Knowledge, value: str) -> None:
    gone = Withdrawn(thing="XX-9#a", revision=1, kind=Kind.DEADLINE, value=value)
    assert cancellation_of([gone], knowledge.library.book, knowledge.wording("en"), now=NOW) is None
