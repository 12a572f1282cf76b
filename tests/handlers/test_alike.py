"""Questions that are alike stand together, and only they."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.alike import group_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is there a dinner?", "is there the DINNER"),
        ("When is the Forum?", "the Forum: when is it?"),
        ("¿Hay cena de gala?", "cena de gala, hay"),
        ("Сколько стоит гостиница?", "гостиница сколько стоит"),
        ("有晚宴吗", "晚宴有吗？"),
        ("Is there accommodation near the venue?", "is there acommodation near the venue"),
        ("¿Habrá interpretación simultánea?", "habra interpretacion simultanea"),
        ("Hotel 2022?", "hotel ٢٠٢٢"),
        ("", "?!"),
    ],
)
def test_the_same_words_or_slips_are_alike(one: str, other: str) -> None:
    assert group_alike([one, other]) == [[0, 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Forum 2022", "Forum 2023"),
        ("Is the dinner on the 12th of September?", "Is the dinner on the 13th of September?"),
        ("When is the opening ceremony of the Forum?", "Where is the opening ceremony of the Forum?"),
        ("Is there a dinner at the opening ceremony?", "Is there a gala dinner at the opening ceremony?"),
        ("هل هناك عشاء؟", "هل هناك غداء؟"),
        ("日内瓦论坛的开幕式何时举行", "日内瓦论坛的开幕式何地举行"),
        ("dinner", ""),
    ],
)
def test_another_number_or_word_is_another_question(one: str, other: str) -> None:
    assert group_alike([one, other]) == [[0], [1]]


def test_the_biggest_group_comes_first_and_equal_ones_in_order() -> None:
    texts = ["visa", "hotel", "dinner", "the hotel?", "parking", "a dinner", "Hotel"]
    assert group_alike(texts) == [[1, 3, 6], [2, 5], [0], [4]]


def test_no_texts_make_no_groups() -> None:
    assert group_alike([]) == []


@given(st.lists(st.text(st.characters(), max_size=30), max_size=20))
def test_every_text_is_in_one_group(texts: list[str]) -> None:
    groups = group_alike(texts)
    assert sorted(index for group in groups for index in group) == list(range(len(texts)))
    assert all(group == sorted(group) for group in groups)


def test_five_thousand_different_texts_take_seconds() -> None:
    chance = random.Random(1)  # noqa: S311 - a repeatable test
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(400)]
    texts = [" ".join(chance.sample(words, 8)) for _ in range(5000)]
    started = time.monotonic()
    groups = group_alike(texts)
    assert len(groups) > 4900
    assert time.monotonic() - started < 20
