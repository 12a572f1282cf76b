"""What it costs to read a letter of 200 pages: time and memory of a process that does nothing else."""

import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.measuring import seconds, table
from tests.knowledge.extraction.pdf_files import report

PAGES = 200
ROOT = Path(__file__).parents[2]
_READ = """
import resource, sys
from pathlib import Path
from knowledge.extraction.reading import read_document
if len(sys.argv) > 1:
    assert read_document("report.pdf", Path(sys.argv[1]).read_bytes()).blocks[-1].page == int(sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _peak(*arguments: str) -> int:
    """Read in a process of its own.

    Returns:
        The most memory that it held, in KiB.
    """
    command = [sys.executable, "-c", _READ, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=dict(os.environ))
    return int(done.stdout)


def test_a_long_report_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report(PAGES))
    peaks: list[int] = []
    whole = seconds(lambda: peaks.append(_peak(str(path), str(PAGES))))
    start = seconds(lambda: peaks.append(_peak()))
    rows = [
        ("time, start included", f"{whole:.2f} s"),
        ("start alone", f"{start:.2f} s"),
        ("memory at most", f"{peaks[0] / 1024:.0f} MiB"),
        ("limit", "5 s, 300 MB"),
    ]
    table(f"Reading a PDF of {PAGES} pages", rows)
