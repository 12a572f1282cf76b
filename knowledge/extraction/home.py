"""In which country a letter is written, by the place beside its date; names come from the Unicode CLDR by Babel."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from knowledge.extraction.fields import Field
from knowledge.extraction.traditional import simplified
from knowledge.extraction.words import Label
from knowledge.text import fold, tokenize

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_MOST_WORDS = 4
_CODE = 2
_LONGEST_LINE = 80


@cache
def _places(language: str) -> Mapping[str, tuple[str, ...]]:
    """The countries (ISO 3166-1 alpha-2) of larger cities and of their own names, folded; a city's stands first."""
    locale = Locale.parse(language)
    zones: Mapping[str, str] = get_global("zone_territories")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for zone, country in zones.items():
        city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        found[_key(str(city))].append(country)
    for code, name in locale.territories.items():
        if code.isalpha() and len(code) == _CODE:
            found[_key(name)].append(code)
    return {name: tuple(dict.fromkeys(codes)) for name, codes in found.items()}


def _key(name: str) -> str:
    return " ".join(token.text for token in tokenize(fold(simplified(name))))


def cities_by_name(zones: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The countries of cities, from the names of cities by time zone."""
    countries: Mapping[str, str] = get_global("zone_territories")
    return {_key(name): countries[zone] for zone, names in zones.items() if zone in countries for name in names}


def homes_of(fields: Iterable[Field], language: str, cities: Mapping[str, str]) -> tuple[str, ...]:
    """The countries of the places in a letter's head, that of the place beside the date first, then the most named.

    Args:
        fields: of the letter's head, and of what stands under it.
        language: of the letter.
        cities: further ones, with their countries.
    """
    places = {**_places(language), **{name: (country,) for name, country in cities.items()}}
    lines = [_key(f.value) for f in fields if f.label in _PLACED and len(f.value) <= _LONGEST_LINE]
    counts: Counter[str] = Counter()
    for line in lines:
        for country in _countries_in(line, places):
            counts[country] += len(lines) if _YEAR.search(line) else 1
    return tuple(country for country, _ in counts.most_common())


_PLACED = {None, Label.DATE, Label.OTHER}


def _countries_in(line: str, places: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    words = line.split()
    for n in range(len(words)):
        for length in range(_MOST_WORDS, 0, -1):
            name = " ".join(words[n : n + length])
            if countries := places.get(name) or places.get(name.replace(" ", "")):
                return countries
    return ()
