"""Texts as Telegram takes them: counted in UTF-16 code units, split at sentence ends, cut to a length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.botapi.texts import LONGEST_TEXT, quoted, shorten, split, units

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
WORDS = ["Plazo.", "¿Qué?", "سؤال؟", "答案。", "ладно", "💥", "x" * 30, "\n\n", "\n"]
PROSE = st.lists(st.sampled_from(WORDS), max_size=80)
LIMITS = st.integers(2, 60)


def without_blanks(text: str) -> str:
    """What no split may lose."""
    return "".join(text.split())


@given(TEXTS)
def test_units_are_those_of_utf16(text: str) -> None:
    assert units(text) == sum(1 + (character > "\uffff") for character in text)


@given(st.one_of(TEXTS, PROSE.map(" ".join)), LIMITS)
def test_no_part_is_too_long_or_blank_and_nothing_is_lost(text: str, longest: int) -> None:
    parts = split(text, longest)
    assert all(part.strip() and units(part) <= longest for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)


@given(TEXTS)
def test_a_text_that_fits_stays_whole(text: str) -> None:
    assert split(text) == [text.strip()] * bool(text.strip())


@pytest.mark.parametrize(
    "sentence",
    [
        "A sentence. ",
        "Una pregunta? ",
        "هل هذا سؤال؟ ",
        "这是一个句子。",
        "Предложение! ",
        "Un silence… ",
    ],
)
def test_a_long_text_is_split_at_the_end_of_a_sentence(sentence: str) -> None:
    parts = split(sentence * 1000)
    assert len(parts) > 1
    assert {part[-1] for part in parts} == {sentence.strip()[-1]}
    assert all(units(part) > LONGEST_TEXT // 2 for part in parts[:-1])


def test_paragraphs_are_kept_together_before_sentences() -> None:
    paragraph = "One. Two. Three."
    assert split(f"{paragraph}\n\n{paragraph}", 20) == [paragraph, paragraph]


@pytest.mark.parametrize("word", ["x", "💥", "字"])
def test_a_word_without_end_is_cut_between_characters(word: str) -> None:
    parts = split(word * 5000)
    assert "".join(parts) == word * 5000
    assert max(map(units, parts)) == LONGEST_TEXT


@given(TEXTS, LIMITS)
def test_what_is_shortened_fits_and_begins_the_same(text: str, longest: int) -> None:
    shown = shorten(text, longest)
    assert units(shown) <= longest
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.booleans())))
def test_spans_lie_over_the_quotations(parts: list[tuple[str, bool]]) -> None:
    whole, spans = quoted(parts)
    encoded = whole.encode("utf-16-le")
    assert whole == "".join(text for text, _ in parts)
    assert [encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le") for offset, length in spans] == [
        text for text, is_quotation in parts if is_quotation
    ]
