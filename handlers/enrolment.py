"""The guided form for an expression of interest, as values: a step, what was entered, and what comes next.

It holds no texts (a problem is the key of one) and knows no channel. Nothing is stored here. What was pressed or typed
too late, at another step, changes nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from handlers.place_names import country_codes
from handlers.places import find_country
from handlers.plain import plain_line
from knowledge.text import fold


class Step(StrEnum):
    """What the form asks for next; also the name of the field that it fills."""

    CALL = "letter"
    NAME = "name"
    POSITION = "position"
    ORGANIZATION = "organization"
    COUNTRY = "country"
    EMAIL = "email"
    PHONE = "phone"
    REVIEW = "review"


STEPS = tuple(Step)
OPTIONAL = frozenset({Step.POSITION, Step.PHONE})
PROBLEMS = (
    "form.bad_letter",
    "form.bad_name",
    "form.bad_position",
    "form.bad_organization",
    "form.bad_country",
    "form.which_country",
    "form.bad_email",
    "form.bad_phone",
    "form.nothing_to_enter",
)
"""The keys of the texts that say what is wrong."""

_LONGEST_INPUT = 1_000
_SHORTEST, _LONGEST_NAME, _LONGEST_LINE = 2, 200, 300
_LETTERS_OF_A_NAME = 2
_QUESTION_MARKS = frozenset("?¿؟？﹖︖⁇⁈⁉⸮՞፧")
_LINK = re.compile(r"://|\bwww\.|\bt\.me\b|\w\.(?:com|org|net|int|edu|gov|info)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """An expression of interest on its way.

    `country` is a code of ISO 3166-1 alpha-2, `phone` in E.164. `editing` tells that one field is being changed from
    the review, and that the review comes next.
    """

    step: Step = Step.CALL
    editing: bool = False
    letter: str | None = None
    name: str | None = None
    position: str | None = None
    organization: str | None = None
    country: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """The form after an entry; with a problem it is as before, and `suggestions` says what may have been meant."""

    form: Form
    problem: str | None = None
    suggestions: tuple[str, ...] = ()


# -- moving through the form -----------------------------------------------------------------------------------------


def begin(letter: str | None = None) -> Form:
    """A new form.

    Args:
        letter: the reference of the call that is answered, where it is known; then the name is asked first.
    """
    return Form(letter=letter, step=Step.NAME if letter else Step.CALL)


def _fill(form: Form, value: str | None) -> Form:
    """Keep a value for the present step and go on."""
    after = Step.REVIEW if form.editing else STEPS[STEPS.index(form.step) + 1]
    changes: Mapping[str, str | None] = {form.step.value: value}
    return replace(form, step=after, editing=False, **changes)


def choose_letter(form: Form, reference: str) -> Form:
    """Answer the first step by choice.

    Args:
        form: at the step CALL; else it is given back as it is.
        reference: of a letter that the caller knows to be one.
    """
    return _fill(form, reference) if form.step is Step.CALL else form


def choose_country(form: Form, code: str) -> Form:
    """Answer the step COUNTRY by choice.

    Args:
        form: at that step; else it is given back as it is.
        code: of ISO 3166-1 alpha-2; with any other, the form is given back as it is.
    """
    return _fill(form, code) if form.step is Step.COUNTRY and code in country_codes() else form


def skip(form: Form) -> Form:
    """Leave out the position or the telephone; another step is not left."""
    return _fill(form, None) if form.step in OPTIONAL else form


def back(form: Form) -> Form:
    """Go to the step before; from a field that is being changed, to the review; from the first step, nowhere."""
    if form.editing:
        return replace(form, step=Step.REVIEW, editing=False)
    return replace(form, step=STEPS[max(STEPS.index(form.step) - 1, 0)])


def edit(form: Form, step: Step) -> Form:
    """Change one field from the review; at any other step the form is given back as it is."""
    if form.step is not Step.REVIEW or step is Step.REVIEW:
        return form
    return replace(form, step=step, editing=True)


def complete(form: Form) -> bool:
    """Whether everything that is needed has been entered: all but position and telephone."""
    return all(getattr(form, step.value) for step in STEPS if step is not Step.REVIEW and step not in OPTIONAL)


def is_question(text: str) -> bool:
    """Whether what was typed is a question to be answered, rather than an entry."""
    return not _QUESTION_MARKS.isdisjoint(text)


# -- entering --------------------------------------------------------------------------------------------------------


def _letters(text: str) -> int:
    return sum(unicodedata.category(character).startswith("L") for character in text)


def _name(text: str) -> str | None:
    name = plain_line(text)
    one_line = len(text.strip().splitlines()) == 1
    digits = any(unicodedata.category(character) in {"Nd", "No"} for character in name)
    strange = digits or "@" in name or is_question(name) or _LINK.search(name.casefold())
    fits = _SHORTEST <= len(name) <= _LONGEST_NAME and _letters(name) >= _LETTERS_OF_A_NAME
    return name if one_line and fits and not strange else None


def _line(text: str) -> str | None:
    line = plain_line(text)
    return line if _SHORTEST <= len(line) <= _LONGEST_LINE and _letters(line) else None


def read_email(text: str) -> str | None:
    """An e-mail address with its domain in lower case, or None where it cannot be one (RFC 5321, 5322, 6531).

    Nobody is asked whether it exists. Domains reserved for examples (RFC 2606, such as example.org) are taken.
    """
    import email_validator  # noqa: PLC0415 - needed for this alone

    try:
        return email_validator.validate_email(plain_line(text), check_deliverability=False).normalized
    except email_validator.EmailNotValidError:
        return None


def read_phone(text: str, country: str | None) -> str | None:
    """A telephone number in E.164, without its extension, or None where it cannot be one.

    Args:
        text: in international form, or in the national form of `country`.
        country: of ISO 3166-1 alpha-2.
    """
    import phonenumbers  # noqa: PLC0415 - a large table, needed for this alone

    line = plain_line(text)
    # "00" stands for the plus in most of the world, also where the country's own way to dial abroad is another.
    for written in dict.fromkeys((line, re.sub(r"^00", "+", line))):
        try:
            number = phonenumbers.parse(written, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _read_country(form: Form, text: str) -> Entered:
    found = find_country(plain_line(text))
    if found.code:
        return Entered(form=_fill(form, found.code))
    problem = "form.which_country" if found.suggestions else "form.bad_country"
    return Entered(form=form, problem=problem, suggestions=found.suggestions)


def _read_letter(form: Form, text: str, letters: Sequence[str]) -> Entered:
    named = fold(plain_line(text))
    exact = [reference for reference in letters if fold(reference) == named]
    if len(exact) == 1:
        return Entered(form=_fill(form, exact[0]))
    return Entered(form=form, problem="form.bad_letter", suggestions=tuple(letters))


_READERS: Mapping[Step, Callable[[str], str | None]] = {
    Step.NAME: _name,
    Step.POSITION: _line,
    Step.ORGANIZATION: _line,
    Step.EMAIL: read_email,
}


def enter(form: Form, text: str, *, letters: Sequence[str] = ()) -> Entered:
    """Take what was typed at the present step.

    Args:
        form: as it stands; its country is the one whose national telephone numbers are understood.
        text: any string at all.
        letters: the references of the calls to choose from, for the step CALL.

    Returns:
        The form at its next step, or as it was with a problem, one of `PROBLEMS`.
    """
    step = form.step
    if step is Step.REVIEW:
        return Entered(form=form, problem="form.nothing_to_enter")
    text = text[: _LONGEST_INPUT + 1]
    if step is Step.CALL:
        return _read_letter(form, text, letters)
    if step is Step.COUNTRY:
        return _read_country(form, text)
    value = None
    if len(text) <= _LONGEST_INPUT:
        value = read_phone(text, form.country) if step is Step.PHONE else _READERS[step](text)
    if value is None:
        return Entered(form=form, problem=f"form.bad_{step.value}")
    return Entered(form=_fill(form, value))
