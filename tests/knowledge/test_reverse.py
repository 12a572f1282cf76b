"""Questions asked backwards: what is still open, whose is this number, what is on that day, which letter says so."""

import pytest

from tests.asking import Ask, current, status


@pytest.mark.parametrize(
    ("now", "values"),
    [
        ("2019-08-16T23:59:59+02:00", ["2019-08-16", "2020-02-03", "2021-03-01", "2023-01-31"]),
        ("2019-08-16T21:59:59+00:00", ["2019-08-16", "2020-02-03", "2021-03-01", "2023-01-31"]),
        ("2019-08-17T00:00:00+02:00", ["2020-02-03", "2021-03-01", "2023-01-31"]),
        ("2019-08-16T18:00:00-04:00", ["2020-02-03", "2021-03-01", "2023-01-31"]),
        ("2023-01-31T23:59:59+01:00", ["2023-01-31"]),
        ("2023-02-01T00:00:00+01:00", []),
    ],
)
@pytest.mark.parametrize("question", ["Which deadlines are still open?", "¿Qué plazos quedan?"])
def test_a_deadline_is_open_until_its_last_second_in_geneva(
    ask: Ask, question: str, now: str, values: list[str]
) -> None:
    answer = ask(question, now)
    assert (status(answer), current(answer)) == ("answered", values)


def test_no_deadline_left_is_an_answer_that_says_so(ask: Ask) -> None:
    assert ask("Which deadlines are still open?").text == "No deadline in the letters is still open."


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Whose number is +41 22 730 5877?", "Vladimir Stankovic"),
        ("¿De quién es el 022 730 6453?", "Gitanjali Sah"),
        ("¿De quién es el correo sme@itu.int?", "Christopher Clark"),
        ("What is planned for 20 June 2019?", "2019-06-20T17:00/2019-06-20T18:00"),
        ("¿Qué hay el 3 de febrero de 2020?", "2020-02-03"),
        ("What takes place on 9 September 2020?", "2020-09-07/2020-09-10"),
        ("Which letter mentions the hackathon?", "CL-20/025"),
        ("¿En qué carta aparece el concurso fotográfico?", "Foro CMSI 2020"),
    ],
)
def test_a_question_asked_backwards_is_answered(ask: Ask, question: str, value: str) -> None:
    assert value in current(ask(question))


@pytest.mark.parametrize("question", ["Whose number is +41 22 730 0000?", "¿De quién es nadie@example.org?"])
def test_a_number_or_address_that_no_letter_has_is_unknown(ask: Ask, question: str) -> None:
    assert status(ask(question)) == "unknown"
