"""The words of dates in one language, compiled to a trie of tokens. How they are read from files is in `loading`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Label(StrEnum):
    """What a word or phrase can be in a date; a value (a month's number, a zone's name) goes with it."""

    MONTH = "month"
    ABBREVIATION = "abbreviation"
    WORDLIKE = "wordlike"
    WEEKDAY = "weekday"
    NUMBER = "number"
    ORDINAL = "ordinal"
    HOUR_NUMBER = "hour_number"
    SUFFIX = "suffix"
    OF = "of"
    THE = "the"
    YEAR_BEFORE = "year_before"
    YEAR_AFTER = "year_after"
    FROM = "from"
    SINCE = "since"
    ONWARD = "onward"
    BETWEEN = "between"
    TO = "to"
    AND = "and"
    OR = "or"
    UNTIL = "until"
    UNTIL_AFTER = "until_after"
    LEAD = "lead"
    PART = "part"
    PART_AFTER = "part_after"
    SPAN = "span"
    TENTATIVE = "tentative"
    AT = "at"
    ON = "on"
    ABOUT = "about"
    ABOUT_AFTER = "about_after"
    DATE_TENTATIVE = "date_tentative"
    HOUR_PART = "hour_part"
    NOT_DATE = "not_date"
    PLAIN = "plain"
    HOUR = "hour"
    MINUTE = "minute"
    HOURS = "hours"
    BARE_HOUR = "bare_hour"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    NOON = "noon"
    MIDNIGHT = "midnight"
    ZONE = "zone"
    WITHIN = "within"
    UNIT = "unit"
    UNIT_KIND = "unit_kind"
    AROUND = "around"
    NOT_DAY = "not_day"
    NOT_YEAR = "not_year"
    REVISED = "revised"
    ERA = "era"
    YEAR_UNIT = "year_unit"
    MONTH_UNIT = "month_unit"
    DAY_UNIT = "day_unit"


Labels = Mapping[Label, int | str]


@dataclass(slots=True)
class Node:
    """A step in the trie: the next steps by token, and what a phrase that ends here can be."""

    steps: "dict[str, Node]"
    labels: dict[Label, int | str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One language.

    Attributes:
        language: one of the six codes.
        root: the trie of its phrases.
        known: every token of a phrase.
        prefixes: what may be written together with the next word (Arabic و, ب, ل); each is a phrase as well.
        capitals: whether names of months have a capital letter.
        month_first: whether "August 16" is a date even without a year.
        ambiguous: whether 05/06/2019 may be meant with the month first.
        units_first: whether 21 is said "one and twenty".
        era: the common year before the first of the era by which a text counts its years; None for the common era.
    """

    language: str
    root: Node
    known: frozenset[str]
    prefixes: tuple[str, ...]
    capitals: bool
    month_first: bool
    ambiguous: bool
    units_first: bool
    era: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """The words of all languages, by code."""

    lexicons: Mapping[str, Lexicon]

    def counting_from(self, era: int) -> "DateWords":
        """The same words for a text that counts all its years from the one after `era`."""
        return replace(self, lexicons={code: replace(one, era=era) for code, one in self.lexicons.items()})
