"""The guided form: its steps, what each takes, and that no text breaks it."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.enrolment import (
    PROBLEMS,
    STEPS,
    Form,
    Step,
    back,
    begin,
    choose_country,
    choose_letter,
    complete,
    edit,
    enter,
    is_question,
    skip,
)

LETTERS = ("CL-19/35", "CL-21/4")
FULL = Form(
    step=Step.REVIEW,
    letter="CL-19/35",
    name="Ana Ejemplo",
    position="Directora",
    organization="Ministerio de Ejemplo",
    country="CO",
    email="ana@example.org",
    phone="+573001234567",
)


def test_a_form_leads_from_the_call_to_the_review() -> None:
    form = begin()
    seen = [form.step]
    for text in ["cl-19/35", "Ana Ejemplo", "Directora", "Ministerio de Ejemplo", "Colombia", "ana@example.org"]:
        form = enter(form, text, letters=LETTERS).form
        seen.append(form.step)
    assert complete(form)
    form = enter(form, "300 123 4567").form
    assert ((*seen, form.step), form) == (STEPS, FULL)


def test_a_form_with_a_letter_begins_with_the_name() -> None:
    assert begin("CL-19/35") == Form(letter="CL-19/35", step=Step.NAME)


def test_an_unknown_letter_is_answered_with_those_there_are() -> None:
    entered = enter(begin(), "CL-99/9", letters=LETTERS)
    assert (entered.form, entered.problem, entered.suggestions) == (begin(), "form.bad_letter", LETTERS)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Ana   Ejemplo ", "Ana Ejemplo"),
        ("Ана", "Ана"),
        ("李明", "李明"),
        ("آنا إخيمبلو", "آنا إخيمبلو"),
        ("O’Neil-Ørsted, J.R.", "O’Neil-Ørsted, J.R."),
        ("Jo\u202ehn\u2066 \x00Doe", "John Doe"),
        ("Jose\u0301", "José"),
    ],
)
def test_a_name_is_kept_as_one_clean_line(text: str, kept: str) -> None:
    assert enter(begin("CL-19/35"), text).form.name == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "X",
        "--",
        "A.",
        "Ana 2",
        "Ana ٢",
        "ana@example.org",
        "Ana?",
        "¿Ana",
        "آنا؟",
        "安娜？",
        "Ana\nEjemplo",
        "https://x",
        "www.ana",
        "ana.example.com",
        "t.me/ana",
        "a" * 201,
        "a" * 10_000,
    ],
)
def test_what_is_no_name_is_refused(text: str) -> None:
    form = begin("CL-19/35")
    entered = enter(form, text)
    assert (entered.form, entered.problem) == (form, "form.bad_name")


@pytest.mark.parametrize("step", [Step.POSITION, Step.ORGANIZATION])
@pytest.mark.parametrize(
    ("text", "taken"), [("Jefe 2º\nÁrea", True), ("x" * 300, True), ("x" * 301, False), ("1", False)]
)
def test_a_line_has_two_to_three_hundred_characters(step: Step, text: str, taken: bool) -> None:
    entered = enter(Form(step=step), text)
    assert entered.problem == (None if taken else f"form.bad_{step}")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ana.E@EXAMPLE.Org ", "Ana.E@example.org"),
        ("ñandú@example.com", "ñandú@example.com"),
        ("ana@example.org\u202c", "ana@example.org"),
        ("ana", None),
        ("ana@localhost", None),
        ("ana@@example.org", None),
        ("a na@example.org", None),
        ("Ana <ana@example.org>", None),
    ],
)
def test_an_address_is_checked_and_its_domain_in_lower_case(text: str, address: str | None) -> None:
    entered = enter(Form(step=Step.EMAIL), text)
    assert (entered.form.email, entered.problem) == (address, None if address else "form.bad_email")


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("022 730 62 40", "CH", "+41227306240"),
        ("+41 22 730 62 40", "CO", "+41227306240"),
        ("0041 22 730 62 40", "US", "+41227306240"),
        ("41227306240", "CH", "+41227306240"),
        ("022 730 62 40 ext. 17", "CH", "+41227306240"),
        ("٠٢٢٧٣٠٦٢٤٠", "CH", "+41227306240"),
        ("300 123 4567", "CO", "+573001234567"),
        ("+41 22 730 62 40", "AQ", "+41227306240"),
        ("022 730 62 40", "CO", None),
        ("12", "CH", None),
        ("call me", "CH", None),
        ("", "CH", None),
    ],
)
def test_a_telephone_is_kept_in_e164(text: str, country: str, number: str | None) -> None:
    entered = enter(Form(step=Step.PHONE, country=country), text)
    assert (entered.form.phone, entered.problem) == (number, None if number else "form.bad_phone")


def test_a_country_that_is_not_certain_is_offered_and_chosen() -> None:
    form = Form(step=Step.COUNTRY)
    entered = enter(form, "Korea")
    assert (entered.form, entered.problem, entered.suggestions) == (form, "form.which_country", ("KR", "KP"))
    assert choose_country(form, "KR") == Form(step=Step.EMAIL, country="KR")
    assert enter(form, "Atlantis-on-Sea").problem == "form.bad_country"


@pytest.mark.parametrize("code", ["kr", "KOR", "EU", "ZZ", "", "Korea"])
def test_only_a_code_of_a_country_can_be_chosen(code: str) -> None:
    assert choose_country(Form(step=Step.COUNTRY), code) == Form(step=Step.COUNTRY)


def test_a_choice_that_comes_too_late_changes_nothing() -> None:
    assert choose_country(FULL, "KR") == FULL
    assert choose_letter(FULL, "CL-21/4") == FULL


def test_only_position_and_telephone_can_be_skipped() -> None:
    moved = [step for step in STEPS if skip(Form(step=step)) != Form(step=step)]
    assert moved == [Step.POSITION, Step.PHONE]
    assert complete(replace(FULL, position=None, phone=None))


@pytest.mark.parametrize(
    "form",
    [
        replace(FULL, letter=None),
        replace(FULL, name=None),
        replace(FULL, organization=None),
        replace(FULL, country=None),
        replace(FULL, email=None),
        begin("CL-19/35"),
    ],
)
def test_without_a_needed_field_the_form_is_not_complete(form: Form) -> None:
    assert not complete(form)


def test_back_leads_to_the_step_before_and_stays_at_the_first() -> None:
    assert [back(Form(step=step)).step for step in STEPS] == [Step.CALL, *STEPS[:-1]]


def test_a_field_is_changed_from_the_review_and_the_review_comes_next() -> None:
    editing = edit(FULL, Step.EMAIL)
    assert (editing.step, editing.editing) == (Step.EMAIL, True)
    assert enter(editing, "neu@example.org").form == replace(FULL, email="neu@example.org")
    assert skip(edit(FULL, Step.PHONE)) == replace(FULL, phone=None)
    assert back(editing) == FULL
    assert enter(editing, "nothing").form == editing


def test_editing_begins_only_at_the_review_and_not_with_it() -> None:
    assert edit(begin(), Step.EMAIL) == begin()
    assert edit(FULL, Step.REVIEW) == FULL


def test_at_the_review_nothing_is_entered() -> None:
    entered = enter(FULL, "hello")
    assert (entered.form, entered.problem) == (FULL, "form.nothing_to_enter")


@pytest.mark.parametrize("text", ["when?", "¿cuándo", "متى؟", "何时？", "really⁉"])
def test_a_question_mark_of_any_script_makes_a_question(text: str) -> None:
    assert is_question(text)
    assert not is_question("Ana Ejemplo")


@given(st.sampled_from(STEPS), st.sampled_from([None, "CH", "US", "BV"]), st.text(st.characters()))
@example(Step.EMAIL, None, "a@xn--\ud800.org")
@example(Step.PHONE, "CH", "+" * 300)
def test_any_text_at_any_step_is_taken_or_refused(step: Step, country: str | None, text: str) -> None:
    form = Form(step=step, country=country)
    entered = enter(form, text, letters=LETTERS)
    if entered.problem:
        assert entered.problem in PROBLEMS
        assert entered.form == form
        return
    kept = getattr(entered.form, step)
    assert entered.form.step is STEPS[STEPS.index(step) + 1]
    assert kept
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} or "\u202a" <= c <= "\u202e" for c in kept)
