"""Names of persons and organisations, telephone numbers and countries, as mails write them."""

import pytest

from bot.mailwords import mail_words
from mail.nomination.countries import country_of_domain, only_country
from mail.nomination.details import find_emails, find_phones, to_e164, undisguise
from mail.nomination.names import is_name, strip_titles, tidy
from mail.nomination.organizations import find_organizations
from mail.nomination.russian import nominative_name, nominative_post
from mail.nomination.scan import Scan


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("SAMPLE, Ann", "Ann Sample"),
        ("SAMPLE PÉREZ Ana María", "Ana María Sample Pérez"),
        ("Mr John A. Sample", "John A. Sample"),
        ("H.E. Dr. Ann Sample", "Ann Sample"),
        ("Ann Sample (Ms.)", "Ann Sample"),
        ("Excmo. Sr. D. Juan de la Muestra", "Juan de la Muestra"),
        ("M. Jean-Luc EXEMPLE", "Jean-Luc Exemple"),
        ("г-жа Анна Петровна Примерова", "Анна Петровна Примерова"),
        ("معالي الدكتورة هدى المثال", "هدى المثال"),
        ("李明先生", "李明"),
        ("王小红 女士", "王小红"),
    ],
)
def test_a_name_is_without_titles_and_in_its_usual_order(written: str, name: str) -> None:
    assert tidy(written, mail_words()) == name


@pytest.mark.parametrize(
    "text", ["Ann Sample", "Juan de la Muestra", "Анна Примерова", "رنا الخصاونة", "周子墨", "让·皮埃尔"]
)
def test_a_name_is_known_as_one(text: str) -> None:
    assert is_name(text, mail_words())


@pytest.mark.parametrize(
    "text",
    [
        "Kind Regards",
        "Ministry of Trade",
        "Head of Unit",
        "World Summit",
        "Budapest",
        "Mr",
        "第一次会议",
        "a@b.example",
        "",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert not is_name(text, mail_words())


def test_stripping_tells_whether_there_was_a_title() -> None:
    assert strip_titles("Ms Ann Sample", mail_words()) == ("Ann Sample", True)
    assert strip_titles("Ann Sample", mail_words()) == ("Ann Sample", False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("We at the National Agency for Small Firms of Samoa are pleased", "National Agency for Small Firms of Samoa"),
        (
            "que la Agencia de Fomento de la Pequeña Empresa manifiesta su interés",
            "Agencia de Fomento de la Pequeña Empresa",
        ),
        (
            "par le Ministère du numérique et des petites entreprises, de",
            "Ministère du numérique et des petites entreprises",
        ),
        (
            "что Агентство по развитию торговли Республики Казахстан примет участие",
            "Агентство по развитию торговли Республики Казахстан",
        ),
        ("يسر هيئة تنمية المشاريع في الأردن أن ترشح", "هيئة تنمية المشاريع في الأردن"),
        ("兹通知，江海省发展促进中心拟派两人参加", "江海省发展促进中心"),
        ("Brightwave Solutions Ltd would like to join", "Brightwave Solutions Ltd"),
    ],
)
def test_an_organisation_is_found_from_its_first_word_to_its_last(text: str, name: str) -> None:
    assert [found.text for found in find_organizations(Scan(text, mail_words()))] == [name]


def test_those_written_to_are_no_organisation_of_the_sender() -> None:
    text = "a la Secretaría de la UIT y a la Unión Internacional de Telecomunicaciones"
    assert find_organizations(Scan(text, mail_words())) == []


def test_a_mission_is_told_from_a_ministry() -> None:
    text = "The Permanent Mission of Fiji informs that the Ministry of Trade of Fiji nominates"
    found = find_organizations(Scan(text, mail_words()))
    assert [(o.text, o.is_mission) for o in found] == [
        ("Permanent Mission of Fiji", True),
        ("Ministry of Trade of Fiji", False),
    ]


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("+56 2 2555 0142", None, "+56225550142"),
        ("00221 33 855 01 23", None, "+221338550123"),
        ("(+598) 2 555 0188", None, "+59825550188"),
        ("+44 (0)20 7946 0018", None, "+442079460018"),
        ("0803 555 0101", "NG", "+2348035550101"),
        ("71 555 018", "TN", "+21671555018"),
        ("71 555 018", None, None),
    ],
)
def test_a_number_is_put_into_e164(written: str, country: str | None, number: str | None) -> None:
    assert to_e164(written, country) == number


def test_dates_and_references_are_no_numbers() -> None:
    assert find_phones("on 2019-08-16, CL-19/35, 10.09.2019, Note 0214/2019", labelled=True) == []


def test_addresses_are_found_in_lower_case_even_disguised() -> None:
    assert [m.value for m in find_emails("邮箱A.Sample@Example.ORG，或")] == ["a.sample@example.org"]
    assert [m.value for m in find_emails(undisguise("ann [at] example [dot] org"))] == ["ann@example.org"]


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("a@ministerio.gob.pe", "PE"), ("a@example.gouv.sn", "SN"), ("a@example.go.ke", "KE"), ("a@example.cn", "CN"),
        ("a@example.gov.uk", "GB"), ("a@example.co", None), ("a@example.gov.co", "CO"), ("a@example.io", None),
        ("a@example.eu", None), ("a@example.org", None), ("", None),
    ],
)  # fmt: skip
def test_a_domain_tells_the_country_only_where_it_is_not_sold_to_anybody(address: str, country: str | None) -> None:
    assert country_of_domain(address) == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Instituto Costarricense de Empresas", "CR"), ("Министерство экономики Сенегала", "SN"),
        ("الوكالة المغربية للشركات", "MA"), ("Republic of Korea", "KR"), ("Niger", "NE"), ("Nigeria", "NG"),
        ("la tercera reunión", None), ("France and Spain", None), ("contact us", None),
    ],
)  # fmt: skip
def test_a_text_tells_the_country_where_it_names_one_alone(text: str, country: str | None) -> None:
    assert only_country(text, mail_words(), adjectives=True) == country


def test_russian_names_and_posts_come_back_into_the_nominative() -> None:
    assert nominative_name("Мердана Аннаева", "г-на") == "Мердан Аннаев"
    assert nominative_name("Айгерим Сарсенову", "г-жу") == "Айгерим Сарсенова"
    assert nominative_name("Анна Примерова", "г-жа") == "Анна Примерова"
    assert nominative_post("ведущего специалиста отдела") == "ведущий специалист отдела"
