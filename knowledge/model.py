"""The values that everything else speaks of: letters, subjects, facts and the book that holds them.

All are frozen; nothing here reads a file or the clock.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from knowledge.edtf import Edtf

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
GENEVA = ZoneInfo("Europe/Zurich")
"""Where the letters are written: its clock counts where none is named."""

Names: TypeAlias = dict[str, str]
"""A text in each of the six languages, by language code."""
Tags: TypeAlias = frozenset[str]
"""Ids of concepts and of subjects: the words that the questions and the letters share."""


class Kind(StrEnum):
    """What a fact states: the kinds of the `plazo ask` contract."""

    DEADLINE = "deadline"
    DATE = "date"
    PLACE = "place"
    FORMAT = "format"
    THEME = "theme"
    PERSON = "person"
    EMAIL = "email"
    PHONE = "phone"
    FAX = "fax"
    URL = "url"
    ORGANIZER = "organizer"
    ADDRESSEE = "addressee"
    SIGNATORY = "signatory"
    REFERENCE = "reference"
    SUBJECT = "subject"
    REQUIREMENT = "requirement"
    FIGURE = "figure"
    DESCRIPTION = "description"


class SubjectKind(StrEnum):
    """What a subject is."""

    SERIES = "series"
    EDITION = "edition"
    PART = "part"
    BODY = "body"
    PERSON = "person"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Something that letters speak of: a series of events, one edition, a part of it, a person, a body, a place.

    `identity` names it: its own id and tags and those of the whole that it is part of. `own` leaves the whole's out.
    `at` says where or during what it takes place, `along` what is said of it only beside one of its own tags.
    `rank` is 2 for what a letter invites to, 1 for a part of it, 0 for what is merely mentioned.
    """

    id: str
    kind: SubjectKind
    names: Names
    aliases: dict[str, tuple[str, ...]]
    part_of: str | None
    ancestors: tuple[str, ...]
    identity: Tags
    own: Tags
    at: Tags
    along: Tags
    rank: int
    edition: str | None
    year: int | None
    years: frozenset[int]

    @property
    def tags(self) -> Tags:
        """Everything that can pick this subject out."""
        return self.identity | self.at | self.along


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A circular letter: its text, in Markdown, and what it is about."""

    reference: str
    language: str
    date: Edtf
    zone: str
    covers: tuple[str, ...]
    covers_about: Tags
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that one letter states, bound to the letter's own words.

    `value` is canonical (see the contract's table), `quote` verbatim but for white space. `subject` is None for a fact
    about the letter itself (its date, contact, signatory …), which holds for all that the letter covers.
    `superseded_by` names the facts of later letters that replace it; `position` is its place in the letter's file.
    """

    id: str
    letter: str
    kind: Kind
    role: str
    subject: str | None
    value: str
    quote: str
    zone: str
    position: int = 0
    when: Edtf | None = None
    person: str | None = None
    about: Tags = frozenset()
    only_about: bool = False
    label: Names | None = field(default=None, compare=False)
    label_of: str | None = None
    send_to: tuple[str, ...] = ()
    note: str | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    tags: Tags = field(default=frozenset(), repr=False)

    @property
    def replaced(self) -> bool:
        """Whether a later letter replaced it."""
        return bool(self.superseded_by)


COUNTED = ("phase", "meeting", "session", "edition")
"""Topics that a number can count: "third meeting" is neither the third phase nor just any meeting."""


def compound(topics: Tags) -> Tags:
    """Join a number with what it counts: `meeting` and `number-3` become `meeting`, `meeting+number-3`."""
    numbers = [topic for topic in topics if topic.startswith("number-")]
    counted = next((noun for noun in COUNTED if noun in topics), None)
    if len(numbers) != 1 or counted is None:
        return topics
    return topics - {numbers[0]} | {f"{counted}+{numbers[0]}"}
