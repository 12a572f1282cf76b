"""The words by which letters are read: files of words compiled into patterns. The only part that reads files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.extraction.dates import DateWords
from knowledge.extraction.phrases import compile_phrases
from knowledge.loading import check_shape, read_yaml
from knowledge.model import LANGUAGES
from knowledge.text import fold


class Label(StrEnum):
    """What a field of a letterhead is."""

    REFERENCE = "reference"
    CONTACT = "contact"
    PHONE = "phone"
    FAX = "fax"
    PHONE_FAX = "phone_fax"
    EMAIL = "email"
    SUBJECT = "subject"
    TO = "to"
    DATE = "date"
    WEB = "web"
    OTHER = "other"


class Cue(StrEnum):
    """What the words around a date tell of it.

    `submit`, `ask`: those written to do something. `deadline` names a last day, `closing` tells that something ends,
    `until` stands at the date itself. `period`, `window`: something can be handed in for a while. `publish`: the
    sender makes known. `held`, `event`: something takes place. `future`, `planned`, `past`, `begun` tell the tense.
    `replaced`, `cancelled`, `moved`: the date no longer holds, or holds instead; `from` begins the old one, `to` the
    new. `copula` joins a date to what stands before.
    `document`: another paper's date. `term`: how long plans and offices last. `tentative`: to be confirmed.
    `online`, `in_person`: where.
    `relative` begins a clause about those who do something. `contact`: who is to be written to.
    """

    SUBMIT = "submit"
    ASK = "ask"
    DEADLINE = "deadline"
    CLOSING = "closing"
    UNTIL = "until"
    PERIOD = "period"
    WINDOW = "window"
    PUBLISH = "publish"
    HELD = "held"
    EVENT = "event"
    FUTURE = "future"
    PLANNED = "planned"
    PAST = "past"
    BEGUN = "begun"
    REPLACED = "replaced"
    CANCELLED = "cancelled"
    MOVED = "moved"
    FROM = "from"
    TO = "to"
    RELATIVE = "relative"
    COPULA = "copula"
    DOCUMENT = "document"
    TERM = "term"
    TENTATIVE = "tentative"
    ONLINE = "online"
    IN_PERSON = "in_person"
    CONTACT = "contact"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    function: list[str]
    labels: dict[Label, list[str]]
    to_lines: list[str]
    circulars: list[str]
    salutations: list[str]
    closings: list[str]
    signed: list[str]
    courtesy: list[str]
    academic: list[str]
    posts: list[str]
    units: list[str]
    name_heads: list[str]
    links: list[str]
    extension: list[str]
    abbreviations: list[str]
    cues: dict[Cue, list[str]]
    places: list[str]
    place_ends: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWords:
    """What the letters of one language are read by: patterns over folded text, and folded words."""

    function: frozenset[str]
    abbreviations: frozenset[str]
    cues: Mapping[Cue, re.Pattern[str]]
    places: tuple[str, ...]
    place_ends: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """All words. A letterhead may be in another language than the letter, so what belongs to it holds for all six."""

    languages: Mapping[str, LanguageWords]
    labels: Mapping[str, Label]
    label: re.Pattern[str]
    to_line: re.Pattern[str]
    circular: re.Pattern[str]
    salutation: re.Pattern[str]
    closing: re.Pattern[str]
    signed: re.Pattern[str]
    title: re.Pattern[str]
    post: re.Pattern[str]
    unit: re.Pattern[str]
    name_head: re.Pattern[str]
    link: re.Pattern[str]
    extension: re.Pattern[str]
    dates: DateWords
    cities: Mapping[str, str]


_STRONGEST_FIRST = (Label.CONTACT, Label.REFERENCE, Label.DATE, Label.TO, Label.OTHER)


def _language(file: _File) -> LanguageWords:
    return LanguageWords(
        function=frozenset(map(fold, file.function)),
        abbreviations=frozenset(map(fold, file.abbreviations)),
        cues={cue: compile_phrases(file.cues.get(cue, ())) for cue in Cue},
        places=tuple(map(fold, file.places)),
        place_ends=frozenset(map(fold, file.place_ends)),
    )


def _labels(files: Iterable[_File]) -> dict[str, Label]:
    """Each label's kind; a word that has two senses in two languages keeps the first of the stronger kinds."""
    rows = [(fold(word), kind) for file in files for kind, words in file.labels.items() for word in words]
    rows.sort(key=lambda row: _STRONGEST_FIRST.index(row[1]) if row[1] in _STRONGEST_FIRST else -1)
    found: dict[str, Label] = {}
    for word, kind in rows:
        found.setdefault(word, kind)
    return found


def load_letter_words(folder: Path, dates: DateWords, cities: Mapping[str, str]) -> LetterWords:
    """Read the files of words.

    Args:
        folder: with a file for each language, such as `config/extraction`.
        dates: the words of dates.
        cities: folded names of cities, with their countries.

    Raises:
        BadLetterError: a file is missing or not as it should be; the message names it.
    """
    files = [check_shape(_File, read_yaml(folder / f"{code}.yaml"), f"{code}.yaml") for code in LANGUAGES]
    labels = _labels(files)

    def together(name: str) -> re.Pattern[str]:
        return compile_phrases(phrase for file in files for phrase in getattr(file, name))

    return LetterWords(
        languages={file.language: _language(file) for file in files},
        labels=labels,
        label=compile_phrases(labels),
        to_line=together("to_lines"),
        circular=together("circulars"),
        salutation=together("salutations"),
        closing=together("closings"),
        signed=together("signed"),
        title=compile_phrases(phrase for file in files for phrase in (*file.courtesy, *file.academic)),
        post=together("posts"),
        unit=together("units"),
        name_head=together("name_heads"),
        link=together("links"),
        extension=together("extension"),
        dates=dates,
        cities=cities,
    )
