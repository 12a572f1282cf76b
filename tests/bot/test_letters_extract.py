"""`plazo letters extract`: letters in any format, as objects a line or for people; what cannot be read is said."""

from pathlib import Path

import pytest

from bot import paths
from tests.bot.program import Program

LETTERS = sorted(paths.LETTERS.glob("*.md"))
KEYS = [
    "file",
    "language",
    "reference",
    "date",
    "subject",
    "signatory",
    "addressees",
    "contacts",
    "deadlines",
    "events",
    "urls",
    "warnings",
]


def test_built_in_letters_give_an_object_each_in_order(plazo: Program) -> None:
    ended = plazo.run("letters", "extract", "--json", *map(str, LETTERS))
    assert (ended.status, ended.err) == (0, "")
    assert [Path(found["file"]) for found in ended.objects] == LETTERS
    assert [list(found) for found in ended.objects] == [KEYS] * len(LETTERS)
    assert [(found["language"], found["date"]) for found in ended.objects] == [
        ("es", "2019-07-23"),
        ("es", "2020-06-16"),
        ("es", "2021-02-03"),
        ("es", "2019-05-31"),
        ("es", "2022-09-07"),
    ]


def test_objects_have_the_fields_of_the_contract(plazo: Program) -> None:
    (found,) = plazo.run("letters", "extract", "--json", str(paths.LETTERS / "CL-19-35.md")).objects
    assert found["contacts"] == [{"name": "Christopher Clark", "phone": None, "fax": None, "email": "sme@itu.int"}]
    (deadline,) = found["deadlines"]
    assert list(deadline) == ["value", "what", "send_to", "quote"]
    assert (deadline["value"], deadline["send_to"]) == ("2019-08-16", ["sme@itu.int"])
    assert [(event["value"], event["place"]) for event in found["events"]] == [
        ("2019-09-10", "Budapest (Hungría)"),
        ("2020~", None),
    ]
    assert [list(event) for event in found["events"]] == [["name", "value", "place", "quote"]] * 2


def test_file_that_cannot_be_read_is_told_in_its_place_and_the_rest_go_on(plazo: Program, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    missing = tmp_path / "missing.docx"
    ended = plazo.run("letters", "extract", "--json", str(empty), str(missing), str(LETTERS[0]))
    assert (ended.status, ended.err) == (2, "")
    first, second, third = ended.objects
    assert first == {"file": str(empty), "id": None, "error": "the file is empty"}
    assert second == {"file": str(missing), "id": None, "error": "No such file or directory"}
    assert third["reference"] == "CL-19/35"


def test_without_json_a_person_can_read_it(plazo: Program) -> None:
    ended = plazo.run("letters", "extract", str(LETTERS[0]))
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == str(LETTERS[0])
    assert "  reference: CL-19/35" in lines
    assert "  contact: Christopher Clark, sme@itu.int" in lines
    assert "  deadline: 2019-08-16" in lines


@pytest.mark.parametrize("name", ["none.txt", "a\x1b[31m.txt"])
def test_without_json_an_unreadable_file_is_one_line(plazo: Program, tmp_path: Path, name: str) -> None:
    line = plazo.refusal("letters", "extract", str(tmp_path / name))
    assert line.endswith("No such file or directory")
    assert line.isprintable()
