"""Books of small letters in which dates and deadlines are set, moved, repeated and withdrawn."""

from pathlib import Path

import yaml

from knowledge.book import FactBook
from knowledge.loading import load_book
from tests.letter_files import CONCEPTS, Rows, fact, names

SUBJECTS = [
    {"id": "fair", "kind": "series", "rank": 2, "tags": ["forum"], "names": names("Fair")},
    {"id": "fair-2030", "kind": "edition", "part_of": "fair", "rank": 2, "year": 2030, "names": names("Fair 2030")},
    {"id": "fair-2031", "kind": "edition", "part_of": "fair", "rank": 2, "year": 2031, "names": names("Fair 2031")},
    {"id": "stand", "kind": "part", "part_of": "fair-2030", "rank": 1, "names": names("Stand")},
]


def entry(row_id: str, value: str, kind: str = "deadline", subject: str | None = "fair-2030", **more: object) -> Rows:
    """A date or deadline of a letter; its quote is made of its value."""
    about = {"subject": subject} if subject else {}
    label = {"label": names("answer")} if kind == "deadline" else {}
    return fact(row_id, kind, value, f"{row_id}: {value}", **about, **label, **more)


def letter(reference: str, day: str, *entries: Rows) -> Rows:
    """A letter that says so."""
    return {
        "reference": reference,
        "language": "es",
        "date": day,
        "zone": "Europe/Zurich",
        "covers": ["fair-2030"],
        "facts": list(entries),
    }


def book_of(folder: Path, *letters: Rows) -> FactBook:
    """Write letters to a folder, in that order, and load it."""
    (folder / "subjects.yaml").write_text(yaml.safe_dump(SUBJECTS), "utf-8")
    for number, rows in enumerate(letters):
        (folder / f"{number}.yaml").write_text(yaml.safe_dump(rows), "utf-8")
        (folder / f"{number}.md").write_text("\n".join(row["quote"] for row in rows["facts"]), "utf-8")
    return load_book([folder], CONCEPTS)
