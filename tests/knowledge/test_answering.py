"""The rules of the contract, "Which edition, which letter", each by a question."""

import pytest

from tests.asking import Ask, current, letters, reason, status, superseded

FORUM_2020 = ["2020-06-22/..", "2020-09-07/2020-09-10"]
FORUM_2021 = ["2021-01/..", "2021-05-17/2021-05-21"]
FORUM_2023 = ["2023-03-13/2023-03-17"]
FIRST_PLAN = ["2020-03-30/2020-04-03"]


@pytest.mark.parametrize(
    ("now", "dates"),
    [
        ("2019-07-01T09:00:00+02:00", FORUM_2020),
        ("2020-09-10T23:59:59+02:00", FORUM_2020),
        ("2020-09-11T00:00:00+02:00", FORUM_2021),
        ("2021-05-21T12:00:00+02:00", FORUM_2021),
        ("2021-05-22T12:00:00+02:00", FORUM_2023),
        ("2023-03-17T12:00:00+01:00", FORUM_2023),
        ("2026-11-22T09:00:00+01:00", FORUM_2023),
    ],
)
@pytest.mark.parametrize("question", ["¿Cuándo es el Foro de la CMSI?", "When is the WSIS Forum?"])
def test_without_a_year_the_current_or_next_edition_is_meant(
    ask: Ask, question: str, now: str, dates: list[str]
) -> None:
    assert current(ask(question, now)) == dates


def test_a_past_edition_is_said_to_be_past(ask: Ask) -> None:
    assert "ended" in ask("When is the WSIS Forum?").text
    assert "ended" not in ask("When is the WSIS Forum?", "2021-05-20T09:00:00+02:00").text


def test_the_edition_is_one_for_which_the_thing_asked_is_stated(ask: Ask) -> None:
    answer = ask("What is the theme of the WSIS Forum?", "2023-01-10T09:00:00+01:00")
    assert letters(answer) == {"CL-21/4"}


@pytest.mark.parametrize("question", ["¿Cuándo se celebra el Foro de la CMSI 2020?", "When is the WSIS Forum 2020?"])
def test_what_a_later_letter_replaced_is_not_asserted(ask: Ask, question: str) -> None:
    answer = ask(question, "2020-02-01T09:00:00+01:00")
    assert (current(answer), superseded(answer)) == (FORUM_2020, [])
    assert "Foro CMSI 2020 (31" in answer.text


@pytest.mark.parametrize(
    "question", ["¿Dónde es el Foro de la CMSI 2020?", "Where does the WSIS Forum 2020 take place?"]
)
def test_a_place_that_was_replaced_by_a_format_is_not_asserted(ask: Ask, question: str) -> None:
    assert current(ask(question)) == ["virtual"]


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuándo se iba a celebrar originalmente el Foro de la CMSI 2020?",
        "When was the WSIS Forum 2020 to be held before the pandemic?",
    ],
)
def test_the_earlier_plan_is_told_as_superseded(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (current(answer), superseded(answer)) == ([], FIRST_PLAN)
    assert "CL-20/025" in answer.text


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("According to the letter Foro CMSI 2020, when is the Forum?", FIRST_PLAN[0]),
        ("Según la carta Foro CMSI 2020, ¿cuándo es el Foro?", FIRST_PLAN[0]),
        ("Según la carta Foro CMSI 2020, ¿dónde se celebra el Foro?", "Sede de la UIT (Ginebra)"),
    ],
)
def test_by_a_letter_its_own_value_stands_and_the_replacement_is_named(ask: Ask, question: str, value: str) -> None:
    answer = ask(question)
    assert (current(answer), superseded(answer)) == ([value], [])
    assert "CL-20/025" in answer.text


def test_a_reference_that_is_also_a_name_means_the_edition(ask: Ask) -> None:
    assert current(ask("¿Cuándo es el Foro CMSI 2020?")) == FORUM_2020


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is Gitanjali Sah's phone number?", "+41227306240"),
        ("¿Cuál es el teléfono de Gitanjali Sah?", "+41227306240"),
        ("¿Cuál es el fax de Gitanjali Sah?", "+41227306453"),
        ("What is the telephone number for the WSIS Forum 2020?", "+41227306076"),
        ("¿Qué teléfono da la carta CL-20/025?", "+41227306076"),
        ("¿Qué teléfono da la carta Foro CMSI 2020?", "+41227306240"),
    ],
)
def test_contact_details_are_the_latest_unless_a_letter_or_edition_is_named(
    ask: Ask, question: str, value: str
) -> None:
    assert current(ask(question)) == [value]


@pytest.mark.parametrize("question", ["What is the fax number?", "¿Cuál es el número de fax?"])
def test_a_fax_of_nobody_in_particular_needs_a_choice(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (status(answer), current(answer)) == ("clarify", [])
    assert len(answer.options) == 2
    assert [option for option in answer.options if option not in answer.text] == []


@pytest.mark.parametrize(
    ("question", "values", "words"),
    [
        ("When and at what time is the first SME session?", ["2019-09-10"], "don't state the hour"),
        ("¿Cuándo y en qué sala es la primera sesión sobre las PYME?", ["2019-09-10"], "no indican la sala"),
        ("Who is the contact for CL-19/35 and what is the fax number?", ["Christopher Clark"], "fax"),
        ("When is the first SME session and what is the fax number of Christopher Clark?", ["2019-09-10"], "fax"),
        ("When is the first SME session? What does the hotel cost?", ["2019-09-10"], "don't state"),
    ],
)
def test_half_answered_is_answered_and_says_which_half_is_not(
    ask: Ask, question: str, values: list[str], words: str
) -> None:
    answer = ask(question)
    assert (status(answer), current(answer)) == ("answered", values)
    assert words in answer.text


@pytest.mark.parametrize(
    "question",
    ["When is the WSIS Forum 2025?", "¿Cuándo fue el Foro de la CMSI 2019?", "Deadline for the WSIS Stocktaking 2024?"],
)
def test_an_edition_that_no_letter_covers_is_unknown(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (status(answer), reason(answer), current(answer)) == ("unknown", "edition", [])
    assert "2023" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What is the fax number in letter CL-20/025?",
        "¿Cuál es el plazo para la segunda sesión sobre las PYME?",
        "What is the hotel price for the WSIS Forum?",
    ],
)
def test_a_thing_that_no_letter_states_is_unknown(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (status(answer), reason(answer), current(answer)) == ("unknown", "not_stated", [])


def test_what_has_nothing_to_do_with_the_letters_is_off_topic(ask: Ask) -> None:
    answer = ask("What is a good recipe for pizza?")
    assert (status(answer), reason(answer), current(answer)) == ("unknown", "off_topic", [])


@pytest.mark.parametrize(
    ("question", "right", "no"),
    [
        ("¿Es verdad que el plazo de las PYME es el 15 de agosto de 2019?", "2019-08-16", "No"),
        ("Is the WSIS Forum 2020 held in Geneva?", "virtual", "No"),
        ("Is it true that the first SME session is in Paris?", "Budapest (Hungría)", "No"),
        ("Is the final week of the WSIS Forum 2020 from 1 to 10 September?", "2020-09-07/2020-09-10", "No"),
        ("¿La semana final del Foro 2020 es del 1 al 10 de septiembre?", "2020-09-07/2020-09-10", "No"),
        ("Is the phone number of Ms Sah +41 22 730 6076?", "+41227306240", "No"),
    ],
)
def test_a_false_premise_is_corrected(ask: Ask, question: str, right: str, no: str) -> None:
    answer = ask(question)
    assert right in current(answer)
    assert answer.text.startswith(no)


def test_a_true_premise_is_confirmed(ask: Ask) -> None:
    answer = ask("Is it true that the deadline for the SME session is 16 August 2019?")
    assert current(answer)[0] == "2019-08-16"
    assert answer.text.startswith("Yes")


@pytest.mark.parametrize(
    "turns",
    [
        [
            ("When is the WSIS Forum 2021?", FORUM_2021),
            ("and who is the contact?", ["Gitanjali Sah"]),
            ("her phone?", ["+41227306240"]),
            ("and in 2020?", ["+41227306076"]),
        ],
        [
            ("¿Cuándo es la primera sesión sobre las PYME?", ["2019-09-10"]),
            ("¿y dónde?", ["Budapest (Hungría)"]),
            ("¿y el fax?", []),
            ("gracias", []),
        ],
    ],
)
def test_a_follow_up_refers_to_what_came_before(ask: Ask, turns: list[tuple[str, list[str]]]) -> None:
    answer = ask(turns[0][0])
    came = [current(answer)]
    for question, _ in turns[1:]:
        answer = ask(question, dialogue=answer.reply.dialogue)
        came.append(current(answer))
    assert came == [values for _, values in turns]


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Who signed CL-19/35 and when was it issued?", ["Houlin ZHAO", "2019-07-23"]),
        ("¿Quién firmó la CL-19/35 y cuándo?", ["Houlin ZHAO", "2019-07-23"]),
        ("¿Cuándo y dónde es la primera sesión sobre las PYME?", ["2019-09-10", "Budapest (Hungría)"]),
        (
            "When is the WSIS Forum 2021? Who is the contact for the Stocktaking?",
            [*FORUM_2021, "Vladimir Stankovic"],
        ),
    ],
)
def test_two_questions_in_one_are_both_answered(ask: Ask, question: str, values: list[str]) -> None:
    assert current(ask(question)) == values


def test_a_deadline_comes_with_the_address_to_send_to(ask: Ask) -> None:
    assert current(ask("¿Hasta cuándo se puede enviar la expresión de interés?")) == ["2019-08-16", "sme@itu.int"]


def test_a_language_asked_for_is_the_language_of_the_answer(ask: Ask) -> None:
    answer = ask("¿Dónde es la primera sesión sobre las PYME?", language="fr")
    assert answer.reply.language == "fr"
    assert "Budapest (Hongrie)" in answer.text


@pytest.mark.parametrize("question", ["Wann findet das Forum statt?", "Quando è il forum?", "フォーラムはいつですか"])
def test_any_other_language_is_answered_in_english(ask: Ask, question: str) -> None:
    assert ask(question).reply.language == "en"


@pytest.mark.parametrize("question", ["", "   \n", "hello", "gracias", "¿Qué puedes hacer?", "谢谢"])
def test_blank_input_and_small_talk_get_help(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (status(answer), current(answer)) == ("help", [])
    assert answer.text
