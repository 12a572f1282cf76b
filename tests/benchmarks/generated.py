"""A large library for measuring: invented letters beside the real ones.

Each invented letter invites to one edition of a series of its own, with a date, a place, a deadline and a contact.
Names are made of syllables, addresses are on example domains, numbers have a country code that nobody has.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from bot import paths
from knowledge.book import FactBook, build_book
from knowledge.compiling import FOREIGN, load_concepts, load_vocabulary
from knowledge.edtf import parse_edtf
from knowledge.library import Library
from knowledge.loading import check_shape, load_book, read_yaml
from knowledge.model import LANGUAGES, Fact, Kind, Letter, Names, Subject, SubjectKind, Tags
from knowledge.schema import ForeignFile
from knowledge.understanding.entities import read_references
from knowledge.understanding.language import build_word_lists
from knowledge.understanding.lexicon import Lexicon
from knowledge.understanding.lexicon_building import build_lexicon

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
_ZONE = "Europe/Zurich"
_LETTERS_A_CONTACT = 10
_SHARED_TAGS = frozenset({"forum", "edition", "itu"})
_FIRST_DAY = date(2015, 1, 5)
_SPREAD_DAYS = 5_500


def invented_name(number: int) -> str:
    """A name that no other number has, such as Nodarive."""
    rest = (number * 7_368_787 + 9_876_543) % len(_SYLLABLES) ** 4
    syllables = []
    for _ in range(4):
        rest, at = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[at])
    return "".join(syllables).capitalize()


def _in_every_language(text: str) -> Names:
    return dict.fromkeys(LANGUAGES, text)


@dataclass(frozen=True)
class _Invented:
    """Everything about one invented letter."""

    number: int

    @property
    def name(self) -> str:
        return invented_name(self.number)

    @property
    def day(self) -> date:
        return _FIRST_DAY + timedelta(days=self.number * 37 % _SPREAD_DAYS)

    @property
    def reference(self) -> str:
        """A code as real letters have it, or for two in five the name and the year, as real letters have too."""
        if self.number % 5 < 2:
            return f"{self.name} {self.day.year}"
        return f"QX-{40 + self.number // 1_000}/{self.number % 1_000}"

    @property
    def edition(self) -> str:
        return f"{self.name.lower()}-{self.day.year}"

    @property
    def person(self) -> str:
        return f"contact-{self.number // _LETTERS_A_CONTACT}"

    def subjects(self) -> list[Subject]:
        series, edition = self.name.lower(), self.edition
        own = frozenset({series}) | _SHARED_TAGS
        found = [
            _subject(
                series,
                SubjectKind.SERIES,
                f"Foro {self.name}",
                own,
                aliases={"es": (self.name, f"Foro {self.name}"), "en": (self.name, f"{self.name} Forum")},
            ),
            _subject(
                edition,
                SubjectKind.EDITION,
                f"Foro {self.name} {self.day.year}",
                own | {edition},
                part_of=series,
                year=self.day.year,
            ),
        ]
        if self.number % _LETTERS_A_CONTACT == 0:
            name = self.contact_name()
            alias = (name, name.split()[1])
            person = _subject(
                self.person, SubjectKind.PERSON, name, frozenset({self.person}), aliases={"es": alias, "en": alias}
            )
            found.append(person)
        return found

    def contact_name(self) -> str:
        first = 1_000_000 + self.number // _LETTERS_A_CONTACT * 2
        return f"{invented_name(first)} {invented_name(first + 1)}"

    def letter(self) -> Letter:
        issued = self.day - timedelta(days=120)
        return Letter(
            reference=self.reference,
            language="es",
            date=parse_edtf(issued.isoformat()),
            zone=_ZONE,
            covers=(self.edition,),
            covers_about=frozenset(),
            text=f"Ginebra, {issued.isoformat()}\n\nInvitación al Foro {self.name}.\n",
        )

    def facts(self, tags: Tags, position: int) -> list[Fact]:
        """The facts of the letter; `tags` are those of the edition."""
        issued, deadline = self.day - timedelta(days=120), self.day - timedelta(days=30)
        mail = f"{self.name.lower()}@example.org"
        asked = f"register for the {self.name} Forum"
        rows: list[tuple[str, Kind, str, str, bool]] = [
            ("reference", Kind.REFERENCE, "letter", self.reference, False),
            ("issued", Kind.DATE, "issued", issued.isoformat(), False),
            ("subject", Kind.SUBJECT, "", f"Invitación al Foro {self.name}", False),
            ("contact", Kind.PERSON, "contact", self.contact_name(), False),
            ("contact-email", Kind.EMAIL, "contact", mail, False),
            ("contact-phone", Kind.PHONE, "contact", f"+999{self.number:08d}", False),
            ("held", Kind.DATE, "held", self.day.isoformat(), True),
            ("place", Kind.PLACE, "held", "Ginebra", True),
            ("deadline", Kind.DEADLINE, "", deadline.isoformat(), True),
        ]
        found = []
        for at, (name, kind, role, value, about_edition) in enumerate(rows):
            is_contact = role == "contact"
            found.append(
                Fact(
                    id=f"{self.reference}#{name}",
                    letter=self.reference,
                    kind=kind,
                    role=role,
                    subject=self.edition if about_edition else None,
                    value=value,
                    quote=f"{name}: {value}",
                    zone=_ZONE,
                    position=position + at,
                    when=parse_edtf(value) if kind in {Kind.DATE, Kind.DEADLINE} else None,
                    person=self.person if is_contact else None,
                    label=_in_every_language(asked) if kind is Kind.DEADLINE else None,
                    send_to=(f"{self.reference}#contact-email",) if kind is Kind.DEADLINE else (),
                    tags=tags
                    | {self.reference}
                    | (frozenset({self.person}) if is_contact else frozenset())
                    | (frozenset() if about_edition else frozenset({"letter"})),
                )
            )
        return found


def _subject(
    name: str,
    kind: SubjectKind,
    title: str,
    tags: Tags,
    *,
    aliases: dict[str, tuple[str, ...]] | None = None,
    part_of: str | None = None,
    year: int | None = None,
) -> Subject:
    return Subject(
        id=name,
        kind=kind,
        names=_in_every_language(title),
        aliases=aliases or {},
        part_of=part_of,
        ancestors=(part_of,) if part_of else (),
        identity=tags,
        own=frozenset({name}) if part_of else tags,
        at=frozenset(),
        along=frozenset(),
        rank=0 if kind is SubjectKind.PERSON else 2,
        edition=name if year else None,
        year=year,
        years=frozenset({year} if year else ()),
    )


def _enlarged(book: FactBook, count: int) -> FactBook:
    letters, subjects, facts = dict(book.letters), dict(book.subjects), dict(book.facts)
    for number in range(count):
        invented = _Invented(number)
        subjects.update((subject.id, subject) for subject in invented.subjects())
        letters[invented.reference] = invented.letter()
        tags = subjects[invented.edition].tags
        facts.update((fact.id, fact) for fact in invented.facts(tags, len(facts)))
    return build_book(letters, subjects, facts)


def build_library(invented: int, vocabulary: Path = paths.VOCABULARY) -> Library:
    """The real letters with so many invented ones beside them; lexicons are built when they are first needed.

    Args:
        invented: how many letters to add; 0 leaves the real ones alone.
        vocabulary: the folder of words.
    """
    concepts = load_concepts(vocabulary)
    words = {language: load_vocabulary(vocabulary, language, concepts) for language in LANGUAGES}
    book = _enlarged(load_book([paths.LETTERS], concepts), invented)
    foreign = check_shape(ForeignFile, read_yaml(vocabulary / FOREIGN), FOREIGN)

    @cache
    def lexicon(language: str) -> Lexicon:
        fallback = None if language == "en" else words["en"]
        return build_lexicon(words[language], fallback, book.subjects.values(), {})

    return Library(
        book=book,
        references=read_references(book.letters),
        word_lists=build_word_lists(words.values(), foreign.root, book.subjects.values()),
        lexicon=lexicon,
    )
