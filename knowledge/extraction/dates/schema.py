"""The form of the files in `config/dates/`: the words of dates in one language."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Words = list[Word]


class DateWordsFile(BaseModel):
    """The words of one language; what each list is for is told in `config/dates/en.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Word
    capitals: bool = False
    month_first: bool = False
    ambiguous: bool = False
    units_first: bool = False
    also: list[Word] = []
    prefixes: Words = []
    months: dict[int, Words] = {}
    this_month: Words = []
    abbreviations: dict[int, Words] = {}
    wordlike: dict[int, Words] = {}
    weekdays: dict[int, Words] = {}
    numbers: dict[int, Words] = {}
    ordinals: dict[int, Words] = {}
    hour_numbers: dict[int, Words] = {}
    suffixes: Words = []
    of: Words = []
    the: Words = []
    on: Words = []
    year_before: Words = []
    year_after: Words = []
    range_from: Words = []
    since: Words = []
    onward: Words = []
    between: Words = []
    to: Words = []
    and_: Annotated[Words, Field(alias="and")] = []
    or_: Annotated[Words, Field(alias="or")] = []
    until: Words = []
    until_after: Words = []
    lead: Words = []
    parts: Words = []
    parts_after: Words = []
    spans: dict[Word, Words] = {}
    about: Words = []
    about_after: Words = []
    tentative: Words = []
    date_tentative: Words = []
    at: Words = []
    hour_word: Words = []
    hour_parts: dict[int, Words] = {}
    hour: Words = []
    sure_hour: Words = []
    minute: Words = []
    hours: Words = []
    morning: Words = []
    afternoon: Words = []
    noon: Words = []
    midnight: Words = []
    zones: dict[Word, Words] = {}
    zone_of_city: Words = []
    cities: dict[Word, Words] = {}
    local: Words = []
    within: Words = []
    at_least: Words = []
    counted_units: Words = []
    units: Words = []
    unit_kinds: Words = []
    before_event: Words = []
    after_event: Words = []
    inside: Words = []
    after_letter: Words = []
    not_day: Words = []
    not_date: Words = []
    plain: Words = []
    not_year: Words = []
    revised: Words = []
    eras: dict[int, Words] = {}
    year_unit: Words = []
    month_unit: Words = []
    day_unit: Words = []
