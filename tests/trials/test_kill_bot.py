"""The bot killed fifty times in the course of a conversation; the everyday tests have a short form of this."""

from pathlib import Path

from tests.bot.program import Program
from tests.bot.telegram.killing import converse_under_kills
from tests.bot.telegram.running import bench

_KILLS = 50


def test_fifty_kills_lose_no_answer(tmp_path: Path) -> None:
    program = Program(tmp_path)
    assert program.run("ask", "--lang", "es", "CL-19/35").status == 0  # fills the cache
    with bench(program, tmp_path) as side:
        figures = converse_under_kills(side, kills=_KILLS, seed=50)
    print(f"\n{figures}")
    assert figures.missing == 0
    assert figures.extra <= _KILLS
    assert len(figures.entries) == 1
