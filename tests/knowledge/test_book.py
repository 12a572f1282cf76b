"""The look-ups of the FactBook."""

from datetime import date

import pytest

from bot.library import Knowledge
from knowledge.book import FactBook


@pytest.fixture
def book(knowledge: Knowledge) -> FactBook:
    return knowledge.library.book


def test_within_holds_a_subject_and_all_its_parts(book: FactBook) -> None:
    assert book.within("wsis-forum-2021") == {
        "wsis-forum-2021",
        "wsis-forum-2021-final-week",
        "wsis-forum-2021-high-level",
    }
    assert book.within("wsis-forum") > book.within("wsis-forum-2021") | book.within("wsis-forum-2020")


def test_within_of_a_subject_without_parts_is_itself(book: FactBook) -> None:
    assert book.within("sme-session-1") == {"sme-session-1"}


def test_no_tags_pick_nothing_out(book: FactBook) -> None:
    assert book.with_tags(frozenset()) == set()
    assert book.subjects_with(frozenset()) == set()


def test_all_tags_must_be_there(book: FactBook) -> None:
    assert book.subjects_with(frozenset({"final-week"})) == {"wsis-forum-2020-final-week", "wsis-forum-2021-final-week"}
    assert book.subjects_with(frozenset({"final-week", "wsis-forum-2021"})) == {"wsis-forum-2021-final-week"}
    assert book.subjects_with(frozenset({"final-week", "nonsense"})) == set()


def test_facts_carry_the_tags_that_they_are_found_by(book: FactBook) -> None:
    wanted = frozenset({"wsis-forum-2021", "chair"})
    found = book.with_tags(wanted)
    assert "CL-21/4#chair" in found
    assert found == {i for i, fact in book.facts.items() if wanted <= fact.tags}


@pytest.mark.parametrize(
    ("first", "last", "deadlines"),
    [
        (date(2019, 8, 16), date(2019, 8, 16), ["CL-19/35#session-deadline"]),
        (date(2019, 8, 17), date(2019, 8, 31), []),
        (
            date(2019, 1, 1),
            date(2020, 12, 31),
            ["CL-19/35#session-deadline", "Foro CMSI 2020#contributions-deadline"],
        ),
    ],
)
def test_dated_gives_what_has_a_day_in_the_span(book: FactBook, first: date, last: date, deadlines: list[str]) -> None:
    assert [fact.id for fact in book.dated(first, last) if fact.kind == "deadline"] == deadlines


def test_dated_is_in_the_order_of_first_days(book: FactBook) -> None:
    days = [fact.when.first_day() for fact in book.dated(date(2019, 1, 1), date(2023, 12, 31)) if fact.when]
    assert len(days) > 20
    assert days == sorted(days)


def test_dated_finds_what_a_plain_search_finds(book: FactBook) -> None:
    first, last = date(2020, 2, 1), date(2020, 9, 8)
    plain = {f.id for f in book.facts.values() if f.when and f.when.start.year and f.when.overlaps(first, last)}
    bounded = {i for i in plain if not (when := book.facts[i].when) or not when.open_end or when.start.year == 2020}
    assert bounded <= {fact.id for fact in book.dated(first, last)} <= plain


def test_deadlines_are_all_there_soonest_first(book: FactBook) -> None:
    assert [book.facts[i].value for i in book.deadlines] == ["2019-08-16", "2020-02-03", "2021-03-01", "2023-01-31"]


def test_letters_covering_a_subject_are_oldest_first(book: FactBook) -> None:
    assert book.letters_covering["wsis-forum-2020"] == ("Foro CMSI 2020", "CL-20/025")


def test_years_are_those_of_the_dated_facts_in_order(book: FactBook) -> None:
    years = book.years()
    assert years == sorted(set(years))
    assert {2019, 2020, 2021, 2022, 2023} <= set(years)


def test_every_index_points_at_facts_that_are_there(book: FactBook) -> None:
    indexes = (book.facts_by_subject, book.facts_by_letter, book.facts_by_month, book.facts_by_tag)
    pointed = {i for index in indexes for ids in index.values() for i in ids}
    assert pointed == set(book.facts)
