"""What a question names exactly: addresses, numbers, letters' references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold
from knowledge.understanding.entities import find_entities, find_phones, read_references

REFERENCES = read_references(["CL-19/35", "CL-20/025", "CL-21/4", "Foro CMSI 2020", "WSIS_Stocktaking_2023"])


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("CL-19/35", "CL-19/35"),
        ("cl 19/35", "CL-19/35"),
        ("CL19-35", "CL-19/35"),
        ("CL–20/025", "CL-20/025"),
        ("cl-20/25", "CL-20/025"),
        ("la 21/4", "CL-21/4"),
        ("Cl.21/04", "CL-21/4"),
        ("letter WSIS_Stocktaking_2023?", "WSIS_Stocktaking_2023"),
        ("ＣＬ-19/35", "CL-19/35"),
        ("信函CL-19/35的日期", "CL-19/35"),
    ],
)
def test_a_reference_is_found_however_it_is_written(text: str, reference: str) -> None:
    entities, _ = find_entities(fold(text), REFERENCES)
    assert entities.letters == (reference,)
    assert entities.unknown_codes == ()


@pytest.mark.parametrize("text", ["CL-19/36", "CL-22/35", "cl 18/1"])
def test_a_reference_that_is_not_there_is_reported(text: str) -> None:
    entities, _ = find_entities(fold(text), REFERENCES)
    assert entities.letters == ()
    assert len(entities.unknown_codes) == 1


@pytest.mark.parametrize("text", ["A/70/125", "16/08/2019", "2019/35", "19/351", "abc-19/35x"])
def test_what_only_resembles_a_reference_is_none(text: str) -> None:
    entities, _ = find_entities(fold(text), REFERENCES)
    assert (entities.letters, entities.unknown_codes) == ((), ())


@pytest.mark.parametrize(
    ("text", "emails"),
    [
        ("¿De quién es SME@ITU.INT?", ("sme@itu.int",)),
        ("sme@itu.int, wsis-info@itu.int.", ("sme@itu.int", "wsis-info@itu.int")),
        ("<first.last+tag@mail.example.org>", ("first.last+tag@mail.example.org",)),
        ("邮箱sme@itu.int是谁的", ("sme@itu.int",)),
        ("someone@localhost", ()),
        ("@itu.int", ()),
    ],
)
def test_e_mail_addresses_are_found(text: str, emails: tuple[str, ...]) -> None:
    assert find_entities(fold(text), REFERENCES)[0].emails == emails


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("¿Qué es https://www.itu.int/go/wsisfund?", ("https://www.itu.int/go/wsisfund",)),
        ("www.wsis.org/forum.", ("www.wsis.org/forum",)),
        ("see wsis.org/forum", ("wsis.org/forum",)),
        ("(https://connect.itu.int/itu-spm-roomg2/)", ("https://connect.itu.int/itu-spm-roomg2/",)),
        ("¿y 12.30/45?", ()),
    ],
)
def test_web_addresses_are_found(text: str, urls: tuple[str, ...]) -> None:
    assert find_entities(fold(text), REFERENCES)[0].urls == urls


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+41 22 730 6240", ("41227306240",)),
        ("0041 22 730 62 40", ("41227306240",)),
        ("022 730 6240", ("227306240",)),
        ("(22) 730-6240", ("227306240",)),
        ("730 6240", ("7306240",)),
        ("+41.22.730.6076 y 730 6384", ("41227306076", "7306384")),
        ("730 62", ()),
        ("2019 2020", ()),
        ("cl-19/35", ()),
    ],
)
def test_telephone_numbers_are_found_by_their_digits(text: str, digits: tuple[str, ...]) -> None:
    assert find_phones(fold(text))[0] == digits


def test_what_is_found_is_blanked_out() -> None:
    text = "carta cl-19/35 y sme@itu.int"
    _, rest = find_entities(text, REFERENCES)
    assert rest.split() == ["carta", "y"]
    assert len(rest) == len(text)


@given(st.text("abcl0123456789@./-_+ ()", max_size=60))
def test_any_text_keeps_its_length(text: str) -> None:
    entities, rest = find_entities(text, REFERENCES)
    phones, bare = find_phones(rest)
    assert (len(rest), len(bare)) == (len(text), len(text))
    assert set(entities.letters) <= {"CL-19/35", "CL-20/025", "CL-21/4", "WSIS_Stocktaking_2023"}
    assert [number for number in phones if not number.isdigit()] == []
