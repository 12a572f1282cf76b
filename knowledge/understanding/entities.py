"""What a question names exactly: e-mail and web addresses, telephone numbers, letters' references."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.text import fold, tokenize

_EMAIL = re.compile(r"[a-z0-9_.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\"'،。，؟]{1,300}|\b[a-z0-9-]{1,40}\.(?:org|int|com|net)/[\w/.-]{1,200}")
_PHONE = re.compile(r"(?<![a-z0-9/])\+?\(?\d[\d\s().\u2010-\u2015-]{5,24}\d(?![a-z0-9/])")
_SHORTEST_PHONE = 7
_CODE = re.compile(
    r"(?<![a-z0-9/])(?P<series>[a-z]{2,4})[\s./–-]{0,3}(?P<year>\d{2})\s?[/–-]\s?(?P<number>\d{1,3})(?![a-z0-9/])"
)
_DOCUMENT = re.compile(r"(?<![a-z0-9/])(?:[a-z]/)?\d{1,4}/\d{1,4}(?![a-z0-9/])")
_BARE_CODE = re.compile(r"(?<![a-z0-9/])(?P<year>\d{2})\s?/\s?(?P<number>\d{1,3})(?![a-z0-9/])")


@dataclass(frozen=True, slots=True)
class Entities:
    """The exact things that a question names.

    `unknown_codes` look like references of letters that are not there, `documents` like resolutions (A/70/1).
    """

    emails: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class References:
    """How the letters' references can be written: by code ("cl", 19, 35), or word for word."""

    codes: Mapping[tuple[str, int, int], str]
    tails: Mapping[tuple[int, int], str]
    literal: tuple[tuple[str, str], ...]
    spaced: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    series: frozenset[str]


def read_references(references: Iterable[str]) -> References:
    """Work out how each reference can be written."""
    codes: dict[tuple[str, int, int], str] = {}
    literal: list[tuple[str, str]] = []
    spaced: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for reference in references:
        folded = fold(reference)
        found = _CODE.fullmatch(folded)
        if found:
            codes[found["series"], int(found["year"]), int(found["number"])] = reference
            continue
        if " " not in folded:
            literal.append((folded, reference))
        words = tuple(token.text for token in tokenize(folded.replace("_", " ")))
        spaced.setdefault(words[0], []).append((words, reference))
    tails = {key[1:]: reference for key, reference in codes.items()}
    by_first = {first: tuple(rows) for first, rows in spaced.items()}
    return References(codes, tails, tuple(literal), by_first, frozenset(series for series, _, _ in codes))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _codes(text: str, references: References) -> tuple[str, list[str], list[str]]:
    known: list[str] = []
    unknown: list[str] = []
    for literal, reference in references.literal:
        at = text.find(literal)
        if at >= 0:
            known.append(reference)
            text = _blank(text, at, at + len(literal))
    for found in _CODE.finditer(text):
        key = found["series"], int(found["year"]), int(found["number"])
        known_code = references.codes.get(key)
        series_known = key[0] in references.series
        if known_code:
            known.append(known_code)
        elif series_known:
            unknown.append(found.group().upper())
        if known_code or series_known:
            text = _blank(text, found.start(), found.end())
    for found in _BARE_CODE.finditer(text):
        if tail := references.tails.get((int(found["year"]), int(found["number"]))):
            known.append(tail)
            text = _blank(text, found.start(), found.end())
    return text, known, unknown


def find_entities(folded: str, references: References) -> tuple[Entities, str]:
    """Find what is named exactly, but for telephone numbers.

    Args:
        folded: a folded question.
        references: the letters' references.

    Returns:
        The entities, and the text with them blanked out.
    """
    emails = _EMAIL.findall(folded)
    folded = _EMAIL.sub(lambda m: " " * len(m.group()), folded)
    urls = [url.rstrip(".,;:!?»”") for url in _URL.findall(folded)]
    folded = _URL.sub(lambda m: " " * len(m.group()), folded)
    folded, letters, unknown = _codes(folded, references)
    documents = _DOCUMENT.findall(folded)
    folded = _DOCUMENT.sub(lambda m: " " * len(m.group()), folded)
    entities = Entities(
        emails=tuple(emails),
        urls=tuple(urls),
        letters=tuple(letters),
        unknown_codes=tuple(unknown),
        documents=tuple(documents),
    )
    return entities, folded


def find_phones(folded: str) -> tuple[tuple[str, ...], str]:
    """Find telephone numbers; dates must have been blanked out before.

    Returns:
        Each number's digits without a leading 00 or 0, and the text with them blanked out.
    """
    phones: list[str] = []
    for found in _PHONE.finditer(folded):
        digits = re.sub(r"\D", "", found.group())
        groups = re.findall(r"\d+", found.group())
        years = all(len(group) == 4 and group[:2] in {"19", "20"} for group in groups)  # noqa: PLR2004
        if len(digits) >= _SHORTEST_PHONE and not years:
            phones.append(digits.removeprefix("00").lstrip("0"))
            folded = _blank(folded, found.start(), found.end())
    return tuple(phones), folded
