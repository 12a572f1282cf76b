"""Countries and time zones by the names that people give them, in six languages."""

import subprocess
import sys
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import paths
from handlers.place_names import cities, country_codes
from handlers.places import MOST_SUGGESTIONS, MOST_ZONES, country_name, find_country, find_zone, zone_label
from knowledge.model import LANGUAGES

ANY_TEXT = st.text(st.characters())
SHARED_NAMES = {"CG", "MF", "SX"}
"""Countries that the CLDR, in some language, calls by a name that another bears too."""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Switzerland", "CH"),
        ("  suiza ", "CH"),
        ("SUISSE", "CH"),
        ("Швейцария", "CH"),
        ("瑞士", "CH"),
        ("سويسرا", "CH"),
        ("ch", "CH"),
        ("CHE", "CH"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("EE. UU.", "US"),
        ("Estados Unidos", "US"),
        ("США", "US"),
        ("UK", "GB"),
        ("Rusia", "RU"),
        ("Россия", "RU"),
        ("Российская Федерация", "RU"),
        ("中国", "CN"),
        ("中華人民共和國", None),
        ("Côte d'Ivoire", "CI"),
        ("Cote dIvoire", "CI"),
        ("Ivory Coast", "CI"),
        ("The Gambia", "GM"),
        ("Trinidad and Tobago", "TT"),
        ("Trinité-et-Tobago", "TT"),
        ("St Lucia", "LC"),
        ("Острова Кука", "CK"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Viet Nam", "VN"),
        ("جمهورية كوريا", "KR"),
        ("Guinea", "GN"),
        ("Niger", "NE"),
        ("香港", "HK"),
        ("Burma", "MM"),
    ],
)
def test_a_country_is_found_by_its_name(text: str, code: str | None) -> None:
    assert find_country(text).code == code


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("Korea", ("KR", "KP")),
        ("كوريا", ("KR", "KP")),
        ("Congo", ("CD", "CG")),
        ("刚果", ("CD", "CG")),
        ("Colobmia", ("CO",)),
        ("Swizerland", ("CH",)),
        ("Nigera", ("NG", "NE")),
        ("I come from Spain", ("ES",)),
        ("no", ("NO",)),
        ("Sí", ("SI",)),
    ],
)
def test_a_slip_or_a_shared_name_is_only_a_suggestion(text: str, suggestions: tuple[str, ...]) -> None:
    found = find_country(text)
    assert (found.code, found.suggestions) == (None, suggestions)


@pytest.mark.parametrize("text", ["", " ", "EU", "ZZ", "UN", "Europe", "Europa", "Африка", "亚洲", "XA", "???", "42"])
def test_what_is_no_country_is_none(text: str) -> None:
    found = find_country(text)
    assert (found.code, found.suggestions) == (None, ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_found_by_the_name_it_is_shown_with(language: str) -> None:
    wrong = [code for code in country_codes() if find_country(country_name(code, language)).code != code]
    assert set(wrong) <= SHARED_NAMES


def test_there_are_as_many_countries_as_in_iso_3166() -> None:
    assert len(country_codes()) == 249


@given(ANY_TEXT)
def test_any_text_gives_at_most_four_countries(text: str) -> None:
    found = find_country(text)
    assert len(found.suggestions) <= MOST_SUGGESTIONS
    assert {*found.suggestions, *([found.code] if found.code else [])} <= country_codes()


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("CH", "es", "Suiza"),
        ("KR", "ru", "Республика Корея"),
        ("PS", "en", "State of Palestine"),
        ("MM", "fr", "Myanmar"),
        ("ZZ", "en", "ZZ"),
    ],
)
def test_a_country_is_called_as_its_language_calls_it(code: str, language: str, name: str) -> None:
    assert country_name(code, language) == name


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("America/Bogota", "America/Bogota"),
        ("america/new york", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Ginebra", "Europe/Zurich"),
        ("Женева", "Europe/Zurich"),
        ("日内瓦", "Europe/Zurich"),
        ("جنيف", "Europe/Zurich"),
        ("bogota", "America/Bogota"),
        ("Пекин", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("New Delhi", "Asia/Kolkata"),
        ("Washington, DC", "America/New_York"),
        ("Washington, USA", "America/New_York"),
        ("Viena", "Europe/Vienna"),
        ("نيروبي", "Africa/Nairobi"),
        ("纽约", "America/New_York"),
        ("Kiev", "Europe/Kyiv"),
        ("Colombia", "America/Bogota"),
        ("Singapur", "Asia/Singapore"),
        ("Argentina", "America/Argentina/Buenos_Aires"),
        ("Valencia, España", "Europe/Madrid"),
        ("UTC", "Etc/UTC"),
        ("gmt", "Etc/UTC"),
        ("UTC+0", "Etc/UTC"),
        ("UTC+3", "Etc/GMT-3"),
        ("GMT-5", "Etc/GMT+5"),
        ("UTC −04:00", "Etc/GMT+4"),
        ("+5", "Etc/GMT-5"),
        ("UTC+٣", "Etc/GMT-3"),
    ],
)
def test_a_zone_is_found_by_its_name_city_country_or_distance(text: str, zone: str) -> None:
    found = find_zone(text, "es")
    assert (found.zone, found.suggestions) == (zone, ())


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("Brasil", ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha")),
        ("Congo", ("Africa/Kinshasa", "Africa/Lubumbashi", "Africa/Brazzaville")),
        ("UTC+5:30", ("Asia/Colombo", "Asia/Kolkata")),
        ("UTC-3:30", ("America/St_Johns",)),
        ("Genevva", ("Europe/Zurich",)),
        ("Mosocw", ("Europe/Moscow",)),
        ("Granada", ("America/Grenada", "Europe/Madrid")),
        ("San Juan", ("America/Argentina/San_Juan", "America/Puerto_Rico")),
        ("EST", ("America/New_York", "Europe/Tallinn")),
        ("no", ("Europe/Oslo",)),
    ],
)
def test_a_zone_that_is_not_certain_is_only_suggested(text: str, suggestions: tuple[str, ...]) -> None:
    found = find_zone(text, "es")
    assert (found.zone, found.suggestions) == (None, suggestions)


def test_a_country_with_many_clocks_offers_them_the_most_people_first() -> None:
    found = find_zone("Россия", "ru")
    assert (found.zone, found.suggestions[0], len(found.suggestions)) == (None, "Europe/Moscow", 11)


def test_a_name_of_country_and_capital_is_what_the_language_means_by_it() -> None:
    assert find_zone("Mexico", "fr").zone == "America/Mexico_City"
    assert find_zone("Mexico", "en").suggestions[:2] == ("America/Mexico_City", "America/Tijuana")


@pytest.mark.parametrize("text", ["", "UTC+15", "UTC+5:31", "Etc/Unknown", "Europe", "?"])
def test_what_is_no_zone_is_none(text: str) -> None:
    found = find_zone(text, "en")
    assert (found.zone, found.suggestions) == (None, ())


def test_every_zone_of_a_city_exists() -> None:
    assert {zone for named in cities().exact.values() for zone in named} <= available_timezones()


@given(ANY_TEXT, st.sampled_from(LANGUAGES))
def test_any_text_gives_zones_that_exist(text: str, language: str) -> None:
    found = find_zone(text, language)
    assert len(found.suggestions) <= MOST_ZONES
    assert {*found.suggestions, *([found.zone] if found.zone else [])} <= available_timezones()


@pytest.mark.parametrize(
    ("zone", "language", "label"),
    [
        ("America/Bogota", "es", "Bogotá, Colombia"),
        ("America/Bogota", "ar", "بوغوتا، كولومبيا"),
        ("Europe/Zurich", "zh", "苏黎世，瑞士"),
        ("Asia/Singapore", "fr", "Singapour"),
        ("Asia/Calcutta", "en", "Kolkata, India"),
        ("America/Coyhaique", "en", "Coyhaique"),
        ("Etc/GMT-3", "ru", "UTC+3"),
        ("Etc/UTC", "en", "UTC"),
        ("Mars/Olympus", "en", "Mars/Olympus"),
    ],
)
def test_a_zone_is_labelled_by_city_and_country(zone: str, language: str, label: str) -> None:
    assert zone_label(zone, language) == label


def test_asking_a_question_loads_no_places() -> None:
    program = "import sys, handlers.question, handlers.render; print('handlers.place_names' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=paths.ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout == "False\n"
