"""Whom a letter names to write to or call: the fields of its head, and people and addresses in its text."""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from knowledge.extraction.contact_book import ContactBook, Detail, take_details, without_emails
from knowledge.extraction.fields import Field
from knowledge.extraction.folding import flatten
from knowledge.extraction.numbers import Found, emails_in, phones_in, urls_in
from knowledge.extraction.owners import FAR, Owners
from knowledge.extraction.people import Person, names_of, people_in
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.traditional import simplified
from knowledge.extraction.words import Cue, Label, LetterWords
from knowledge.text import IS_HAN

_LABEL_BEFORE = 30
_HAN_CALLED = re.compile(
    r"(?:^|[:：；;、，,。\s]|联系|联络|咨询|致电|[与和向及])(?P<name>[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}[·•][\u3400-\u9fff·•]{1,12})"
    r"(?=[（(，,：: ]\s?(?:联系|办公|查询|移动)?(?:电话|手机|座机|传真|邮箱|电邮|电子邮[件箱]))"
)


def read_head_contacts(book: ContactBook, fields: Iterable[Field], words: LetterWords, regions: Sequence[str]) -> None:
    """Take contacts from the fields of a letterhead.

    Args:
        book: is filled.
        fields: of the head, in order.
        words: of all languages.
        regions: whose telephone numbers stand without a code, the likeliest first.
    """
    names: list[str] = []
    after_contact = False
    rows = list(fields)
    for row, following in zip_longest(rows, rows[1:]):
        new: list[str] = []
        if row.label is Label.CONTACT:
            new = names_of(row.value, words) or [p.name for p in people_in(row.value, words)]
        elif row.label is None and after_contact:
            new = _further_names(row, following, words)
        names = new or names
        for name in new:
            book.add_person(name)
        after_contact = row.label in _DETAILED
        if row.label in _DETAILED or (row.label is None and _is_address(row.value)):
            take_details(book, names, row.value, row.label, regions)


def _further_names(row: Field, following: Field | None, words: LetterWords) -> list[str]:
    """The names in what stands under a contact; those without a title where the line goes on with a detail."""
    titled = [person.name for person in people_in(row.value, words)]
    goes_on = following is not None and following.line is row.line and following.label in _DETAILED
    if titled or not goes_on:
        return titled
    return [name for name in names_of(row.value, words) if not words.post.search(flatten(name).text)]


_DETAILED = {Label.CONTACT, Label.PHONE, Label.FAX, Label.PHONE_FAX, Label.EMAIL}


def _is_address(value: str) -> bool:
    found = next(emails_in(value), None)
    return found is not None and len(found.value) >= len(value.strip()) - 2


def read_text_contacts(
    book: ContactBook, sentence: Sentence, words: LetterWords, language: str, regions: Sequence[str]
) -> None:
    """Take contacts from a sentence: people with their details, people to be contacted, and bare addresses."""
    text = sentence.text
    flat = flatten(text)
    cues = [flat.place(found.end()) for found in words.languages[language].cues[Cue.CONTACT].finditer(flat.text)]
    labels = [flat.place(found.end()) for found in words.label.finditer(flat.text) if _is_contact_label(found, words)]
    is_about = bool(cues or labels) or _is_introduced(sentence, words, language)
    people = _people(text, words)
    details = _details(text, words, regions, is_about_contacts=is_about)
    owners = Owners(text, people, words, cues=sorted([*cues, *labels]), is_about_contacts=is_about)
    lone = _only_person_after(people, details)
    for found, kinds in details:
        name = owners.of(found) or (lone if kinds != "email" else None)
        if name is None and kinds != "email" and not _is_asked(text, words, language):
            continue
        for kind in kinds.split("+"):
            book.add(name, _DETAIL[kind], found.value, where="last" if owners.is_joined else "new")
    for person in people:
        before = [end for end in cues if end <= person.start]
        if before and person.start - before[-1] <= _NEXT_TO:
            book.add_person(person.name)


def _is_contact_label(found: re.Match[str], words: LetterWords) -> bool:
    is_followed = found.string[found.end() : found.end() + 2].lstrip()[:1] in {":", "：", "–", "—", "为"}
    return is_followed and words.labels.get(found.group()) is Label.CONTACT


_NEXT_TO = 12
_DETAIL: dict[str, Detail] = {"phone": "phone", "fax": "fax", "email": "email"}


def _is_introduced(sentence: Sentence, words: LetterWords, language: str) -> bool:
    """Whether the line before a list says that it tells whom to write to or call."""
    flat = flatten(sentence.lead).text
    kinds = {words.labels.get(found.group()) for found in words.label.finditer(flat)}
    return Label.CONTACT in kinds or bool(words.languages[language].cues[Cue.CONTACT].search(flat))


def _details(
    text: str, words: LetterWords, regions: Sequence[str], *, is_about_contacts: bool
) -> list[tuple[Found, str]]:
    """The addresses and numbers of a sentence in order, each with its kind."""
    mails = list(emails_in(text))
    bare = without_emails(text)
    for url in list(urls_in(bare)):
        bare = bare[: url.start] + " " * (url.end - url.start) + bare[url.end :]
    numbers = [
        number
        for number in phones_in(bare, *regions)
        if (bare[number.start] in "+0" and not IS_HAN.match(bare[max(0, number.start - 1)]))
        or _last_label(text, number, words)
        or ((is_about_contacts or mails) and _is_dialled(bare[number.start : number.end]))
    ]
    details = [(m, "email") for m in mails] + [(n, _number_kind(text, n, words)) for n in numbers]
    return sorted(details, key=lambda row: row[0].start)


def _is_dialled(number: str) -> bool:
    """Whether digits without a code or a label are grouped as those of telephone numbers, and not a date or years."""
    number = number if ")" in number else number.lstrip("([")
    return bool(_DIALLED.fullmatch(number)) and not _YEARS.fullmatch(number)


_DIALLED = re.compile(
    r"\(\d{1,5}\)\s?[\d\s-]{5,14}|\d{1,4}(?:[\s-]\d{2,4}){2,5}|\d{3,4}[\s-]\d{4}|(?!(?:19|20)\d{6}$)\d{8,11}"
)
_YEARS = re.compile(r"\d{1,2}[\s-]\d{1,2}[\s-](?:19|20)\d\d|(?:19|20)\d\d(?:[\s-](?:19|20)\d\d|[\s-]\d{2}){1,2}")


def _is_asked(text: str, words: LetterWords, language: str) -> bool:
    """Whether a sentence asks for something, so that its numbers are to be called; else they may be a hotel's."""
    flat = flatten(text).text
    cues = words.languages[language].cues
    return any(cues[cue].search(flat) for cue in (Cue.CONTACT, Cue.ASK, Cue.SUBMIT))


def _only_person_after(people: Sequence[Person], details: Sequence[tuple[Found, str]]) -> str | None:
    """Whose the numbers of a sentence are that names one person, after all of them."""
    is_after = len(people) == 1 and bool(details) and 0 <= people[0].start - details[-1][0].end <= FAR
    return people[0].name if is_after else None


def _people(text: str, words: LetterWords) -> list[Person]:
    called = [
        Person(name=text[m.start("name") : m.end("name")], start=m.start("name"), end=m.end("name"))
        for m in _HAN_CALLED.finditer(simplified(text))
        if not words.title.search(m["name"]) and not words.unit.search(m["name"])
    ]
    return sorted([*people_in(text, words), *called], key=lambda person: person.start)


def _last_label(text: str, number: Found, words: LetterWords) -> Label | None:
    flat = flatten(text[max(0, number.start - _LABEL_BEFORE) : number.start]).text
    found = [m.group() for m in words.label.finditer(flat)]
    kinds = [words.labels.get(word) or words.labels.get(word[1:]) for word in found]
    telling = [kind for kind in kinds if kind in {Label.PHONE, Label.FAX, Label.PHONE_FAX}]
    return telling[-1] if telling else None


def _number_kind(text: str, number: Found, words: LetterWords) -> str:
    label = _last_label(text, number, words)
    return {Label.FAX: "fax", Label.PHONE_FAX: "phone+fax"}.get(label, "phone") if label else "phone"
