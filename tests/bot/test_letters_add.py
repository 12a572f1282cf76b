"""`plazo letters add` and `drafts`: a letter's file to a draft, which answers nothing."""

import json
import shutil
from pathlib import Path

import pytest

from bot.drafts import read_draft, slug_of
from bot.library import Knowledge
from bot.publishing import load_with, publish
from knowledge.extraction.drafts.draft import State, changed
from tests.bot.program import Ended, Program
from tests.draft_letters import INVITATION, Office, all_accepted, make_office, proposed
from tests.letter_making import as_pdf

NOW = "2030-05-04T09:00:00+02:00"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def _letter(folder: Path) -> Path:
    file = folder / "letter.pdf"
    file.write_bytes(as_pdf(INVITATION))
    return file


def _add(office: Office, file: Path, *more: str) -> tuple[str, ...]:
    return ("letters", "add", str(file), "--config", str(office.config), "--by", "Ana", "--now", NOW, *more)


@pytest.fixture(scope="module")
def added(plazo: Program, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Ended]:
    """A letter that was added once, and what that printed."""
    folder = tmp_path_factory.mktemp("added")
    office = make_office(folder)
    return office, plazo.run(*_add(office, _letter(folder)))


def test_a_pdf_becomes_a_draft_that_shows_each_fact_beside_its_words(added: tuple[Office, Ended]) -> None:
    office, ended = added
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0] == "CL-30/11  2030-05-03  en  from letter.pdf"
    at = lines.index("? deadline  deadline: 2030-08-20 – wsis-forum-2030-confirmation")
    assert any(line.startswith("    “Please confirm your participation") for line in lines[at : at + 5])
    assert lines[-1] == "Next: plazo letters review CL-30-11"
    assert office.files() == {"drafts/CL-30-11.md", "drafts/CL-30-11.yaml", "decisions.jsonl"}
    draft = read_draft(office.desk.drafts / "CL-30-11.yaml")
    assert (draft.source, draft.added_by, draft.added_at) == ("letter.pdf", "Ana", NOW)
    assert {fact.state for fact in draft.facts} == {State.PROPOSED}


def test_what_needs_an_eye_is_shown_first(added: tuple[Office, Ended]) -> None:
    lines = added[1].out.splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("? "))
    assert lines[first].startswith("? deadline-2  deadline: 2030-07-15")
    assert lines[first + 1].startswith("    ! “by 15 July”: its year is not written")


def test_who_added_it_is_kept(added: tuple[Office, Ended]) -> None:
    (line,) = added[0].desk.history.read_text("utf-8").splitlines()
    assert json.loads(line) == {
        "when": NOW,
        "who": "Ana",
        "command": "add",
        "letter": "CL-30/11",
        "fact": None,
        "decision": "drafted",
        "before": None,
        "after": None,
    }


def test_a_letter_that_is_there_already_gets_one_line(
    plazo: Program, office: Office, tmp_path: Path, knowledge: Knowledge
) -> None:
    office.put(proposed(INVITATION, knowledge), INVITATION)
    before = office.files()
    line = plazo.refusal(*_add(office, _letter(tmp_path)))
    assert line == "CL-30/11 is drafted already: review it, or add it --again"
    assert office.files() == before


def test_added_again_what_is_the_same_stays_decided(
    plazo: Program, office: Office, tmp_path: Path, knowledge: Knowledge
) -> None:
    draft = all_accepted(proposed(INVITATION, knowledge))
    other = draft.facts[1].model_copy(update={"value": "2030-05-02"})
    office.put(changed(draft, other), INVITATION)
    file = tmp_path / "letter.txt"
    file.write_text(INVITATION, "utf-8")
    assert plazo.run(*_add(office, file, "--again")).status == 0
    anew = read_draft(office.desk.drafts / "CL-30-11.yaml")
    assert [fact.id for fact in anew.undecided] == [other.id]


def test_a_published_letter_added_again_has_its_facts_accepted(
    office: Office, tmp_path: Path, knowledge: Knowledge
) -> None:
    publish(office.desk, office.put(all_accepted(proposed(INVITATION, knowledge)), INVITATION))
    file = tmp_path / "letter.txt"
    file.write_text(INVITATION, "utf-8")
    fresh = Program(tmp_path / "cache")
    assert fresh.refusal(*_add(office, file)).startswith("CL-30/11 is published already: ")
    assert fresh.run(*_add(office, file, "--again")).status == 0
    draft = read_draft(office.desk.drafts / "CL-30-11.yaml")
    assert (len(draft.facts), draft.undecided) == (len(load_with(office.desk.folder).facts_by_tag["CL-30/11"]), ())


def test_a_letter_that_comes_with_plazo_is_published_already(plazo: Program, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "old.md"
    shutil.copy(Path("knowledge/letters/CL-21-4.md"), file)
    assert plazo.refusal(*_add(office, file)).startswith("CL-21/4 is published already: ")
    assert office.files() == set()


@pytest.mark.parametrize(
    ("name", "data"), [("empty.pdf", b""), ("broken.pdf", b"%PDF-1.7\nnonsense"), ("picture.png", b"\x89PNG\r\n")]
)
def test_what_cannot_be_read_gets_one_line_and_nothing_is_written(
    plazo: Program, office: Office, tmp_path: Path, name: str, data: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert plazo.refusal(*_add(office, file)).startswith(f"{name}: ")
    assert office.files() == set()


def test_a_file_that_is_not_there_gets_one_line(plazo: Program, office: Office, tmp_path: Path) -> None:
    assert plazo.refusal(*_add(office, tmp_path / "none.pdf")).endswith("none.pdf: No such file or directory")


def test_without_a_folder_of_ones_own_it_says_what_to_set(plazo: Program, tmp_path: Path) -> None:
    config = tmp_path / "empty.toml"
    config.write_text("", "utf-8")
    line = plazo.refusal("letters", "add", str(_letter(tmp_path)), "--config", str(config))
    assert line == "there is no folder for letters of your own: set letters_dir under [service] in the configuration"


def test_drafts_are_listed_with_how_far_they_are(plazo: Program, office: Office, knowledge: Knowledge) -> None:
    draft = proposed(INVITATION, knowledge)
    path = office.put(draft, INVITATION)
    (row,) = plazo.run("letters", "drafts", "--json", "--config", str(office.config)).objects
    assert row == {
        "reference": "CL-30/11",
        "date": "2030-05-03",
        "language": "en",
        "file": str(path),
        "facts": len(draft.facts),
        "accepted": 0,
        "rejected": 0,
        "undecided": len(draft.facts),
        "warnings": 1,
        "added_by": "Ana",
        "added_at": NOW,
    }
    shown = plazo.run("letters", "drafts", "--config", str(office.config)).out
    assert shown.splitlines()[0] == "CL-30/11  2030-05-03  CL-30-11.yaml"


def test_no_drafts_are_said_to_be_none(plazo: Program, office: Office) -> None:
    assert plazo.run("letters", "drafts", "--config", str(office.config)).out == "No drafts.\n"


@pytest.mark.parametrize(
    ("reference", "slug"),
    [
        ("CL-19/35", "CL-19-35"),
        ("Foro CMSI 2020", "Foro-CMSI-2020"),
        ("../../etc/passwd", "etc-passwd"),
        ("标准局第3/16号", "标准局第3-16号"),
        ("subjects", "letter-subjects"),
        ("...", "letter"),
        ("a" * 300, "a" * 80),
    ],
)
def test_a_reference_gives_a_name_that_a_file_can_have(reference: str, slug: str) -> None:
    assert slug_of(reference) == slug


def test_two_references_of_one_name_have_files_of_their_own(office: Office, knowledge: Knowledge) -> None:
    draft = proposed(INVITATION, knowledge)
    other = draft.model_copy(update={"reference": "CL-30-11"})
    paths = [office.put(draft, INVITATION), office.put(other, INVITATION), office.put(draft, INVITATION)]
    assert [path.name for path in paths] == ["CL-30-11.yaml", "CL-30-11-2.yaml", "CL-30-11.yaml"]
