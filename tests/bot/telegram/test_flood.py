"""Whoever writes more than a person can type is told once and ignored for a while; what waited is no flood."""

import itertools
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import real_now
from bot.telegram.flood import Flood, Verdict
from tests.bot.program import Program
from tests.bot.telegram.running import ANSWER, QUESTION, bench, stored

START = datetime(2026, 1, 1, tzinfo=UTC)
FLOOD_TEXT = "un minuto"


def _flood() -> Flood:
    return Flood(most=3, within=timedelta(seconds=10), pause=timedelta(seconds=60))


def _hear(flood: Flood, *seconds: float, person: int = 1, late: float = 0) -> list[str]:
    moments = [START + timedelta(seconds=s) for s in seconds]
    return [flood.hear(person, now - timedelta(seconds=late), now).name for now in moments]


def test_the_first_message_too_many_is_told_and_the_next_are_ignored() -> None:
    assert _hear(_flood(), 0, 1, 2, 3, 4, 62) == ["FINE", "FINE", "FINE", "TELL", "IGNORE", "IGNORE"]


def test_after_the_pause_a_person_is_heard_again_and_can_flood_again() -> None:
    flood = _flood()
    _hear(flood, 0, 1, 2, 3)
    assert _hear(flood, 63, 64, 65, 66, 67) == ["FINE", "FINE", "FINE", "TELL", "IGNORE"]


def test_messages_that_are_far_enough_apart_are_no_flood() -> None:
    assert set(_hear(_flood(), *range(0, 200, 4))) == {"FINE"}


def test_messages_that_waited_are_no_flood() -> None:
    assert set(_hear(_flood(), *(n / 100 for n in range(50)), late=10)) == {"FINE"}


def test_a_message_that_waited_does_not_lift_a_pause() -> None:
    flood = _flood()
    _hear(flood, 0, 1, 2, 3)
    assert _hear(flood, 5, late=100) == ["IGNORE"]


def test_persons_are_counted_apart() -> None:
    flood = _flood()
    _hear(flood, 0, 1, 2, 3)
    assert _hear(flood, 4, person=2) == ["FINE"]


def test_the_quiet_are_forgotten_but_not_those_who_are_ignored() -> None:
    flood = _flood()
    _hear(flood, 0, 0, 0, 0, person=-1)
    for number in range(10_001):
        flood.hear(number, START, START + timedelta(seconds=number / 1000))
    later = START + timedelta(seconds=30)
    assert flood.hear(-1, later, later) is Verdict.IGNORE
    flood.hear(20_000, later, later)
    assert len(flood._people) < 10


@given(st.lists(st.floats(0, 300), max_size=60))
def test_nobody_is_told_twice_within_the_pause(seconds: list[float]) -> None:
    moments = sorted(seconds)
    told = [at for at, verdict in zip(moments, _hear(_flood(), *moments), strict=True) if verdict == "TELL"]
    assert all(later - earlier >= 60 for earlier, later in itertools.pairwise(told))


def test_a_flood_is_told_once_while_others_are_served(plazo: Program, tmp_path: Path) -> None:
    limits: dict[str, Any] = {"flood_messages": 3, "flood_seconds": 10, "flood_pause_seconds": 4}
    ago = [timedelta()]
    with bench(plazo, tmp_path, now=lambda: real_now() - ago[0]) as side, side.service(**limits) as service:
        server = side.server
        ana, ben, eva = (
            server.person(1001 + n, name, language_code="es") for n, name in enumerate(("Ana", "Ben", "Eva"))
        )
        for _ in range(8):
            ana.says("/help")
        ben.says(QUESTION)
        assert ANSWER in ben.next_message(30).text
        server.wait_for(lambda: list(stored(service).values()).count("flood") == 5)
        *helped, told = ana.replies(4)
        assert (len({message.text for message in helped}), FLOOD_TEXT in told.text, ana.untaken()) == (1, True, [])
        heard = ana.messages[-1].at + 4
        server.wait_for(lambda: time.monotonic() > heard)
        ana.says("/help")
        assert ana.next_message().text == helped[0].text
        ago[0] = timedelta(minutes=1)  # as what was written while the bot was down
        for _ in range(8):
            eva.says("/help")
        assert {message.text for message in eva.replies(8)} == {helped[0].text}
