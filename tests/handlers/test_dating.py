"""Dates and distances as people write them, in six languages."""

import subprocess
import sys
from datetime import date, timedelta

import pytest

from bot import paths
from bot.library import Knowledge
from handlers.dating import distance, show, standing
from knowledge.edtf import parse_edtf
from knowledge.model import LANGUAGES

TODAY = date(2022, 6, 15)
SHOWN = {
    "2019-08-16": [
        "16 أغسطس 2019",
        "16 August 2019",
        "16 de agosto de 2019",
        "16 août 2019",
        "16 августа 2019 года",
        "2019年8月16日",
    ],
    "2021-03-01": [
        "1 مارس 2021",
        "1 March 2021",
        "1 de marzo de 2021",
        "1er mars 2021",
        "1 марта 2021 года",
        "2021年3月1日",
    ],
    "2020-09-07/2020-09-10": [
        "من 7 إلى 10 سبتمبر 2020",
        "7–10 September 2020",
        "del 7 al 10 de septiembre de 2020",
        "du 7 au 10 septembre 2020",
        "7–10 сентября 2020 года",
        "2020年9月7日至10日",
    ],
    "2020-03-30/2020-04-03": [
        "من 30 مارس إلى 3 أبريل 2020",
        "30 March – 3 April 2020",
        "del 30 de marzo al 3 de abril de 2020",
        "du 30 mars au 3 avril 2020",
        "30 марта – 3 апреля 2020 года",
        "2020年3月30日至4月3日",
    ],
    "2020-01": ["يناير 2020", "January 2020", "enero de 2020", "janvier 2020", "январь 2020 года", "2020年1月"],
    "2020-01/2020-02": [
        "يناير/فبراير 2020",
        "January–February 2020",
        "enero/febrero de 2020",
        "janvier-février 2020",
        "январь–февраль 2020 года",
        "2020年1月至2月",
    ],
    "2020-06-22/..": [
        "اعتباراً من 22 يونيو 2020",
        "from 22 June 2020 on",
        "a partir del 22 de junio de 2020",
        "à partir du 22 juin 2020",
        "с 22 июня 2020 года",
        "自2020年6月22日起",
    ],
    "2021-01/..": [
        "اعتباراً من يناير 2021",
        "from January 2021 on",
        "a partir de enero de 2021",
        "à partir de janvier 2021",
        "с января 2021 года",
        "自2021年1月起",
    ],
    "2004/..": [
        "اعتباراً من عام 2004",
        "from 2004 on",
        "a partir de 2004",
        "à partir de 2004",
        "с 2004 года",
        "自2004年起",
    ],
    "2020~": [
        "حوالي عام 2020",
        "around 2020",
        "hacia 2020",
        "2020 (date approximative)",
        "2020 год (ориентировочно)",
        "2020年前后",
    ],
    "2019-11-25?/2019-11-29?": [
        "من 25 إلى 29 نوفمبر 2019 (يُؤكَّد لاحقاً)",
        "25–29 November 2019 (to be confirmed)",
        "del 25 al 29 de noviembre de 2019 (por confirmar)",
        "du 25 au 29 novembre 2019 (à confirmer)",
        "25–29 ноября 2019 года (подлежит подтверждению)",
        "2019年11月25日至29日（待确认）",
    ],
    "2019-06-04T16:00/2019-06-04T17:00": [
        "4 يونيو 2019، من 16:00 إلى 17:00",
        "4 June 2019, 16:00–17:00",
        "4 de junio de 2019, de 16:00 a 17:00 horas",
        "4 juin 2019, de 16:00 à 17:00",
        "4 июня 2019 года, 16:00–17:00",
        "2019年6月4日16:00至17:00",
    ],
    "2030-05-03T12:00Z": [
        "3 مايو 2030، 12:00 بالتوقيت العالمي المنسق",
        "3 May 2030, 12:00 UTC",
        "3 de mayo de 2030, 12:00 UTC",
        "3 mai 2030, 12:00 UTC",
        "3 мая 2030 года, 12:00 UTC",
        "2030年5月3日12:00（协调世界时）",
    ],
    "XXXX-07-06": ["6 يوليو", "6 July", "6 de julio", "6 juillet", "6 июля", "7月6日"],
}


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [(value, *pair) for value, texts in SHOWN.items() for pair in zip(LANGUAGES, texts, strict=True)],
)
def test_a_value_is_shown_as_people_write_it(knowledge: Knowledge, value: str, language: str, text: str) -> None:
    assert show(parse_edtf(value), knowledge.wording(language)) == text


DISTANCES = {
    0: ["اليوم", "today", "hoy", "aujourd'hui", "сегодня", "今天"],
    1: ["غداً", "tomorrow", "mañana", "demain", "завтра", "明天"],
    -1: ["أمس", "yesterday", "ayer", "hier", "вчера", "昨天"],
    12: ["خلال 12 يومًا", "in 12 days", "dentro de 12 días", "dans 12 jours", "через 12 дней", "12天后"],
    -2: ["قبل يومين", "2 days ago", "hace 2 días", "il y a 2 jours", "2 дня назад", "2天前"],
    90: ["خلال 3 أشهر", "in 3 months", "dentro de 3 meses", "dans 3 mois", "через 3 месяца", "3个月后"],
    -1345: ["قبل 3 سنوات", "3 years ago", "hace 3 años", "il y a 3 ans", "3 года назад", "3年前"],
}


@pytest.mark.parametrize(
    ("days", "language", "text"),
    [(days, *pair) for days, texts in DISTANCES.items() for pair in zip(LANGUAGES, texts, strict=True)],
)
def test_a_distance_is_told_as_people_tell_it(knowledge: Knowledge, days: int, language: str, text: str) -> None:
    assert distance(TODAY + timedelta(days=days), TODAY, knowledge.wording(language)) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2022, 8, 13), "in 59 days"),
        (date(2022, 8, 14), "in 2 months"),
        (date(2023, 6, 15), "in 12 months"),
        (date(2024, 6, 15), "in 2 years"),
        (date(2025, 6, 14), "in 2 years"),
        (date(2025, 6, 15), "in 3 years"),
        (date(2019, 6, 16), "2 years ago"),
        (date(2019, 6, 15), "3 years ago"),
        (date(2018, 6, 16), "3 years ago"),
    ],
)
def test_a_distance_of_years_counts_whole_years(knowledge: Knowledge, day: date, text: str) -> None:
    assert distance(day, TODAY, knowledge.wording("en")) == text


@pytest.mark.parametrize("before", LANGUAGES)
def test_a_month_is_shown_in_its_language_whichever_was_shown_before(before: str) -> None:
    # In a process of its own: Babel keeps what it has read, https://github.com/python-babel/babel/issues/1234.
    program = (
        "import sys\n"
        "from handlers.dating import show\n"
        "from handlers.wording import Wording\n"
        "from knowledge.edtf import parse_edtf\n"
        "from knowledge.loading import read_yaml\n"
        "from bot.paths import MESSAGES\n"
        "for name in sys.argv[1:]:\n"
        "    print(show(parse_edtf('2020-01'), Wording(read_yaml(MESSAGES / f'{name}.yaml'))))\n"
    )
    languages = [before, *LANGUAGES]
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program, *languages],
        cwd=paths.ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout.splitlines()[1:] == SHOWN["2020-01"]


@pytest.mark.parametrize(
    ("value", "today", "text"),
    [
        ("2022-06-20", TODAY, "in 5 days"),
        ("2022-06-15", TODAY, "today"),
        ("2022-06-10", TODAY, "5 days ago"),
        ("2022-06-20/2022-06-22", TODAY, "starts in 5 days"),
        ("2022-06-15/2022-06-16", TODAY, "under way"),
        ("2022-06-14/2022-06-15", TODAY, "under way"),
        ("2022-06-08/2022-06-10", TODAY, "ended 5 days ago"),
        ("2022-06-20/..", TODAY, "starts in 5 days"),
        ("2022-06-10/..", TODAY, None),
        ("2022~", TODAY, None),
        ("2022-06-20?/2022-06-22?", TODAY, None),
        ("XXXX-06-20", TODAY, None),
    ],
)
def test_an_event_is_to_come_under_way_or_over(knowledge: Knowledge, value: str, today: date, text: str | None) -> None:
    assert standing(parse_edtf(value), today, knowledge.wording("en")) == text
