"""Addresses and telephone numbers in a text. A number is put into E.164 with the country's own way of writing it."""

import re
from dataclasses import dataclass

import phonenumbers

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}", re.IGNORECASE)
_DISGUISED = re.compile(r"(?<=\w) ?[\[(]\s?(?:at|arroba|arobase|собака)\s?[\])] ?(?=\w)", re.IGNORECASE)
_DISGUISED_DOT = re.compile(r"(?<=\w) ?[\[(]\s?(?:dot|punto|point|точка)\s?[\])] ?(?=\w)", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![A-Za-z0-9.@/])(?:\(\s?\+|\+\s?\(?|\()?\d[\d \t().\u2010-\u2015\u2212-]{4,24}\d(?![A-Za-z0-9@])"
)
_DATE = re.compile(r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)")
_FEWEST, _MOST = 6, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """An address in lower case, or a telephone as written, with its place."""

    value: str
    start: int
    end: int


def undisguise(text: str) -> str:
    """Write "name [at] example [dot] org" as an address."""
    if "[" not in text and "(" not in text:
        return text
    return _DISGUISED_DOT.sub(".", _DISGUISED.sub("@", text))


def find_emails(text: str) -> list[Detail]:
    """The e-mail addresses in a text."""
    found = []
    for match in _EMAIL.finditer(text):
        value = match.group().lstrip("'\"`{|}~*_-.=").lower()
        value = value.removeprefix("mailto:")
        if not value.isascii():
            cut = max(n for n, c in enumerate(value) if not c.isascii()) + 1
            value = value[cut:].lstrip("'-._:")
        if value.find("@") > 0:
            found.append(Detail(value=value, start=match.end() - len(value), end=match.end()))
    return found


def find_phones(text: str, *, labelled: bool = False) -> list[Detail]:
    """What looks like telephone numbers.

    Args:
        text: a cleaned line.
        labelled: something says that it is a number, so that one in national form counts.
    """
    found = []
    for match in _PHONE.finditer(text):
        written = match.group().strip()
        digits = re.sub(r"\D", "", written)
        is_international = "+" in written or digits.startswith("00")
        if not _FEWEST <= len(digits) <= _MOST + 3 or ("+" not in written and _DATE.search(written)):
            continue
        if is_international or labelled:
            found.append(Detail(value=written, start=match.start(), end=match.end()))
    return found


def to_e164(written: str, country: str | None) -> str | None:
    """A number in E.164, None where it cannot be one.

    Args:
        written: in international form, or in the national one of the country.
        country: of ISO 3166-1 alpha-2.
    """
    plain = re.sub(r"\(\s?0\s?\)", "", written)
    plain = re.sub(r"[^\d+]", "", plain)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return f"+{plain[1:]}" if plain.startswith("+") and _FEWEST < len(plain) <= _MOST + 1 else None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
