"""What it costs to read a letter of 200 pages, and to extract what it states: a process of its own each time."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bot import paths
from tests.benchmarks.measuring import table
from tests.knowledge.extraction.pdf_files import report
from tests.letter_making import as_pdf

PAGES = 200
COPIES = 28  # of the letters that come with Plazo, which fill seven pages and a half
MOST_BYTES = 300_000_000
PLAZO = str(Path(sys.executable).with_name("plazo"))
_READ = """
import sys
from pathlib import Path
from knowledge.extraction.reading import read_document
if len(sys.argv) > 1:
    assert read_document("report.pdf", Path(sys.argv[1]).read_bytes()).blocks[-1].page == int(sys.argv[2])
"""
# A small process between: what a process held at most begins with what its parent held, and pytest holds much.
_MEASURE = """
import os, subprocess, sys, time
start = time.monotonic()
child = subprocess.Popen(sys.argv[2:], stdout=open(sys.argv[1], "wb"))
_, status, usage = os.wait4(child.pid, 0)
print(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a process took: seconds by the clock and of the processor, and its memory at most, in bytes."""

    seconds: float
    processor: float
    memory: int

    def row(self, name: str) -> tuple[str, str]:
        """For the table."""
        return name, f"{self.seconds:>6.2f} s  {self.processor:>6.2f} s of processor  {self.memory / 1e6:>4.0f} MB"


def _cost(output: Path, *command: str) -> Cost:
    """Run a command to its end, its output into a file."""
    measure = [sys.executable, "-c", _MEASURE, str(output), *command]
    done = subprocess.run(measure, check=True, capture_output=True, cwd=Path(__file__).parents[2])
    seconds, processor, memory = done.stdout.split()
    return Cost(seconds=float(seconds), processor=float(processor), memory=int(memory))


def _real_letters() -> bytes:
    """A letter as dense with dates and contacts as real ones are: the letters that come with Plazo, over and over."""
    texts = [path.read_text("utf-8").replace("~~", "") for path in sorted(paths.LETTERS.glob("*.md"))]
    return as_pdf("\n\n".join(texts * COPIES))


def test_a_long_report_is_read(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(report(PAGES))
    whole = _cost(tmp_path / "out", sys.executable, "-c", _READ, str(path), str(PAGES))
    start = _cost(tmp_path / "out", sys.executable, "-c", _READ)
    table(f"Reading a PDF of {PAGES} pages", [whole.row("start included"), start.row("start alone")])
    assert whole.memory <= MOST_BYTES


def test_what_long_letters_state_is_extracted(tmp_path: Path) -> None:
    rows = []
    for name, content in (("real letters' words", _real_letters()), ("a date in every line", report(PAGES))):
        path, output = tmp_path / "letter.pdf", tmp_path / "facts.json"
        path.write_bytes(content)
        cost = _cost(output, PLAZO, "letters", "extract", "--json", str(path))
        rows.append(cost.row(name))
        assert json.loads(output.read_bytes())["events"]
        assert cost.memory <= MOST_BYTES
    table(f"plazo letters extract, a PDF of {PAGES} pages", [*rows, ("wanted", "under 5 s and 300 MB")])
