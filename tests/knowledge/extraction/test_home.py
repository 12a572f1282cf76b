"""In which countries a letter may be at home: by its places, its addresses and its numbers."""

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.document import BlockKind
from knowledge.extraction.fields import Field, Line
from knowledge.extraction.home import homes_of
from knowledge.extraction.numbers import phones_in, regions_of_emails
from knowledge.extraction.traditional import simplified


@pytest.mark.parametrize(
    ("language", "lines", "homes"),
    [
        ("en", ["Forum of Nairobi", "London, 6 May 2024"], ("GB", "KE")),
        ("es", ["Oficina regional · Buenos Aires"], ("AR",)),
        ("ar", ["سلطنة عُمان", "مسقط"], ("OM", "JO")),
        ("ar", ["عمّان، 20 آب/أغسطس 2025"], ("JO", "OM")),
        ("zh", ["臺北市大安區"], ("TW",)),
        ("fr", ["Union mondiale des réseaux"], ()),
    ],
)
def test_home_is_the_place_beside_the_date_then_the_most_named(
    language: str, lines: list[str], homes: tuple[str, ...]
) -> None:
    fields = [
        Field(label=None, value=text, line=Line(text=text, block=n, kind=BlockKind.PARAGRAPH, is_new=True))
        for n, text in enumerate(lines)
    ]
    assert homes_of(fields, language, letter_words().cities) == homes


def test_number_is_of_the_first_country_in_which_it_is_valid() -> None:
    assert [one.value for one in phones_in("06 555 0142 und 079 123 4567", "OM", "JO")] == [
        "+96265550142",
        "+962791234567",
    ]


def test_number_that_shares_the_beginning_of_the_one_before_is_whole() -> None:
    found = [one.value for one in phones_in("(017) 234-56-78, 234-56-79", "BY")]
    assert found == ["+375172345678", "+375172345679"]


def test_national_domain_tells_the_country_unless_it_is_sold_everywhere() -> None:
    assert regions_of_emails(["a@x.ac.ke, b@x.io", "c@x.co.uk d@y.ke"]) == ("KE", "GB")


def test_traditional_characters_become_simplified_ones_of_the_same_length() -> None:
    assert simplified("聯絡人、電話、傳真、電郵、截止日期") == "联络人、电话、传真、电邮、截止日期"
