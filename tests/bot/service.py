"""Runs the real `plazo serve` in a process of its own, with its settings in a file, against servers on loopback."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.bot.program import COMMAND, Program

NOW = "2019-08-01T09:00:00+02:00"
"""Two weeks before the deadline of CL-19/35."""


@dataclass
class Service:
    """`plazo serve` with its configuration, its database and its log, in a folder of its own."""

    program: Program
    folder: Path
    settings: Mapping[str, Mapping[str, object] | Sequence[Mapping[str, object]]]
    now: str | None = NOW
    database: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.database = self.database or f"sqlite:///{self.folder / 'plazo.sqlite3'}"
        self.config = self.folder / "plazo.toml"
        self.config.write_text(_toml({"database": {"url": self.database}, **self.settings}), encoding="utf-8")

    @property
    def log(self) -> str:
        """Everything that was logged."""
        file = self.folder / "log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def start(self) -> Self:
        """Start the process; it is not waited for."""
        clock = ["--now", self.now] if self.now else []
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [COMMAND, "serve", "--config", str(self.config), *clock],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.program.environment(),
                cwd=self.folder,
            )
        return self

    def wait_for_log(self, words: str, timeout: float = 30) -> None:
        """Wait until a line of the log has these words."""
        latest = time.monotonic() + timeout
        while words not in self.log:
            assert time.monotonic() < latest, self.log[-2000:]
            assert self.process is None or self.process.poll() is None, self.log[-2000:]
            time.sleep(0.02)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """End the process by a signal; returns its exit status and how many seconds it took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(20)
        self.process = None
        return status, time.monotonic() - began

    def kill(self) -> None:
        """End the process at once, whatever it is doing."""
        if self.process:
            self.process.kill()
            self.process.wait(20)
            self.process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.kill()


def _toml(settings: Mapping[str, Mapping[str, object] | Sequence[Mapping[str, object]]]) -> str:
    lines = []
    for section, given in settings.items():
        tables, name = ([given], f"[{section}]") if isinstance(given, Mapping) else (given, f"[[{section}]]")
        for values in tables:
            lines += [name, *(f"{key} = {_value(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)


def telegram(base_url: str, token: str, **more: object) -> dict[str, dict[str, object]]:
    """The settings for a bot on a server on loopback."""
    return {"telegram": {"token": token, "base_url": base_url, **more}}
