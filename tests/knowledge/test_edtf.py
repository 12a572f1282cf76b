"""Canonical dates: which forms are read, and what they cover."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.edtf import parse_edtf
from knowledge.errors import BadDateError

ZURICH = "Europe/Zurich"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2019-08-16", date(2019, 8, 16), date(2019, 8, 16)),
        ("2020-03-30/2020-04-03", date(2020, 3, 30), date(2020, 4, 3)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2020-01/2020-02", date(2020, 1, 1), date(2020, 2, 29)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020~", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-06-22/..", date(2020, 6, 22), date(2020, 6, 22)),
        ("2019-11-25?/2019-11-29?", date(2019, 11, 25), date(2019, 11, 29)),
        ("2019-06-04T16:00/2019-06-04T17:00", date(2019, 6, 4), date(2019, 6, 4)),
    ],
)
def test_a_value_covers_its_first_to_its_last_day(text: str, first: date, last: date) -> None:
    when = parse_edtf(text)
    assert (when.first_day(), when.last_day()) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "16 de agosto",
        "2019-8-16",
        "2019-02-29",
        "2019-13",
        "2019-08-16T25:00",
        "2019-08T16:00",
        "2019-08-16/2019-08-15",
        "2019-08-16T16:00/2019-08-16",
        "2019-08-16/",
        "../2019-08-16",
        "2019-08-16 ",
        "２０１９-08-16",
        "0000-01-01",
        "2019-08-16/2019-08-17/2019-08-18",
        "2019-06-04T17:00/2019-06-04T16:00",
    ],
)
def test_another_form_or_an_impossible_day_is_refused(text: str) -> None:
    with pytest.raises(BadDateError):
        parse_edtf(text)


def test_a_refusal_names_the_value() -> None:
    with pytest.raises(BadDateError, match="'soon'"):
        parse_edtf("soon")


@pytest.mark.parametrize(
    ("text", "qualifier"), [("2020~", "~"), ("2019-11-25?/2019-11-29?", "?"), ("2019-08-16", ""), ("2020-06-22/..", "")]
)
def test_the_qualifier_tells_about_and_to_be_confirmed(text: str, qualifier: str) -> None:
    assert parse_edtf(text).qualifier == qualifier


def test_a_year_that_is_not_given_stays_open() -> None:
    when = parse_edtf("XXXX-07-06")
    assert (when.start.year, when.start.month, when.start.day) == (None, 7, 6)


def test_the_29_of_february_of_an_unsaid_year_is_read() -> None:
    assert parse_edtf("XXXX-02-29").start.day == 29


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2019-08-16", "2019-08-16T21:59:59"),
        ("2019-12-31", "2019-12-31T22:59:59"),
        ("2019-08-16T12:00", "2019-08-16T10:00:59"),
        ("2019-08-16T12:00Z", "2019-08-16T12:00:59"),
        ("2019-06-04T16:00/2019-06-04T17:00", "2019-06-04T15:00:59"),
        ("2020-02", "2020-02-29T22:59:59"),
    ],
)
def test_it_ends_with_the_last_second_of_its_day_or_minute(text: str, utc: str) -> None:
    assert parse_edtf(text).ends(ZURICH).astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2019-08-16", "2019-08-15T22:00:00"),
        ("2019-08-16T12:00", "2019-08-16T10:00:00"),
        ("2019-08-16T12:00Z", "2019-08-16T12:00:00"),
    ],
)
def test_it_begins_at_its_hour_or_at_midnight(text: str, utc: str) -> None:
    assert parse_edtf(text).starts(ZURICH).astimezone(UTC) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "covered"), [(date(2020, 6, 21), False), (date(2020, 6, 22), True), (date(2035, 1, 1), True)]
)
def test_an_open_interval_covers_all_that_follows(day: date, covered: bool) -> None:
    assert parse_edtf("2020-06-22/..").covers(day) is covered


@pytest.mark.parametrize(
    ("first", "last", "overlapping"),
    [
        (date(2020, 3, 1), date(2020, 3, 30), True),
        (date(2020, 4, 3), date(2020, 4, 3), True),
        (date(2020, 3, 1), date(2020, 3, 29), False),
        (date(2020, 4, 4), date(2020, 12, 31), False),
    ],
)
def test_days_overlap_when_one_is_shared(first: date, last: date, overlapping: bool) -> None:
    assert parse_edtf("2020-03-30/2020-04-03").overlaps(first, last) is overlapping


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(min_value=0, max_value=400))
def test_any_interval_of_days_is_read_as_it_is_written(first: date, days: int) -> None:
    last = min(first, date(9990, 1, 1)) + timedelta(days=days)
    first = min(first, last)
    when = parse_edtf(f"{first}/{last}")
    assert (when.first_day(), when.last_day(), when.covers(first), when.covers(last)) == (first, last, True, True)


@given(st.text("0123456789XTZ-/:.~?", max_size=30))
def test_any_text_is_read_as_it_is_or_refused(text: str) -> None:
    with suppress(BadDateError):
        when = parse_edtf(text)
        assert when.text == text
        assert when.first_day() <= when.last_day()
