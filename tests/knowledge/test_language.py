"""The language of a question, even a very short one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.library import Knowledge
from knowledge.model import LANGUAGES
from knowledge.text import fold, tokenize
from knowledge.understanding.language import OTHER, detect_language


def detect(text: str, knowledge: Knowledge) -> str | None:
    """The language of a text."""
    return detect_language(text, tokenize(fold(text)), knowledge.library.word_lists)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿Y el fax?", "es"),
        ("plazo pymes", "es"),
        ("cuando es el foro", "es"),
        ("fecha", "es"),
        ("gracias", "es"),
        ("when?", "en"),
        ("deadline", "en"),
        ("who signed it", "en"),
        ("thanks", "en"),
        ("wsis 2020 when", "en"),
        ("quand ?", "fr"),
        ("délai", "fr"),
        ("c'est où ?", "fr"),
        ("date lettre inventaire 2023 ?", "fr"),
        ("merci", "fr"),
        ("когда?", "ru"),
        ("факс", "ru"),
        ("متى؟", "ar"),
        ("الموعد النهائي", "ar"),
        ("何时", "zh"),
        ("传真", "zh"),
    ],
)
def test_a_very_short_question_has_its_language(knowledge: Knowledge, text: str, language: str) -> None:
    assert detect(text, knowledge) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("WSIS论坛什么时候开？", "zh"),
        ("Когда WSIS Forum 2020?", "ru"),
        ("متى WSIS Forum 2020؟", "ar"),
        ("ITU TELECOM World 的会议在哪里？", "zh"),
        ("Кому писать: sme@itu.int?", "ru"),
        ("¿Cuándo es el WSIS Forum?", "es"),
        ("Quelle est la deadline du call « PYME tecnológicas » ?", "fr"),
        ("What does «Foro de la CMSI» mean?", "en"),
    ],
)
def test_a_mixed_question_has_the_language_of_its_own_words(knowledge: Knowledge, text: str, language: str) -> None:
    assert detect(text, knowledge) == language


@pytest.mark.parametrize(
    "text",
    [
        "Wann findet das Forum statt?",
        "Quando è il forum e dove si tiene?",
        "Quando será o fórum? Não sei a data.",
        "Wanneer is het forum?",
        "フォーラムはいつですか",
        "포럼은 언제입니까?",
        "Πότε είναι το φόρουμ;",
        "फोरम कब है?",
        "Коли відбудеться форум і де він?",
        "این اجلاس چه زمانی برگزار می‌شود؟",
        "Kiedy odbędzie się forum?",
    ],
)
def test_any_other_language_is_told_apart(knowledge: Knowledge, text: str) -> None:
    assert detect(text, knowledge) == OTHER


@pytest.mark.parametrize("text", ["", "2021?", "???", "CL-19/35", "+41 22 730 6240", "\ud800"])
def test_where_nothing_tells_there_is_no_language(knowledge: Knowledge, text: str) -> None:
    assert detect(text, knowledge) is None


@settings(deadline=None)
@given(text=st.text(st.characters(), max_size=60))
def test_any_text_has_one_of_the_languages_or_another_or_none(knowledge: Knowledge, text: str) -> None:
    assert detect(text, knowledge) in {*LANGUAGES, OTHER, None}
