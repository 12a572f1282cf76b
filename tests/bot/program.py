"""Runs the real `plazo` as a person would, with a cache of this test session's own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("plazo"))
LONG_AFTER = "2026-11-22T09:00:00+01:00"


@dataclass(frozen=True)
class Ended:
    """What a run of the program left: exit status and what it printed."""

    status: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The JSON values on stdout, one a line; anything else fails."""
        return [json.loads(line, parse_constant=_refuse) for line in self.out.splitlines()]


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


@dataclass(frozen=True)
class Program:
    """The program with its cache."""

    cache: Path

    def environment(self, **more: str) -> dict[str, str]:
        """Of a run."""
        return {**os.environ, "PLAZO_CACHE": str(self.cache), **more}

    def run(self, *arguments: str | bytes, stdin: str | bytes = b"") -> Ended:
        """Run the program to its end.

        Args:
            arguments: what stands after `plazo`.
            stdin: what comes through the pipe.
        """
        given = stdin.encode() if isinstance(stdin, str) else stdin
        ended = subprocess.run(
            [COMMAND, *arguments], input=given, capture_output=True, timeout=120, check=False, env=self.environment()
        )
        return Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))

    def refusal(self, *arguments: str | bytes, stdin: str | bytes = b"") -> str:
        """Run with input that is wrong: status 2, nothing on stdout, and the one line on stderr that is returned."""
        ended = self.run(*arguments, stdin=stdin)
        assert (ended.status, ended.out) == (2, "")
        lines = ended.err.splitlines()
        assert len(lines) == 1
        assert lines[0].startswith("plazo: ")
        return lines[0].removeprefix("plazo: ")
