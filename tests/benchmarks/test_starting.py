"""What it costs to start `plazo ask`, beside the start of Python with the two libraries that every answer needs."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.benchmarks.measuring import interleaved, seconds, table

COMMAND = str(Path(sys.executable).with_name("plazo"))
QUESTION = "¿Hasta cuándo se puede enviar la expresión de interés?"
MOST_TIMES_SLOWER = 4


def _run(environment: dict[str, str], *command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env=environment)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PLAZO_CACHE": str(tmp_path / "cache")}


def test_ask_starts_in_few_times_what_its_libraries_take(environment: dict[str, str]) -> None:
    ask = partial(_run, environment, COMMAND, "ask", QUESTION)
    first = seconds(ask)
    imports = partial(_run, environment, sys.executable, "-c", "import jinja2, babel")
    warm, bare = map(min, interleaved(ask, imports, rounds=20))
    ratio = warm / bare
    rows = [
        ("first ever, no cache", f"{first:.2f} s"),
        ("warm cache", f"{warm:.3f} s"),
        ("import jinja2, babel", f"{bare:.3f} s"),
        ("ratio", f"{ratio:.2f}"),
    ]
    table("plazo ask, one process (best of 20)", rows)
    assert ratio <= MOST_TIMES_SLOWER
