"""What holds for every question, sensible or not."""

import unicodedata
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answers import Rendered
from bot.library import Knowledge
from knowledge.model import LANGUAGES, Kind
from tests.asking import Ask, current, status
from tests.scoring import plain

KEYS = {"language", "status", "reason", "text", "facts", "options"}
FACT_KEYS = {"kind", "subject", "value", "letter", "quote", "superseded"}
KINDS = {str(kind) for kind in Kind}
STATUSES = {"answered", "clarify", "unknown", "help"}
REASONS = {"edition", "not_stated", "off_topic"}
LISTS = {"open_deadlines", "upcoming", "deadlines"}
# Pieces that questions are made of, so that random rows of them reach deep into the program.
PIECES = [
    "¿",
    "?",
    "…",
    ",",
    "cuándo",
    "plazo",
    "foro",
    "CMSI",
    "2020",
    "2021",
    "2031",
    "fax",
    "teléfono",
    "carta",
    "CL-19/35",
    "CL-99/9",
    "sme@itu.int",
    "originalmente",
    "PYME",
    "Budapest",
    "París",
    "inventario",
    "when",
    "deadline",
    "who",
    "phase",
    "3",
    "and",
    "quand",
    "délai",
    "où",
    "когда",
    "форум",
    "срок",
    "факс",
    "متى",
    "المنتدى",
    "الموعد",
    "什么时候",
    "论坛",
    "截止日期",
    "传真",
    "30.02.2020",
    "二〇二〇年",
    "{{7*7}}",
    "<b>",
    "hasta cuándo",
    "Gitanjali Sah",
    "+41 22 730 6240",
    "16 de agosto",
    "el 29 de febrero",
    "WSIS Forum",
    "\n",
    " ",
    "\u202e",
    "\x00",
    "\ud800",
    "'; DROP TABLE facts; --",
    "9" * 40,
]
QUESTIONS = st.one_of(
    st.text(st.characters(), max_size=120),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
)
MOMENTS = st.datetimes(
    datetime(2, 1, 1),  # noqa: DTZ001 - bounds are naive, the zone is added
    datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.timezones(),
)


def check_well_formed(answer: Rendered, knowledge: Knowledge) -> None:
    """Hold an answer against the contract."""
    came = answer.as_json()
    assert came.keys() == KEYS
    assert came["status"] in STATUSES
    assert came["language"] in LANGUAGES
    assert came["text"].strip()
    assert (came["reason"] in REASONS) is (came["status"] == "unknown")
    assert bool(came["options"]) is (came["status"] == "clarify")
    if came["status"] == "answered":
        assert came["facts"] or answer.reply.answer.listing in LISTS
    else:
        assert came["facts"] == []
    book = knowledge.library.book
    values = {(fact.kind, fact.value, fact.letter, fact.quote) for fact in book.facts.values()}
    for fact in came["facts"]:
        assert fact.keys() == FACT_KEYS
        assert fact["kind"] in KINDS
        assert (fact["kind"], fact["value"], fact["letter"], fact["quote"]) in values
        assert plain(fact["quote"]) in plain(book.letters[fact["letter"]].text)


@settings(max_examples=250, deadline=None)
@given(question=QUESTIONS)
@example(question="")
@example(question="x" * 6000)
@example(question="\ud800")
def test_any_text_gets_a_well_formed_answer_from_the_letters(ask: Ask, knowledge: Knowledge, question: str) -> None:
    check_well_formed(ask(question), knowledge)


@settings(max_examples=60, deadline=None)
@given(question=QUESTIONS, language=st.sampled_from(LANGUAGES))
def test_any_text_is_answered_in_the_language_asked_for(
    ask: Ask, knowledge: Knowledge, question: str, language: str
) -> None:
    answer = ask(question, language=language)
    assert answer.reply.language == language
    check_well_formed(answer, knowledge)


@settings(max_examples=60, deadline=None)
@given(questions=st.lists(QUESTIONS, min_size=2, max_size=4))
def test_any_conversation_is_well_formed_throughout(ask: Ask, knowledge: Knowledge, questions: list[str]) -> None:
    answer = ask(questions[0])
    for question in questions[1:]:
        answer = ask(question, dialogue=answer.reply.dialogue)
        check_well_formed(answer, knowledge)


@settings(max_examples=60, deadline=None)
@given(question=QUESTIONS, moment=MOMENTS)
def test_any_moment_will_do(ask: Ask, knowledge: Knowledge, question: str, moment: datetime) -> None:
    check_well_formed(ask(question, moment.isoformat()), knowledge)


@settings(max_examples=60, deadline=None)
@given(question=QUESTIONS)
def test_the_same_question_gets_the_same_answer(ask: Ask, question: str) -> None:
    assert ask(question).as_json() == ask(question).as_json()


PLAIN_QUESTIONS = [
    ("¿Cuándo es el Foro de la CMSI de 2020?", ["2020-06-22/..", "2020-09-07/2020-09-10"]),
    ("¿Hasta cuándo se puede enviar la expresión de interés?", ["2019-08-16", "sme@itu.int"]),
    ("¿Cuál es el teléfono de Gitanjali Sah?", ["+41227306240"]),
    ("When is the WSIS Forum 2021?", ["2021-01/..", "2021-05-17/2021-05-21"]),
    ("Who signed CL-19/35?", ["Houlin ZHAO"]),
    ("What is the fax number of Vladimir Stankovic?", ["+41227306384"]),
    ("Quand a lieu la première session sur les PME ?", ["2019-09-10"]),
    ("Où a lieu la première session sur les PME ?", ["Budapest (Hungría)"]),
    ("Когда состоится Форум ВВУИО 2021?", ["2021-01/..", "2021-05-17/2021-05-21"]),
    ("Кто подписал письмо CL-19/35?", ["Houlin ZHAO"]),
    ("متى يعقد منتدى القمة لعام 2021؟", ["2021-01/..", "2021-05-17/2021-05-21"]),
    ("من وقّع الرسالة CL-19/35؟", ["Houlin ZHAO"]),
    ("2021年信息社会世界峰会论坛什么时候举行？", ["2021-01/..", "2021-05-17/2021-05-21"]),
    ("信函CL-19/35是谁签署的？", ["Houlin ZHAO"]),
    ("Gitanjali Sah的传真号码是多少？", ["+41227306453"]),
]


def without_accents(text: str) -> str:
    """The text without the accents of Latin letters, as it is typed in haste, and with е for ё."""
    parts = unicodedata.normalize("NFD", text.replace("ё", "е"))
    return unicodedata.normalize("NFC", "".join(c for c in parts if not "\u0300" <= c <= "\u0304" and c != "\u0327"))


NOISE: dict[str, Callable[[str], str]] = {
    "none": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "no accents": without_accents,
    "upper case without accents": lambda text: without_accents(text).upper(),
    "doubled spaces": lambda text: "  " + text.replace(" ", "  ") + "\n",
    "no outer punctuation": lambda text: text.strip("¿?？؟ "),
    "more outer punctuation": lambda text: f"... {text}!!!",
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


@pytest.mark.parametrize(("question", "values"), PLAIN_QUESTIONS)
@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_noise_does_not_change_the_facts(
    ask: Ask, question: str, values: list[str], noise: Callable[[str], str]
) -> None:
    assert current(ask(noise(question))) == values


@pytest.mark.parametrize(("question", "values"), PLAIN_QUESTIONS)
def test_a_question_stays_answered_in_each_language_asked_for(ask: Ask, question: str, values: list[str]) -> None:
    answers = {language: ask(question, language=language) for language in LANGUAGES}
    came = {language: (status(answer), current(answer)) for language, answer in answers.items()}
    assert came == dict.fromkeys(LANGUAGES, ("answered", values))
