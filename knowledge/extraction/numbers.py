"""Addresses as letters write them: telephone and fax numbers to E.164, e-mail and web addresses."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import phonenumbers

EMAIL = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_.+'-]{0,62}[A-Za-z0-9_+-])?@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
)
_PHONE = re.compile(
    r"(?<![/.@-])(?<![^\W\u3400-\u9fff])(?:\+|00\s?)?[(\[]?\d[\d\s().\[\]\u2010-\u2015/-]{4,28}\d(?![\dA-Za-z_])"
)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'،؟，。；（）《》“”«»|\u4e00-\u9fff]{1,400}", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@./-])(?:[A-Za-z0-9-]{1,63}\.){1,5}(?:org|int|com|net|edu|gov|info|example|ch|io|eu|fr|uk|ru|cn|es)(?:/[^\s<>\"'،，。；（）|\u4e00-\u9fff]{0,300})?(?![\w@-])"
)
_TRAILING = ".,;:!?)]}»”’'*"
_TRUNK = re.compile(r"[(\[]0[)\]]")
_FEWEST, _MOST = 6, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value with its place in the text."""

    value: str
    start: int
    end: int


def emails_in(text: str) -> Iterator[Found]:
    """E-mail addresses, in lower case."""
    for found in EMAIL.finditer(text) if "@" in text else ():
        yield Found(value=found.group().lower(), start=found.start(), end=found.end())


def phones_in(text: str, *regions: str, only_full: bool = False) -> Iterator[Found]:
    """Telephone numbers in E.164, extensions left out.

    Args:
        text: any text.
        regions: the countries (ISO 3166-1 alpha-2) whose numbers may stand without a code, the likeliest first. A
            number is of the first in which it is valid, else of the first in which it is possible.
        only_full: only those that begin with "+" or 00.
    """
    plain = _digits(text)
    before, end = "", 0
    for found in _PHONE.finditer(plain):
        if only_full and not found.group().startswith(("+", "00")):
            continue
        before = before if found.start() - end <= _BESIDE else ""
        at = found.start()
        for part in _parts(found.group()):
            if value := _e164(part, regions, before):
                yield Found(value=value, start=at, end=at + len(part))
                before = value
            at += len(part) + 1
        end = found.end()


_BESIDE = 4
"""Characters between a number and a shorter one that has its beginning in common: "(017) 234-56-78, 234-56-79"."""


def _parts(text: str) -> list[str]:
    """Numbers that were caught as one: beside a stroke, or each with its own "+"."""
    return text.split("/") if "+" not in text[1:] else [text]


def _digits(text: str) -> str:
    """The text with digits of any script as ASCII ones, of the same length."""
    return text if text.isascii() else _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found.group())), text)


_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def _only(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _e164(text: str, regions: Sequence[str], before: str) -> str | None:
    """A number in E.164; `before` is the one before it, whose beginning it may share."""
    digits = _only(text)
    if len(digits) > _MOST + 2:
        return None
    rows = [_parsed(_TRUNK.sub("", text), region) for region in regions] if len(digits) >= _FEWEST else []
    own = [row for row in rows if row is not None]
    shared = _parsed(before[: -len(digits)] + digits, None) if before and not text.startswith("+") else None
    whole = _parsed(f"+{digits}", None) if own else None  # "(51-1) 555 0177": with the country's code, but without "+"
    valid = [row for row in (*own, shared, whole) if row is not None and phonenumbers.is_valid_number(row)]
    possible = [row for row in own if phonenumbers.is_possible_number(row)]
    possible += [] if shared is None or own else [shared]
    number = next(iter([*valid, *possible]), None)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else None


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def regions_of_numbers(texts: Iterable[str]) -> tuple[str, ...]:
    """The countries of the numbers that have a code, the most frequent first."""
    counts: Counter[str] = Counter()
    for text in texts:
        for found in phones_in(text, "ZZ", only_full=True):
            region = phonenumbers.region_code_for_number(phonenumbers.parse(found.value))
            if region:
                counts[region] += 1
    return tuple(region for region, _ in counts.most_common())


def regions_of_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """The countries of the national domains of e-mail addresses, the most frequent first."""
    counts: Counter[str] = Counter()
    for text in texts:
        for found in emails_in(text):
            domain = found.value.rpartition(".")[2]
            region = _DOMAINS.get(domain, domain.upper())
            if domain not in _SOLD and region in phonenumbers.SUPPORTED_REGIONS:
                counts[region] += 1
    return tuple(region for region, _ in counts.most_common())


_DOMAINS = {"uk": "GB"}
_SOLD = frozenset({"ai", "ac", "cc", "co", "fm", "gg", "io", "la", "me", "sh", "to", "tv", "ws"})
"""National domains that are used all over the world."""


def urls_in(text: str) -> Iterator[Found]:
    """Web addresses with a scheme, which those that lack one are given, without the punctuation that follows."""
    rows = [*_URL.finditer(text), *_BARE.finditer(text)]
    end = 0
    for found in sorted(rows, key=lambda row: (row.start(), -row.end())):
        if found.start() < end:
            continue
        value = _trimmed(found.group())
        end = found.end()
        full = value if value.lower().startswith("http") else f"https://{value}"
        yield Found(value=full, start=found.start(), end=found.start() + len(value))


def _trimmed(url: str) -> str:
    while url and url[-1] in _TRAILING:
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url
