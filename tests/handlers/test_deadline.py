"""The deadlines that stand: one for each thing, with its revision and all that belongs to it."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.library import Knowledge
from handlers.deadline import Revision, deadlines_of
from tests.handlers.letters_of_change import book_of, entry, letter

ZURICH = ZoneInfo("Europe/Zurich")


def test_a_deadline_is_known_from_the_day_of_its_letter_and_ends_with_its_last_second(tmp_path: Path) -> None:
    book = book_of(tmp_path, letter("A", "2030-01-10", entry("x", "2030-05-20"), entry("y", "2030-06-07", "date")))
    (one,) = deadlines_of(book).values()
    assert (one.id, one.revision, one.fact) == ("A#x", 0, book.facts["A#x"])
    assert one.facts == {"A#x"}
    assert one.letters == {"A"}
    assert one.subjects == {"fair-2030"}
    assert one.day == date(2030, 5, 20)
    assert one.ends == datetime(2030, 5, 20, 23, 59, 59, tzinfo=ZURICH)
    assert one.since == datetime(2030, 1, 10, tzinfo=ZURICH)


@pytest.mark.parametrize(
    ("value", "zone", "day", "ends"),
    [
        ("2030-05-18/2030-05-20", "Europe/Zurich", date(2030, 5, 20), "2030-05-20T21:59:59+00:00"),
        ("2030-05-20T17:00", "America/New_York", date(2030, 5, 20), "2030-05-20T21:00:59+00:00"),
        ("2030-05-20T23:59Z", "Europe/Zurich", date(2030, 5, 20), "2030-05-20T23:59:59+00:00"),
        ("2030-05-20", "Pacific/Kiritimati", date(2030, 5, 20), "2030-05-20T09:59:59+00:00"),
    ],
)
def test_a_deadlines_day_is_the_letters_and_its_end_is_in_the_letters_zone(
    tmp_path: Path, value: str, zone: str, day: date, ends: str
) -> None:
    (one,) = deadlines_of(book_of(tmp_path, letter("A", "2030-01-10", entry("x", value, zone=zone)))).values()
    assert (one.day, one.ends.astimezone(UTC).isoformat()) == (day, ends)


def test_a_moved_deadline_keeps_its_name_and_is_known_from_the_day_it_was_moved(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-10", entry("x", "2030-05-20")),
        letter("B", "2030-02-01", entry("new", "2030-05-27", supersedes=["A#x"])),
    )
    (one,) = deadlines_of(book).values()
    assert (one.id, one.revision, one.fact.id, one.day) == ("A#x", 1, "B#new", date(2030, 5, 27))
    assert one.since == datetime(2030, 2, 1, tzinfo=ZURICH)
    assert one.facts == {"A#x", "B#new"}
    assert one.letters == {"A", "B"}


def test_a_deadline_moved_to_another_subject_belongs_to_both(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-10", entry("x", "2030-05-20")),
        letter("B", "2030-02-01", entry("new", "2031-05-27", subject="fair-2031", supersedes=["A#x"])),
    )
    assert deadlines_of(book)["A#x"].subjects == {"fair-2030", "fair-2031"}


def test_what_two_letters_say_of_one_day_and_subject_is_one_deadline(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("B", "2030-02-01", entry("again", "2030-05-20")),
        letter("A", "2030-01-10", entry("x", "2030-05-20")),
    )
    (one,) = deadlines_of(book).values()
    assert (one.id, one.revision, one.fact.id) == ("A#x", 0, "B#again")
    assert one.facts == {"A#x", "B#again"}
    assert one.letters == {"A", "B"}
    assert one.since == datetime(2030, 1, 10, tzinfo=ZURICH)


def test_what_one_letter_says_twice_of_one_day_and_subject_are_two_deadlines(tmp_path: Path) -> None:
    book = book_of(tmp_path, letter("A", "2030-01-10", entry("paper", "2030-05-20"), entry("list", "2030-05-20")))
    assert set(deadlines_of(book)) == {"A#paper", "A#list"}


def test_a_deadline_that_is_moved_to_the_day_of_another_becomes_one_with_it(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter("A", "2030-01-10", entry("x", "2030-05-20"), entry("y", "2030-05-27")),
        letter("B", "2030-02-01", entry("new", "2030-05-27", supersedes=["A#x"])),
    )
    (one,) = deadlines_of(book).values()
    assert (one.id, one.revision, one.day) == ("A#x", 1, date(2030, 5, 27))
    assert one.facts == {"A#x", "A#y", "B#new"}


def test_other_days_subjects_and_zones_are_other_deadlines(tmp_path: Path) -> None:
    book = book_of(
        tmp_path,
        letter(
            "A",
            "2030-01-10",
            entry("x", "2030-05-20"),
            entry("day", "2030-05-21"),
            entry("subject", "2030-05-20", subject="stand"),
            entry("zone", "2030-05-20", zone="Asia/Tokyo"),
            entry("letter", "2030-05-20", subject=None),
            entry("letter-too", "2030-05-20", subject=None),
        ),
    )
    assert set(deadlines_of(book)) == {"A#x", "A#day", "A#subject", "A#zone", "A#letter", "A#letter-too"}


def test_a_deadline_without_a_year_is_none(tmp_path: Path) -> None:
    assert deadlines_of(book_of(tmp_path, letter("A", "2030-01-10", entry("x", "XXXX-05-20")))) == {}


def test_what_is_known_of_changes_counts_for_more_than_the_letters(tmp_path: Path) -> None:
    book = book_of(tmp_path, letter("A", "2030-01-10", entry("x", "2030-05-20"), entry("y", "2030-05-21")))
    known = {"A#x": Revision(number=4, since=datetime(2030, 3, 1, tzinfo=UTC))}
    found = deadlines_of(book, known)
    assert (found["A#x"].revision, found["A#x"].since) == (4, datetime(2030, 3, 1, tzinfo=UTC))
    assert (found["A#y"].revision, found["A#y"].since) == (0, datetime(2030, 1, 10, tzinfo=ZURICH))


def test_the_letters_deadlines_are_there_soonest_first(knowledge: Knowledge) -> None:
    found = deadlines_of(knowledge.library.book)
    assert [(str(one.day), one.revision) for one in found.values()] == [
        ("2019-08-16", 0),
        ("2020-02-03", 0),
        ("2021-03-01", 0),
        ("2023-01-31", 0),
    ]
    assert all(name == one.id for name, one in found.items())
