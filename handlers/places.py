"""Which country or time zone a text means, and what it is called, in six languages.

What is exactly a name is taken; what only comes near one, or could be several, is offered for choice and never taken.
The names come from the Unicode CLDR by way of Babel and from `config/places.yaml`. They are read once, when first
needed; nothing here reads the clock.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global

from handlers.place_names import (
    Words,
    canonical_zone,
    cities,
    cities_of,
    countries,
    country_codes,
    places_file,
    words_of,
    zones,
    zones_of,
)
from knowledge.text import fold

MOST_SUGGESTIONS = 4
MOST_ZONES = 12
"""A country may have more time zones than a slip has suggestions: Russia has eleven clocks."""
_LONGEST = 200
_ABBREVIATION = 3
_ALSO_WORDS = frozenset((word,) for word in ("no", "si", "ne", "so", "to", "la", "me", "it", "is", "in", "my"))
"""Codes of countries that are words as well: only a suggestion unless they are written in capitals."""
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s*([+\-−–])\s*(\d{1,2})(?:[:.]?([0-5]\d))?(?:\s*h)?")
_FARTHEST = {"-": 12, "+": 14}
_WINTER, _SUMMER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
_COMMAS = re.compile(r"[,،，]")
_COMMA = {"ar": "، ", "zh": "，"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryMatch:
    """The country that a text names, as its code of ISO 3166-1 alpha-2, or those it could mean, the likeliest first."""

    code: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMatch:
    """The time zone that a text names, by its IANA name, or those it could mean, the likeliest first."""

    zone: str | None = None
    suggestions: tuple[str, ...] = ()


def find_country(text: str) -> CountryMatch:
    """Which country a text names, in any of the six languages or by its code.

    Args:
        text: any string at all.

    Returns:
        A code, or at most four suggestions, or neither.
    """
    if len(text) > _LONGEST:
        return CountryMatch()
    words = words_of(text)
    exact = countries().named(words)
    if len(exact) == 1 and (text.strip().isupper() or words not in _ALSO_WORDS):
        return CountryMatch(code=exact[0])
    return CountryMatch(suggestions=exact[:MOST_SUGGESTIONS] or countries().like(words, MOST_SUGGESTIONS))


def country_name(code: str, language: str) -> str:
    """What a country is called.

    Args:
        code: of ISO 3166-1 alpha-2; anything else is given back as it is.
        language: one of the six codes.
    """
    if code not in country_codes():
        return code
    shown = places_file().shown.get(code)
    name: str = getattr(shown, language) if shown else Locale(language).territories[code]
    return name


def find_zone(text: str, language: str) -> ZoneMatch:
    """Which time zone a text names: by IANA name, city, country or distance from UTC.

    Args:
        text: any string at all.
        language: one of the six codes: its own names of cities go before those of the other five.

    Returns:
        A zone, or suggestions, or neither; at most four for a slip, twelve for a country with several clocks.
    """
    plain = " ".join(fold(text).split())
    if not plain or len(text) > _LONGEST:
        return ZoneMatch()
    if zone := zones().get(plain.replace(" ", "_")):
        return ZoneMatch(zone=zone)
    if offset := _OFFSET.fullmatch(plain):
        return _by_offset(offset[1], int(offset[2]), int(offset[3] or 0))
    return _by_name(text, language)


def _match(found: Iterable[str]) -> ZoneMatch | None:
    """The only zone, or several for choice, or None where there is none."""
    zones_found = tuple(dict.fromkeys(found))
    if len(zones_found) == 1:
        return ZoneMatch(zone=zones_found[0])
    return ZoneMatch(suggestions=zones_found[:MOST_ZONES]) if zones_found else None


def _by_name(text: str, language: str) -> ZoneMatch:
    words = words_of(text)
    country = find_country(text)
    codes = (country.code,) if country.code else countries().named(words)
    of_country = [zone for code in codes for zone in zones_of(code)]
    of_city = _cities_named(words, language)
    if set(of_city) & set(of_country) and (len(of_country) == 1 or _is_city_in(language, of_city[0], words)):
        of_country = []
    found = _match((*of_city, *of_country)) or _in_country(text, language)
    if found is None:
        return ZoneMatch(suggestions=_near(words))
    if found.zone and not _is_told_enough(text, found.zone):
        return ZoneMatch(suggestions=(found.zone,))
    return found


def _is_told_enough(text: str, zone: str) -> bool:
    """Whether a text is more than an abbreviation: "EST" is a country and a clock."""
    letters = text.strip()
    return len(letters) > _ABBREVIATION or not letters.isascii() or zone == "Etc/UTC"


def _is_city_in(language: str, zone: str, words: Words) -> bool:
    return words_of(cities_of(language).get(zone, "")) == words


def _cities_named(words: Words, language: str) -> tuple[str, ...]:
    """The zones whose city bears this name; those where it does so in the person's own language go first."""
    return tuple(sorted(cities().named(words), key=lambda zone: not _is_city_in(language, zone, words)))


def _near(words: Words) -> tuple[str, ...]:
    by_city = cities().like(words, MOST_SUGGESTIONS)
    by_country = (zone for code in countries().like(words, 1) for zone in zones_of(code))
    return tuple(dict.fromkeys((*by_city, *by_country)))[:MOST_SUGGESTIONS]


def _in_country(text: str, language: str) -> ZoneMatch | None:
    """A city with its country after a comma: "Washington, USA"."""
    city, *rest = _COMMAS.split(text)
    country = find_country(rest[0]).code if len(rest) == 1 else None
    territories: Mapping[str, str] = get_global("zone_territories")
    return _match(z for z in _cities_named(words_of(city), language) if country and territories.get(z) == country)


# -- distances from UTC ----------------------------------------------------------------------------------------------


def _by_offset(sign: str, hours: int, minutes: int) -> ZoneMatch:
    sign = "+" if sign == "+" else "-"
    if minutes:
        offset = timedelta(hours=hours, minutes=minutes)
        return ZoneMatch(suggestions=_standard_offsets().get(offset if sign == "+" else -offset, ())[:MOST_ZONES])
    if not hours:
        return ZoneMatch(zone="Etc/UTC")
    if hours > _FARTHEST[sign]:
        return ZoneMatch()
    # POSIX counts westwards: Etc/GMT-3 is three hours ahead of UTC.
    return ZoneMatch(zone=f"Etc/GMT{'-' if sign == '+' else '+'}{hours}")


@cache
def _standard_offsets() -> Mapping[timedelta, tuple[str, ...]]:
    """The time zones by their distance from UTC while no summer time holds."""
    found: dict[timedelta, list[str]] = {}
    for zone in sorted(cities_of("en")):
        clock = ZoneInfo(zone)
        offsets = [moment.astimezone(clock).utcoffset() or timedelta(0) for moment in (_WINTER, _SUMMER)]
        found.setdefault(min(offsets), []).append(zone)
    return {offset: tuple(names) for offset, names in found.items()}


# -- names -----------------------------------------------------------------------------------------------------------


def zone_label(zone: str, language: str) -> str:
    """A time zone as people know it: "Bogotá, Colombia", "UTC+3".

    Args:
        zone: an IANA name; one that is not known is given back as it is.
        language: one of the six codes.
    """
    present = canonical_zone(zone)
    city = cities_of(language).get(present)
    if city is None:
        west = re.fullmatch(r"Etc/GMT([+-])(\d+)", present)
        if west:
            return f"UTC{'-' if west[1] == '+' else '+'}{west[2]}"
        return "UTC" if present in {"Etc/UTC", "Etc/GMT"} else zone
    code = get_global("zone_territories").get(present)
    country = country_name(code, language) if code in country_codes() else city
    return city if fold(city) == fold(country) else f"{city}{_COMMA.get(language, ', ')}{country}"
