"""A whole letter: its head, its signature, what disagrees, and that hostile text takes time linear in its length."""

import time

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.extract import extract
from knowledge.extraction.reading import read_document
from knowledge.extraction.values import Extracted

HEAD = """Forum of Small Firms

Geneva, 4 March 2025

Ref.: {reference}
Contact: Ms Jane Doe
E-mail: jane@example.org

To:

- Member States
- Associations of
small firms

Subject: **{subject}**

Dear Sir/Madam,

{body}

Yours faithfully,

*(signed)*

Ana EXAMPLE
Secretary
"""
BODY = "The Dialogue on Trade will be held from 24 to 26 June 2025 in Montevideo (Uruguay)."


def read(reference: str = "CL-25/031", subject: str = "The Dialogue on Trade", body: str = BODY) -> Extracted:
    """The invented letter, with something changed."""
    text = HEAD.format(reference=reference, subject=subject, body=body)
    return extract(read_document("a.md", text.encode()), letter_words())


def test_letter_gives_what_its_head_and_signature_say() -> None:
    found = read()
    assert (found.language, found.reference, found.date) == ("en", "CL-25/031", "2025-03-04")
    assert (found.subject, found.signatory) == ("The Dialogue on Trade", "Ana EXAMPLE")
    assert found.addressees == ("Member States", "Associations of small firms")
    assert found.warnings == ()


def test_event_has_its_name_place_and_sentence() -> None:
    (event,) = read().events
    assert (event.name, event.value, event.place) == (
        "The Dialogue on Trade",
        "2025-06-24/2025-06-26",
        "Montevideo (Uruguay)",
    )
    assert event.quote == BODY


@pytest.mark.parametrize(
    ("written", "reference"),
    [
        ("CL-25/031", "CL-25/031"),
        ("**CL-25/031**", "CL-25/031"),
        ("TSB Circular 301", "TSB Circular 301"),
        ("CL-25/031, 4 March 2025", "CL-25/031"),
        ("№ 14-К/25", "14-К/25"),
        ("GF/PRIZE/2 — Annexes: 2", "GF/PRIZE/2"),
    ],
)
def test_reference_stands_without_what_follows_it(written: str, reference: str) -> None:
    assert read(reference=written).reference == reference


def test_subject_that_gives_other_days_than_the_text_is_warned_of_and_both_are_given() -> None:
    found = read(subject="The Dialogue on Trade, 23-26 June 2025")
    assert {event.value for event in found.events} == {"2025-06-23/2025-06-26", "2025-06-24/2025-06-26"}
    assert found.warnings == ("the subject gives 2025-06-23/2025-06-26, the text does not: 2025-06-24/2025-06-26",)


def test_event_that_subject_and_text_both_give_is_one() -> None:
    found = read(subject="The Dialogue on Trade, 24-26 June 2025")
    assert [event.quote for event in found.events] == [BODY]


def test_days_with_and_without_hours_are_one_event() -> None:
    once = "The opening ceremony will be held on 24 June 2025."
    body = f"{once}\n\nThe opening ceremony is on 24 June 2025 at 10:00. {BODY}"
    assert [event.value for event in read(body=body).events] == ["2025-06-24T10:00", "2025-06-24/2025-06-26"]


def test_deadline_tells_where_to_send() -> None:
    found = read(body="Please send your reply by 9 May 2025. The address is desk@example.org.")
    assert [(one.value, one.send_to) for one in found.deadlines] == [("2025-05-09", ("desk@example.org",))]


def test_last_day_of_a_period_is_a_deadline_too() -> None:
    found = read(body="The public consultation is open from 10 March to 30 April 2025.")
    assert [event.value for event in found.events] == ["2025-03-10/2025-04-30"]
    assert [deadline.value for deadline in found.deadlines] == ["2025-04-30"]


@pytest.mark.parametrize("text", ["x", "12345", "Ref.:", "4 March 2025", "…", "#\n\n|\n", "۞", "Dear Sir,"])
def test_text_that_is_no_letter_gives_next_to_nothing(text: str) -> None:
    found = extract(read_document("a.txt", text.encode()), letter_words())
    assert (found.contacts, found.deadlines, found.signatory) == ((), (), None)


HOSTILE = [
    "1234567890",
    "3 de mayo de 2020, ",
    "Sr. A ",
    "Tel.: +41 22 730 6240 ",
    "a@",
    "; ",
    "( ",
    "Ref.: ",
    "会议于",
    "by 3 May ",
    "Contact: Ms A B\n",
    "Meeting on 3 May 2020.\n\n",
    "| 3 May 2020 ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_length_of_the_text_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        document = read_document("a.txt", (HEAD.partition("{body}")[0] + piece * (length // len(piece))).encode())
        before = time.process_time()
        extract(document, letter_words())
        return time.process_time() - before

    seconds(1_000)
    short, long = seconds(4_000), seconds(16_000)
    assert long < 10 * short
