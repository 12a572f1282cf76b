"""`plazo letters publish` and `retract`: a draft becomes what Plazo answers from, whole or not at all, and back."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.drafts import read_draft
from bot.errors import EntryError
from bot.library import Knowledge
from bot.publishing import load_with, publish, retract
from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.draft import Draft, State, changed, decided
from tests.bot.program import Program
from tests.draft_letters import INVITATION, NEW_EVENT, POSTPONED, Office, all_accepted, make_office, proposed

NOW = "2030-07-02T09:00:00+02:00"
QUESTION = "Until when can I confirm participation in the WSIS Forum 2030?"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


@pytest.fixture
def invitation(knowledge: Knowledge) -> Draft:
    return all_accepted(proposed(INVITATION, knowledge))


def _postponed(office: Office, knowledge: Knowledge) -> Draft:
    return all_accepted(proposed(POSTPONED, knowledge, load_with(office.desk.folder)))


def _run(plazo: Program, office: Office, *arguments: str) -> list[str]:
    ended = plazo.run("letters", *arguments, "--config", str(office.config), "--by", "Ana", "--now", NOW)
    assert (ended.status, ended.err) == (0, "")
    return ended.out.splitlines()


def test_a_published_letter_is_two_files_and_its_subjects_and_its_draft_is_gone(
    office: Office, invitation: Draft
) -> None:
    done = publish(office.desk, office.put(invitation, INVITATION))
    assert office.files() == {"CL-30-11.md", "CL-30-11.yaml", "subjects.yaml"}
    assert set(done.after.letters) - set(done.before.letters) == {"CL-30/11"}
    assert done.after.facts["CL-30/11#deadline"].subject == "wsis-forum-2030-confirmation"
    assert (office.desk.folder / "CL-30-11.md").read_text("utf-8") == INVITATION


def test_what_a_person_wrote_in_the_list_of_subjects_stays(office: Office, invitation: Draft) -> None:
    own = "# ours\n- {id: canteen, kind: place, rank: 0, names: {en: Canteen}}\n"
    (office.desk.folder / "subjects.yaml").write_text(own, "utf-8")
    publish(office.desk, office.put(invitation, INVITATION))
    text = (office.desk.folder / "subjects.yaml").read_text("utf-8")
    assert text.startswith(own)
    assert [row["id"] for row in yaml.safe_load(text)][:2] == ["canteen", "wsis-forum-2030"]


@pytest.mark.parametrize("own", ["[]\n", "[{id: canteen, kind: place, rank: 0, names: {en: Canteen}}]\n"])
def test_a_list_of_subjects_in_another_writing_is_added_to_as_well(office: Office, invitation: Draft, own: str) -> None:
    (office.desk.folder / "subjects.yaml").write_text(own, "utf-8")
    publish(office.desk, office.put(invitation, INVITATION))
    assert "wsis-forum-2030" in load_with(office.desk.folder).subjects


def test_nothing_is_published_while_facts_are_undecided(office: Office, knowledge: Knowledge) -> None:
    draft = proposed(INVITATION, knowledge)
    path = office.put(draft, INVITATION)
    with pytest.raises(EntryError, match=f"CL-30/11: {len(draft.facts)} facts are undecided"):
        publish(office.desk, path)
    assert office.files() == {"drafts/CL-30-11.md", "drafts/CL-30-11.yaml"}


def test_nothing_is_decided_where_no_fact_is_accepted(office: Office, knowledge: Knowledge) -> None:
    path = office.put(proposed(INVITATION, knowledge), INVITATION)
    before = path.read_bytes()
    with pytest.raises(EntryError, match="no fact is accepted"):
        publish(office.desk, path, only_accepted=True)
    assert path.read_bytes() == before


def test_with_only_accepted_the_rest_is_left_out_and_that_is_kept(
    plazo: Program, office: Office, invitation: Draft
) -> None:
    first = invitation.facts[0]
    open_one = first.model_copy(update={"state": State.PROPOSED, "by": None, "at": None})
    office.put(changed(invitation, open_one), INVITATION)
    _run(plazo, office, "publish", "CL-30/11", "--only-accepted")
    assert f"CL-30/11#{first.id}" not in load_with(office.desk.folder).facts
    rows = [json.loads(line) for line in office.desk.history.read_text("utf-8").splitlines()]
    assert [(row["fact"], row["decision"]) for row in rows] == [(first.id, "rejected"), (None, "published")]


def test_what_would_not_be_in_order_is_refused_and_nothing_is_moved(office: Office, invitation: Draft) -> None:
    wrong = invitation.facts[1].model_copy(update={"quote": "not in the letter"})
    path = office.put(changed(invitation, wrong), INVITATION)
    with pytest.raises(BadLetterError, match=r"^CL-30-11\.yaml: issued: quote: not in the letter's text"):
        publish(office.desk, path)
    assert office.files() == {"drafts/CL-30-11.md", "drafts/CL-30-11.yaml"}


def test_a_moved_deadline_is_told_when_it_is_published(
    plazo: Program, office: Office, invitation: Draft, knowledge: Knowledge
) -> None:
    publish(office.desk, office.put(invitation, INVITATION))
    office.put(_postponed(office, knowledge), POSTPONED)
    lines = _run(plazo, office, "publish", "CL-30/14")
    assert lines[0] == "Published: CL-30/14"
    assert any(line.startswith("  moved deadline: 2030-08-20 → 2030-09-20") for line in lines)
    assert [line for line in lines if line.startswith("  replaced: ")] == [
        "  replaced: CL-30/11#date",
        "  replaced: CL-30/11#place",
        "  replaced: CL-30/11#deadline",
    ]


def test_a_retracted_letter_is_kept_and_what_it_replaced_counts_again(
    plazo: Program, office: Office, invitation: Draft, knowledge: Knowledge
) -> None:
    publish(office.desk, office.put(invitation, INVITATION))
    publish(office.desk, office.put(_postponed(office, knowledge), POSTPONED))
    lines = _run(plazo, office, "retract", "CL-30/14")
    assert lines[0] == "Retracted: CL-30/14"
    assert any(line.startswith("  moved deadline: 2030-09-20 → 2030-08-20") for line in lines)
    assert "  counts again: CL-30/11#deadline" in lines
    assert {"retracted/CL-30-14.md", "retracted/CL-30-14.yaml", "CL-30-11.yaml"} <= office.files()


def test_a_letter_that_another_one_replaces_cannot_be_retracted(
    office: Office, invitation: Draft, knowledge: Knowledge
) -> None:
    publish(office.desk, office.put(invitation, INVITATION))
    publish(office.desk, office.put(_postponed(office, knowledge), POSTPONED))
    before = office.files()
    with pytest.raises(
        BadLetterError, match=r"another letter needs it: CL-30-14\.yaml: date: supersedes: unknown fact"
    ):
        retract(office.desk, "CL-30/11")
    assert office.files() == before


@pytest.mark.parametrize(
    ("reference", "reason"),
    [("CL-21/4", "CL-21/4 comes with Plazo and cannot be retracted"), ("XX-1", "no letter 'XX-1' is published: ")],
)
def test_only_a_letter_of_ones_own_can_be_retracted(
    plazo: Program, office: Office, reference: str, reason: str
) -> None:
    assert plazo.refusal("letters", "retract", reference, "--config", str(office.config)).startswith(reason)


def test_a_letter_retracted_twice_is_kept_twice(office: Office, invitation: Draft) -> None:
    for _ in range(2):
        publish(office.desk, office.put(invitation, INVITATION))
        retract(office.desk, "CL-30/11")
    kept = {name for name in office.files() if name.startswith("retracted/") and name.endswith(".yaml")}
    assert kept == {"retracted/CL-30-11.yaml", "retracted/CL-30-11-2.yaml"}


def test_a_letter_is_published_anew_with_other_facts_but_not_with_another_text(
    office: Office, invitation: Draft
) -> None:
    publish(office.desk, office.put(invitation, INVITATION))
    fewer = changed(invitation, decided(invitation.facts[0], State.REJECTED, "Ana", NOW))
    done = publish(office.desk, office.put(fewer, INVITATION))
    assert set(done.before.facts) - set(done.after.facts) == {"CL-30/11#reference"}
    path = office.put(invitation, INVITATION + "\nP.S.\n")
    with pytest.raises(EntryError, match="is published with another text: retract it first"):
        publish(office.desk, path)


_KILLED = """
import os, signal, sys
from pathlib import Path
from bot.drafts import Desk
from bot.publishing import publish

steps = 0

def watch(event, arguments):
    global steps
    if event in {"os.rename", "os.remove"} and sys.argv[1] in str(arguments[-2 if event == "os.remove" else 1]):
        steps += 1
        if steps == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
publish(Desk(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5])
def test_killed_at_any_step_nothing_is_half_published_and_the_command_finishes_it(
    office: Office, invitation: Draft, step: int
) -> None:
    path = office.put(invitation, INVITATION)
    command = [sys.executable, "-c", _KILLED, str(office.desk.folder), str(path), str(step)]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    book = load_with(office.desk.folder)
    own = [fact for fact in book.facts.values() if fact.letter == "CL-30/11"]
    assert len(own) in {0, len(invitation.facts)}
    assert bool(own) == (step > 3)  # subjects, text, facts; then the draft is taken away
    if path.exists():
        publish(office.desk, path)
    assert {"CL-30-11.md", "CL-30-11.yaml", "subjects.yaml"} <= office.files()
    assert "CL-30/11" in load_with(office.desk.folder).letters


def test_the_whole_way_a_question_that_was_refused_is_answered_and_refused_again(
    plazo: Program, office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "letter.txt"
    file.write_text(INVITATION, "utf-8")

    own = Program(tmp_path / "cache")  # letters of one's own would drive what the others share out of their cache

    def asked(program: Program) -> tuple[str, list[str]]:
        ended = program.run("ask", "--json", "--now", NOW, "--config", str(office.config), QUESTION)
        (answer,) = ended.objects
        return answer["status"], [fact["value"] for fact in answer["facts"]]

    _run(plazo, office, "add", str(file))
    assert asked(plazo) == ("unknown", [])
    reviewed = ("letters", "review", "CL-30/11", "--config", str(office.config), "--by", "Ana")
    assert plazo.run(*reviewed, stdin="a\nA\n").status == 0
    assert read_draft(office.desk.drafts / "CL-30-11.yaml").undecided == ()
    assert any(line.startswith("  new deadline: 2030-08-20") for line in _run(plazo, office, "publish", "CL-30/11"))
    assert asked(own) == ("answered", ["2030-08-20", "forum@example.org"])
    _run(plazo, office, "retract", "CL-30/11")
    assert asked(own) == ("unknown", [])


def test_several_letters_are_published_side_by_side(office: Office, invitation: Draft, knowledge: Knowledge) -> None:
    publish(office.desk, office.put(invitation, INVITATION))
    draft = all_accepted(proposed(NEW_EVENT, knowledge, load_with(office.desk.folder)))
    done = publish(office.desk, office.put(draft, NEW_EVENT))
    assert {"CL-30/11", "GF-30/2"} <= set(done.after.letters)
