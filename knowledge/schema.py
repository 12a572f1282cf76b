"""The form of the files that a clerk or translator edits: letters' facts, subjects, vocabulary.

Pydantic checks shape and types here, and refuses keys that it does not know; what one file says of another is checked
in `loading`.
"""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints, model_validator

from knowledge.model import Kind, SubjectKind

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SixNames(_Row):
    """A text in each of the six languages."""

    ar: Text
    en: Text
    es: Text
    fr: Text
    ru: Text
    zh: Text


class SomeNames(_Row):
    """A text in at least one of the six languages; what is lacking is taken from another one."""

    ar: Text | None = None
    en: Text | None = None
    es: Text | None = None
    fr: Text | None = None
    ru: Text | None = None
    zh: Text | None = None

    @model_validator(mode="after")
    def _check_any(self) -> Self:
        if not any(self.model_dump().values()):
            raise ValueError("expected a text in at least one of ar, en, es, fr, ru, zh")
        return self

    def filled(self, first: str = "en") -> dict[str, str]:
        """The text in each language; where there is none, that of the language `first`, of English, or of any."""
        given = {language: text for language, text in self.model_dump().items() if text}
        otherwise = given.get(first) or given.get("en") or next(iter(given.values()))
        return {language: given.get(language, otherwise) for language in type(self).model_fields}


class SubjectRow(_Row):
    """One entry of `subjects.yaml`."""

    id: Text
    kind: SubjectKind
    names: SomeNames
    aliases: dict[str, list[Text]] = {}
    part_of: Text | None = None
    tags: list[Text] = []
    at: list[Text] = []
    along: list[Text] = []
    rank: int = Field(ge=0, le=2)
    year: int | None = None
    years: list[int] = []


class FactRow(_Row):
    """One fact in a letter's file."""

    id: Text
    kind: Kind
    value: Text
    quote: Text
    role: str = ""
    subject: Text | None = None
    zone: Text | None = None
    person: Text | None = None
    about: list[Text] = []
    only_about: bool = False
    label: SomeNames | None = None
    label_of: Text | None = None
    send_to: list[Text] = []
    note: Text | None = None
    supersedes: list[Text] = []


class LetterFile(_Row):
    """A letter's reviewed facts: the `.yaml` beside its `.md`."""

    reference: Text
    language: Text
    date: Text
    zone: Text
    covers: list[Text]
    covers_about: list[Text] = []
    facts: list[FactRow]


class ConceptsFile(_Row):
    """`concepts.yaml`: every id that a vocabulary can name, with what belongs to it."""

    asks: dict[Text, Text]
    modes: dict[Text, Text]
    social: dict[Text, Text]
    concepts: dict[Text, Text]


class VocabularyFile(_Row):
    """One language's words."""

    language: Text
    function: list[Text]
    neutral: list[Text]
    asks: dict[Text, list[Text]]
    modes: dict[Text, list[Text]]
    social: dict[Text, list[Text]]
    concepts: dict[Text, list[Text]]
    until: list[Text] = []
    month_abbreviations: dict[int, list[Text]] = {}
    variants: dict[Text, Text] = {}
    elisions: list[Text] = []
    sounds: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = []


class ForeignFile(RootModel[dict[str, list[Text]]]):
    """Common words of languages that Plazo does not answer in, by language code."""
