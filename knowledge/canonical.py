"""Whether a fact's value is in the canonical form of its kind (the table "Canonical values" of the contract)."""

import re

import phonenumbers

from knowledge.edtf import Edtf, parse_edtf
from knowledge.errors import BadDateError, BadLetterError
from knowledge.model import Kind
from knowledge.text import fold, squeeze

_TIMED = {Kind.DATE, Kind.DEADLINE}
_WITH_DIGITS = {Kind.PHONE, Kind.FAX}
_EMAIL = re.compile(r"[^\s@A-Z]+@[^\s@A-Z]+\.[^\s@A-Z]+")
_URL = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")


def read_when(kind: Kind, value: str) -> Edtf | None:
    """Read the value of a date or deadline; None for other kinds.

    Raises:
        BadLetterError: the value is not in one of the EDTF forms.
    """
    if kind not in _TIMED:
        return None
    try:
        return parse_edtf(value)
    except BadDateError as error:
        raise BadLetterError(f"value: {error}") from error


def _is_e164(value: str) -> bool:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return False
    return value == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def check_value(kind: Kind, value: str) -> None:
    """Refuse a value that is not canonical for its kind.

    Raises:
        BadLetterError: it says which form was expected.
    """
    read_when(kind, value)
    if kind in _WITH_DIGITS and not _is_e164(value):
        raise BadLetterError(f"value: {value!r} is not in E.164: expected + and digits, such as +41227306240")
    if kind is Kind.EMAIL and not _EMAIL.fullmatch(value):
        raise BadLetterError(f"value: {value!r} is not an e-mail address in lower case")
    if kind is Kind.URL and not _URL.fullmatch(value):
        raise BadLetterError(f"value: {value!r} is not a web address with its scheme, such as https://www.itu.int/")
    if value != " ".join(value.split()):
        raise BadLetterError(f"value: {value!r} has white space that is not folded to single spaces")


def _named_in_digits(when: Edtf) -> set[str]:
    """The numbers of a date that its quote must show: the days, or the year of what is only a year."""
    points = [point for point in (when.start, when.end) if point]
    days = {str(point.day) for point in points if point.day}
    return days or {str(point.year) for point in points if point.year and not point.month}


def _bears_number(value: str, quote: str) -> bool:
    """Whether a quote shows a telephone number, with its country code or as it is dialled within the country."""
    shown = "".join(re.findall(r"\d", quote))
    national = phonenumbers.national_significant_number(phonenumbers.parse(value))
    return national in shown


def is_supported(kind: Kind, value: str, quote: str) -> bool:
    """Whether a quote bears its value: its digits for a number or date, its words for anything else.

    A format and a month have words of their own in the letter, and so has a date that is written without digits;
    nothing is asked of them here.
    """
    folded = fold(quote)
    if kind in _WITH_DIGITS:
        return _bears_number(value, folded)
    if kind in _TIMED:
        digits = {number.lstrip("0") for number in re.findall(r"\d+", folded)}
        return not digits or _named_in_digits(parse_edtf(value)) <= digits
    if kind is Kind.FORMAT:
        return True
    bare = re.sub(r"^https?://", "", value)
    return squeeze(bare).casefold() in squeeze(quote).casefold()
