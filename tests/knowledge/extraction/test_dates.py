"""The grammar of dates: single days, ranges, lists, months, clock times, and what is no date, in six languages."""

import pytest

from knowledge.extraction.dates import Bound, YearFrom, find_dates
from tests.knowledge.extraction.date_words import date_words, found, values

DAY = [
    ("es", "Ginebra, 23 de julio de 2019"),
    ("es", "el 23 julio 2019"),
    ("es", "julio 23 de 2019"),
    ("es", "el veintitrés de julio de dos mil diecinueve"),
    ("en", "23 July 2019"),
    ("en", "July 23, 2019"),
    ("en", "July 23rd, 2019"),
    ("en", "the 23rd of July 2019"),
    ("en", "the twenty-third of July two thousand and nineteen"),
    ("en", "the twenty-third of July, twenty nineteen"),
    ("en", "2019-07-23"),
    ("en", "23/07/2019"),
    ("en", "23.07.2019"),
    ("en", "23.07.19"),
    ("en", "23 / 7 / 2019"),
    ("en", "23-Jul-2019"),
    ("fr", "le 23 juillet 2019"),
    ("fr", "le vingt-trois juillet deux mille dix-neuf"),
    ("fr", "23 juil. 2019"),
    ("ru", "23 июля 2019 г."),
    ("ru", "«23» июля 2019 года"),
    ("ru", "23-го июля 2019 г."),
    ("ru", "двадцать третьего июля две тысячи девятнадцатого года"),
    ("zh", "2019年7月23日"),
    ("zh", "二〇一九年七月二十三日"),
    ("zh", "2019 年 7 月 23 号"),
    ("ar", "23 يوليو 2019"),
    ("ar", "٢٣ تموز/يوليو ٢٠١٩"),
    ("ar", "۲۳ يوليو ۲۰۱۹م"),
    ("ar", "الثالث والعشرون من يوليو عام ألفين وتسعة عشر"),
]


@pytest.mark.parametrize(("language", "text"), DAY)
def test_a_day_is_read_however_it_is_written(language: str, text: str) -> None:
    assert values(text, language) == ["2019-07-23"]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "del 30 de marzo al 3 de abril de 2020", "2020-03-30/2020-04-03"),
        ("es", "30 de marzo-3 de abril de 2020", "2020-03-30/2020-04-03"),
        ("es", "entre el 3 y el 5 de junio de 2024", "2024-06-03/2024-06-05"),
        ("en", "28 December 2020 to 5 January 2021", "2020-12-28/2021-01-05"),
        ("en", "28 December–5 January 2021", "2020-12-28/2021-01-05"),
        ("en", "August 16-18, 2019", "2019-08-16/2019-08-18"),
        ("en", "2020-03-30/2020-04-03", "2020-03-30/2020-04-03"),
        ("fr", "du 1er au 3 mars 2024", "2024-03-01/2024-03-03"),
        ("ru", "с 25 по 29 ноября 2019 года", "2019-11-25/2019-11-29"),
        ("ru", "с 30.03 по 03.04.2020", "2020-03-30/2020-04-03"),
        ("ru", "25–29.11.2019", "2019-11-25/2019-11-29"),
        ("zh", "2020年9月7日至10日", "2020-09-07/2020-09-10"),
        ("zh", "2019年12月28日至2020年1月5日", "2019-12-28/2020-01-05"),
        ("ar", "من 30 آذار/مارس إلى 3 نيسان/أبريل 2020", "2020-03-30/2020-04-03"),
        ("en", "3 June", "XXXX-06-03"),
        ("en", "30 March–3 April", "XXXX-03-30/XXXX-04-03"),
        ("es", "Enero/febrero de 2020", "2020-01/2020-02"),
        ("fr", "de janvier à mars 2020", "2020-01/2020-03"),
        ("en", "Nov.-Dec. 2024", "2024-11/2024-12"),
        ("zh", "2024年6-8月", "2024-06/2024-08"),
        ("ru", "в октябре 2024 года", "2024-10"),
        ("en", "early 2020", "2020~"),
        ("es", "a finales de marzo de 2020", "2020-03~"),
        ("fr", "à la mi-juin 2025", "2025-06~"),
        ("zh", "2025年6月上旬", "2025-06~"),
        ("zh", "2021年年中", "2021~"),
        ("en", "around 15 May 2025", "2025-05-15~"),
        ("en", "the third quarter of 2024", "2024-07/2024-09"),
        ("ar", "النصف الثاني من عام 2025", "2025-07/2025-12"),
    ],
)
def test_ranges_months_and_parts_have_their_value(language: str, text: str, value: str) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("es", "los días 12, 13 y 14 de mayo de 2020", ["2020-05-12/2020-05-14"]),
        ("es", "los días 5, 12 y 19 de mayo de 2020", ["2020-05-05", "2020-05-12", "2020-05-19"]),
        ("en", "12, 13 and 20 May 2020", ["2020-05-12/2020-05-13", "2020-05-20"]),
        ("en", "3-5 and 10-12 June 2019", ["2019-06-03/2019-06-05", "2019-06-10/2019-06-12"]),
        ("en", "31 May and 1 June 2024", ["2024-05-31/2024-06-01"]),
        ("en", "12 or 13 May 2020", ["2020-05-12", "2020-05-13"]),
        ("en", "May 3, 4 and 5, 2019", ["2019-05-03/2019-05-05"]),
        ("zh", "2025年5月30日、31日和6月1日", ["2025-05-30/2025-06-01"]),
        ("ar", "يومي 12 و13 مايو 2020", ["2020-05-12/2020-05-13"]),
    ],
)
def test_consecutive_days_of_a_list_are_one_interval_and_others_one_each(
    language: str, text: str, wanted: list[str]
) -> None:
    dates = found(text, language)
    assert [one.value for one in dates] == wanted
    assert len({(one.start, one.end) for one in dates}) == 1


@pytest.mark.parametrize(
    ("language", "text", "value", "zone"),
    [
        ("es", "20 de junio de 2019, 17.00-18.00 horas", "2019-06-20T17:00/2019-06-20T18:00", None),
        ("es", "4 de junio de 2019: Inicio (en línea, 16.00-17.00 horas)", "2019-06-04T16:00/2019-06-04T17:00", None),
        ("en", "30 April 2025, 23:59 Geneva time", "2025-04-30T23:59", "Europe/Zurich"),
        ("en", "4 June 2019 at 10:00 UTC", "2019-06-04T10:00Z", "UTC"),
        ("en", "10:00-12:00 UTC on 4 June 2019", "2019-06-04T10:00Z/2019-06-04T12:00Z", "UTC"),
        ("en", "9-11 a.m. on 4 June 2019", "2019-06-04T09:00/2019-06-04T11:00", None),
        ("en", "3 June 2024 (10:00-12:00 UTC+2)", "2024-06-03T10:00/2024-06-03T12:00", "Etc/GMT-2"),
        ("en", "noon on 4 June 2019", "2019-06-04T12:00", None),
        ("en", "4 June 2019 from noon to 6 p.m.", "2019-06-04T12:00/2019-06-04T18:00", None),
        ("en", "by midnight on 4 June 2019", "2019-06-04T23:59", None),
        ("en", "from 9 a.m. on 4 June until 5 p.m. on 6 June 2019", "2019-06-04T09:00/2019-06-06T17:00", None),
        ("en", "10-13 September 2019, 9:00-17:00", "2019-09-10/2019-09-13", None),
        ("fr", "3 juin 2024, 14 h à 15 h 30 (heure de Genève)", "2024-06-03T14:00/2024-06-03T15:30", "Europe/Zurich"),
        ("es", "el 3 de junio de 2024 a las 17.00 horas (hora de Nueva York)", "2024-06-03T17:00", "America/New_York"),
        ("ru", "3 июня 2024 г. в 18:00 по московскому времени", "2024-06-03T18:00", "Europe/Moscow"),
        ("zh", "2019年8月16日下午3时半", "2019-08-16T15:30", None),
        ("zh", "2019年8月16日（星期五）北京时间14:00-16:00", "2019-08-16T14:00/2019-08-16T16:00", "Asia/Shanghai"),
        ("ar", "21 مايو 2020، الساعة 10:00 صباحاً بتوقيت جنيف", "2020-05-21T10:00", "Europe/Zurich"),
    ],
)  # fmt: skip
def test_a_clock_time_joins_its_day(language: str, text: str, value: str, zone: str | None) -> None:
    (one,) = found(text, language)
    assert (one.value, one.zone) == (value, zone)


@pytest.mark.parametrize(
    ("language", "text", "bound", "read"),
    [
        ("es", "confirme antes del 16 de agosto de 2019, a", Bound.UNTIL, "antes del 16 de agosto de 2019"),
        ("es", "a partir del 22 de junio de 2020 en", Bound.FROM, "a partir del 22 de junio de 2020"),
        ("es", "del 3 al 5 de junio de 2026", Bound.NONE, "del 3 al 5 de junio de 2026"),
        ("en", "not later than 23 May 2025.", Bound.UNTIL, "not later than 23 May 2025"),
        ("en", "on 23 May 2025 at the latest", Bound.UNTIL, "23 May 2025 at the latest"),
        ("en", "from 22 June 2020 onwards", Bound.FROM, "from 22 June 2020 onwards"),
        ("fr", "au plus tard le 6 janvier 2025, à", Bound.UNTIL, "au plus tard le 6 janvier 2025"),
        ("ru", "до 5 мая 2020 года включительно", Bound.UNTIL, "до 5 мая 2020 года"),
        ("ru", "с 22 июня 2020 г. на", Bound.FROM, "с 22 июня 2020 г."),
        ("zh", "自2020年6月22日起举行", Bound.FROM, "自2020年6月22日起"),
        ("zh", "须于2019年8月16日之前提交", Bound.UNTIL, "2019年8月16日之前"),
        ("ar", "في موعد أقصاه 16 أغسطس 2019", Bound.UNTIL, "في موعد أقصاه 16 أغسطس 2019"),
    ],
)
def test_the_words_around_a_date_make_its_bound(language: str, text: str, bound: Bound, read: str) -> None:
    (one,) = found(text, language)
    assert (one.bound, text[one.start : one.end]) == (bound, read)


def test_an_open_beginning_has_no_end() -> None:
    assert values("a partir del 22 de junio de 2020", "es") == ["2020-06-22/.."]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "del 25 al 29 de noviembre de 2019 (por confirmar)", "2019-11-25?/2019-11-29?"),
        ("en", "provisionally on 14 May 2025", "2025-05-14?"),
        ("zh", "2025年5月14日举办研讨会（日期待定）", "2025-05-14?"),
        ("ru", "5 июня 2025 года (дата уточняется)", "2025-06-05?"),
    ],
)
def test_what_is_to_be_confirmed_has_its_mark_on_both_ends(language: str, text: str, value: str) -> None:
    (one,) = found(text, language)
    assert (one.value, one.tentative) == (value, True)


def test_a_programme_that_is_to_be_confirmed_leaves_its_date_alone() -> None:
    assert values("The speakers of 14 May 2025 will be confirmed.") == ["2025-05-14"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "within ten (10) working days"),
        ("en", "no later than two weeks before the meeting"),
        ("es", "dentro de los diez días hábiles siguientes"),
        ("fr", "dans un délai de dix jours ouvrables"),
        ("ru", "в течение десяти рабочих дней"),
        ("zh", "在10个工作日内"),
        ("ar", "خلال عشرة أيام عمل"),
    ],
)
def test_a_relative_deadline_has_no_value(language: str, text: str) -> None:
    (one,) = found(text, language)
    assert (one.value, one.rule, one.bound) == (None, "relative", Bound.UNTIL)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Resolución 2 (Rev. Dubái, 2018), Agenda 2030, Foro 2020, CL-19/35, A/RES/70/125, del 2018-2021"),
        ("en", "Decision 5 (Rev. Dubai, March 2018) of the Council, Document C19/4-E, COVID-19 may spread"),
        ("en", "+41 22 730 6240, 10.12.2019.1, ITU-T X.509 (10/2019), version 2.10.2019, 25 %, 9.00-17.00 hours"),
        ("en", "The second edition may be read in room 12; march on; the first May meeting; this august body"),
        ("es", "el mar territorial, la sala 5, avenida 9 de Julio 1925, 15 000 entradas"),
        ("fr", "rue du 4 Septembre, place du 8 Mai 1945, il y a sept ans, il est né en 1984"),
        ("ru", "ул. 8 Марта, д. 12; в 2024 году; 2-я сессия; 1 и 2"),
        ("zh", "第16届会议第3号决议（2018年，迪拜，修订版），12个月，伊斯兰教历1441年7月27日"),
        ("ar", "15 رمضان 1445هـ، القرار 2 (المراجَع في دبي، 2018)، الباب 3"),
    ],
)
def test_what_is_no_date_is_not_read_as_one(language: str, text: str) -> None:
    assert values(text, language) == []


@pytest.mark.parametrize(
    ("text", "value", "rule"),
    [
        ("16/08/2019", "2019-08-16", "numeric"),
        ("05/06/2019", "2019-06-05", "numeric-ambiguous"),
        ("08/16/2019", "2019-08-16", "numeric-us"),
        ("2019-08-16", "2019-08-16", "iso"),
        ("16 August 2019", "2019-08-16", "day-month-year"),
        ("August 16, 2019", "2019-08-16", "month-day-year"),
        ("16 August", "XXXX-08-16", "day-month"),
        ("in March 2020", "2020-03", "month-year"),
        ("3-5 March 2020", "2020-03-03/2020-03-05", "day-range"),
        ("31 June 2020", None, "impossible"),
    ],
)
def test_the_rule_that_made_a_date_is_named(text: str, value: str | None, rule: str) -> None:
    (one,) = found(text)
    assert (one.value, one.rule) == (value, rule)


def test_only_english_takes_the_month_first_in_digits() -> None:
    assert [one.rule for one in found("05/06/2019", "es")] == ["numeric"]
    assert values("08/16/2019", "es") == []


def test_a_written_weekday_is_kept() -> None:
    dates = found("Monday, 3 June to Friday, 7 June 2024; 5 July 2024 (Friday); 6 August 2024")
    assert [one.weekday for one in dates] == [0, 4, None]


def test_the_year_says_where_it_comes_from() -> None:
    dates = found("3 May 2020. From 30 March to 3 April 2020. 3 May and 10 June 2020. On 3 May. 3-5 May 2020.")
    assert [one.year_from for one in dates] == [
        YearFrom.WRITTEN,
        YearFrom.RANGE,
        YearFrom.SENTENCE,
        YearFrom.WRITTEN,
        YearFrom.UNKNOWN,
        YearFrom.WRITTEN,
    ]


def test_marks_of_emphasis_stand_in_no_date_s_way() -> None:
    assert values("antes del **1 de marzo de 2021**, 7 al *10 de septiembre*\nde 2020", "es") == [
        "2021-03-01",
        "2020-09-07/2020-09-10",
    ]


def test_an_empty_line_ends_a_date() -> None:
    assert values("on 3 May\n\n2020 was") == ["XXXX-05-03"]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("fr", "le 12 mai 2026 à quatorze heures", "2026-05-12T14:00"),
        ("fr", "le 12 mai 2026 à neuf heures trente", "2026-05-12T09:30"),
        ("fr", "le 12 mai 2026 de neuf heures à onze heures et quart", "2026-05-12T09:00/2026-05-12T11:15"),
        ("fr", "le 12 mai 2026 à 14 h 00", "2026-05-12T14:00"),
        ("fr", "la réunion du 12 mai 2026 durera deux heures trente", "2026-05-12"),
        ("es", "el 12 de mayo de 2026 a las nueve y media", "2026-05-12T09:30"),
        ("ru", "12 мая 2026 года с 11 до 15 часов", "2026-05-12T11:00/2026-05-12T15:00"),
        ("ru", "с 11 до 15 часов 12 мая 2026 года", "2026-05-12T11:00/2026-05-12T15:00"),
        ("zh", "2026年5月12日下午2:00至6:00", "2026-05-12T14:00/2026-05-12T18:00"),
        ("zh", "2026年5月12日下午2时30分至5时", "2026-05-12T14:30/2026-05-12T17:00"),
        ("ar", "12 مايو 2026 الساعة التاسعة والنصف صباحا", "2026-05-12T09:30"),
        ("ar", "12 مايو 2026 الساعة الثالثة والربع بعد الظهر", "2026-05-12T15:15"),
        ("ar", "12 مايو 2026 الساعة العاشرة إلا ربعا صباحا", "2026-05-12T09:45"),
        ("en", "12 May 2026 at 1730 hrs", "2026-05-12T17:30"),
    ],
)
def test_hours_are_read_in_words_and_with_their_parts(language: str, text: str, value: str) -> None:
    assert values(text, language) == [value]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("民國115年5月12日", ["2026-05-12"]),
        ("中华民国一一五年五月十二日", ["2026-05-12"]),
        ("中華民國一百一十五年五月十二日", ["2026-05-12"]),
        ("民國99年3月", ["2010-03"]),
        ("一百零五天", []),
        ("二、2026年4月3日", ["2026-04-03"]),
    ],
)
def test_years_behind_the_name_of_an_era_are_counted_from_it(text: str, wanted: list[str]) -> None:
    assert values(text, "zh") == wanted


def test_years_without_the_name_of_an_era_count_from_it_where_the_text_does() -> None:
    words = date_words().counting_from(1911)
    assert [one.value for one in find_dates("115年5月12日，为期10年，115年度", "zh", words)] == ["2026-05-12"]
    assert [one.value for one in find_dates("2026年5月12日", "zh", words)] == ["2026-05-12"]
    assert values("115年5月12日", "zh") == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("es", "del 12 al 14 del mes en curso", "XXXX-XX-12/XXXX-XX-14"),
        ("fr", "le 27 courant à 10 heures", "XXXX-XX-27T10:00"),
        ("ru", "до конца текущего месяца", "XXXX-XX~"),
    ],
)
def test_current_month_is_left_open(language: str, text: str, value: str) -> None:
    (one,) = found(text, language)
    assert (one.value, one.year_from) == (value, YearFrom.LETTER)
