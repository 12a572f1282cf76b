"""What single sentences say of their dates: deadlines, events, periods, and what is no longer or not yet to come."""

from datetime import date

import pytest

from bot.letterwords import letter_words
from knowledge.extraction.candidates import Candidate, DateReader
from knowledge.extraction.sentences import Sentence

LETTER = date(2025, 3, 4)


def read(
    text: str, language: str, letter: date | None = LETTER, *, sentence: Sentence | None = None
) -> tuple[list[Candidate], list[str]]:
    """The dates of a sentence that are still to come, and the warnings."""
    warnings: list[str] = []
    reader = DateReader(language=language, words=letter_words(), letter=letter, warnings=warnings)
    return list(reader.read(sentence or Sentence(text=text, block=0))), warnings


def roles(text: str, language: str) -> list[tuple[str, str | None]]:
    """The roles and values of a sentence's dates."""
    return [(one.role.value, one.found.value) for one in read(text, language)[0]]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Comments should reach the Secretariat by noon on 3 May 2025.", "2025-05-03T12:00"),
        ("en", "The consultation will remain open until 3 May 2025.", "2025-05-03"),
        ("en", "Nominations received after 3 May 2025 will not be considered.", "2025-05-03"),
        ("en", "Your reply would be appreciated by Monday 5 May 2025.", "2025-05-05"),
        ("en", "The early-bird rate applies until 30 April 2025.", "2025-04-30"),
        ("en", "Payment must be received within 30 days of the invoice date.", None),
        ("fr", "Les candidatures seront reçues jusqu'au 30 avril 2025 inclus.", "2025-04-30"),
        ("fr", "Merci de nous faire part de votre décision pour le 3 mai 2025.", "2025-05-03"),
        ("fr", "La date limite, fixée initialement au 30 avril, est reportée au 15 mai 2025.", "2025-05-15"),
        ("fr", "La réponse devra nous parvenir dans un délai de trente jours à compter de ce jour.", None),
        ("es", "El plazo de presentación de ofertas vence el 30 de abril de 2025.", "2025-04-30"),
        ("es", "La fecha límite se amplía hasta el 15 de mayo de 2025.", "2025-05-15"),
        ("es", "La convocatoria permanecerá abierta hasta el 30 de abril de 2025.", "2025-04-30"),
        ("ru", "Крайний срок представления вкладов – 12 апреля 2025 года.", "2025-04-12"),
        ("ru", "Срок подачи заявок продлевается с 30 апреля до 15 мая 2025 года.", "2025-05-15"),
        ("ru", "Ответы должны поступить в Секретариат не позже 4 апреля 2025 года.", "2025-04-04"),
        ("zh", "提名截止日期为2025年5月3日。", "2025-05-03"),
        ("zh", "意见和建议请于2025年4月30日前反馈秘书处。", "2025-04-30"),
        ("zh", "第四阶段：2025年5月16日：提交正式文稿的截止日期", "2025-05-16"),
        ("ar", "الموعد النهائي لتقديم الترشيحات هو 3 مايو 2025.", "2025-05-03"),
        ("ar", "تُقبل العروض حتى 30 أبريل 2025.", "2025-04-30"),
    ],
)
def test_what_has_to_be_done_by_a_day_is_a_deadline(language: str, text: str, value: str | None) -> None:
    assert roles(text, language) == [("deadline", value)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The Secretariat will issue the list of participants by 3 May 2025.", "2025-05-03"),
        ("en", "The exhibition will be open from 5 to 9 May 2025.", "2025-05-05/2025-05-09"),
        ("en", "Please mark your calendars: 12 June 2025, 09:00-12:00 CEST.", "2025-06-12T09:00/2025-06-12T12:00"),
        ("fr", "Les lauréats seront notifiés au plus tard le 15 juin 2025.", "2025-06-15"),
        ("fr", "Le secrétariat vous fera parvenir l'ordre du jour avant le 3 mai 2025.", "2025-05-03"),
        ("es", "La Secretaría enviará el orden del día antes del 3 de mayo de 2025.", "2025-05-03"),
        ("es", "Fecha de publicación de los resultados: 15 de mayo de 2025", "2025-05-15"),
        ("ru", "О результатах отбора кандидаты будут уведомлены до 31 мая 2025 года.", "2025-05-31"),
        ("ru", "Поправки вступают в силу с 1 мая 2025 года.", "2025-05-01/.."),
        ("zh", "秘书处将于2025年5月3日前公布议程。", "2025-05-03"),
        ("ar", "ستدخل التعديلات حيز النفاذ في 1 مايو 2025.", "2025-05-01"),
        ("ar", "سيُخطر المرشحون المختارون قبل 31 مايو 2025.", "2025-05-31"),
    ],
)
def test_what_takes_place_or_is_made_known_is_an_event(language: str, text: str, value: str) -> None:
    assert roles(text, language) == [("event", value)]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The consultation will run for six weeks, from 7 April to 16 May 2025.", "2025-04-07/2025-05-16"),
        ("en", "Voting by correspondence will take place from 1 to 15 April 2025.", "2025-04-01/2025-04-15"),
        ("fr", "La période de dépôt des offres s'étend du 10 mars au 30 avril 2025.", "2025-03-10/2025-04-30"),
        ("es", "Las enmiendas se recibirán entre el 16 y el 27 de junio de 2025.", "2025-06-16/2025-06-27"),
        ("ru", "Голосование будет проводиться с 1 по 15 апреля 2025 года.", "2025-04-01/2025-04-15"),
        ("zh", "征求意见期为2025年4月22日至5月31日。", "2025-04-22/2025-05-31"),
        ("ar", "سيجري التصويت بالمراسلة من 1 إلى 15 أبريل 2025.", "2025-04-01/2025-04-15"),
    ],
)
def test_days_in_which_something_can_be_handed_in_are_a_period(language: str, text: str, value: str) -> None:
    assert roles(text, language) == [("period", value)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The workshop scheduled to take place in May 2025 has been cancelled."),
        ("en", "The term of the members expires on 31 December 2025."),
        ("en", "The budget covers the period from 1 January 2026 to 31 December 2027."),
        ("en", "This circular replaces circular 12/2024 of 5 December 2024."),
        ("en", "The questionnaire, dated 10 March 2025, is attached."),
        ("en", "Candidates must have been born after 1 January 1989."),
        ("es", "La sesión anterior se celebró del 3 al 5 de junio de 2024."),
        ("fr", "Le plan d'action arrive à échéance le 31 décembre 2026."),
        ("ru", "Совещание, запланированное на 3–5 мая 2025 года, отменяется."),
        ("ar", "وقد عُقدت الورشة السابقة في عمّان من 5 إلى 7 سبتمبر 2023."),
    ],
)
def test_what_is_past_cancelled_or_another_papers_is_nothing(language: str, text: str) -> None:
    assert roles(text, language) == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "The Congress is postponed from 3-6 June 2025 to 16-19 September 2025.", "2025-09-16/2025-09-19"),
        ("en", "The meeting, which was to have been held on 3 May 2025, will be held on 7 May 2025.", "2025-05-07"),
        ("fr", "La réunion prévue du 3 au 5 mai 2025 est reportée du 10 au 12 juin 2025.", "2025-06-10/2025-06-12"),
        ("es", "La reunión fue aplazada del 3 de mayo al 5 de junio de 2025.", "2025-06-05"),
        ("ru", "Конгресс переносится с 14–16 апреля на 6–8 октября 2025 года.", "2025-10-06/2025-10-08"),
        ("zh", "会议由2025年5月3日推迟至6月5日。", "2025-06-05"),
        ("ar", "تأجل الاجتماع من 3 مايو إلى 5 يونيو 2025.", "2025-06-05"),
    ],
)
def test_of_what_is_put_off_only_the_new_date_counts(language: str, text: str, value: str) -> None:
    assert roles(text, language) == [("event", value)]


def test_two_dates_of_one_sentence_each_have_their_own_role() -> None:
    text = "The deadline for contributions to the meeting to be held from 5 to 9 May 2025 is 22 April 2025."
    assert roles(text, "en") == [("event", "2025-05-05/2025-05-09"), ("deadline", "2025-04-22")]


def test_each_column_of_a_table_says_what_its_dates_are() -> None:
    row = Sentence(
        text="Radar group | 12-14 May 2025 | Doha | 29 April 2025",
        block=0,
        is_listed=True,
        heads=("Meeting", "Date", "Place", "Deadline for documents"),
    )
    found, _ = read("", "en", sentence=row)
    assert [(one.role.value, one.found.value) for one in found] == [
        ("event", "2025-05-12/2025-05-14"),
        ("deadline", "2025-04-29"),
    ]


def test_items_under_a_heading_of_deadlines_are_deadlines() -> None:
    item = Sentence(text="9 May 2025 - Requests for interpretation", block=0, lead="Key deadlines:", is_listed=True)
    assert [(one.role.value, one.found.value) for one in read("", "en", sentence=item)[0]] == [
        ("deadline", "2025-05-09")
    ]


def test_hours_that_several_days_share_are_left_out() -> None:
    text = "El curso se impartirá los días 5, 7 y 9 de mayo de 2025, de 9.00 a 13.00 horas."
    assert roles(text, "es") == [("event", "2025-05-05"), ("event", "2025-05-07"), ("event", "2025-05-09")]


def test_quote_leaves_out_what_is_struck() -> None:
    found, _ = read("Remise du Prix le ¤¤¤¤¤¤¤¤¤¤¤ 29 mai 2025 à Vevey (Suisse)", "fr")
    assert [(one.quote, one.place) for one in found] == [("29 mai 2025 à Vevey (Suisse)", "Vevey (Suisse)")]


@pytest.mark.parametrize(
    ("text", "value", "warning"),
    [
        ("The forum will open on 20 June.", "2025-06-20", "its year is not written; 2025-06-20 follows from"),
        ("Forum 2026 (9-13 March)", "2026-03-09/2026-03-13", "its year is not written"),
        ("The forum will open on Monday 20 June 2025.", "2025-06-20", "2025-06-20 is a Friday, not a Monday"),
        ("The forum will open on 20 June 2024.", "2024-06-20", "is before the letter's own date, 2025-03-04"),
        ("The forum will open on 06/07/2025.", "2025-07-06", "day and month may be the other way round"),
    ],
)
def test_what_needs_an_eye_is_warned_of(text: str, value: str, warning: str) -> None:
    found, warnings = read(text, "en")
    assert [one.found.value for one in found] == [value]
    assert len(warnings) == 1
    assert warning in warnings[0]


def test_day_that_cannot_be_is_warned_of_and_left_out() -> None:
    assert read("The forum will open on 31 June 2025.", "en") == ([], ["“31 June 2025”: there is no such day"])


def test_year_that_nothing_tells_stays_open_with_a_warning() -> None:
    found, warnings = read("The forum will open on 20 June.", "en", letter=None)
    assert [one.found.value for one in found] == ["XXXX-06-20"]
    assert warnings == ["“20 June”: its year is not written and cannot be told"]


def test_what_is_told_as_past_lies_before_the_letter() -> None:
    assert roles("The jury met on 20 June.", "en") == []
    assert roles("El jurado se reunió el viernes 28 de febrero.", "es") == []


@pytest.mark.parametrize(
    ("language", "heads", "row"),
    [
        ("en", ("Meeting", "Dates", "Submission of documents"), "Radar | 12-14 May 2025 | 3 April 2025"),
        ("es", ("Grupo", "Fechas", "Entrega del informe"), "Radar | 12-14 de mayo de 2025 | 3 de abril de 2025"),
        ("fr", ("Groupe", "Dates", "Remise des rapports"), "Radar | 12-14 mai 2025 | 3 avril 2025"),
        ("ru", ("Группа", "Даты", "Подача документов"), "Радар | 12–14 мая 2025 г. | 3 апреля 2025 г."),
        ("zh", ("组", "会期", "提交文件"), "雷达 | 2025年5月12日至14日 | 2025年4月3日"),
        ("ar", ("الفريق", "التاريخ", "تقديم الوثائق"), "رادار | 12-14 مايو 2025 | 3 أبريل 2025"),
    ],
)
def test_column_of_what_is_handed_in_holds_deadlines(language: str, heads: tuple[str, ...], row: str) -> None:
    found, _ = read("", language, sentence=Sentence(text=row, block=0, is_listed=True, heads=heads))
    assert [(one.role.value, one.found.value) for one in found] == [
        ("event", "2025-05-12/2025-05-14"),
        ("deadline", "2025-04-03"),
    ]


def test_one_day_in_a_column_of_what_is_handed_in_is_a_deadline() -> None:
    row = Sentence(text="Forum papers | 3 April 2025", block=0, is_listed=True, heads=("What", "Submission"))
    found, _ = read("", "en", sentence=row)
    assert [(one.role.value, one.found.value) for one in found] == [("deadline", "2025-04-03")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Comments should be sent by 3 April 2025 and revised drafts by 8 May 2025."),
        ("en", "Abstracts are due on 3 April 2025 and full papers on 8 May 2025."),
        ("fr", "Les candidatures doivent parvenir au plus tard le 3 avril et les textes au plus tard le 8 mai 2025."),
        ("es", "Las candidaturas deberán recibirse antes del 3 de abril y los textos antes del 8 de mayo de 2025."),
        ("ru", "Заявки принимаются не позднее 3 апреля 2025 г., а доклады – в срок до 8 мая 2025 г."),
        ("zh", "请于2025年4月3日前提交提名，于5月8日前提交文稿。"),
        ("ar", "يرجى إرسال الترشيحات في موعد أقصاه 3 أبريل 2025 والوثائق في موعد أقصاه 8 مايو 2025."),
    ],
)
def test_both_deadlines_of_a_sentence_are_read(language: str, text: str) -> None:
    assert roles(text, language) == [("deadline", "2025-04-03"), ("deadline", "2025-05-08")]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "3 April 2025, 18:00: last day for submission of documents to the session", "2025-04-03T18:00"),
        ("fr", "Dernier jour pour réserver une chambre à l'hôtel de la conférence : 3 avril 2025", "2025-04-03"),
        ("es", "3 de abril de 2025 (18.00 horas): último día para presentar documentos", "2025-04-03T18:00"),
        ("ru", "Последний день подачи заявок на участие в форуме – 3 апреля 2025 года, 18:00", "2025-04-03T18:00"),
        ("zh", "2025年4月3日18时：论坛报名最后一天", "2025-04-03T18:00"),
        ("ar", "3 أبريل 2025 - آخر يوم للتسجيل في المنتدى", "2025-04-03"),
        ("zh", "报名以2025年4月3日为限。", "2025-04-03"),
        ("zh", "申请受理截至4月3日17时。", "2025-04-03T17:00"),
    ],
)
def test_last_day_is_a_deadline_wherever_its_words_stand(language: str, text: str, value: str) -> None:
    assert roles(text, language) == [("deadline", value)]


@pytest.mark.parametrize(
    "text",
    [
        "请于2025-04-01至2025-04-15期间提出意见。",
        "公众可在2025年4月1日至4月15日期间通过电子邮件提出意见和建议。",
        "意见征求期：2025年4月1日至15日",
        "報名期間：民國114年4月1日至4月15日止。",
    ],
)
def test_days_before_what_is_to_be_handed_in_are_a_period(text: str) -> None:
    assert roles(text, "zh") == [("period", "2025-04-01/2025-04-15")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Replies received by 3 April 2025 will be considered at the Bureau's internal meeting on 9 April 2025."),
        ("fr", "Date limite : 3 avril 2025 (réunion interne du comité le 9 avril 2025)"),
        ("es", "Fecha límite: 3 de abril de 2025 (reunión interna del comité: 9 de abril de 2025)"),
        ("ru", "Срок подачи заявок – 3 апреля 2025 года, внутреннее заседание комиссии – 9 апреля 2025 года."),
        ("zh", "截止日期：2025年4月3日（内部评审会：4月9日）"),
        ("ar", "الموعد النهائي هو 3 أبريل 2025، وسيجتمع الفريق داخليا في 9 أبريل 2025."),
    ],
)
def test_meeting_beside_a_deadline_is_none(language: str, text: str) -> None:
    assert roles(text, language) == [("deadline", "2025-04-03"), ("event", "2025-04-09")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The conference will provisionally be held in Rome from 12 to 14 May 2025."),
        ("es", "La conferencia se celebrará, con carácter provisional y por confirmar, del 12 al 14 de mayo de 2025."),
        ("fr", "La conférence se tiendra du 12 au 14 mai 2025, à Dakar, sous réserve de confirmation."),
        ("ru", "Конференция предварительно намечена на 12–14 мая 2025 года."),
        ("zh", "会议将于2025年5月12日至14日举行（暂定）。"),
        ("ar", "سيعقد المؤتمر مبدئيا من 12 إلى 14 مايو 2025."),
    ],
)
def test_provisional_days_have_the_sign_on_both_ends(language: str, text: str) -> None:
    assert roles(text, language) == [("event", "2025-05-12?/2025-05-14?")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Replies should reach us by the 27th of the current month."),
        ("en", "Replies should reach us by 27 inst."),
        ("es", "Las respuestas deberán enviarse antes del 27 del mes en curso."),
        ("fr", "Les réponses doivent parvenir avant le 27 du mois courant."),
        ("ru", "Ответы просим направить до 27-го числа текущего месяца."),
        ("zh", "请于本月27日前提交。"),
        ("ar", "يرجى إرسال الردود قبل 27 من الشهر الجاري."),
    ],
)
def test_day_of_the_current_month_has_the_letter_s_month_and_year_and_is_marked(language: str, text: str) -> None:
    found, warnings = read(text, language)
    assert [(one.role.value, one.found.value) for one in found] == [("deadline", "2025-03-27")]
    assert len(warnings) == 1
    assert warnings[0].endswith("its month is not written; 2025-03-27 follows from the letter's date")


def test_day_of_the_current_month_of_a_letter_without_a_date_has_no_value() -> None:
    found, warnings = read("Replies should reach us by the 27th of this month.", "en", letter=None)
    assert [(one.role.value, one.found.value) for one in found] == [("deadline", None)]
    assert warnings == [
        "“by the 27th of this month”: its month cannot be told, as the letter has no date",
    ]


def test_day_that_the_current_month_lacks_is_warned_of() -> None:
    found, warnings = read("Replies should reach us by 31 inst.", "en", letter=date(2025, 4, 1))
    assert (found, warnings) == ([], ["“by 31 inst”: there is no such day"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Comments must be submitted within 45 days from the notice."),
        ("en", "Comments may be submitted twenty-one days from the date of this letter."),
        ("fr", "Veuillez répondre sous quinzaine."),
        ("fr", "Les réponses doivent parvenir dans les quarante-cinq jours suivant la notification."),
        ("es", "Sírvase responder dentro de los veintiún días siguientes a la fecha de esta carta."),
        ("ru", "Просим ответить в течение двадцати одного дня с даты настоящего письма."),
        ("ru", "Просим ответить в двухнедельный срок с момента получения письма."),
        ("zh", "请自本函发出之日起二十一日内答复。"),
        ("ar", "يرجى الرد خلال شهر من تاريخ هذه الرسالة."),
    ],
)
def test_deadline_that_counts_from_the_letter_has_no_value(language: str, text: str) -> None:
    assert roles(text, language) == [("deadline", None)]
