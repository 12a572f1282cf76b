"""Folding, cutting and stemming what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import arabic_forms, fold, squeeze, stem, strip_article, tokenize

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and control characters too


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("¿Cuándo?", "¿cuando?"),
        ("FECHA LÍMITE", "fecha limite"),
        ("Señor", "senor"),
        ("Sen\u0303or", "senor"),
        ("Où ça, à Genève", "ou ca, a geneve"),
        ("ŒUVRE", "œuvre"),
        ("Straße", "strasse"),
        ("Ёлка", "елка"),
        ("Который", "который"),
        ("которыи\u0306", "который"),
        ("أَيْنَ", "اين"),
        ("إلى آخر", "الي اخر"),
        ("القمة", "القمه"),
        ("رسـالة", "رساله"),
        ("٢٠٢٠", "2020"),
        ("２０２０年", "2020年"),
        ("ＣＬ－２０", "cl-20"),
        ("Foro\u200b CM\u00adSI", "foro cmsi"),
        ("uno\tdos\x00tres\x7f", "uno dos tres "),
        ("uno\ndos", "uno\ndos"),
        ("a\ud800b", "a b"),
        ("", ""),
    ],
)
def test_fold_makes_equal_what_people_take_for_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_fold_keeps_letters_apart_that_are_not_the_same() -> None:
    assert fold("мой") != fold("мои")


@given(ANY_TEXT)
def test_fold_of_any_text_folded_again_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(ANY_TEXT)
def test_fold_of_any_text_leaves_no_control_or_surrogate(text: str) -> None:
    assert [c for c in fold(text) if (c < " " and c != "\n") or c == "\x7f" or "\ud800" <= c <= "\udfff"] == []


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_fold_of_upper_and_lower_case_ascii_is_one(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert fold(ascii_only.upper()) == fold(ascii_only.lower())


@pytest.mark.parametrize(
    ("folded", "words"),
    [
        ("hasta cuando", ["hasta", "cuando"]),
        ("cl-19/35", ["cl", "19", "35"]),
        ("15th", ["15", "th"]),
        ("l'echeance", ["l", "echeance"]),
        ("什么时候", ["什", "么", "时", "候"]),
        ("wsis论坛2020年", ["wsis", "论", "坛", "2020", "年"]),
        ("wsis_stocktaking", ["wsis", "stocktaking"]),
        ("متي المنتدي؟", ["متي", "المنتدي"]),
        (" …?! ", []),
    ],
)
def test_tokenize_cuts_words_numbers_and_single_chinese_characters(folded: str, words: list[str]) -> None:
    assert [token.text for token in tokenize(folded)] == words


@given(ANY_TEXT)
def test_tokens_of_any_text_stand_where_they_say(text: str) -> None:
    folded = fold(text)
    tokens = tokenize(folded)
    assert [folded[token.start : token.end] for token in tokens] == [token.text for token in tokens]
    assert "".join(token.before + token.text for token in tokens) == folded[: tokens[-1].end if tokens else 0]


@pytest.mark.parametrize(("word", "number"), [("2020", True), ("foro", False), ("坛", False)])
def test_a_token_of_digits_is_a_number(word: str, number: bool) -> None:
    assert tokenize(word)[0].is_number is number


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("es", "sesion", "sesiones"),
        ("en", "deadline", "deadlines"),
        ("fr", "contribution", "contributions"),
        ("ru", "форум", "форума"),
        ("ar", "منتدي", "المنتدي"),
    ],
)
def test_stem_joins_the_forms_of_a_word(language: str, one: str, other: str) -> None:
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(("word", "language"), [("2020", "es"), ("el", "es"), ("论坛", "zh"), ("cl19", "en")])
def test_stem_leaves_numbers_short_words_and_chinese_alone(word: str, language: str) -> None:
    assert stem(word, language) == word


@pytest.mark.parametrize(("word", "bare"), [("المنتدي", "منتدي"), ("الان", "الان"), ("منتدي", "منتدي")])
def test_strip_article_takes_it_off_long_words_only(word: str, bare: str) -> None:
    assert strip_article(word) == bare


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("المنتدي", "منتدي"),
        ("للمنتدي", "منتدي"),
        ("والمنتدي", "منتدي"),
        ("بالمنتدي", "منتدي"),
        ("جلسات", "جلس"),
        ("رسالته", "رسال"),
        ("هاتفها", "هاتف"),
    ],
)
def test_arabic_forms_hold_the_word_without_its_clitics(word: str, form: str) -> None:
    forms = arabic_forms(word)
    assert forms[0] == word
    assert form in forms


@given(st.text("ابتمنويلهكف", max_size=12))
def test_arabic_forms_are_never_empty_words_and_never_twice(word: str) -> None:
    forms = arabic_forms(word)
    assert len(set(forms)) == len(forms)
    assert [form for form in forms if not form and word] == []


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        ("uno\n  dos\tтри", "uno dos три"),
        ("**a partir del 22 de junio**", "a partir del 22 de junio"),
        ("[sme@itu.int](mailto:sme@itu.int)", "sme@itu.int"),
        ("la [página](#) del sitio", "la página del sitio"),
        ("<https://www.itu.int/go/wsisfund>", "https://www.itu.int/go/wsisfund"),
        (r"\(COVID-19\)", "(COVID-19)"),
    ],
)
def test_squeeze_takes_markdown_and_extra_white_space_out(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed
