"""What is proposed of letters that were read: subjects, topics, links to earlier letters, and what needs an eye."""

from pathlib import Path

import pytest

from bot import paths
from bot.library import Knowledge
from bot.publishing import load_with, publish
from knowledge.extraction.drafts.check import complaint
from knowledge.extraction.drafts.draft import Draft
from knowledge.extraction.drafts.quotes import context_of
from tests.draft_letters import INVITATION, NEW_EVENT, POSTPONED, all_accepted, grounded, make_office, proposed

CIRCULARS = Path(__file__).parents[2] / "corpora" / "circulars"
SIX = {"ar", "en", "es", "fr", "ru", "zh"}


def _facts(draft: Draft, *kinds: str) -> list[tuple[str, str, str | None]]:
    return [(fact.kind, fact.value, fact.subject) for fact in draft.facts if fact.kind in kinds]


def _names(draft: Draft, subject: str) -> dict[str, str]:
    row = next(row for row in draft.subjects if row.id == subject)
    return {language: name for language, name in row.names.model_dump().items() if name}


def test_a_new_edition_of_a_known_series_is_named_in_six_languages_after_the_latest(knowledge: Knowledge) -> None:
    draft = proposed(INVITATION, knowledge)
    assert draft.covers[0] == "wsis-forum-2030"
    row = next(row for row in draft.subjects if row.id == "wsis-forum-2030")
    assert (row.kind, row.part_of, row.year) == ("edition", "wsis-forum", 2030)
    assert _names(draft, "wsis-forum-2030") == {
        "ar": "منتدى القمة العالمية لمجتمع المعلومات لعام 2030",
        "en": "WSIS Forum 2030",
        "es": "Foro de la CMSI 2030",
        "fr": "Forum du SMSI 2030",
        "ru": "Форум ВВУИО 2030 года",
        "zh": "2030年信息社会世界峰会论坛",
    }


@pytest.mark.parametrize(
    ("name", "main"),
    [
        ("CL-20-025", "wsis-forum-2020"),
        ("CL-21-4", "wsis-forum-2021"),
        ("Foro-CMSI-2020", "wsis-forum-2020"),
        ("WSIS_Stocktaking_2023", "stocktaking-2023"),
    ],
)
def test_an_edition_that_is_known_is_recognised_and_nothing_new_is_proposed_for_it(
    knowledge: Knowledge, name: str, main: str
) -> None:
    draft = proposed((paths.LETTERS / f"{name}.md").read_text("utf-8"), knowledge)
    assert draft.covers[0] == main
    assert main not in {row.id for row in draft.subjects}


def test_parts_and_persons_that_are_known_are_taken(knowledge: Knowledge) -> None:
    draft = proposed((paths.LETTERS / "CL-21-4.md").read_text("utf-8"), knowledge)
    assert _facts(draft, "deadline") == [("deadline", "2021-03-01", "wsis-forum-2021-high-level")]
    assert ("date", "2021-05-17/2021-05-21", "wsis-forum-2021-final-week") in _facts(draft, "date")
    assert {fact.person for fact in draft.facts if fact.person} == {"gitanjali-sah", "houlin-zhao"}
    assert draft.subjects == ()


def test_an_event_that_is_new_is_named_in_the_letters_language_only(knowledge: Knowledge) -> None:
    draft = proposed(NEW_EVENT, knowledge)
    assert _names(draft, "congress-on-green-harbours") == {"en": "Congress on Green Harbours"}
    assert _names(draft, "congress-on-green-harbours-2030") == {"en": "Congress on Green Harbours 2030"}
    assert _facts(draft, "date", "place", "deadline")[1:] == [
        ("date", "2030-06-24/2030-06-26", "congress-on-green-harbours-2030"),
        ("place", "Montevideo (Uruguay)", "congress-on-green-harbours-2030"),
        ("date", "2030-05-14", "congress-on-green-harbours-2030-introductory-webinar"),
        ("deadline", "2030-04-30", "congress-on-green-harbours-2030"),
    ]


def test_a_new_part_needs_an_eye(knowledge: Knowledge) -> None:
    draft = proposed(NEW_EVENT, knowledge)
    warned = [fact.value for fact in draft.facts if any("is new" in warning for warning in fact.warnings)]
    assert warned == ["2030-05-14"]


def test_a_deadline_carries_the_topics_of_its_sentence_and_says_what_is_due(knowledge: Knowledge) -> None:
    draft = proposed(NEW_EVENT, knowledge)
    deadline = next(fact for fact in draft.facts if fact.kind == "deadline")
    assert deadline.about == ["registration"]
    assert deadline.label is not None
    assert deadline.label.en == "register their participants"
    assert [(fact.kind, fact.value) for i in deadline.send_to if (fact := draft.fact(i))] == [
        ("url", "https://www.example.org/harbours")
    ]


def test_what_is_due_is_told_without_the_words_that_frame_it(knowledge: Knowledge) -> None:
    moved = (
        "The deadline to confirm your participation, initially set for 20 August 2030, is extended to 1 September 2030."
    )
    draft = proposed(INVITATION.replace("Please confirm your participation in the", f"{moved}\n\nAt the"), knowledge)
    labels = [fact.label.en for fact in draft.facts if fact.kind == "deadline" and fact.label]
    assert "confirm your participation" in labels


def test_where_another_edition_has_a_part_for_a_task_the_new_one_gets_one_too(knowledge: Knowledge) -> None:
    draft = proposed(INVITATION, knowledge)
    assert _facts(draft, "deadline") == [
        ("deadline", "2030-08-20", "wsis-forum-2030-confirmation"),
        ("deadline", "2030-07-15", "wsis-forum-2030-contribution"),
    ]
    assert _names(draft, "wsis-forum-2030-confirmation")["en"].startswith("WSIS Forum 2030 – ")


def test_a_year_that_was_inferred_is_warned_of_at_its_fact(knowledge: Knowledge) -> None:
    draft = proposed(INVITATION, knowledge)
    assert [fact.value for fact in draft.facts if fact.warnings] == ["2030-07-15"]
    assert draft.warnings == ()


def test_a_later_letter_proposes_to_replace_what_it_moves(knowledge: Knowledge, tmp_path: Path) -> None:
    office = make_office(tmp_path)
    publish(office.desk, office.put(all_accepted(proposed(INVITATION, knowledge)), INVITATION))
    draft = proposed(POSTPONED, knowledge, load_with(office.desk.folder))
    assert [(fact.value, fact.supersedes) for fact in draft.facts if fact.supersedes] == [
        ("2030-11-04/2030-11-07", ["CL-30/11#date"]),
        ("Lisbon (Portugal)", ["CL-30/11#place"]),
        ("2030-09-20", ["CL-30/11#deadline"]),
    ]
    assert all(fact.warnings for fact in draft.facts if fact.supersedes)


def test_a_letter_proposes_nothing_against_later_ones_or_itself(knowledge: Knowledge, tmp_path: Path) -> None:
    office = make_office(tmp_path)
    publish(office.desk, office.put(all_accepted(proposed(POSTPONED, knowledge)), POSTPONED))
    book = load_with(office.desk.folder)
    assert not any(
        fact.supersedes for text in (INVITATION, POSTPONED) for fact in proposed(text, knowledge, book).facts
    )


def test_a_letter_without_reference_date_and_title_is_drafted_with_warnings(knowledge: Knowledge) -> None:
    draft = proposed("Please register for the workshop on harbours by 3 June 2030.\n", knowledge, name="scan-7.txt")
    assert (draft.reference, draft.date) == ("scan-7", None)
    assert [warning.partition(":")[0] for warning in draft.warnings] == ["reference", "subject", "date"]


def test_a_letter_of_nothing_but_words_is_a_draft_without_facts(knowledge: Knowledge) -> None:
    draft = proposed("Hello.\n", knowledge, name="hello.txt")
    assert (draft.facts, draft.covers, draft.subjects) == ((), (), ())


@pytest.mark.parametrize("path", sorted(CIRCULARS.glob("e[ns]-*.*")), ids=lambda path: path.stem)
def test_every_fact_of_a_circular_can_be_accepted_or_says_why_not(
    knowledge: Knowledge, path: Path, tmp_path: Path
) -> None:
    text = path.read_text("utf-8")
    draft = proposed(text, knowledge, name=path.name)
    ground = grounded(text, draft, knowledge.library.book)
    wrong = {fact.id: problem for fact in draft.facts if (problem := complaint(fact.row, draft, ground))}
    assert all(problem in (draft.fact(name) or draft.facts[0]).warnings for name, problem in wrong.items())
    good = draft.model_copy(update={"facts": tuple(fact for fact in draft.facts if fact.id not in wrong)})
    office = make_office(tmp_path)
    done = publish(office.desk, office.put(all_accepted(good), text))
    assert draft.reference in done.after.letters


def test_the_context_of_a_quote_is_its_paragraph_with_those_beside_it() -> None:
    before, middle, after = context_of(INVITATION, "Ref.: CL-30/11")
    assert before == "Geneva, 3 May 2030"
    assert middle.startswith("Ref.: CL-30/11 Contact: Ms Ana Ejemplo")
    assert after == "To:"
    assert context_of(INVITATION, "not there") == ("", "not there", "")
