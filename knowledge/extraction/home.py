"""In which country a letter is written, by the place beside its date; names come from the Unicode CLDR by Babel."""

from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale
from babel.core import get_global

from knowledge.extraction.fields import Field
from knowledge.extraction.words import Label
from knowledge.text import fold, tokenize

_MOST_WORDS = 3
_LONGEST_LINE = 80


@cache
def _places(language: str) -> Mapping[str, str]:
    """Countries and larger cities by their folded name, with the country's code (ISO 3166-1 alpha-2)."""
    locale = Locale.parse(language)
    zones: Mapping[str, str] = get_global("zone_territories")
    found: dict[str, str] = {}
    for zone, country in zones.items():
        city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        found[_key(str(city))] = country
    found |= {_key(name): code for code, name in locale.territories.items() if code.isalpha()}
    return found | {"geneva": "CH", "geneve": "CH", "ginebra": "CH", "женева": "CH", "جنيف": "CH", "日内瓦": "CH"}


def _key(name: str) -> str:
    return " ".join(token.text for token in tokenize(fold(name)))


def home_of(fields: Iterable[Field], language: str) -> str | None:
    """The country of the place that stands beside a letter's date; None where none is known there.

    Args:
        fields: of the letter's head.
        language: of the letter.
    """
    places = _places(language)
    for field in fields:
        if field.label not in {None, Label.DATE} or len(field.value) > _LONGEST_LINE:
            continue
        words = [token.text for token in tokenize(fold(field.value))]
        if not any(len(word) == 4 and word.isdigit() for word in words):  # noqa: PLR2004 - a year
            continue
        for n in range(len(words)):
            for length in range(_MOST_WORDS, 0, -1):
                if (country := places.get(" ".join(words[n : n + length]))) is not None:
                    return country
    return None
