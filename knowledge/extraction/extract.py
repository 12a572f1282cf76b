"""A letter's text to draft facts, each with the letter's own words. A person looks at them before they count."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.extraction.candidates import Candidate, DateReader
from knowledge.extraction.contact_book import ContactBook, take_details
from knowledge.extraction.contact_tables import read_contact_tables
from knowledge.extraction.contacts import read_head_contacts, read_text_contacts
from knowledge.extraction.document import Block, BlockKind, Document, MarkKind
from knowledge.extraction.facts import addresses_of, make_deadlines, make_events
from knowledge.extraction.fields import Field, lines_of, read_fields
from knowledge.extraction.folding import flatten
from knowledge.extraction.home import homes_of
from knowledge.extraction.languages import letter_language
from knowledge.extraction.letterhead import Head, first_day, in_own_calendar, read_head
from knowledge.extraction.numbers import regions_of_emails, regions_of_numbers, urls_in
from knowledge.extraction.parts import Parts, split_parts
from knowledge.extraction.people import people_in
from knowledge.extraction.references import read_reference
from knowledge.extraction.sentences import Sentence, sentences_of
from knowledge.extraction.setting import Role
from knowledge.extraction.signature import read_signatory
from knowledge.extraction.values import Contact, Extracted
from knowledge.extraction.words import Cue, Label, LetterWords
from knowledge.text import squeeze

_DEFAULT_LANGUAGE = "en"
_GENEVA = "CH"
_HOMES = {"zh": "CN", "ru": "RU"}
"""Where letters without any place are from, by their language; others are taken to be from Geneva."""
_SHORT_LINE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """What is read first, and needed for the rest."""

    parts: Parts
    head: Head
    language: str
    date: str | None
    regions: tuple[str, ...]
    """Whose telephone numbers stand without a code, the likeliest first."""


def extract(document: Document, words: LetterWords) -> Extracted:
    """Read a letter.

    Args:
        document: its text with layout.
        words: by which letters are read.

    Returns:
        What the letter states; `warnings` names what a person should check.
    """
    blocks = [block for block in document.blocks if block.kind is not BlockKind.FURNITURE]
    words = in_own_calendar(words, blocks)
    found = letter_language("\n".join(block.text for block in blocks), words)
    letter = _first(blocks, found or _DEFAULT_LANGUAGE, words)
    warnings = list(document.warnings)
    sentences, candidates = _dates(letter, words, warnings)
    events = make_events(candidates)
    warnings += _disagreements(candidates)
    return Extracted(
        language=found,
        reference=letter.head.reference or _signed_reference(letter.parts, words),
        date=letter.date,
        subject=letter.head.subject,
        signatory=read_signatory(letter.parts.closing, words),
        addressees=letter.head.addressees,
        contacts=_contacts(letter, sentences, words),
        deadlines=make_deadlines(candidates, sentences),
        events=events,
        urls=_urls(blocks),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _first(blocks: Sequence[Block], language: str, words: LetterWords) -> _Letter:
    parts = split_parts(blocks, words)
    head = read_head(parts.head, language, words)
    day = head.date or _signed_on(parts.closing, language, words)
    return _Letter(
        parts=parts, head=head, language=language, date=day, regions=_regions(blocks, parts, head, language, words)
    )


def _regions(blocks: Sequence[Block], parts: Parts, head: Head, language: str, words: LetterWords) -> tuple[str, ...]:
    signed = [Field(label=None, value=line.text, line=line) for line in lines_of(parts.closing, words)]
    texts = [block.text for block in blocks]
    homes = homes_of((*head.fields, *signed), language, words.cities)
    known = (*homes[:1], *regions_of_emails(texts), *regions_of_numbers(texts), *homes[1:])
    return tuple(dict.fromkeys(known)) or (_HOMES.get(language, _GENEVA),)


def _signed_on(closing: Sequence[Block], language: str, words: LetterWords) -> str | None:
    """The day under a letter that has none in its head."""
    fields = [Field(label=None, value=line.text, line=line) for line in lines_of(closing, words)]
    return first_day([field for field in fields if len(field.value) <= _SHORT_LINE], language, words)


def _signed_reference(parts: Parts, words: LetterWords) -> str | None:
    """The reference below a letter that has none in its head."""
    rows = [field for line in lines_of([*parts.closing, *parts.after], words) for field in read_fields(line, words)]
    return read_reference([field for field in rows if field.label is Label.REFERENCE], words)


def _dates(letter: _Letter, words: LetterWords, warnings: list[str]) -> tuple[list[Sentence], list[Candidate]]:
    """The sentences of the text and the dates in them and in the subject."""
    abbreviations = words.languages[letter.language].abbreviations
    text = [*letter.parts.body, *letter.parts.closing, *letter.parts.after]
    sentences = list(sentences_of(text, abbreviations))
    day = date.fromisoformat(letter.date) if letter.date else None
    reader = DateReader(language=letter.language, words=words, letter=day, warnings=warnings)
    candidates = [one for sentence in sentences for one in reader.read(sentence)]
    if letter.head.subject:
        subject = Sentence(text=squeeze(letter.head.subject), block=-1, is_title=True)
        candidates += reader.read(subject, is_subject=True)
    return sentences, candidates


def _contacts(letter: _Letter, sentences: Sequence[Sentence], words: LetterWords) -> tuple[Contact, ...]:
    book = ContactBook()
    read_head_contacts(book, letter.head.fields, words, letter.regions)
    first_closing = len(letter.parts.body)
    listed = _labelled(book, letter, words)
    for sentence in sentences:
        if sentence.block in listed:
            continue
        if sentence.block < first_closing or _names_somebody(sentence, words, letter.language):
            read_text_contacts(book, sentence, words, letter.language, letter.regions)
    _signed(book, letter, words)
    return book.entries()


def _signed(book: ContactBook, letter: _Letter, words: LetterWords) -> None:
    """Whoever signs, where the text gives the address that is his: with what stands under the name."""
    name = read_signatory(letter.parts.closing, words)
    if name is None or not book.name_address(name):
        return
    under = [*letter.parts.closing, *letter.parts.after[:_UNDER]]
    fields = [field for line in lines_of(under, words) for field in read_fields(line, words)]
    for field in fields:
        if field.label in _DETAILS:
            take_details(book, [name], field.value, field.label, letter.regions)


_UNDER = 2
"""Blocks after a signature that may still say how to reach who signs."""


def _labelled(book: ContactBook, letter: _Letter, words: LetterWords) -> set[int]:
    """Take contacts from lines of the text that are labelled as in a letterhead; the numbers of their blocks."""
    text = [*letter.parts.body, *letter.parts.closing, *letter.parts.after]
    tables = read_contact_tables(book, text, words, letter.regions)
    rows = [(line, read_fields(line, words)) for line in lines_of(text, words) if line.block not in tables]
    own = {line.block for line, fields in rows if fields[0].label is Label.CONTACT and not _BRACKET.search(line.text)}
    for line, fields in rows:
        if fields[0].label in _DETAILS and line.block - 1 in own:
            own.add(line.block)
    read_head_contacts(book, [f for line, fields in rows if line.block in own for f in fields], words, letter.regions)
    return own | tables


_BRACKET = re.compile(r"[(（]\s?[^\d\s+]")
_DETAILS = {Label.PHONE, Label.FAX, Label.EMAIL, Label.PHONE_FAX}


def _names_somebody(sentence: Sentence, words: LetterWords, language: str) -> bool:
    """Whether a line below the text tells whom to write to, and is not merely the sender's own address."""
    if next(people_in(sentence.text, words), None) is not None:
        return True
    cues = words.languages[language].cues
    return any(cues[cue].search(flatten(sentence.text).text) for cue in (Cue.CONTACT, Cue.ASK, Cue.SUBMIT))


def _disagreements(candidates: Sequence[Candidate]) -> Iterator[str]:
    """Warnings where the subject gives other days than the text."""
    told = {one.found.value for one in candidates if not one.is_subject and one.role in _TOLD}
    text = [value for value in told if value]
    for one in candidates:
        value = one.found.value
        if one.is_subject and one.role is Role.EVENT and value and text and not _is_told(value, text):
            yield f"the subject gives {value}, the text does not: {', '.join(sorted(text))}"


_TOLD = {Role.EVENT, Role.BEGUN, Role.PERIOD}


def _is_told(value: str, told: Sequence[str]) -> bool:
    return any(value == other or other.startswith(value.removesuffix("/..")) for other in told)


def _urls(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The web addresses of a letter, those behind its links too."""
    found: list[str] = []
    for block in blocks:
        found += [url for url in addresses_of(block.text) if "@" not in url.partition("/")[0]]
        targets = [mark.target for mark in block.marks if mark.kind is MarkKind.LINK]
        found += [one.value for target in targets for one in urls_in(target)]
    return tuple(dict.fromkeys(found))
