"""Answers as texts: every fact in them, in the reader's language, with the letter it comes from."""

import re
from collections.abc import Callable

import pytest

from bot.library import Knowledge
from handlers.dating import show
from handlers.render import phone_text
from handlers.wording import Wording
from knowledge.book import FactBook
from knowledge.model import LANGUAGES, Fact, Kind
from tests.asking import Ask, status
from tests.scoring import Asked

Corpus = Callable[[str], tuple[Asked, ...]]
ISOLATES = "\u2068\u2069"


def bare(text: str) -> str:
    """The text without the marks that keep directions apart."""
    return re.sub(f"[{ISOLATES}]", "", text)


def shown_forms(fact: Fact, wording: Wording, book: FactBook) -> list[str]:
    """What a reader can recognise a fact by: of an organisation, its name in the reader's language too."""
    if fact.when:
        return [show(fact.when, wording)]
    if fact.kind in {Kind.PHONE, Kind.FAX}:
        return [phone_text(fact.value)]
    if fact.label:
        return [fact.label[wording.language]]
    bodies = [book.subjects[tag] for tag in fact.about if tag in book.subjects and book.subjects[tag].kind == "body"]
    return [fact.value, *(body.names[wording.language] for body in bodies if fact.kind is Kind.ORGANIZER)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_that_stands_is_visible_in_the_text(knowledge: Knowledge, corpus: Corpus, language: str) -> None:
    book = knowledge.library.book
    hidden: list[str] = []
    seen = 0
    for line in corpus(language):
        text, wording = bare(line.answer.text), knowledge.wording(line.answer.reply.language)
        for stated in line.answer.reply.answer.stated:
            seen += 1
            forms = shown_forms(stated.fact, wording, book)
            if not stated.superseded and not any(form in text for form in forms):
                hidden.append(f"{line.wanted['id']}: {stated.fact.id} {forms} in {text!r}")
    assert seen > 50
    assert hidden == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_that_an_answer_rests_on_is_named(corpus: Corpus, language: str) -> None:
    unnamed = [
        f"{line.wanted['id']}: {stated.fact.letter}"
        for line in corpus(language)
        for stated in line.answer.reply.answer.stated
        if stated.fact.letter not in line.answer.text
    ]
    assert unnamed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_shows_a_canonical_date_or_number(corpus: Corpus, language: str) -> None:
    raw = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}-\d{2}/|\+\d{9,}|/\.\.|XXXX")
    found = [f"{line.wanted['id']}: {line.answer.text!r}" for line in corpus(language) if raw.search(line.answer.text)]
    assert found == []


def balanced(text: str) -> bool:
    """Whether every isolate is closed in the line where it is opened."""
    for line in text.splitlines():
        depth = 0
        for character in line:
            depth += (character == ISOLATES[0]) - (character == ISOLATES[1])
            if depth < 0:
                return False
        if depth:
            return False
    return True


def test_isolates_are_balanced_in_arabic(corpus: Corpus) -> None:
    texts = [line.answer.text for line in corpus("ar")]
    assert sum(ISOLATES[0] in text for text in texts) > 50
    assert [text for text in texts if not balanced(text)] == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ar"])
def test_no_isolates_stand_in_other_languages(corpus: Corpus, language: str) -> None:
    assert [line.answer.text for line in corpus(language) if set(ISOLATES) & set(line.answer.text)] == []


@pytest.mark.parametrize(
    ("text", "well"),
    [("\u2068a\u2069", True), ("\u2068a", False), ("\u2069a\u2068", False), ("\u2068a\n\u2069", False), ("a", True)],
)
def test_balanced_sees_what_it_is_to_see(text: str, well: bool) -> None:
    assert balanced(text) is well


@pytest.mark.parametrize(
    ("now", "line"),
    [
        ("2022-12-01T09:00:00+01:00", "vence el 31 de enero de 2023 (dentro de 2 meses)."),
        ("2023-01-30T09:00:00+01:00", "vence el 31 de enero de 2023 (mañana)."),
        ("2023-01-31T00:00:00+01:00", "vence hoy, 31 de enero de 2023."),
        ("2023-01-31T23:59:59+01:00", "vence hoy, 31 de enero de 2023."),
        ("2023-02-01T00:00:00+01:00", "venció el 31 de enero de 2023 (ayer)."),
        ("2026-11-22T09:00:00+01:00", "venció el 31 de enero de 2023 (hace 3 años)."),
    ],
)
def test_a_deadline_is_told_as_past_today_or_to_come(ask: Ask, now: str, line: str) -> None:
    answer = ask("¿Hasta cuándo se pueden presentar entradas al Inventario?", now)
    assert answer.text.splitlines()[0].endswith(line)


@pytest.mark.parametrize(
    ("language", "past", "today", "future"),
    [
        ("ar", "كان 31 يناير 2023", "هو اليوم، 31 يناير 2023", "هو 31 يناير 2023"),
        ("en", "was 31 January 2023", "is today, 31 January 2023", "is 31 January 2023"),
        ("es", "venció el 31 de enero de 2023", "vence hoy, 31 de enero de 2023", "vence el 31 de enero de 2023"),
        ("fr", "a expiré le 31 janvier 2023", "expire aujourd'hui, le 31 janvier 2023", "expire le 31 janvier 2023"),
        ("ru", "истёк 31 января 2023 года", "истекает сегодня, 31 января 2023 года", "истекает 31 января 2023 года"),
        ("zh", "2023年1月31日（昨天），现已截止", "今天，2023年1月31日", "截止日期是2023年1月31日（明天）。"),
    ],
)
def test_a_deadline_has_its_tense_in_each_language(ask: Ask, language: str, past: str, today: str, future: str) -> None:
    days = ("2023-02-01", "2023-01-31", "2023-01-30")
    question = "¿Hasta cuándo se pueden presentar entradas al Inventario?"
    came = [ask(question, f"{day}T12:00:00+01:00", language=language).text for day in days]
    assert [words in text for words, text in zip((past, today, future), came, strict=True)] == [True, True, True]


def test_the_day_is_counted_in_geneva(ask: Ask) -> None:
    question = "¿Hasta cuándo se pueden presentar entradas al Inventario?"
    assert "vence hoy" in ask(question, "2023-01-30T23:30:00+00:00").text
    assert "venció" in ask(question, "2023-01-31T13:00:00-10:00").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_says_whom_to_ask(ask: Ask, language: str) -> None:
    answer = ask("When is the WSIS Stocktaking 2031?", language=language)
    assert status(answer) == "unknown"
    assert "wsis-stocktaking@itu.int" in answer.text
    assert "Vladimir Stankovic" in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_shows_its_options_in_the_language(ask: Ask, language: str) -> None:
    answer = ask("What is the fax number?", language=language)
    assert status(answer) == "clarify"
    assert answer.text.splitlines()[1:] == [f"– {option}" for option in answer.options]


def test_letters_words_stand_in_quotation_marks(ask: Ask) -> None:
    text = ask("What is the theme of the WSIS Forum 2020?").text
    assert "“Fomentar la transformación digital y las asociaciones globales:" in text


@pytest.mark.parametrize(("value", "text"), [("+41227306240", "+41 22 730 62 40"), ("+12025550123", "+1 202-555-0123")])
def test_a_telephone_number_is_grouped_as_people_write_it(value: str, text: str) -> None:
    assert phone_text(value) == text


def test_what_the_asker_wrote_is_not_repeated(ask: Ask) -> None:
    assert "zebra" not in ask("zebra {{ 7*7 }} <b>zebra</b>?").text
