"""The built-in letters: nothing in their files that the letters don't say, nothing of weight left out."""

import re
from datetime import date

import pytest

from bot.library import Knowledge
from knowledge.book import FactBook
from knowledge.model import LANGUAGES, Fact, Kind
from tests.scoring import plain

REFERENCES = ["CL-19/35", "CL-20/025", "CL-21/4", "Foro CMSI 2020", "WSIS_Stocktaking_2023"]
MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()  # noqa: SIM905
)
MONTH = "|".join(MONTHS)
DAY = re.compile(rf"(?P<day>\d{{1,2}}) de (?P<month>{MONTH})(?: (?:de )?(?P<year>\d{{4}}))?")
FIRST_DAY = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?: al |-)\d{{1,2}} de (?P<month>{MONTH})(?: (?:de )?(?P<year>\d{{4}}))?"
)
WHOLE_MONTH = re.compile(rf"(?<!\d de )\b(?P<month>{MONTH})(?:/(?:{MONTH}))? de (?P<year>\d{{4}})")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+\d[\d ]{6,}\d")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s)>\]]+|(?<![\w./])wsis\.org/[^\s)>\]]+")


@pytest.fixture
def book(knowledge: Knowledge) -> FactBook:
    return knowledge.library.book


def facts_of(book: FactBook, reference: str, *kinds: Kind) -> list[Fact]:
    """The facts of a letter, of some kinds."""
    return [fact for fact in book.facts.values() if fact.letter == reference and fact.kind in kinds]


def text_of(book: FactBook, reference: str) -> str:
    """A letter's words, lower case, without Markdown."""
    return plain(book.letters[reference].text).lower()


def dated_days(facts: list[Fact]) -> set[date]:
    """The first and last days of dated facts."""
    return {day for fact in facts if fact.when for day in (fact.when.first_day(), fact.when.last_day())}


@pytest.mark.parametrize(
    ("reference", "day", "count"),
    [
        ("Foro CMSI 2020", "2019-05-31", 82),
        ("CL-19/35", "2019-07-23", 29),
        ("CL-20/025", "2020-06-16", 32),
        ("CL-21/4", "2021-02-03", 39),
        ("WSIS_Stocktaking_2023", "2022-09-07", 43),
    ],
)
def test_each_letter_is_there_with_its_date_and_all_its_facts(
    book: FactBook, reference: str, day: str, count: int
) -> None:
    assert book.letters[reference].date.text == day
    assert len(facts_of(book, reference, *Kind)) == count


def test_no_other_letter_is_there(book: FactBook) -> None:
    assert sorted(book.letters) == sorted(REFERENCES)


def test_every_quote_is_verbatim_in_its_letter(book: FactBook) -> None:
    texts = {reference: plain(letter.text) for reference, letter in book.letters.items()}
    assert [fact.id for fact in book.facts.values() if plain(fact.quote) not in texts[fact.letter]] == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_e_mail_address_in_a_letter_is_a_fact(book: FactBook, reference: str) -> None:
    known = {fact.value for fact in facts_of(book, reference, Kind.EMAIL)}
    assert set(EMAIL.findall(text_of(book, reference))) == known


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_telephone_number_in_a_letter_is_a_fact(book: FactBook, reference: str) -> None:
    known = {fact.value for fact in facts_of(book, reference, Kind.PHONE, Kind.FAX)}
    assert {number.replace(" ", "") for number in PHONE.findall(text_of(book, reference))} == known


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_web_address_in_a_letter_is_a_fact(book: FactBook, reference: str) -> None:
    written = {address.rstrip(".,;:") for address in ADDRESS.findall(plain(book.letters[reference].text))}
    known = {fact.value for fact in facts_of(book, reference, Kind.URL)}
    assert {address if "://" in address else f"https://{address}" for address in written} == known


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_day_in_a_letter_is_a_date_of_some_fact(book: FactBook, reference: str) -> None:
    days = dated_days(facts_of(book, reference, Kind.DATE, Kind.DEADLINE))
    text = text_of(book, reference)
    written = [match for pattern in (DAY, FIRST_DAY) for match in pattern.finditer(text)]
    assert written
    missing = [
        match.group()
        for match in written
        if not any(
            (day.day, MONTHS[day.month - 1]) == (int(match["day"]), match["month"])
            and match["year"] in {None, str(day.year)}
            for day in days
        )
    ]
    assert missing == []


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_month_of_a_year_in_a_letter_is_a_date_of_some_fact(book: FactBook, reference: str) -> None:
    points = [
        point
        for fact in facts_of(book, reference, Kind.DATE, Kind.DEADLINE)
        if fact.when
        for point in (fact.when.start, fact.when.end or fact.when.start)
    ]
    months = {(MONTHS[point.month - 1], str(point.year)) for point in points if point.month and not point.day}
    assert {(m["month"], m["year"]) for m in WHOLE_MONTH.finditer(text_of(book, reference))} <= months


def test_the_scanner_sees_what_it_is_to_see() -> None:
    text = (
        "del 7 al 10 de junio de 2030, 3 de mayo 2030, enero/febrero de 2031: "
        "a@example.org, +41 22 730 00 00, www.example.org/x."
    )
    assert [match.group() for match in DAY.finditer(text)] == ["10 de junio de 2030", "3 de mayo 2030"]
    assert [match["day"] for match in FIRST_DAY.finditer(text)] == ["7"]
    assert [match["month"] for match in WHOLE_MONTH.finditer(text)] == ["enero"]
    assert EMAIL.findall(text) == ["a@example.org"]
    assert PHONE.findall(text) == ["+41 22 730 00 00"]
    assert ADDRESS.findall(text) == ["www.example.org/x."]


def test_superseded_are_exactly_dates_and_place_of_the_first_plan_of_2020(book: FactBook) -> None:
    replaced = {fact.id: set(fact.superseded_by) for fact in book.facts.values() if fact.replaced}
    assert replaced == {
        "Foro CMSI 2020#forum-dates": {"CL-20/025#forum-dates", "CL-20/025#final-week-dates"},
        "Foro CMSI 2020#forum-place": {"CL-20/025#forum-format"},
        "Foro CMSI 2020#forum-city": {"CL-20/025#forum-format"},
    }


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        ("CL-19/35#reduced-fee-date", "past"),
        ("CL-20/025#forum-dates", "year"),
        ("CL-20/025#contact-phone", "6240"),
        ("CL-20/025#addressee-administrations", "two entries"),
        ("CL-21/4#contact-phone", "6076"),
        ("CL-21/4#forum-opening", "year"),
        ("Foro CMSI 2020#contact-phone", "6076"),
        ("Foro CMSI 2020#phase-2-date", "year"),
        ("Foro CMSI 2020#phase-3-date", "por confirmar"),
        ("Foro CMSI 2020#phase-3-occasion", "2019"),
        ("Foro CMSI 2020#subject", "heading"),
        ("WSIS_Stocktaking_2023#forum-2023-dates", "year"),
    ],
)
def test_what_is_odd_in_a_letter_carries_a_note(book: FactBook, fact: str, words: str) -> None:
    assert words in (book.facts[fact].note or "")


def test_every_deadline_says_in_six_languages_what_is_due_and_where_it_goes(book: FactBook) -> None:
    deadlines = book.fact_list(book.deadlines)
    assert len(deadlines) == 4
    assert [fact.id for fact in deadlines if set(fact.label or {}) != set(LANGUAGES)] == []
    assert [fact.id for fact in deadlines if not fact.send_to] == []


def test_every_letter_has_one_reference_date_signatory_and_subject(book: FactBook) -> None:
    for reference in REFERENCES:
        own = book.fact_list(book.facts_by_letter[reference])
        heads = [(fact.kind, fact.role) for fact in own]
        assert heads.count((Kind.REFERENCE, "letter")) == 1
        assert heads.count((Kind.DATE, "issued")) == 1
        assert [kind for kind, _ in heads].count(Kind.SIGNATORY) == 1
        assert [kind for kind, _ in heads].count(Kind.SUBJECT) == 1
