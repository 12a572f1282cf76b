"""The program, for the tests that start it."""

from pathlib import Path

import pytest

from tests.bot.program import Program
from tests.bot.state import StateFile


@pytest.fixture(scope="session")
def plazo(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real program, with a warm cache after its first run."""
    program = Program(tmp_path_factory.mktemp("plazo-cache"))
    assert program.run("ask", "--lang", "es", "CL-19/35").status == 0
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
