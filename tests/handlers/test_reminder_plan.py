"""When reminders of a deadline come: at an hour by the clock on the subscriber's wall, so many days before."""

from datetime import timedelta

import pytest

from handlers.reminder import Told, due, plan
from tests.handlers.reminding import NIGHT, NO_LETTERS, deadline, noted, pairs, preferences, subscriber, utc

NOBODY_TOLD: Told = {}
AUGUST = deadline("2019-08-16")
WEEK_BEFORE = utc("2019-08-09T07:00")
SECOND = timedelta(seconds=1)


def test_days_are_counted_back_by_the_calendar_at_the_same_hour_of_the_clock() -> None:
    assert pairs(plan(deadline("2019-11-10"), preferences())) == [
        (30, utc("2019-10-11T07:00")),
        (14, utc("2019-10-27T08:00")),  # the day on which the clocks were put back
        (7, utc("2019-11-03T08:00")),
        (1, utc("2019-11-09T08:00")),
    ]


@pytest.mark.parametrize(
    ("zone", "day", "send_at", "at"),
    [
        pytest.param("Europe/Zurich", "2019-04-01", "02:30", "2019-03-31T01:30", id="Zurich, gap"),
        pytest.param("Europe/Zurich", "2019-10-28", "02:30", "2019-10-27T00:30", id="Zurich, fold"),
        pytest.param("America/New_York", "2019-03-11", "02:30", "2019-03-10T07:30", id="New York, gap"),
        pytest.param("America/New_York", "2019-11-04", "01:30", "2019-11-03T05:30", id="New York, fold"),
        pytest.param("Australia/Lord_Howe", "2019-10-07", "02:15", "2019-10-05T15:45", id="Lord Howe, gap"),
        pytest.param("Australia/Lord_Howe", "2019-04-08", "01:45", "2019-04-06T14:45", id="Lord Howe, fold"),
        pytest.param("Africa/Cairo", "2024-04-27", "00:30", "2024-04-25T22:30", id="Cairo, midnight gap"),
        pytest.param("Africa/Cairo", "2024-11-01", "23:30", "2024-10-31T20:30", id="Cairo, fold"),
        pytest.param("America/Sao_Paulo", "2018-11-05", "00:30", "2018-11-04T03:30", id="São Paulo, midnight gap"),
        pytest.param("America/Sao_Paulo", "2018-02-18", "23:30", "2018-02-18T01:30", id="São Paulo, fold"),
        pytest.param("America/Nuuk", "2024-03-31", "23:30", "2024-03-31T01:30", id="Nuuk, gap"),
        pytest.param("America/Nuuk", "2024-10-27", "23:30", "2024-10-27T00:30", id="Nuuk, fold"),
        pytest.param("Pacific/Apia", "2011-12-31", "09:00", "2011-12-30T19:00", id="Apia, missing day"),
    ],
)
def test_a_reminder_on_the_day_of_a_change_of_clocks_comes_once(zone: str, day: str, send_at: str, at: str) -> None:
    wishes = preferences(zone, leads=(1,), send_at=send_at)
    (one,) = plan(deadline(day, zone), wishes)
    assert (one.lead, one.at) == (1, utc(at))
    who = subscriber(wishes)
    assert due(who, [one.deadline], NO_LETTERS, NOBODY_TOLD, one.at - SECOND) == []
    assert due(who, [one.deadline], NO_LETTERS, NOBODY_TOLD, one.at) == [one]
    assert due(who, [one.deadline], NO_LETTERS, noted({}, [one]), one.at + timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("zone", "day", "send_at", "at"),
    [
        pytest.param("Europe/Zurich", "2019-04-01", "02:30", "2019-03-31T06:00", id="Zurich, gap"),
        pytest.param("Europe/Zurich", "2019-10-28", "02:30", "2019-10-27T07:00", id="Zurich, fold"),
        pytest.param("America/New_York", "2019-03-11", "02:30", "2019-03-10T12:00", id="New York, gap"),
        pytest.param("America/New_York", "2019-11-04", "01:30", "2019-11-03T13:00", id="New York, fold"),
        pytest.param("Australia/Lord_Howe", "2019-10-07", "02:15", "2019-10-05T21:00", id="Lord Howe, gap"),
        pytest.param("Australia/Lord_Howe", "2019-04-08", "01:45", "2019-04-06T21:30", id="Lord Howe, fold"),
        pytest.param("Africa/Cairo", "2024-04-27", "00:30", "2024-04-26T05:00", id="Cairo, midnight gap"),
        pytest.param("Africa/Cairo", "2024-11-01", "23:30", "2024-11-01T06:00", id="Cairo, fold"),
        pytest.param("America/Sao_Paulo", "2018-11-05", "00:30", "2018-11-04T10:00", id="São Paulo, midnight gap"),
        pytest.param("America/Sao_Paulo", "2018-02-18", "23:30", "2018-02-18T11:00", id="São Paulo, fold"),
        pytest.param("America/Nuuk", "2024-03-31", "23:30", "2024-03-31T09:00", id="Nuuk, gap"),
        pytest.param("America/Nuuk", "2024-10-27", "23:30", "2024-10-27T10:00", id="Nuuk, fold"),
        pytest.param("Pacific/Apia", "2012-01-01", "05:00", "2011-12-30T18:00", id="Apia, missing day"),
    ],
)
def test_a_reminder_in_the_night_of_a_change_of_clocks_comes_at_its_end(
    zone: str, day: str, send_at: str, at: str
) -> None:
    wishes = preferences(zone, leads=(1,), send_at=send_at, quiet=NIGHT)
    assert pairs(plan(deadline(day, zone), wishes)) == [(1, utc(at))]


def test_of_two_reminders_that_a_missing_day_brings_together_the_later_stays() -> None:
    wishes = preferences("Pacific/Apia", leads=(3, 2, 1))
    assert pairs(plan(deadline("2012-01-01", "Pacific/Apia"), wishes)) == [
        (3, utc("2011-12-29T19:00")),
        (1, utc("2011-12-30T19:00")),
    ]


@pytest.mark.parametrize(
    ("day", "lead", "at"),
    [
        ("2024-03-07", 7, "2024-02-29T08:00"),
        ("2023-03-07", 7, "2023-02-28T08:00"),
        ("2024-02-29", 365, "2023-03-01T08:00"),
        ("2100-03-01", 1, "2100-02-28T08:00"),
    ],
)
def test_a_leap_day_is_a_day(day: str, lead: int, at: str) -> None:
    assert pairs(plan(deadline(day), preferences(leads=(lead,)))) == [(lead, utc(at))]


def test_days_are_counted_back_over_the_end_of_a_year() -> None:
    assert pairs(plan(deadline("2020-01-05"), preferences(leads=(7, 1)))) == [
        (7, utc("2019-12-29T08:00")),
        (1, utc("2020-01-04T08:00")),
    ]


@pytest.mark.parametrize(
    ("value", "count"), [("0001-01-05", 0), ("0003-01-05", 1), ("9998-12-31", 1), ("9999-12-31", 0)]
)
def test_days_at_the_ends_of_the_calendar_do_no_harm(value: str, count: int) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert len(plan(deadline(value, zone), preferences(zone, leads=(365,)))) == count


def test_of_several_days_the_last_counts() -> None:
    one = deadline("2019-08-12/2019-08-16")
    assert pairs(plan(one, preferences(leads=(7,)))) == [(7, WEEK_BEFORE)]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Zurich", "2019-06-03T07:00"),
        ("Pacific/Kiritimati", "2019-06-02T19:00"),
        ("Pacific/Pago_Pago", "2019-06-03T20:00"),
    ],
)
def test_a_deadline_with_an_hour_is_counted_from_its_day(zone: str, at: str) -> None:
    assert pairs(plan(deadline("2019-06-04T16:00"), preferences(zone, leads=(1,)))) == [(1, utc(at))]


def test_a_deadline_in_utc_keeps_the_day_of_the_letter_on_both_sides_of_the_date_line() -> None:
    one = deadline("2020-01-31T23:59Z", "Europe/Zurich")
    assert pairs(plan(one, preferences("Europe/Zurich", leads=(1,)))) == [(1, utc("2020-01-30T08:00"))]
    assert pairs(plan(one, preferences("Pacific/Kiritimati", leads=(1,)))) == [(1, utc("2020-01-29T19:00"))]
    assert pairs(plan(one, preferences("Pacific/Pago_Pago", leads=(1,)))) == [(1, utc("2020-01-30T20:00"))]


def test_what_would_come_when_the_deadline_is_over_is_left_out() -> None:
    # The day before, at 21:00 in Honolulu, it is 9:00 on the day itself in Geneva.
    wishes = preferences("Pacific/Honolulu", leads=(7, 1), send_at="21:00")
    assert pairs(plan(deadline("2019-06-04T09:00"), wishes)) == [
        (7, utc("2019-05-29T07:00")),
        (1, utc("2019-06-04T07:00")),
    ]
    assert pairs(plan(deadline("2019-06-04T08:00"), wishes)) == [(7, utc("2019-05-29T07:00"))]


def test_a_reminder_in_quiet_hours_comes_at_their_end() -> None:
    wishes = preferences(leads=(7,), send_at="22:00", quiet=NIGHT)
    assert pairs(plan(AUGUST, wishes)) == [(7, utc("2019-08-10T06:00"))]


def test_a_reminder_disturbs_a_night_in_which_the_deadline_ends() -> None:
    wishes = preferences(leads=(7, 1), send_at="22:00", quiet=NIGHT)
    assert pairs(plan(deadline("2019-08-16T07:59"), wishes)) == [
        (7, utc("2019-08-10T06:00")),
        (1, utc("2019-08-15T20:00")),
    ]
    assert pairs(plan(deadline("2019-08-16T08:00"), wishes))[-1] == (1, utc("2019-08-16T06:00"))


def test_nothing_is_planned_at_the_last_second() -> None:
    wishes = preferences(leads=(1,), send_at="23:00")
    one = deadline("2019-08-16T00:30", "Asia/Tokyo")  # 17:30 in Geneva, the day before
    assert plan(one, wishes) == ()
    ends_as_it_comes = preferences(leads=(1,), send_at="17:30:59")
    assert plan(one, ends_as_it_comes) == ()
    assert len(plan(one, preferences(leads=(1,), send_at="17:30:58"))) == 1
