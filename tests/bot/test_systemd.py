"""The systemd unit: that systemd understands every line of it, and how closed it is."""

import re
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "config" / "systemd"
ANALYZE = "systemd-analyze"
START = re.compile(r"^ExecStart=/\S+ (?P<arguments>.*)$", re.MULTILINE)
MOST_EXPOSURE = 20
"""In tenths: systemd counts from 0 (closed) to 10 (open)."""


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """A copy of the unit that starts a program which is here."""
    text = (UNITS / "plazo.service").read_text(encoding="utf-8")
    copy = tmp_path / "plazo.service"
    copy.write_text(START.sub(r"ExecStart=/bin/true \g<arguments>", text), encoding="utf-8")
    return copy


def analyze(*arguments: str | Path) -> tuple[int, str]:
    """Run systemd-analyze; its status and all that it printed."""
    ended = subprocess.run([ANALYZE, *arguments], capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def verify(unit: Path) -> tuple[int, str]:
    """What systemd says of this unit, not of those of this machine that it names."""
    return analyze("verify", "--recursive-errors=no", "--man=no", unit)


def version() -> int:
    found = re.match(r"systemd (\d+)", analyze("--version")[1])
    assert found
    return int(found[1])


def test_systemd_has_nothing_to_say_of_the_unit(unit: Path) -> None:
    assert verify(unit) == (0, "")


def test_a_key_that_systemd_does_not_know_would_be_told(unit: Path) -> None:
    unit.write_text(unit.read_text(encoding="utf-8").replace("RestartSec=", "RestartSecs="), encoding="utf-8")
    assert "RestartSecs" in verify(unit)[1]


def test_the_growing_pause_is_understood_where_systemd_has_it(unit: Path) -> None:
    added = UNITS / "plazo.service.d" / "growing-pause.conf"
    folder = unit.with_name("plazo.service.d")
    folder.mkdir()
    (folder / added.name).write_text(added.read_text(encoding="utf-8"), encoding="utf-8")
    status, said = verify(unit)
    unknown = set(re.findall(r"Unknown key.* '(\w+)'", said))
    assert (status == 0) is (not unknown)
    assert unknown == (set() if version() >= 254 else {"RestartSteps", "RestartMaxDelaySec"})
    assert len(said.splitlines()) == len(re.findall("Unknown key", said))


def test_the_unit_is_closed_to_all_that_it_does_not_need(unit: Path) -> None:
    status, said = analyze("security", "--no-pager", "--offline=true", f"--threshold={MOST_EXPOSURE}", unit)
    found = re.search(r"Overall exposure level for plazo\.service: (\d+\.\d)", said)
    assert found, said
    print(f"exposure {found[1]} of 10")
    assert (status, float(found[1]) <= MOST_EXPOSURE / 10) == (0, True)
