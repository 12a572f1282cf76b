"""Hostile and random text: the work grows no faster than the text, and no text breaks the grammar."""

import sys
from datetime import date
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.edtf import parse_edtf
from knowledge.extraction.dates import find_dates, find_dates_and_years, first_after
from tests.knowledge.extraction.date_words import date_words

PIECES = [
    ("en", "1"),
    ("en", "from "),
    ("en", "May "),
    ("en", "May, June, "),
    ("en", "12, "),
    ("en", "12-"),
    ("en", "12/"),
    ("en", "12.12."),
    ("en", "12:30-"),
    ("en", "3 May 2020 "),
    ("en", "3 May, "),
    ("en", "between 3 and "),
    ("en", "twenty "),
    ("en", "within ten "),
    ("en", "(Rev "),
    ("en", "("),
    ("en", "\n"),
    ("es", "mil y "),
    ("es", "de "),
    ("fr", "12 h "),
    ("ru", "«12"),
    ("zh", "二"),
    ("zh", "十二月"),
    ("zh", "2020年"),
    ("ar", "و12 "),
]
LENGTH = 2000
REST = 1000
"""Calls that the beginning of a text may cost beyond the even rate."""


def calls(text: str, language: str) -> int:
    """How many functions are called while the dates of a text are looked for."""
    count = 0

    def tally(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(tally)
    try:
        find_dates(text, language, date_words())
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(("language", "piece"), PIECES)
def test_twice_the_text_is_twice_the_work(language: str, piece: str) -> None:
    text = piece * (LENGTH // len(piece))
    once = calls(text, language)
    assert calls(text * 2, language) <= 2.1 * once + REST


def test_a_million_characters_without_a_date_are_read() -> None:
    assert find_dates("7" * 1_000_000, "en", date_words()) == []
    assert find_dates(" " * 1_000_000, "en", date_words()) == []


SNIPPETS = st.sampled_from(
    [
        *("12", "3", "31", "2020", "1999", "00", "-", "/", ".", ":", ",", " ", "\n", "(", ")", "16:30", "T", "Z", "%"),
        *("May", "march", "June", "from", "to", "by", "of", "the", "early", "Monday", "Q3", "noon", "UTC", "TBC", "st"),
        *("de", "del", "al", "enero", "mar", "y", "a las", "dos", "mil", "le", "1er", "mars", "à", "h", "midi", "sept"),
        *(
            "с",
            "по",
            "мая",
            "г.",
            "года",
            "до",
            "в",
            "年",
            "月",
            "日",
            "至",
            "前",
            "二",
            "十",
            "〇",
            "下午",
            "时",
            "、",
        ),
        *("من", "و", "إلى", "مايو", "عام", "الحادي", "والعشرين", "الساعة", "آب/أغسطس", "ألفين", "٣"),
    ]
)


@given(
    text=st.lists(SNIPPETS, max_size=30).map(" ".join), language=st.sampled_from(["ar", "en", "es", "fr", "ru", "zh"])
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_found_has_its_place_and_a_value_in_edtf(text: str, language: str) -> None:
    for one in find_dates(text, language, date_words()):
        assert 0 <= one.start < one.end <= len(text)
        dated = first_after(one, date(2024, 2, 29))
        if dated.value is not None:
            assert "XXXX" not in dated.value
            assert parse_edtf(dated.value).text == dated.value
    for at, year in find_dates_and_years(text, language, date_words())[1]:
        assert text[at:].lstrip()
        assert 1900 <= year <= 2100


@given(text=st.text(max_size=200), language=st.sampled_from(["ar", "en", "es", "fr", "ru", "zh"]))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_is_read_without_complaint(text: str, language: str) -> None:
    for one in find_dates(text, language, date_words()):
        assert 0 <= one.start < one.end <= len(text)
