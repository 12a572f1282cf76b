"""`plazo mail parse`: one object a line, whatever the files hold."""

import json
from pathlib import Path
from typing import Any

from tests.bot.program import Program

EXAMPLES = Path(__file__).resolve().parent.parent / "corpora" / "mails" / "examples"


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_mail_parse_prints_one_object_a_line_in_order(plazo: Program) -> None:
    files = [str(EXAMPLES / "003.eml"), str(EXAMPLES / "014.eml")]
    ended = plazo.run("mail", "parse", "--json", *files)
    nomination, robot = _lines(ended.out)
    assert (ended.status, ended.err) == (0, "")
    assert [nomination["file"], robot["file"]] == files
    assert nomination["participants"][0] == {
        "name": "Joseph Kiprono Lagat",
        "position": "Director of Policy",
        "email": "j.lagat@osde.example",
        "phone": "+254205550111",
    }
    assert (nomination["kind"], nomination["letter"], nomination["from"]) == (
        "expression_of_interest",
        "CL-19/35",
        "g.otieno@osde.example",
    )
    assert (robot["kind"], robot["letter"], robot["participants"]) == ("auto_reply", None, [])
    assert list(robot) == [
        "file", "kind", "language", "letter", "organization", "country", "participants", "question", "missing", "late",
        "message_id", "date", "from", "warnings",
    ]  # fmt: skip


def test_mail_parse_a_file_that_cannot_be_read_gives_an_error_in_its_place(plazo: Program, tmp_path: Path) -> None:
    missing = str(tmp_path / "none.eml")
    ended = plazo.run("mail", "parse", "--json", missing, str(EXAMPLES / "001.eml"))
    broken, good = _lines(ended.out)
    assert ended.status == 2
    assert broken == {"file": missing, "error": "No such file or directory"}
    assert good["kind"] == "expression_of_interest"


def test_mail_parse_any_bytes_give_an_object(plazo: Program, tmp_path: Path) -> None:
    contents = [b"", bytes(range(256)) * 20, b"\xff\xfe" * 100, b"Subject: =?x?q?\n\n" + b"\x00" * 50, b"\n" * 1000]
    files = []
    for n, content in enumerate(contents):
        files.append(tmp_path / f"{n}.eml")
        files[-1].write_bytes(content)
    ended = plazo.run("mail", "parse", "--json", *map(str, files))
    assert ended.status == 0
    assert [found["file"] for found in _lines(ended.out)] == [str(file) for file in files]
    assert {found["letter"] for found in _lines(ended.out)} == {None}


def test_mail_parse_without_json_is_for_people(plazo: Program) -> None:
    ended = plazo.run("mail", "parse", str(EXAMPLES / "001.eml"))
    assert "participant: Marcela Oyarzún Pinto, Jefa de Innovación" in ended.out
    assert "letter: CL-19/35" in ended.out
