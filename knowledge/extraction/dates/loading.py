"""From the files of words to `DateWords`: each phrase goes into the trie of its language, with what it can be.

Names of months and weekdays come from CLDR, cities of time zones as well; the files add forms that CLDR lacks.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from zoneinfo import available_timezones

from babel import Locale

from knowledge.errors import BadLetterError, BadVocabularyError
from knowledge.extraction.dates.parts import LAST_MONTH, SPAN_BASE, THIS_MONTH
from knowledge.extraction.dates.schema import DateWordsFile
from knowledge.extraction.dates.tokens import tokenize
from knowledge.extraction.dates.words import DateWords, Label, Lexicon, Node
from knowledge.loading import check_shape, read_yaml
from knowledge.model import LANGUAGES

_CITY = "{}"
_PLAIN = {
    "suffixes": Label.SUFFIX,
    "of": Label.OF,
    "the": Label.THE,
    "on": Label.ON,
    "year_before": Label.YEAR_BEFORE,
    "year_after": Label.YEAR_AFTER,
    "range_from": Label.FROM,
    "since": Label.SINCE,
    "onward": Label.ONWARD,
    "between": Label.BETWEEN,
    "to": Label.TO,
    "and_": Label.AND,
    "or_": Label.OR,
    "until": Label.UNTIL,
    "until_after": Label.UNTIL_AFTER,
    "lead": Label.LEAD,
    "parts": Label.PART,
    "parts_after": Label.PART_AFTER,
    "tentative": Label.TENTATIVE,
    "about": Label.ABOUT,
    "about_after": Label.ABOUT_AFTER,
    "date_tentative": Label.DATE_TENTATIVE,
    "not_date": Label.NOT_DATE,
    "plain": Label.PLAIN,
    "hour": Label.HOUR,
    "sure_hour": Label.HOUR,
    "minute": Label.MINUTE,
    "hours": Label.HOURS,
    "morning": Label.MORNING,
    "afternoon": Label.AFTERNOON,
    "noon": Label.NOON,
    "midnight": Label.MIDNIGHT,
    "unit_kinds": Label.UNIT_KIND,
    "not_day": Label.NOT_DAY,
    "not_year": Label.NOT_YEAR,
    "revised": Label.REVISED,
    "year_unit": Label.YEAR_UNIT,
    "month_unit": Label.MONTH_UNIT,
    "day_unit": Label.DAY_UNIT,
}
_VALUED = {
    "months": (Label.MONTH,),
    "abbreviations": (Label.MONTH, Label.ABBREVIATION),
    "wordlike": (Label.MONTH, Label.WORDLIKE),
    "weekdays": (Label.WEEKDAY,),
    "numbers": (Label.NUMBER,),
    "ordinals": (Label.ORDINAL,),
    "hour_numbers": (Label.ORDINAL, Label.HOUR_NUMBER),
    "eras": (Label.ERA,),
    "hour_parts": (Label.HOUR_PART,),
}
_COUNTED = 2
_FIXED = {
    "sure_hour": (Label.BARE_HOUR, 1),
    "this_month": (Label.MONTH, THIS_MONTH),
    "counted_units": (Label.UNIT, _COUNTED),
    "units": (Label.UNIT, 1),
    "hour_word": (Label.AT, 1),
    "at": (Label.AT, 0),
    "within": (Label.WITHIN, 1),
    "at_least": (Label.WITHIN, 0),
    "before_event": (Label.AROUND, 2),
    "after_event": (Label.AROUND, 1),
    "inside": (Label.AROUND, 2),
    "after_letter": (Label.AROUND, 2),
}


class _Builder:
    """Collects phrases in a trie."""

    def __init__(self) -> None:
        self.root = Node({}, {})
        self.known: set[str] = set()

    def add(self, phrase: str, label: Label, value: int | str = 1) -> None:
        self.add_tokens(_cut(phrase), label, value)

    def add_tokens(self, tokens: Iterable[str], label: Label, value: int | str) -> None:
        node = self.root
        for token in tokens:
            self.known.add(token)
            following = node.steps.get(token)
            if following is None:
                following = node.steps[token] = Node({}, {})
            node = following
        if node is not self.root:
            node.labels.setdefault(label, value)


def _cut(phrase: str) -> list[str]:
    return [token.text for token in tokenize(phrase)]


def _from_cldr(builder: _Builder, language: str) -> None:
    locale = Locale(language)
    if language == "zh":  # months and weekdays are numbers with a unit there
        return
    for context in ("format", "stand-alone"):
        for width, abbreviated in (("wide", False), ("abbreviated", True)):
            for number, name in locale.months[context][width].items():
                full = locale.months[context]["wide"][number]
                builder.add(name.rstrip("."), Label.MONTH, number)
                if abbreviated and name.rstrip(".") != full:
                    builder.add(name.rstrip("."), Label.ABBREVIATION)
        for number, name in locale.days[context]["wide"].items():
            builder.add(name, Label.WEEKDAY, number)


def _plain_phrases(words: DateWordsFile) -> Iterator[tuple[str, Label, int]]:
    rows: list[tuple[str, Label, int]] = [(name, label, 1) for name, label in _PLAIN.items()]
    rows += [(name, label, value) for name, (label, value) in _FIXED.items()]
    for name, label, value in rows:
        for phrase in getattr(words, name):
            yield phrase, label, value


def _valued_phrases(words: DateWordsFile) -> Iterator[tuple[str, Label, int]]:
    for name, labels in _VALUED.items():
        phrases = [(number, phrase) for number, row in getattr(words, name).items() for phrase in row]
        for number, phrase in phrases:
            for label in labels:
                yield phrase, label, number
    for months, row in words.spans.items():
        first, _, last = months.partition("-")
        for phrase in row:
            yield phrase, Label.SPAN, int(first) * SPAN_BASE + int(last)


def _cities(words: DateWordsFile) -> Iterator[tuple[str, str]]:
    """Zones and the names of their cities, CLDR's and the file's own (in the case that the language asks for)."""
    locale = Locale(words.language)
    for zone, names in words.cities.items():
        for name in names:
            yield zone, name
    for zone in sorted(available_timezones()):
        if "/" in zone and not zone.startswith(("Etc", "SystemV", "US/", "Canada/", "posix", "right")):
            fallback = zone.rpartition("/")[2].replace("_", " ")
            yield zone, locale.time_zones.get(zone, {}).get("city", fallback)


def _fill(builder: _Builder, words: DateWordsFile) -> None:
    for phrase, label, number in (*_plain_phrases(words), *_valued_phrases(words)):
        builder.add(phrase, label, number)
    for phrase in words.local:
        builder.add(phrase, Label.ZONE, "")
    for zone, names in words.zones.items():
        for name_of_zone in names:
            builder.add(name_of_zone, Label.ZONE, zone)
    patterns = [[_cut(part) for part in pattern.partition(_CITY)[::2]] for pattern in words.zone_of_city]
    for zone, city in _cities(words):
        name = _cut(city)
        for before, after in patterns:
            builder.add_tokens([*before, *name, *after], Label.ZONE, zone)


def _read(folder: Path, language: str) -> DateWordsFile:
    name = f"{language}.yaml"
    try:
        words = check_shape(DateWordsFile, read_yaml(folder / name), name)
    except BadLetterError as error:
        raise BadVocabularyError(str(error)) from error
    if words.language != language:
        raise BadVocabularyError(f"{name}: language: {words.language!r} should be {language!r}")
    _check(words, name)
    return words


def _check(words: DateWordsFile, name: str) -> None:
    """Refuse spans and zones that mean nothing."""
    for span in words.spans:
        first, _, last = span.partition("-")
        if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last) <= LAST_MONTH):
            raise BadVocabularyError(f"{name}: spans: {span!r} should be the first and last month, such as 1-3")
    known = available_timezones()
    for zone in (*words.zones, *words.cities):
        if zone not in known:
            raise BadVocabularyError(f"{name}: zones: {zone!r} is no zone of the IANA database")


def _lexicon(files: Mapping[str, DateWordsFile], language: str) -> Lexicon:
    words, builder = files[language], _Builder()
    _from_cldr(builder, language)
    _fill(builder, words)
    for other in words.also:  # foreign words in another script, as in "16 August 2019" within an Arabic letter
        if other not in files:
            raise BadVocabularyError(f"{language}.yaml: also: {other!r} is no language that has a file")
        _from_cldr(builder, other)
        _fill(builder, files[other])
    return Lexicon(
        language=language,
        root=builder.root,
        known=frozenset(builder.known),
        prefixes=tuple(words.prefixes),
        capitals=words.capitals,
        month_first=words.month_first,
        ambiguous=words.ambiguous,
        units_first=words.units_first,
    )


def load_date_words(folder: Path) -> DateWords:
    """Read the words of all languages.

    Args:
        folder: where `en.yaml` and the others are.

    Raises:
        BadVocabularyError: a file cannot be used; the message names it and the field.
    """
    files = {language: _read(folder, language) for language in LANGUAGES}
    return DateWords(lexicons={language: _lexicon(files, language) for language in LANGUAGES})
