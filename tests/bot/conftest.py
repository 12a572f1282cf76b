"""The program, for the tests that start it."""

from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

from tests.bot.program import Program
from tests.bot.state import StateFile


@pytest.fixture(scope="session")
def plazo(cache_folder: Path) -> Program:
    """The real program, with everything compiled."""
    program = Program(cache_folder)
    with cache_folder.with_suffix(".lock").open("w") as lock:
        flock(lock, LOCK_EX)  # of processes side by side, one compiles
        assert program.run("letters", "compile").status == 0
    return program


@pytest.fixture
def no_state(plazo: Program, tmp_path: Path) -> StateFile:
    """The program, with a database that is not there yet."""
    return StateFile(plazo, tmp_path / "state.db")


@pytest.fixture
def state(no_state: StateFile) -> StateFile:
    """The program, with a new database."""
    no_state.upgrade()
    return no_state
