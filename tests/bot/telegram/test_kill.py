"""The bot killed at random moments: nothing that was asked is lost, and hardly anything is answered twice."""

from pathlib import Path

from handlers.interest import State
from tests.bot.program import Program
from tests.bot.telegram.killing import converse_under_kills
from tests.bot.telegram.running import bench

_KILLS = 12


def test_kills_at_random_moments_with_seed_7_lose_no_answer_and_take_no_step_twice(
    plazo: Program, tmp_path: Path
) -> None:
    with bench(plazo, tmp_path) as side:
        figures = converse_under_kills(side, kills=_KILLS, seed=7)
    print(figures)
    assert figures.missing == 0
    assert figures.extra <= _KILLS
    assert figures.busy >= _KILLS // 2
    [entry] = figures.entries
    [participant] = entry.participants
    assert (participant.name, participant.position, participant.email) == (
        "Ana Ejemplo",
        "Directora",
        "ana@example.org",
    )
    assert (entry.letter, entry.organization, entry.country, entry.state) == (
        "CL-19/35",
        "Ministerio de Ejemplos",
        "KE",
        State.COMPLETE,
    )
    assert [step[:11] for step in figures.steps[:7]] == [f"Paso {number} de 8" for number in range(1, 8)]
    assert len(figures.steps) == 9  # each prompt once, the review, and the thanks
