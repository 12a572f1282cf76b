"""Drafts as values and as files, without a letter's being read."""

from pathlib import Path

import pytest
import yaml

from knowledge.errors import BadLetterError
from knowledge.extraction.drafts.check import Ground, complaint
from knowledge.extraction.drafts.draft import (
    Draft,
    DraftFact,
    State,
    carried_over,
    changed,
    decided,
    in_turn,
    letter_file,
    merged,
    new_subjects,
)
from knowledge.extraction.drafts.file import draft_text, parse_draft, published_text
from knowledge.loading import read_yaml
from knowledge.schema import LetterFile

TEXT = "Ref.: XX-30/1. The Fair opens on 7 June 2030. Write to fair@example.org."


def _fact(fact_id: str, kind: str = "date", value: str = "2030-06-07", **more: object) -> DraftFact:
    data = {"id": fact_id, "kind": kind, "value": value, "quote": TEXT, "state": "proposed", **more}
    return DraftFact.model_validate(data)


def _draft(*facts: DraftFact, **more: object) -> Draft:
    data = {
        "reference": "XX-30/1",
        "language": "en",
        "date": "2030-05-03",
        "zone": "Europe/Zurich",
        "source": "one.pdf",
        "added_by": "Ana",
        "added_at": "2030-05-04T09:00:00+02:00",
        "facts": facts,
        **more,
    }
    return Draft.model_validate(data)


def _row(row_id: str, **more: object) -> dict[str, object]:
    return {"id": row_id, "kind": "part", "rank": 1, "names": {"en": row_id}, **more}


GROUND = Ground(
    text=TEXT, subjects=frozenset({"fair"}), topics=frozenset({"fair", "fee"}), facts=frozenset({"XX-29/1#dates"})
)


def test_what_needs_an_eye_comes_first() -> None:
    draft = _draft(_fact("a"), _fact("b", warnings=["look"]), _fact("c"), _fact("d", warnings=["here"]))
    assert [fact.id for fact in in_turn(draft)] == ["b", "d", "a", "c"]


def test_a_decision_names_who_and_when() -> None:
    draft = changed(_draft(_fact("a"), _fact("b")), decided(_fact("a"), State.ACCEPTED, "Ana", "2030-05-04"))
    assert [(fact.id, fact.state, fact.by, fact.at) for fact in draft.facts] == [
        ("a", State.ACCEPTED, "Ana", "2030-05-04"),
        ("b", State.PROPOSED, None, None),
    ]
    assert [fact.id for fact in draft.undecided] == ["b"]


def test_a_letter_read_anew_keeps_what_was_decided_of_the_same_facts() -> None:
    earlier = _draft(
        _fact("date", state="rejected", by="Ana", at="2030-05-04"), _fact("other", role="held", state="accepted")
    )
    anew = carried_over(_draft(_fact("date-2"), _fact("other", role="opening")), earlier)
    assert [(fact.id, fact.state, fact.by) for fact in anew.facts] == [
        ("date-2", State.REJECTED, "Ana"),
        ("other", State.PROPOSED, None),
    ]


def test_only_accepted_facts_are_published_and_none_points_to_a_rejected_one() -> None:
    draft = _draft(
        _fact("deadline", kind="deadline", send_to=["mail", "page"], label={"en": "answer"}, state="accepted"),
        _fact("mail", kind="email", value="fair@example.org", state="accepted", by="Ana", at="2030-05-04"),
        _fact("page", kind="url", value="https://example.org/", state="rejected"),
        covers=["fair"],
    )
    made = LetterFile.model_validate(letter_file(draft))
    assert [(fact.id, fact.send_to) for fact in made.facts] == [("deadline", ["mail"]), ("mail", [])]
    assert yaml.safe_load(published_text(draft)) == letter_file(draft)


def test_new_subjects_are_those_that_accepted_facts_need_with_their_wholes() -> None:
    rows = [_row("fair"), _row("fair-2030", part_of="fair"), _row("dinner", part_of="fair-2030"), _row("ana")]
    facts = [_fact("a", subject="fair-2030", state="accepted"), _fact("b", subject="dinner", state="rejected")]
    draft = _draft(*facts, subjects=rows)
    assert [row.id for row in new_subjects(draft, {"known"}.__contains__)] == ["fair", "fair-2030"]
    assert [row.id for row in new_subjects(draft, {"fair"}.__contains__)] == ["fair-2030"]


def test_two_subjects_become_one_everywhere() -> None:
    rows = [_row("new"), _row("part", part_of="new")]
    draft = _draft(_fact("a", subject="new"), _fact("b", subject="part"), covers=["new", "part"], subjects=rows)
    done = merged(draft, "new", "known")
    assert [fact.subject for fact in done.facts] == ["known", "part"]
    assert done.covers == ("known", "part")
    assert [(row.id, row.part_of) for row in done.subjects] == [("part", "known")]


def test_a_draft_written_and_read_is_the_same(tmp_path: Path) -> None:
    draft = _draft(_fact("a", warnings=["“no”: on"], label={"en": "yes"}, about=["fee"]), covers=["fair"])
    file = tmp_path / "one.yaml"
    file.write_text(draft_text(draft), "utf-8")
    assert parse_draft(read_yaml(file), file.name) == draft
    assert "state: proposed" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "one.yaml: reference: Field required"),
        ({"facts": [{"id": "a"}]}, "one.yaml: reference: Field required"),
        ({"nonsense": 1}, "one.yaml: reference: Field required"),
        ([], "one.yaml: the file: Input should be a valid dictionary or instance of Draft"),
    ],
)
def test_a_file_that_is_no_draft_is_refused_by_name(data: object, message: str) -> None:
    with pytest.raises(BadLetterError, match=r"^one\.yaml: ") as caught:
        parse_draft(data, "one.yaml")
    assert str(caught.value) == message


def test_two_facts_of_one_id_are_refused() -> None:
    data = _draft(_fact("a"), _fact("a")).model_dump(mode="json", exclude_defaults=True)
    with pytest.raises(BadLetterError, match=r"one\.yaml: facts: a: this id is there already"):
        parse_draft(data, "one.yaml")


@pytest.mark.parametrize(
    ("more", "start"),
    [
        ({}, None),
        ({"value": "7 June 2030"}, "value: "),
        ({"value": "2030-06-31"}, "value: "),
        ({"value": "2030-06-08"}, "value: '2030-06-08' is not borne out by its quote"),
        ({"quote": "The Fair opens on 7 June"}, None),
        ({"quote": "the Fair opens on 7 June"}, "quote: not in the letter's text"),
        ({"subject": "nothing"}, "subject: unknown subject 'nothing'"),
        ({"person": "nobody"}, "person: unknown subject 'nobody'"),
        ({"about": ["fee", "nonsense"]}, "about: unknown id 'nonsense'"),
        ({"zone": "Geneva"}, "zone: 'Geneva' is no IANA time zone"),
        ({"kind": "deadline"}, "label: a deadline needs one"),
        ({"kind": "deadline", "label": {"fr": "répondre"}}, None),
        ({"send_to": ["mail"]}, "send_to: unknown fact 'mail'"),
        ({"supersedes": ["XX-29/1#dates"]}, None),
        ({"supersedes": ["XX-29/1#place"]}, "supersedes: unknown fact 'XX-29/1#place'"),
    ],
)
def test_what_is_wrong_with_a_fact_is_said_by_its_field(more: dict[str, object], start: str | None) -> None:
    fact = DraftFact.model_validate(_fact("a").model_dump() | more)
    found = complaint(fact.row, _draft(fact), GROUND)
    assert found is None if start is None else found is not None and found.startswith(start)
