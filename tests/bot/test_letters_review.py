"""`plazo letters review`, driven line by line as a person would, and `check` of a draft."""

import json
from pathlib import Path

import pytest

from bot.drafts import read_draft
from bot.library import Knowledge
from knowledge.extraction.drafts.draft import Draft, State, in_turn
from tests.bot.program import Ended, Program
from tests.draft_letters import INVITATION, NEW_EVENT, Office, all_accepted, make_office, proposed

NOW = "2030-05-04T09:00:00+02:00"


class Reviewing:
    """One draft, and its reviews."""

    def __init__(self, plazo: Program, office: Office, path: Path) -> None:
        self.plazo = plazo
        self.office = office
        self.path = path
        self.order = [fact.id for fact in in_turn(self.draft)]

    @property
    def draft(self) -> Draft:
        return read_draft(self.path)

    def say(self, *lines: str, more: tuple[str, ...] = ()) -> Ended:
        command = ("letters", "review", self.draft.reference, "--config", str(self.office.config))
        stdin = "".join(f"{line}\n" for line in lines)
        return self.plazo.run(*command, "--by", "Ana", "--now", NOW, *more, stdin=stdin)

    def states(self, *states: State) -> list[str]:
        return [fact.id for fact in self.draft.facts if fact.state in states]

    def history(self) -> list[tuple[str, str, str]]:
        rows = [json.loads(line) for line in self.office.desk.history.read_text("utf-8").splitlines()]
        return [(row["who"], row["fact"], row["decision"]) for row in rows]


@pytest.fixture
def review(plazo: Program, tmp_path: Path, knowledge: Knowledge) -> Reviewing:
    office = make_office(tmp_path)
    return Reviewing(plazo, office, office.put(proposed(INVITATION, knowledge), INVITATION))


def test_a_fact_is_shown_in_its_context_with_its_number_and_what_needs_an_eye_first(review: Reviewing) -> None:
    ended = review.say("q")
    lines = ended.out.splitlines()
    assert (ended.status, ended.err) == (0, "")
    assert lines[1] == f"1 of {len(review.order)}  deadline-2  [proposed]"
    assert lines[2] == "deadline: 2030-07-15 – wsis-forum-2030-contribution"
    assert lines[3].startswith("    ! “by 15 July”: its year is not written")
    sentence = "Contributions to the open consultation should be submitted by 15 July"
    assert any(line.startswith(f"  | {sentence}") for line in lines)
    assert "\x1b" not in ended.out


def test_each_decision_is_written_at_once_and_the_next_review_goes_on(review: Reviewing) -> None:
    first, second, third = review.order[:3]
    review.say("a", "r")
    assert (review.states(State.ACCEPTED), review.states(State.REJECTED)) == ([first], [second])
    assert f"  {third}  [proposed]" in review.say("q").out.splitlines()[1]
    assert review.history() == [("Ana", first, "accepted"), ("Ana", second, "rejected")]
    assert [(fact.by, fact.at) for fact in review.draft.accepted] == [("Ana", NOW)]


def test_one_may_skip_and_go_back(review: Reviewing) -> None:
    review.say("s", "a", "b", "r", "q")
    assert review.states(State.REJECTED) == [review.order[1]]
    assert review.states(State.ACCEPTED) == []


def test_all_without_a_warning_are_accepted_at_once(review: Reviewing) -> None:
    ended = review.say("A", "q")
    assert f"accepted: {len(review.order) - 1}" in ended.out
    assert review.states(State.PROPOSED) == ["deadline-2"]
    done = review.say("a")
    assert done.out.splitlines()[-1] == "Next: plazo letters publish CL-30-11"


def test_any_other_key_shows_the_help_and_decides_nothing(review: Reviewing) -> None:
    ended = review.say("?", "x", "", "accept", "\x00", "q")
    assert ended.out.count("a  accept the fact: it will be published") == 5
    assert review.states(State.ACCEPTED, State.REJECTED) == []


EDITS: tuple[tuple[str, str, object], ...] = (
    ("role", "opening", "opening"),
    ("about", "visa, fee", ["visa", "fee"]),
    ("supersedes", "Foro CMSI 2020#forum-dates", ["Foro CMSI 2020#forum-dates"]),
    ("subject", "wsis-forum-2021", "wsis-forum-2021"),
    ("send_to", "contact-email", ["contact-email"]),
    ("note", "the year  was inferred", "the year was inferred"),
    ("zone", "", None),
)


def test_fields_are_edited(review: Reviewing) -> None:
    review.say(*(line for field, text, _ in EDITS for line in ("e", field, text)), "q")
    fact = review.draft.fact("deadline-2")
    assert fact is not None
    assert {field: getattr(fact, field) for field, _, _ in EDITS} == {field: value for field, _, value in EDITS}
    assert fact.state is State.PROPOSED
    assert review.history() == [("Ana", "deadline-2", "edited")] * len(EDITS)


def test_labels_are_edited_by_language(review: Reviewing) -> None:
    review.say("e", "label", "send contributions", "e", "label.fr", "envoyer des contributions", "q")
    fact = review.draft.fact("deadline-2")
    assert fact is not None
    assert fact.label is not None
    assert (fact.label.en, fact.label.fr) == ("send contributions", "envoyer des contributions")


WRONG = (
    ("value", "15 July 2030", "value: '15 July 2030'"),
    ("value", "2030-07-16", "value: '2030-07-16' is not borne out by its quote"),
    ("quote", "something else", "quote: not in the letter's text"),
    ("quote", "", "quote: Field required"),
    ("subject", "nothing", "subject: unknown subject 'nothing'"),
    ("about", "nothing", "about: unknown id 'nothing'"),
    ("send_to", "nothing", "send_to: unknown fact 'nothing'"),
    ("kind", "nothing", "kind: Input should be"),
    ("nothing", "x", "nothing: no such field"),
    ("label.de", "x", "label.de: no such field"),
    ("label", "", "label: a deadline needs one"),
)


def test_edits_that_are_wrong_are_said_at_once_and_not_taken(review: Reviewing) -> None:
    before = review.draft
    ended = review.say(*(line for field, text, _ in WRONG for line in ("e", field, text)), "q")
    said = [line for line in ended.out.splitlines() if line.startswith("not taken: ")]
    assert len(said) == len(WRONG)
    assert [reason for line, (_, _, reason) in zip(said, WRONG, strict=True) if not line[11:].startswith(reason)] == []
    assert review.draft == before


def test_the_proposed_subject_gives_way_to_a_known_one(review: Reviewing) -> None:
    review.say("q", more=("--subject", "wsis-forum-2021"))
    assert review.draft.covers[0] == "wsis-forum-2021"
    assert "wsis-forum-2030" not in {row.id for row in review.draft.subjects}
    assert {fact.subject for fact in review.draft.facts if fact.kind == "place"} == {"wsis-forum-2021"}


def test_a_subject_that_is_unknown_is_refused(review: Reviewing) -> None:
    ended = review.say("q", more=("--subject", "nothing"))
    assert (ended.status, ended.err) == (2, "plazo: --subject: unknown subject 'nothing'\n")


def test_a_draft_that_is_not_there_is_refused_with_those_there_are(review: Reviewing) -> None:
    line = review.plazo.refusal("letters", "review", "XX", "--config", str(review.office.config))
    assert line == "no draft 'XX': there are CL-30/11"


def test_a_draft_in_order_is_said_to_be(review: Reviewing) -> None:
    ended = review.plazo.run("letters", "check", "CL-30/11", "--config", str(review.office.config))
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("In order: ")


def test_an_edited_file_is_checked_by_field(review: Reviewing) -> None:
    text = review.path.read_text("utf-8").replace("2030-08-20", "2030-08-21").replace("id: geneva", "id: x")
    review.path.write_text(text.replace("subject: wsis-forum-2030\n", "subject: nothing\n", 1), "utf-8")
    ended = review.plazo.run("letters", "check", str(review.path), "--config", str(review.office.config))
    assert (ended.status, ended.out) == (2, "")
    assert [line.split(": ")[1:4] for line in ended.err.splitlines()] == [
        ["CL-30-11.yaml", "date", "subject"],
        ["CL-30-11.yaml", "deadline", "value"],
    ]


@pytest.mark.parametrize("old", ["  state: proposed", "reference: CL-30/11"])
def test_a_file_that_was_spoiled_is_refused_by_name(review: Reviewing, old: str) -> None:
    text = review.path.read_text("utf-8")
    review.path.write_text(text.replace(old, "spoiled: 1", 1), "utf-8")
    line = review.plazo.refusal("letters", "review", "CL-30-11", "--config", str(review.office.config))
    assert line.startswith("CL-30-11.yaml: ")


def test_a_fact_that_cannot_be_accepted_says_why(plazo: Program, tmp_path: Path, knowledge: Knowledge) -> None:
    office = make_office(tmp_path)
    draft = proposed(NEW_EVENT, knowledge)
    wrong = draft.facts[0].model_copy(update={"value": "GF-30/3", "warnings": ("look",)})
    review = Reviewing(plazo, office, office.put(draft.model_copy(update={"facts": (wrong,)}), NEW_EVENT))
    ended = review.say("a", "A", "q")
    assert "cannot be accepted: value: 'GF-30/3' is not borne out by its quote" in ended.out
    assert review.states(State.ACCEPTED) == []


def test_a_review_of_what_is_decided_ends_at_once(plazo: Program, tmp_path: Path, knowledge: Knowledge) -> None:
    office = make_office(tmp_path)
    draft = all_accepted(proposed(INVITATION, knowledge))
    ended = Reviewing(plazo, office, office.put(draft, INVITATION)).say()
    count = len(draft.facts)
    assert ended.out == (
        f"{count} facts: {count} decided, 0 undecided, 0 to be checked\nNext: plazo letters publish CL-30-11\n"
    )
