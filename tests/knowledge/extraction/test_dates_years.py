"""Years that are not written: filled in, and found alone."""

from datetime import date

import pytest

from knowledge.extraction.dates import FoundDate, YearFrom, find_dates_and_years, first_after, last_before, with_year
from tests.knowledge.extraction.date_words import date_words, found, values


def one(text: str) -> FoundDate:
    (only,) = found(text)
    return only


def test_a_year_is_put_in_and_marked_as_inferred() -> None:
    dated = with_year(one("3 June"), 2024)
    assert (dated.value, dated.year_from) == ("2024-06-03", YearFrom.INFERRED)


def test_a_range_over_new_year_ends_in_the_next_year() -> None:
    assert with_year(one("28 December to 5 January"), 2020).value == "2020-12-28/2021-01-05"


def test_a_year_without_that_day_leaves_no_value() -> None:
    dated = with_year(one("29 February"), 2023)
    assert (dated.value, dated.rule) == (None, "impossible")


def test_a_written_year_is_never_changed() -> None:
    written = one("3 June 2019")
    assert with_year(written, 2024) == written
    assert first_after(written, date(2024, 1, 1)) == written


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("20 June", "2020-06-20", "2019-06-20"),
        ("10 June", "2020-06-10", "2018-06-10"),
        ("9 June", "2020-06-09", "2019-06-09"),
        ("29 February", "2020-02-29", "2016-02-29"),
        ("28 December-5 January", "2019-12-28/2020-01-05", "2018-12-28/2019-01-05"),
        ("from 22 June onwards", "2019-06-22/..", "2018-06-22/.."),
        ("the end of June", "2019-06~", "2019-06~"),
    ],
)
def test_the_first_such_day_after_a_day_and_the_last_before_it(text: str, after: str, before: str) -> None:
    letter = date(2019, 6, 21) if text == "20 June" else date(2019, 6, 10)
    assert first_after(one(text), letter).value == after
    assert last_before(one(text), letter).value == before


def test_a_year_holds_for_the_other_dates_of_its_sentence() -> None:
    assert values("Meetings: 5 May; 6 June; 7 July 2020. The next one is on 8 August.") == [
        "2020-05-05",
        "2020-06-06",
        "2020-07-07",
        "XXXX-08-08",
    ]


def test_a_deadline_long_after_its_meeting_is_in_the_year_before() -> None:
    text = "Register by 15 December for the session to be held from 10 to 14 February 2025."
    assert values(text) == ["2024-12-15", "2025-02-10/2025-02-14"]


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("es", "en el Foro de la CMSI 2023 (13-17 de marzo)", [2023]),
        ("en", "Forum-2022 and the WSIS Forum 2020", [2022, 2020]),
        ("ru", "на Форуме 2023 года", [2023]),
        ("zh", "2023年论坛", [2023]),
        ("en", "Agenda 2030, 2018-2021, CL-2020/3, Resolution 2 (Rev. Dubai, 2018), 3 May 2019", []),
    ],
)
def test_years_that_stand_alone_are_found_with_their_place(language: str, text: str, years: list[int]) -> None:
    alone = find_dates_and_years(text, language, date_words())[1]
    assert [year for _, year in alone] == years
    assert all(text[at : at + 4] == str(year) for at, year in alone)
