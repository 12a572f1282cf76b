"""The program, for the tests that start it."""

import pytest

from tests.bot.program import Program


@pytest.fixture(scope="session")
def plazo(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The real program, with a warm cache after its first run."""
    program = Program(tmp_path_factory.mktemp("plazo-cache"))
    assert program.run("ask", "--lang", "es", "CL-19/35").status == 0
    return program
