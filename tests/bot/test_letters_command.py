"""`plazo letters`, and the command itself without a subcommand."""

import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from bot import paths
from tests.bot.program import Program

REFERENCES = ["Foro CMSI 2020", "CL-19/35", "CL-20/025", "CL-21/4", "WSIS_Stocktaking_2023"]


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A copy of the built-in letters that a test may spoil."""
    folder = tmp_path / "letters"
    shutil.copytree(paths.LETTERS, folder, copy_function=shutil.copy)
    for path in folder.iterdir():
        path.chmod(0o644)
    return folder


def test_letters_list_shows_each_letter_oldest_first(plazo: Program) -> None:
    ended = plazo.run("letters", "list")
    lines = ended.out.splitlines()
    assert (ended.status, ended.err, len(lines)) == (0, "", 5)
    assert [line.partition("  ")[0] for line in lines] == REFERENCES
    assert "2019-07-23  es" in lines[1]
    assert "Promoción de las PYME tecnológicas y la innovación" in lines[1]


@pytest.mark.parametrize("reference", REFERENCES)
def test_letters_show_gives_the_text_and_each_fact_with_its_words(plazo: Program, reference: str) -> None:
    ended = plazo.run("letters", "show", reference)
    assert (ended.status, ended.err) == (0, "")
    assert f"reference (letter): {reference}" in ended.out
    assert "    “" in ended.out


def test_letters_show_tells_what_was_replaced(plazo: Program) -> None:
    assert "    replaced by CL-20/025#" in plazo.run("letters", "show", "Foro CMSI 2020").out


@pytest.mark.parametrize("reference", ["CL-99/1", "", "CL-19/35\n", "\x1b[31m", "a" * 10_000])
def test_letters_show_of_no_letter_names_those_there_are(plazo: Program, reference: str) -> None:
    line = plazo.refusal("letters", "show", reference)
    assert line.endswith(", ".join(REFERENCES))
    assert line.isprintable()


def test_letters_check_finds_the_built_in_ones_in_order(plazo: Program) -> None:
    ended = plazo.run("letters", "check")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("In order: 5 letters, ")


def test_letters_check_takes_a_folder_with_fewer_letters_and_no_subjects_of_its_own(
    plazo: Program, letters: Path
) -> None:
    for path in letters.iterdir():
        if not path.name.startswith("CL-19-35"):
            path.unlink()
    assert plazo.run("letters", "check", str(letters)).out.startswith("In order: 1 letters, ")


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (
            _replace("CL-19-35.yaml", "antes del 16 de agosto", "antes del 17 de agosto"),
            "session-deadline: quote: not in",
        ),
        (_replace("CL-19-35.yaml", 'value: "2019-08-16"', 'value: "2019-08-61"'), "session-deadline: "),
        (_replace("CL-19-35.yaml", "subject: sme-session-1", "subject: sme-session-9"), "subject: unknown subject"),
        (_replace("CL-19-35.yaml", "language: es", "language: es\nlangauge: es"), "langauge"),
        (_replace("CL-19-35.yaml", "language: es", "language: de"), "language: 'de'"),
        (_replace("CL-19-35.yaml", "zone: Europe/Zurich", "zone: Europe/Atlantis"), "zone"),
        (_replace("CL-19-35.yaml", "facts:", "facts: ["), "not YAML"),
        (_replace("CL-19-35.yaml", "reference: CL-19/35", "reference: CL-21/4"), "reference"),
        (_replace("CL-19-35.yaml", "covers: [", "covers: [nothing, "), "covers: unknown subject 'nothing'"),
        (lambda folder: (folder / "CL-19-35.yaml").write_bytes(b"\xff"), "cannot be read"),
        (lambda folder: (folder / "CL-19-35.yaml").write_text("", "utf-8"), "the file"),
        (lambda folder: (folder / "CL-19-35.md").unlink(), "CL-19-35.md"),
    ],
)
def test_letters_check_names_the_file_and_the_field_that_is_wrong(
    plazo: Program, letters: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(letters)
    line = plazo.refusal("letters", "check", str(letters))
    assert words in line
    assert line.startswith(("CL-19-35.yaml: ", "CL-21-4.yaml: reference"))


def test_letters_check_names_the_subject_that_is_wrong(plazo: Program, letters: Path) -> None:
    _replace("subjects.yaml", "part_of: sme-consultation", "part_of: no-such-thing")(letters)
    assert plazo.refusal("letters", "check", str(letters)).startswith("subjects.yaml: sme-session-1: part_of: ")


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_letters_check_of_what_is_no_folder_of_letters_says_so(plazo: Program, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", "utf-8")
    assert name in plazo.refusal("letters", "check", str(tmp_path / name))


def test_without_arguments_the_help_lists_the_commands(plazo: Program) -> None:
    ended = plazo.run()
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("Usage: plazo ")
    assert [name for name in ("ask", "chat", "letters") if f"\n  {name} " not in ended.err] == []


def test_help_is_printed_where_it_is_asked_for(plazo: Program) -> None:
    ended = plazo.run("--help")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Usage: plazo ")


def test_version_is_the_installed_one(plazo: Program) -> None:
    ended = plazo.run("--version")
    assert (ended.status, ended.out, ended.err) == (0, f"{version('plazo')}\n", "")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["nonsense"], "nonsense"), (["--nonsense"], "--nonsense"), (["letters", "show"], "REF"), (["letters", "x"], "x")],
)
def test_a_wrong_command_gets_one_line(plazo: Program, arguments: list[str], word: str) -> None:
    assert word in plazo.refusal(*arguments)
