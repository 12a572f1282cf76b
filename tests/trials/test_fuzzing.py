"""Fuzzes every reader of mail for a bounded time, from the example messages on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import paths

_SECONDS = 60
_FUZZER = Path(__file__).with_name("fuzz_mail.py")


@pytest.mark.parametrize("target", ["message", "quoted", "html", "document", "nomination"])
def test_no_input_makes_a_reader_raise(target: str, tmp_path: Path) -> None:
    command = [sys.executable, str(_FUZZER), target, f"-max_total_time={_SECONDS}", "-timeout=30", "-rss_limit_mb=3000"]
    environment = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    ended = subprocess.run(
        [*command, f"-artifact_prefix={tmp_path}/", str(tmp_path / "seeds")],
        capture_output=True,
        env=environment,
        timeout=_SECONDS * 10,
        check=False,
    )
    last = ended.stderr.decode("utf-8", "replace").splitlines()[-15:]
    print(target, next((line for line in reversed(last) if "Done" in line), ""))
    assert ended.returncode == 0, "\n".join(last)
