"""Whom a letter names to write to or call, and how telephone numbers and names are written."""

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.contact_book import ContactBook
from knowledge.extraction.contacts import read_head_contacts, read_text_contacts
from knowledge.extraction.document import BlockKind
from knowledge.extraction.fields import Line, read_fields
from knowledge.extraction.numbers import phones_in, regions_of_numbers, urls_in
from knowledge.extraction.people import names_of
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.values import Contact


def head(*lines: str, region: str = "CH") -> tuple[Contact, ...]:
    """The contacts of the lines of a letterhead."""
    book, words = ContactBook(), letter_words()
    rows = [Line(text=text, block=n, kind=BlockKind.PARAGRAPH, is_new=True) for n, text in enumerate(lines)]
    read_head_contacts(book, [field for row in rows for field in read_fields(row, words)], words, (region,))
    return book.entries()


def text(*sentences: str, language: str = "en", region: str = "CH") -> tuple[Contact, ...]:
    """The contacts of sentences."""
    book = ContactBook()
    for sentence in sentences:
        read_text_contacts(book, Sentence(text=sentence, block=0), letter_words(), language, (region,))
    return book.entries()


@pytest.mark.parametrize(
    "lines",
    [
        ("Contact: Ms Jane Doe", "Tel.: +41 22 555 01 37", "Fax: +41 22 555 0138", "E-mail: Jane@Example.org"),
        ("Contacto: Sra. Jane Doe", "Teléfono: 022 555 01 37 Fax: 022 555 01 38", "Correo-e: jane@example.org"),
        ("Personne à contacter : Mme Jane Doe, tél. 022 555 01 37, fax 022 555 01 38, courriel : jane@example.org",),
        (
            "Контактное лицо: г-жа Jane Doe",
            "Тел.: +41 (0)22 555 0137; факс: +41 22 555 0138",
            "Эл. почта: jane@example.org",
        ),
        ("联系人：Jane Doe女士", "电话：+41 22 555 0137", "传真：+41 22 555 0138", "电子邮件：jane@example.org"),
        (
            "جهة الاتصال: السيدة Jane Doe",
            "الهاتف: +٤١ ٢٢ ٥٥٥ ٠١٣٧",
            "الفاكس: +41 22 555 0138",
            "البريد الإلكتروني: jane@example.org",
        ),
    ],
)
def test_letterhead_in_any_language_gives_its_contact(lines: tuple[str, ...]) -> None:
    wanted = Contact(name="Jane Doe", phone="+41225550137", fax="+41225550138", email="jane@example.org")
    assert head(*lines) == (wanted,)


def test_second_telephone_is_a_second_entry_under_the_same_name() -> None:
    assert head("Contact: Dr A. Bee", "Tel.: +41 22 555 0137 / +41 22 555 0138", "E-mail: a@example.org") == (
        Contact(name="A. Bee", phone="+41225550137", email="a@example.org"),
        Contact(name="A. Bee", phone="+41225550138"),
    )


def test_second_number_of_the_same_line_may_be_only_its_end() -> None:
    assert [found.value for found in phones_in("+41 22 730 5989/5887", "CH")] == ["+41227305989", "+41227305887"]


def test_address_without_a_person_has_no_name() -> None:
    assert head("Tel: +41 22 555 0137", "E-mail: desk@example.org") == (
        Contact(phone="+41225550137", email="desk@example.org"),
    )


def test_office_is_no_persons_name() -> None:
    assert head("Contact: Registration Unit", "E-mail: desk@example.org") == (Contact(email="desk@example.org"),)


@pytest.mark.parametrize(
    ("language", "sentence", "wanted"),
    [
        (
            "en",
            "Please contact Mr Olu Bankole (olu.bankole@example.org, tel. +41 22 555 01 44, ext. 12).",
            [Contact(name="Olu Bankole", phone="+41225550144", email="olu.bankole@example.org")],
        ),
        (
            "en",
            "Papers go to papers@example.org with a copy to Ms Ines Dee (ines@example.org).",
            [Contact(email="papers@example.org"), Contact(name="Ines Dee", email="ines@example.org")],
        ),
        (
            "en",
            "Write to jane.doe@example.org (Ms Jane Doe) for further information.",
            [Contact(name="Jane Doe", email="jane.doe@example.org")],
        ),
        (
            "en",
            "For questions contact Jane Doe at jane.doe@example.org.",
            [Contact(name="Jane Doe", email="jane.doe@example.org")],
        ),
        (
            "es",
            "Consultas: +57 601 555 0102, ext. 33 (Sr. Iván Rocha).",
            [Contact(name="Iván Rocha", phone="+576015550102")],
        ),
        (
            "ru",
            "Вопросы можно задать Нино Горгиладзе (тел. +995 322 55 01 37).",
            [Contact(name="Нино Горгиладзе", phone="+995322550137")],
        ),
        (
            "zh",
            "请与法律事务官员穆罕默德·阿里先生联系（电话：+86 10 5555 0137）。",
            [Contact(name="穆罕默德·阿里", phone="+861055550137")],
        ),
        (
            "ar",
            "يمكن الاتصال بالآنسة رنا قعوار على الرقم +962 6 555 0145.",
            [Contact(name="رنا قعوار", phone="+96265550145")],
        ),
    ],
)
def test_sentence_gives_people_with_their_details(language: str, sentence: str, wanted: list[Contact]) -> None:
    assert list(text(sentence, language=language)) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "The session was chaired by H.E. Mr Maxim Parshin.",
        "Kyoto International Conference Hall, Tel: +81 75 705 1234",
        "The meeting is held under document 2019-07-23/12345.",
    ],
)
def test_those_whom_nobody_is_asked_to_write_to_are_no_contacts(sentence: str) -> None:
    assert text(sentence) == ()


def test_somebody_named_again_by_the_last_name_is_one_entry() -> None:
    assert text("Contact Ms Nkechi Adomako, tel. +43 1 555 01 42.", "Please contact Ms Adomako soon.") == (
        Contact(name="Nkechi Adomako", phone="+4315550142"),
    )


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Mr A. Bee / Ms C. Dee, Adviser", ["A. Bee", "C. Dee"]),
        ("M. Loïc Kerbrat et Mme Sanne De Wilde", ["Loïc Kerbrat", "Sanne De Wilde"]),
        ("M. le Dr Urs Aebischer", ["Urs Aebischer"]),
        ("ACHTERHOF, Tilman", ["Tilman ACHTERHOF"]),
        ("外事处 周若彤", ["周若彤"]),
        ("Secretariat of Study Group 5", []),
        ("info@example.org", []),
    ],
)
def test_names_lose_their_titles_and_posts(value: str, names: list[str]) -> None:
    assert names_of(value, letter_words()) == names


@pytest.mark.parametrize(
    ("number", "region", "value"),
    [
        ("022 555 01 37", "CH", "+41225550137"),
        ("(51-1) 555 0177", "PE", "+5115550177"),
        ("8 (727) 355-01-77", "KZ", "+77273550177"),
        ("0041 22 555 0137", "CH", "+41225550137"),
        ("+82 2 555 0137电子邮件", "KR", "+8225550137"),
    ],
)
def test_numbers_become_e164_by_the_letters_country(number: str, region: str, value: str) -> None:
    assert [found.value for found in phones_in(number, region)] == [value]


def test_country_is_that_of_most_numbers_with_a_code() -> None:
    assert regions_of_numbers(["Tel +598 2 555 0145", "Fax +598 2 555 0146, +41 22 555 0137"]) == ("UY", "CH")
    assert regions_of_numbers(["no number"]) == ()


@pytest.mark.parametrize(
    ("sentence", "urls"),
    [
        ("See www.example.org/a, or <https://example.org/b>.", ["https://www.example.org/a", "https://example.org/b"]),
        ("(see example.org/go/x_(y))", ["https://example.org/go/x_(y)"]),
        ("desk@example.org", []),
        ("通过https://www.example.org/注册。", ["https://www.example.org/"]),
    ],
)
def test_web_addresses_get_a_scheme_and_lose_punctuation(sentence: str, urls: list[str]) -> None:
    assert [found.value for found in urls_in(sentence)] == urls
