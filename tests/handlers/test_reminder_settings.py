"""Days, hours and quiet hours as people write them."""

from datetime import time

import pytest

from handlers.reminder_settings import days_text, hour_text, quiet_text, read_hour, read_leads, read_quiet
from handlers.subscription import Quiet


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("30 7 1", (30, 7, 1)),
        ("1,7,30", (30, 7, 1)),
        ("7", (7,)),
        ("7 7 1", (7, 1)),
        ("365/1", (365, 1)),
        ("٣٠، ٧، ١", (30, 7, 1)),
        ("３０、７", (30, 7)),
    ],
)
def test_days_are_read_in_any_order_and_script(text: str, days: tuple[int, ...]) -> None:
    assert read_leads(text) == days


@pytest.mark.parametrize(
    "text",
    ["", "0", "366", "-1", "1.5 x", "a week", "1 week", "²", "1 2 3 4 5 6 7 8 9 10 11 12 13", "9" * 90, "9" * 5000],
)
def test_what_is_no_list_of_days_is_not_read(text: str) -> None:
    assert read_leads(text) is None


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("8:30", time(8, 30)),
        ("08.30", time(8, 30)),
        ("8h30", time(8, 30)),
        ("8h", time(8)),
        ("8", time(8)),
        (" 23:59 ", time(23, 59)),
        ("0:00", time(0)),
        ("٨:٣٠", time(8, 30)),
        ("８：３０", time(8, 30)),
    ],
)
def test_an_hour_is_read_as_on_a_clock(text: str, hour: time) -> None:
    assert read_hour(text) == hour


@pytest.mark.parametrize("text", ["", "24:00", "8:60", "8:3", "-1", "noon", "8:30:00", "8:", "²", "1" * 500])
def test_what_is_no_hour_is_not_read(text: str) -> None:
    assert read_hour(text) is None


@pytest.mark.parametrize("text", ["22:00-07:00", "22-7", "22:00 – 7:00", "22.00 7.00", "22：00至7：00", "٢٢:٠٠-٠٧:٠٠"])
def test_quiet_hours_are_read(text: str) -> None:
    assert read_quiet(text) == Quiet(start=time(22), end=time(7))


@pytest.mark.parametrize("text", ["", "22:00", "22:00-22:00", "22-25", "1-2-3", "-", "never", "22:00-07:00" * 50])
def test_what_are_no_quiet_hours_is_not_read(text: str) -> None:
    assert read_quiet(text) is None


def test_values_are_shown_in_a_language() -> None:
    assert days_text((30, 7, 1), "es") == "30, 7 y 1"
    assert hour_text(time(8, 5), "fr") == "08:05"
    assert quiet_text(Quiet(start=time(22), end=time(7)), "en") == "22:00–07:00"
