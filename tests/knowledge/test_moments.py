"""Dates that a question names, in digits and in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Knowledge
from knowledge.text import tokenize
from knowledge.understanding.moments import Moment, han_numerals, is_year, numeric_moments, span_of
from knowledge.understanding.reading import read

Parts = tuple[int | None, int, int | None, int | None]


def parts(moment: Moment) -> Parts:
    """Year, month, day and last day of a moment, without its place in the text."""
    return moment.year, moment.month, moment.day, moment.last


def named(knowledge: Knowledge, question: str, language: str) -> list[Parts]:
    """The moments that a question names when it is read in a language."""
    reading = read(question, knowledge.library.lexicon(language), knowledge.library.references)
    return [parts(moment) for clause in reading.clauses for moment in clause.moments]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("el 2019-08-16", [(2019, 8, 16, None)]),
        ("16.08.2019", [(2019, 8, 16, None)]),
        ("16/8/2019", [(2019, 8, 16, None)]),
        ("16-08-2019", [(2019, 8, 16, None)]),
        ("2019年8月16日", [(2019, 8, 16, None)]),
        ("8月16日", [(None, 8, 16, None)]),
        ("2020年9月7日至10日", [(2020, 9, 7, 10)]),
        ("2020年1月", [(2020, 1, None, None)]),
        ("2019-08-16 y 2020-02-03", [(2019, 8, 16, None), (2020, 2, 3, None)]),
        ("2019-13-16", []),
        ("99.99.2019", []),
        ("16.08-2019", []),
        ("a/70/125", []),
    ],
)
def test_dates_in_digits_are_read_exactly(text: str, found: list[Parts]) -> None:
    assert [parts(moment) for moment in numeric_moments(text)[0]] == found


@pytest.mark.parametrize(
    ("text", "rest"),
    [("el 2019-08-16 a las 16:30?", "el            a las      ?"), ("a las 23h59", "a las      "), ("cl-19/35", None)],
)
def test_dates_and_clock_times_are_blanked_out_and_nothing_else(text: str, rest: str | None) -> None:
    assert numeric_moments(text)[1] == (text if rest is None else rest)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("二〇二〇年", "2020年"),
        ("二零一九年八月十六日", "2019年8月16日"),
        ("十二月三十一日", "12月31日"),
        ("二十号", "20号"),
        ("三月", "3月"),
        ("第三阶段", "第三阶段"),
    ],
)
def test_chinese_numerals_of_dates_become_digits(text: str, digits: str) -> None:
    assert han_numerals(text) == digits


@pytest.mark.parametrize(
    ("question", "language", "found"),
    [
        ("¿Qué pasa el 16 de agosto de 2019?", "es", (2019, 8, 16, None)),
        ("¿del 30 al 31 de marzo?", "es", (None, 3, 30, 31)),
        ("¿Es del 7 al 10 de septiembre de 2020?", "es", (2020, 9, 7, 10)),
        ("¿en enero de 2020?", "es", (2020, 1, None, None)),
        ("What is on 3 February 2020?", "en", (2020, 2, 3, None)),
        ("What is on February 3, 2020?", "en", (2020, 2, 3, None)),
        ("on the 3rd of Feb 2020?", "en", (2020, 2, 3, None)),
        ("September 7-10, 2020", "en", (2020, 9, 7, 10)),
        ("le 1er mars 2021 ?", "fr", (2021, 3, 1, None)),
        ("du 22 au 26 mars 2021", "fr", (2021, 3, 22, 26)),
        ("Что будет 3 февраля 2020 года?", "ru", (2020, 2, 3, None)),
        ("с 7 по 10 сентября 2020", "ru", (2020, 9, 7, 10)),
        ("ماذا يوجد في 3 فبراير 2020؟", "ar", (2020, 2, 3, None)),
        ("二〇二〇年二月三日有什么？", "zh", (2020, 2, 3, None)),
    ],
)
def test_dates_in_words_are_read_in_each_language(
    knowledge: Knowledge, question: str, language: str, found: Parts
) -> None:
    assert named(knowledge, question, language) == [found]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("May I send it later?", "en"),
        ("Resolución 209 (Dubái, 2018)", "es"),
        ("a las 23.59 horas", "es"),
        ("¿Y en 2021?", "es"),
        ("phase 3", "en"),
    ],
)
def test_what_is_no_date_is_read_as_none(knowledge: Knowledge, question: str, language: str) -> None:
    assert named(knowledge, question, language) == []


def test_a_missing_year_is_not_filled_in(knowledge: Knowledge) -> None:
    assert named(knowledge, "¿Qué hay el 16 de agosto?", "es") == [(None, 8, 16, None)]


@pytest.mark.parametrize(
    ("moment", "years", "spans"),
    [
        (Moment(2019, 8, 16), [], [(date(2019, 8, 16), date(2019, 8, 16))]),
        (Moment(2020, 9, 7, 10), [2021], [(date(2020, 9, 7), date(2020, 9, 10))]),
        (Moment(2020, 2), [], [(date(2020, 2, 1), date(2020, 2, 29))]),
        (Moment(2020, 12), [], [(date(2020, 12, 1), date(2020, 12, 31))]),
        (
            Moment(None, 8, 16),
            [2019, 2020],
            [(date(2019, 8, 16), date(2019, 8, 16)), (date(2020, 8, 16), date(2020, 8, 16))],
        ),
        (Moment(None, 8, 16), [], []),
        (Moment(2019, 2, 30), [], []),
        (Moment(None, 2, 29), [2019, 2020], [(date(2020, 2, 29), date(2020, 2, 29))]),
    ],
)
def test_a_moment_means_days_of_its_year_or_of_each_year_given(
    moment: Moment, years: list[int], spans: list[tuple[date, date]]
) -> None:
    assert span_of(moment, years) == spans


@pytest.mark.parametrize(("word", "year"), [("2020", True), ("1899", False), ("2101", False), ("70", False)])
def test_a_year_has_four_digits_of_our_time(word: str, year: bool) -> None:
    assert is_year(tokenize(word)[0]) is year


@given(st.text("0123456789./-年月日号至 :hT", max_size=40))
def test_any_row_of_digits_is_read_without_changing_its_length(text: str) -> None:
    moments, rest = numeric_moments(text)
    assert len(rest) == len(text)
    assert [m for m in moments if not 1 <= m.month <= 12] == []
    assert [span for m in moments for span in span_of(m, [2020]) if span[0] > span[1]] == []
