"""Small folders of letters, invented, for tests that load them: in order, or with something wrong."""

from pathlib import Path
from typing import Any

import yaml

from knowledge.book import FactBook
from knowledge.loading import load_book
from knowledge.model import LANGUAGES
from knowledge.schema import ConceptsFile

CONCEPTS = ConceptsFile(asks={}, modes={}, social={}, concepts={"forum": "a forum", "fee": "a fee"})
TEXT = """Ciudad, 3 de mayo de 2030

Ref.: XX-30/1
Contacto: Ana Ejemplo
Teléfono: +41 22 730 0000
Correo-e: [ana@example.org](mailto:ana@example.org)

El Foro se celebrará del **7 al 10 de junio de 2030** en la dirección www.example.org/foro.
Envíe su respuesta antes del 20 de mayo de 2030.
"""
Rows = dict[str, Any]


def names(text: str) -> dict[str, str]:
    """The same text for all six languages."""
    return dict.fromkeys(LANGUAGES, text)


def fact(row_id: str, kind: str, value: str, quote: str, **more: object) -> Rows:
    """A row of a letter's file."""
    return {"id": row_id, "kind": kind, "value": value, "quote": quote, **more}


def good_letter() -> Rows:
    """A letter's file that is in order."""
    return {
        "reference": "XX-30/1",
        "language": "es",
        "date": "2030-05-03",
        "zone": "Europe/Zurich",
        "covers": ["fair-2030"],
        "facts": [
            fact("reference", "reference", "XX-30/1", "Ref.: XX-30/1", role="letter"),
            fact("contact", "person", "Ana Ejemplo", "Contacto: Ana Ejemplo", role="contact", person="ana"),
            fact("phone", "phone", "+41227300000", "Teléfono: +41 22 730 0000", role="contact", person="ana"),
            fact("mail", "email", "ana@example.org", "Correo-e: ana@example.org", role="contact", person="ana"),
            fact(
                "dates",
                "date",
                "2030-06-07/2030-06-10",
                "El Foro se celebrará del 7 al 10 de junio de 2030",
                role="held",
                subject="fair-2030",
            ),
            fact("page", "url", "https://www.example.org/foro", "www.example.org/foro", subject="fair-2030"),
            fact(
                "deadline",
                "deadline",
                "2030-05-20",
                "Envíe su respuesta antes del 20 de mayo de 2030.",
                subject="fair-2030",
                send_to=["mail"],
                label=names("answer"),
            ),
        ],
    }


def good_subjects() -> list[Rows]:
    """A list of subjects that is in order."""
    return [
        {"id": "fair", "kind": "series", "rank": 2, "tags": ["forum"], "names": names("Fair")},
        {"id": "fair-2030", "kind": "edition", "part_of": "fair", "rank": 2, "year": 2030, "names": names("Fair 2030")},
        {"id": "ana", "kind": "person", "rank": 0, "names": names("Ana Ejemplo")},
    ]


def load(folder: Path, letter: object, subjects: object = None, text: str | bytes | None = TEXT) -> FactBook:
    """Write a folder with one letter, and load it."""
    rows = good_subjects() if subjects is None else subjects
    (folder / "subjects.yaml").write_text(yaml.safe_dump(rows), "utf-8")
    (folder / "one.yaml").write_text(yaml.safe_dump(letter), "utf-8")
    if text is not None:
        (folder / "one.md").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_book([folder], CONCEPTS)
