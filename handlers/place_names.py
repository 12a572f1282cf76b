"""The tables that `places` looks up: names of countries and cities in six languages, from the CLDR and a clerk's file.

They are built once, when they are first needed. Nothing here decides what a text means.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Annotated, TypeAlias
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from pydantic import AfterValidator, BaseModel, ConfigDict
from rapidfuzz import fuzz, process

from knowledge.loading import check_shape, read_yaml
from knowledge.model import LANGUAGES
from knowledge.schema import SixNames, Text
from knowledge.text import IS_HAN, fold, tokenize

_FILE = Path(__file__).resolve().parent.parent / "config" / "places.yaml"
_FILLING = frozenset({"the", "and", "el", "la", "los", "las", "y", "l", "le", "les", "et", "и"})
_ISLANDS = (("о-ва", "острова"), ("о-в", "остров"))
_NO_ZONES = frozenset({"BV", "HM"})
"""Countries of ISO 3166-1 that have no time zone, since nobody lives there."""
_REGIONS = frozenset({"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Europe", "Indian", "Pacific"})
"""What IANA names begin with when a city follows, unlike `US/Eastern`."""
_ALPHA_3 = 3
_SHORTEST = 4
"""So many letters a name must have to be compared with a misspelt one."""
_ALIKE = 75
_WEIGHT_OF_PART = 0.4

Words: TypeAlias = tuple[str, ...]


def words_of(text: str) -> Words:
    """The words of a name as they are compared: folded, without articles and "and", "St." as "Saint"."""
    folded = fold(text)
    for short, full in _ISLANDS:
        folded = folded.replace(short, full)
    words = tuple(token.text for token in tokenize(folded))
    if len(words) == 1:
        return words
    return tuple("saint" if word == "st" else word for word in words if word not in _FILLING) or words


@dataclass(frozen=True, slots=True, kw_only=True)
class NameIndex:
    """Which ids bear a name: `exact` by the name's words written together, `long` those that may be misspelt."""

    exact: Mapping[str, tuple[str, ...]]
    long: Mapping[str, frozenset[str]]

    def named(self, words: Words) -> tuple[str, ...]:
        """The ids that bear exactly this name."""
        return self.exact.get("".join(words), ())

    def like(self, words: Words, most: int) -> tuple[str, ...]:
        """The ids whose names come near, the nearest first: misspelt, or with words missing or added."""
        text, own = "".join(words), frozenset(words)
        if not _may_be_compared(text):
            return ()
        close = process.extract(text, self.long.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=most * 3)
        scores = {name: score for name, score, _ in close}
        for name, parts in self.long.items():
            if own <= parts or parts <= own:
                share = min(len(name), len(text)) / max(len(name), len(text))
                scores[name] = max(scores.get(name, 0), 100 * (1 - _WEIGHT_OF_PART * (1 - share)))
        ranked = sorted(scores, key=lambda name: -scores[name])
        return tuple(islice(dict.fromkeys(i for name in ranked for i in self.exact[name]), most))


def _may_be_compared(joined: str) -> bool:
    return len(joined) >= (2 if IS_HAN.match(joined) else _SHORTEST)


def _index(pairs: Iterable[tuple[str, str]], overruling: Iterable[tuple[str, str]] = ()) -> NameIndex:
    found: dict[str, dict[str, None]] = {}
    parts: dict[str, frozenset[str]] = {}
    for group in (pairs, overruling):
        fresh: dict[str, dict[str, None]] = {}
        for name, identity in group:
            words = words_of(name)
            fresh.setdefault("".join(words), {})[identity] = None
            parts["".join(words)] = frozenset(words)
        found |= fresh
    return NameIndex(
        exact={name: tuple(ids) for name, ids in found.items()},
        long={name: words for name, words in parts.items() if _may_be_compared(name)},
    )


# -- the clerk's file ------------------------------------------------------------------------------------------------


@cache
def country_codes() -> frozenset[str]:
    """The codes of ISO 3166-1 alpha-2: no continents, no unions, no codes for private use."""
    return frozenset(code for code in get_global("territory_zones") if code.isalpha() and code != "ZZ") | _NO_ZONES


def _country(code: str) -> str:
    if code not in country_codes():
        raise ValueError(f"{code!r} is no country code of ISO 3166-1, such as CH")
    return code


@cache
def _zone_names() -> frozenset[str]:
    """The IANA names; Python walks through all files of the database each time that it is asked."""
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zone_names():
        raise ValueError(f"{name!r} is no IANA time zone, such as Europe/Zurich")
    return name


_Country = Annotated[str, AfterValidator(_country)]
_Zone = Annotated[str, AfterValidator(_zone)]


class _Ambiguous(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    names: list[Text]
    codes: list[_Country]


class PlacesFile(BaseModel):
    """`places.yaml`: what the CLDR lacks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    countries: dict[_Country, list[Text]]
    ambiguous: list[_Ambiguous]
    shown: dict[_Country, SixNames]
    zones: dict[_Country, list[_Zone]]
    cities: dict[_Zone, list[Text]]


@cache
def places_file() -> PlacesFile:
    """What the clerk's file says.

    Raises:
        BadLetterError: it cannot be read or is wrong; the message names the field.
    """
    return check_shape(PlacesFile, read_yaml(_FILE), _FILE.name)


# -- countries -------------------------------------------------------------------------------------------------------


def _country_names() -> Iterator[tuple[str, str]]:
    codes = country_codes()
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if code in codes:
                yield name, code
                yield name.replace("（", "(").partition("(")[0], code
    for code, names in places_file().countries.items():
        yield from ((name, code) for name in names)
    for code, shown in places_file().shown.items():
        yield from ((name, code) for name in shown.model_dump().values())


def _codes() -> Iterator[tuple[str, str]]:
    codes = country_codes()
    yield from ((code, code) for code in sorted(codes))
    for other, now in get_global("territory_aliases").items():
        if len(other) == _ALPHA_3 and other.isalpha() and len(now) == 1 and now[0] in codes:
            yield other, now[0]


@cache
def countries() -> NameIndex:
    """The countries by their names in all six languages and by their codes of two and three letters."""
    ambiguous = ((name, code) for row in places_file().ambiguous for name in row.names for code in row.codes)
    return _index(_country_names(), [*_codes(), *ambiguous])


_CASES = (
    ("ия", ("ии", "ию", "ией")),
    ("а", ("ы", "и", "у", "е", "ой")),
    ("я", ("и", "ю", "е", "ей")),
    ("й", ("я", "ю", "ем", "е")),
    ("ь", ("я", "ю", "и", "ью")),
    ("ы", ("", "ам", "ах")),
)
_AFTER_CONSONANT = ("а", "у", "ом", "е")
_CONSONANTS = frozenset("бвгджзклмнпрстфхцчшщ")
_ORDINARY = frozenset({"reunion"})
"""Names that are common words in another of the languages: "tercera reunión"."""


def _inflected(name: str) -> Iterator[str]:
    """The other cases of a country's Russian name."""
    lower = name.casefold()
    if " " in name or not "а" <= lower[0] <= "я":
        return
    for ending, others in _CASES:
        if lower.endswith(ending):
            yield from (name[: -len(ending)] + other for other in others)
            return
    if lower[-1] in _CONSONANTS:
        yield from (name + ending for ending in _AFTER_CONSONANT)


def _written_out(name: str) -> Iterator[str]:
    """A name without abbreviations: "Saint Lucia" for "St. Lucia", "and" for "&"."""
    full = name.replace("St. ", "Saint ").replace("St ", "Saint ").replace(" & ", " and ")
    if full != name:
        yield full


def country_spellings() -> Iterator[tuple[str, str]]:
    """The countries' names with their codes, for finding them in running text; names in Russian in every case.

    Names of two letters, those that several countries bear, and those that are ordinary words are left out.
    """
    ambiguous = {fold(name) for row in places_file().ambiguous for name in row.names} | _ORDINARY
    for name, code in _country_names():
        if fold(name) in ambiguous or (len(name) < _ALPHA_3 and not IS_HAN.search(name)):
            continue
        yield name, code
        yield from ((form, code) for form in (*_inflected(name), *_written_out(name)))


# -- time zones ------------------------------------------------------------------------------------------------------


def canonical_zone(zone: str) -> str:
    """The present name of a time zone: `Asia/Kolkata` for `Asia/Calcutta`."""
    present: str = get_global("zone_aliases").get(zone, zone)
    return present


@cache
def zones() -> Mapping[str, str]:
    """The IANA time zones by their names in lower case, to their present names; names without a region left out."""
    return {zone.casefold(): canonical_zone(zone) for zone in sorted(available_timezones()) if "/" in zone}


def zones_of(code: str) -> tuple[str, ...]:
    """The time zones that a country's people choose from, the most people's first; none where nobody lives."""
    own: list[str] = places_file().zones.get(code) or get_global("territory_zones").get(code, [])
    return tuple(own)


def _own_name(zone: str) -> str:
    """The last part of an IANA name, which is a city."""
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def cities_of(language: str) -> Mapping[str, str]:
    """The city that stands for each time zone, as a language calls it."""
    found = {zone: _own_name(zone) for zone in zones().values() if zone.partition("/")[0] in {*_REGIONS, "Australia"}}
    for zone, names in Locale(language).time_zones.items():
        if "city" in names and canonical_zone(zone) in found:
            found[canonical_zone(zone)] = names["city"]
    return found


def _former_names() -> Iterator[tuple[str, str]]:
    for old, present in get_global("zone_aliases").items():
        if old.partition("/")[0] in _REGIONS:
            yield _own_name(old), present


@cache
def cities() -> NameIndex:
    """The time zones by their cities: in all six languages, by former names, and by those of the clerk's file."""
    return _index(
        [
            *((name, zone) for language in LANGUAGES for zone, name in cities_of(language).items()),
            *((_own_name(zone), zone) for zone in cities_of("en")),
            *_former_names(),
            *((name, zone) for zone, names in places_file().cities.items() for name in names),
        ]
    )
