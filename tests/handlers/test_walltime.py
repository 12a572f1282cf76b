"""What a clock on the wall shows, where it is put forward or back, and the ends of quiet hours there.

Expected moments stand in UTC, worked out by hand from the published dates of each change.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.errors import SubscriptionError
from handlers.subscription import Quiet
from handlers.walltime import after_quiet, moment_at

NIGHT = Quiet(start=time(21), end=time(8))
ZURICH, NEW_YORK, LORD_HOWE = "Europe/Zurich", "America/New_York", "Australia/Lord_Howe"
CAIRO, SAO_PAULO, NUUK, APIA = "Africa/Cairo", "America/Sao_Paulo", "America/Nuuk", "Pacific/Apia"
CHANGES = {
    ZURICH: ("2019-03-31T01:00", "2019-10-27T01:00"),
    NEW_YORK: ("2019-03-10T07:00", "2019-11-03T06:00"),
    LORD_HOWE: ("2019-10-05T15:30", "2019-04-06T15:00"),
    CAIRO: ("2024-04-25T22:00", "2024-10-31T21:00"),
    SAO_PAULO: ("2018-11-04T03:00", "2018-02-18T02:00"),
    NUUK: ("2024-03-31T01:00", "2024-10-27T01:00"),
    APIA: ("2011-12-30T10:00", "2012-03-31T14:00"),
}
"""The moments, in UTC, at which clocks were put forward and back."""


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _shown(day: str, clock: str, zone: str) -> datetime:
    return moment_at(date.fromisoformat(day), time.fromisoformat(clock), zone)


def _quiet(start: str, end: str) -> Quiet:
    return Quiet(start=time.fromisoformat(start), end=time.fromisoformat(end))


def test_a_moment_is_given_in_utc() -> None:
    assert _shown("2019-08-16", "09:00", ZURICH) == _utc("2019-08-16T07:00")
    assert _shown("2019-08-16", "09:00", ZURICH).tzinfo is UTC


def test_zurich_reads_a_skipped_time_by_the_offset_before_the_gap() -> None:
    assert _shown("2019-03-31", "02:30", ZURICH) == _utc("2019-03-31T01:30")
    assert _shown("2019-03-31", "03:30", ZURICH) == _utc("2019-03-31T01:30")


def test_zurich_means_the_first_of_two_times_in_the_fold() -> None:
    assert _shown("2019-10-27", "02:30", ZURICH) == _utc("2019-10-27T00:30")
    assert _shown("2019-10-27", "03:00", ZURICH) == _utc("2019-10-27T02:00")


def test_a_clock_that_says_the_second_time_means_the_first_all_the_same() -> None:
    assert moment_at(date(2019, 10, 27), time(2, 30, fold=1), ZURICH) == _utc("2019-10-27T00:30")


def test_new_york_reads_a_skipped_time_by_the_offset_before_the_gap() -> None:
    assert _shown("2019-03-10", "02:30", NEW_YORK) == _utc("2019-03-10T07:30")


def test_new_york_means_the_first_of_two_times_in_the_fold() -> None:
    assert _shown("2019-11-03", "01:30", NEW_YORK) == _utc("2019-11-03T05:30")
    assert _shown("2019-11-03", "02:00", NEW_YORK) == _utc("2019-11-03T07:00")


def test_lord_howe_skips_half_an_hour() -> None:
    assert _shown("2019-10-06", "02:15", LORD_HOWE) == _utc("2019-10-05T15:45")
    assert _shown("2019-10-06", "02:45", LORD_HOWE) == _utc("2019-10-05T15:45")


def test_lord_howe_has_half_an_hour_twice() -> None:
    assert _shown("2019-04-07", "01:45", LORD_HOWE) == _utc("2019-04-06T14:45")
    assert _shown("2019-04-07", "02:00", LORD_HOWE) == _utc("2019-04-06T15:30")


def test_cairo_skips_the_first_hour_of_a_day() -> None:
    assert _shown("2024-04-26", "00:00", CAIRO) == _utc("2024-04-25T22:00")
    assert _shown("2024-04-26", "00:30", CAIRO) == _utc("2024-04-25T22:30")


def test_cairo_has_the_last_hour_of_a_day_twice() -> None:
    assert _shown("2024-10-31", "23:30", CAIRO) == _utc("2024-10-31T20:30")
    assert _shown("2024-11-01", "00:00", CAIRO) == _utc("2024-10-31T22:00")


def test_sao_paulo_skips_the_first_hour_of_a_day() -> None:
    assert _shown("2018-11-04", "00:30", SAO_PAULO) == _utc("2018-11-04T03:30")


def test_sao_paulo_has_the_last_hour_of_a_day_twice() -> None:
    assert _shown("2018-02-17", "23:30", SAO_PAULO) == _utc("2018-02-18T01:30")


def test_nuuk_skips_the_last_hour_of_a_day() -> None:
    assert _shown("2024-03-30", "23:30", NUUK) == _utc("2024-03-31T01:30")
    assert _shown("2024-03-31", "00:30", NUUK) == _utc("2024-03-31T01:30")


def test_nuuk_has_the_last_hour_of_a_day_twice() -> None:
    assert _shown("2024-10-26", "23:30", NUUK) == _utc("2024-10-27T00:30")


def test_apia_reads_its_missing_day_as_the_next() -> None:
    assert _shown("2011-12-30", "09:00", APIA) == _utc("2011-12-30T19:00")
    assert _shown("2011-12-31", "09:00", APIA) == _utc("2011-12-30T19:00")


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../etc/passwd", "Europe", "a\x00b", "Европа/Москва"])
def test_a_zone_that_does_not_exist_is_refused_by_name(zone: str) -> None:
    with pytest.raises(SubscriptionError, match="is no time zone that is known here"):
        moment_at(date(2019, 8, 16), time(9), zone)
    with pytest.raises(SubscriptionError, match="is no time zone that is known here"):
        after_quiet(_utc("2019-08-16T00:00"), NIGHT, zone)


def test_without_quiet_hours_a_moment_stays() -> None:
    moment = _utc("2019-08-16T01:00")
    assert after_quiet(moment, None, ZURICH) is moment


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        ("2019-08-16T06:00", "2019-08-16T06:00"),  # 8:00
        ("2019-08-16T18:59", "2019-08-16T18:59"),  # 20:59
        ("2019-08-16T19:00", "2019-08-17T06:00"),  # 21:00
        ("2019-08-16T22:00", "2019-08-17T06:00"),  # midnight
        ("2019-08-17T05:59", "2019-08-17T06:00"),  # 7:59
    ],
)
def test_quiet_hours_begin_with_their_first_minute_and_end_before_their_last(moment: str, after: str) -> None:
    assert after_quiet(_utc(moment), NIGHT, ZURICH) == _utc(after)


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    assert after_quiet(_utc("2019-08-16T11:00"), _quiet("12:00", "14:00"), ZURICH) == _utc("2019-08-16T12:00")
    assert after_quiet(_utc("2019-08-16T12:00"), _quiet("12:00", "14:00"), ZURICH) == _utc("2019-08-16T12:00")


def test_quiet_hours_that_end_as_they_begin_are_none() -> None:
    assert after_quiet(_utc("2019-08-16T01:00"), _quiet("21:00", "21:00"), ZURICH) == _utc("2019-08-16T01:00")


def test_quiet_hours_in_zurich_across_the_gap() -> None:
    assert after_quiet(_utc("2019-03-30T22:00"), NIGHT, ZURICH) == _utc("2019-03-31T06:00")
    assert after_quiet(_utc("2019-03-31T00:10"), _quiet("22:00", "02:30"), ZURICH) == _utc("2019-03-31T01:00")


def test_quiet_hours_in_zurich_across_the_fold() -> None:
    assert after_quiet(_utc("2019-10-26T20:00"), NIGHT, ZURICH) == _utc("2019-10-27T07:00")
    until_half_past_two = _quiet("22:00", "02:30")
    assert after_quiet(_utc("2019-10-26T23:00"), until_half_past_two, ZURICH) == _utc("2019-10-27T00:30")
    assert after_quiet(_utc("2019-10-27T00:40"), until_half_past_two, ZURICH) == _utc("2019-10-27T00:40")
    assert after_quiet(_utc("2019-10-27T01:10"), until_half_past_two, ZURICH) == _utc("2019-10-27T01:30")


def test_quiet_hours_in_new_york_across_the_gap() -> None:
    assert after_quiet(_utc("2019-03-10T03:00"), NIGHT, NEW_YORK) == _utc("2019-03-10T12:00")
    assert after_quiet(_utc("2019-03-10T06:30"), _quiet("22:00", "02:30"), NEW_YORK) == _utc("2019-03-10T07:00")


def test_quiet_hours_in_new_york_across_the_fold() -> None:
    assert after_quiet(_utc("2019-11-03T02:00"), NIGHT, NEW_YORK) == _utc("2019-11-03T13:00")
    assert after_quiet(_utc("2019-11-03T06:10"), _quiet("22:00", "01:30"), NEW_YORK) == _utc("2019-11-03T06:30")


def test_quiet_hours_on_lord_howe_across_the_gap() -> None:
    assert after_quiet(_utc("2019-10-05T15:00"), NIGHT, LORD_HOWE) == _utc("2019-10-05T21:00")
    assert after_quiet(_utc("2019-10-05T15:00"), _quiet("22:00", "02:15"), LORD_HOWE) == _utc("2019-10-05T15:30")


def test_quiet_hours_on_lord_howe_across_the_fold() -> None:
    assert after_quiet(_utc("2019-04-06T14:00"), NIGHT, LORD_HOWE) == _utc("2019-04-06T21:30")
    assert after_quiet(_utc("2019-04-06T15:10"), _quiet("22:00", "01:45"), LORD_HOWE) == _utc("2019-04-06T15:15")


def test_quiet_hours_in_cairo_across_the_midnight_gap() -> None:
    assert after_quiet(_utc("2024-04-25T20:00"), NIGHT, CAIRO) == _utc("2024-04-26T05:00")
    assert after_quiet(_utc("2024-04-25T20:00"), _quiet("21:00", "00:30"), CAIRO) == _utc("2024-04-25T22:00")
    assert after_quiet(_utc("2024-04-25T20:00"), _quiet("21:00", "00:00"), CAIRO) == _utc("2024-04-25T22:00")


def test_quiet_hours_in_cairo_across_the_fold() -> None:
    assert after_quiet(_utc("2024-10-31T20:10"), NIGHT, CAIRO) == _utc("2024-11-01T06:00")
    assert after_quiet(_utc("2024-10-31T21:10"), _quiet("22:30", "23:30"), CAIRO) == _utc("2024-10-31T21:30")
    assert after_quiet(_utc("2024-10-31T20:10"), _quiet("21:00", "00:00"), CAIRO) == _utc("2024-10-31T22:00")


def test_quiet_hours_in_sao_paulo_across_the_midnight_gap() -> None:
    assert after_quiet(_utc("2018-11-04T01:00"), NIGHT, SAO_PAULO) == _utc("2018-11-04T10:00")
    assert after_quiet(_utc("2018-11-04T01:00"), _quiet("21:00", "00:30"), SAO_PAULO) == _utc("2018-11-04T03:00")


def test_quiet_hours_in_sao_paulo_across_the_fold() -> None:
    assert after_quiet(_utc("2018-02-18T01:10"), NIGHT, SAO_PAULO) == _utc("2018-02-18T11:00")
    assert after_quiet(_utc("2018-02-18T02:10"), _quiet("22:30", "23:30"), SAO_PAULO) == _utc("2018-02-18T02:30")


def test_quiet_hours_in_nuuk_across_the_gap() -> None:
    assert after_quiet(_utc("2024-03-31T00:00"), NIGHT, NUUK) == _utc("2024-03-31T09:00")
    assert after_quiet(_utc("2024-03-31T00:00"), _quiet("21:00", "23:30"), NUUK) == _utc("2024-03-31T01:00")


def test_quiet_hours_in_nuuk_across_the_fold() -> None:
    assert after_quiet(_utc("2024-10-27T00:10"), NIGHT, NUUK) == _utc("2024-10-27T10:00")
    assert after_quiet(_utc("2024-10-27T01:10"), _quiet("22:30", "23:30"), NUUK) == _utc("2024-10-27T01:30")


def test_quiet_hours_in_apia_across_its_missing_day() -> None:
    assert after_quiet(_utc("2011-12-30T08:00"), NIGHT, APIA) == _utc("2011-12-30T18:00")
    assert after_quiet(_utc("2011-12-30T08:00"), _quiet("21:00", "23:30"), APIA) == _utc("2011-12-30T09:30")


def test_quiet_hours_that_go_on_behind_a_gap_end_after_it() -> None:
    all_but_a_quarter = _quiet("02:45", "02:30")
    assert after_quiet(_utc("2019-03-30T12:00"), all_but_a_quarter, ZURICH) == _utc("2019-04-01T00:30")


@given(
    change=st.sampled_from([(zone, at) for zone, moments in CHANGES.items() for at in moments]),
    minutes=st.integers(-2 * 24 * 60, 2 * 24 * 60),
    start=st.times(),
    end=st.times(),
)
def test_what_comes_after_quiet_hours_is_outside_and_everything_before_it_inside(
    change: tuple[str, str], minutes: int, start: time, end: time
) -> None:
    zone, moment = change[0], _utc(change[1]) + timedelta(minutes=minutes)
    quiet = Quiet(start=start.replace(second=0, microsecond=0), end=end.replace(second=0, microsecond=0))
    after = after_quiet(moment, quiet, zone)
    assert after >= moment
    rules = ZoneInfo(zone)
    assert not quiet.covers(after.astimezone(rules).time())
    between = [moment + n * timedelta(minutes=10) for n in range((after - moment) // timedelta(minutes=10))]
    offsets = [at.astimezone(rules).utcoffset() for at in [*between, after]]
    if offsets == sorted(offsets, key=lambda offset: offset or timedelta()):  # the clock was not put back
        assert all(quiet.covers(at.astimezone(rules).time()) for at in between)
