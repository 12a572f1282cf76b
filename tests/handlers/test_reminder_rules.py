"""When the rules of a time zone change, what is due changes with them, since nothing but wall time is kept."""

import struct
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.reminder import Told, due, next_moment
from handlers.subscription import Quiet
from tests.handlers.reminding import NO_LETTERS, deadline, noted, pairs, preferences, subscriber, utc

NOBODY_TOLD: Told = {}


@pytest.fixture
def set_rules(tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """Gives a zone other rules (a POSIX TZ string), as a new release of the time zones' database does."""
    before = zoneinfo.TZPATH

    def sets(zone: str, rules: str) -> None:
        (tmp_path / zone).parent.mkdir(parents=True, exist_ok=True)
        # One kind of time and no changes, in the old block and the new; then the rules. See RFC 8536, section 3.
        block = b"TZif2" + bytes(15) + struct.pack(">6L", 0, 0, 0, 0, 1, 4) + struct.pack(">lBB", 0, 0, 0) + b"UTC\0"
        (tmp_path / zone).write_bytes(block + block + f"\n{rules}\n".encode())
        zoneinfo.reset_tzpath(to=[str(tmp_path), *before])
        ZoneInfo.clear_cache()

    yield sets
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()


def test_new_rules_of_a_zone_move_what_is_due(set_rules: Callable[[str, str], None]) -> None:
    one = deadline("2030-07-19", "Europe/Zurich")
    who = subscriber(preferences("America/New_York", leads=(14, 7), quiet=Quiet(start=time(22), end=time(8))))
    by_old_rules, by_new_rules = utc("2030-07-05T13:00"), utc("2030-07-05T14:00")
    assert pairs(due(who, [one], NO_LETTERS, NOBODY_TOLD, by_old_rules)) == [(14, by_old_rules)]
    set_rules("America/New_York", "EST5")  # no summer time any more
    assert due(who, [one], NO_LETTERS, NOBODY_TOLD, by_old_rules) == []
    assert next_moment(who, [one], NO_LETTERS, NOBODY_TOLD, by_old_rules) == by_new_rules
    assert pairs(due(who, [one], NO_LETTERS, NOBODY_TOLD, by_new_rules)) == [(14, by_new_rules)]


def test_new_rules_of_a_zone_repeat_nothing(set_rules: Callable[[str, str], None]) -> None:
    one = deadline("2030-07-19", "Europe/Zurich")
    who = subscriber(preferences("America/New_York", leads=(14, 7)))
    told = noted({}, due(who, [one], NO_LETTERS, {}, utc("2030-07-05T13:00")))
    set_rules("America/New_York", "EST5")
    assert due(who, [one], NO_LETTERS, told, utc("2030-07-05T14:00")) == []
    assert next_moment(who, [one], NO_LETTERS, told, utc("2030-07-05T14:00")) == utc("2030-07-12T14:00")


def test_new_rules_of_the_letters_zone_move_its_last_second(set_rules: Callable[[str, str], None]) -> None:
    assert deadline("2030-07-19").ends.astimezone(UTC) == utc("2030-07-19T21:59:59")
    set_rules("Europe/Zurich", "CET-1")
    one = deadline("2030-07-19")
    latest = due(subscriber(), [one], NO_LETTERS, NOBODY_TOLD, utc("2030-07-19T22:59:58"))
    assert [found.lead for found in latest] == [1]
    assert due(subscriber(), [one], NO_LETTERS, NOBODY_TOLD, utc("2030-07-19T22:59:59")) == []
