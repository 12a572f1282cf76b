"""Whom a letter names to write to or call: the fields of its head, and people and addresses in its text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from knowledge.extraction.fields import Field
from knowledge.extraction.folding import flatten
from knowledge.extraction.numbers import Found, emails_in, phones_in, urls_in
from knowledge.extraction.people import Person, named_before, names_of, people_in
from knowledge.extraction.values import Contact
from knowledge.extraction.words import Cue, Label, LetterWords

Detail = Literal["phone", "fax", "email"]
Where = Literal["first", "last", "new"]

_FAR = 70
"""Characters: a detail that stands further from a name is not that person's."""
_LINKED = re.compile(r"\s(?:at|on|by|via|a|à|au|en|al|por|sur|по|на)\s$")
_LABEL_BEFORE = 30
_CUE_BEFORE = 60
_HAN_CALLED = re.compile(
    r"(?:^|[:：；;、，,。\s]|联系|联络|咨询|致电|[与和向及])(?P<name>[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}[·•][\u3400-\u9fff·•]{1,12})"
    r"(?=[（(，,：:]\s?(?:联系)?(?:电话|手机|传真|邮箱|电邮|电子邮[件箱]))"
)


@dataclass(slots=True)
class ContactBook:
    """Collects people and their details; whoever comes twice is one entry."""

    rows: list[Contact] = field(default_factory=list)

    def add_person(self, name: str) -> None:
        """Note a person, once."""
        if not any(_same(row.name, self._known(name)) for row in self.rows):
            self.rows.append(Contact(name=name))

    def _known(self, name: str) -> str:
        """The full name of somebody who is named again by the last name alone."""
        full = [row.name for row in self.rows if row.name and row.name.endswith(f" {name}")]
        return full[0] if full else name

    def add(self, name: str | None, detail: Detail, value: str, *, where: Where = "first") -> None:
        """Note a detail of a person, or of nobody in particular.

        Args:
            name: None where no person is named with it.
            detail: which of them.
            value: canonical.
            where: of nobody's entries, which one takes it: the first that lacks it, the last, or a new one.
        """
        name = self._known(name) if name else None
        if name is None and any(getattr(row, detail) == value for row in self.rows):
            return
        own = [n for n, row in enumerate(self.rows) if _same(row.name, name)]
        if any(getattr(self.rows[n], detail) == value for n in own):
            return
        free = [n for n in own if getattr(self.rows[n], detail) is None]
        if name is None and where != "first":
            free = [n for n in free if n == len(self.rows) - 1] if where == "last" else []
        if free:
            self.rows[free[0]] = _with(self.rows[free[0]], detail, value)
        else:
            self.rows.append(_with(Contact(name=name), detail, value))

    def entries(self) -> tuple[Contact, ...]:
        """All entries, without those of nobody whose every detail is somebody's."""
        named = {v for row in self.rows if row.name for v in (row.phone, row.fax, row.email) if v}
        kept = [row for row in self.rows if row.name or {row.phone, row.fax, row.email} - {None} - named]
        return tuple(kept)


def _with(row: Contact, detail: Detail, value: str) -> Contact:
    if detail == "email":
        return replace(row, email=value)
    return replace(row, phone=value) if detail == "phone" else replace(row, fax=value)


def _same(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def read_head_contacts(book: ContactBook, fields: Iterable[Field], words: LetterWords, region: str) -> None:
    """Take contacts from the fields of a letterhead.

    Args:
        book: is filled.
        fields: of the head, in order.
        words: of all languages.
        region: whose telephone numbers stand without a code.
    """
    names: list[str] = []
    after_contact = False
    for row in fields:
        if row.label is Label.CONTACT:
            new = names_of(row.value, words) or [p.name for p in people_in(row.value, words)]
            names = new or names
            for name in new:
                book.add_person(name)
        elif row.label is None and after_contact and (more := [p.name for p in people_in(row.value, words)]):
            names = more
            for name in more:
                book.add_person(name)
        after_contact = row.label in {Label.CONTACT, Label.PHONE, Label.FAX, Label.EMAIL, Label.PHONE_FAX}
        if row.label in _DETAILED or (row.label is None and _is_address(row.value)):
            _take_details(book, row, names, region)


_DETAILED = {Label.CONTACT, Label.PHONE, Label.FAX, Label.PHONE_FAX, Label.EMAIL}


def _is_address(value: str) -> bool:
    found = next(emails_in(value), None)
    return found is not None and len(found.value) >= len(value.strip()) - 2


def _take_details(book: ContactBook, row: Field, names: Sequence[str], region: str) -> None:
    value = row.value
    for n, mail in enumerate(emails_in(value)):
        book.add(_owner(names, n), "email", mail.value)
    if row.label in {Label.EMAIL, None}:
        return
    for n, number in enumerate(phones_in(_without_emails(value), region)):
        kinds: tuple[Detail, ...] = ("fax",) if row.label is Label.FAX else ("phone",)
        if row.label is Label.PHONE_FAX:
            kinds = ("phone", "fax")
        for kind in kinds:
            book.add(_owner(names, n), kind, number.value)


def _owner(names: Sequence[str], n: int) -> str | None:
    return names[min(n, len(names) - 1)] if names else None


def _without_emails(text: str) -> str:
    for found in list(emails_in(text)):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def read_text_contacts(book: ContactBook, text: str, words: LetterWords, language: str, region: str) -> None:
    """Take contacts from a sentence: people with their details, people to be contacted, and bare addresses."""
    mails = list(emails_in(text))
    bare = _without_emails(text)
    for url in list(urls_in(bare)):
        bare = bare[: url.start] + " " * (url.end - url.start) + bare[url.end :]
    numbers = [n for n in phones_in(bare, region) if bare[n.start] in "+0" or _label_before(text, n, words)]
    people = _people(text, words)
    if not mails and not numbers and not people:
        return
    contacts = [m.end() for m in words.languages[language].cues[Cue.CONTACT].finditer(flatten(text).text)]
    details = [(m, "email") for m in mails] + [(n, _number_kind(text, n, words)) for n in numbers]
    details.sort(key=lambda row: row[0].start)
    owners = _Owners(text, people, words, is_about_contacts=bool(contacts))
    lone = _only_person_after(people, details)
    for found, kinds in details:
        name = owners.of(found) or (lone if kinds != "email" else None)
        if name is None and kinds != "email" and not _is_asked(text, words, language):
            continue
        for kind in kinds.split("+"):
            book.add(name, _DETAIL[kind], found.value, where="last" if owners.is_joined else "new")
    flat = flatten(text)
    for person in people:
        before = [flat.place(end) for end in contacts if flat.place(end) <= person.start]
        if before and person.start - before[-1] <= _NEXT_TO:
            book.add_person(person.name)


_NEXT_TO = 12
_DETAIL: dict[str, Detail] = {"phone": "phone", "fax": "fax", "email": "email"}


def _is_asked(text: str, words: LetterWords, language: str) -> bool:
    """Whether a sentence asks for something, so that its numbers are to be called; else they may be a hotel's."""
    flat = flatten(text).text
    cues = words.languages[language].cues
    return any(cues[cue].search(flat) for cue in (Cue.CONTACT, Cue.ASK, Cue.SUBMIT))


def _only_person_after(people: Sequence[Person], details: Sequence[tuple[Found, str]]) -> str | None:
    """Whose the numbers of a sentence are that names one person, after all of them."""
    is_after = len(people) == 1 and bool(details) and 0 <= people[0].start - details[-1][0].end <= _FAR
    return people[0].name if is_after else None


class _Owners:
    """Tells whose each detail is, going through a sentence."""

    def __init__(self, text: str, people: Sequence[Person], words: LetterWords, *, is_about_contacts: bool) -> None:
        self._text = text
        self._words = words
        self._is_about_contacts = is_about_contacts
        self._people = people
        self._last: tuple[str | None, int] | None = None
        self.is_joined = False
        """Whether the last detail belongs to the one before it."""

    def of(self, found: Found) -> str | None:
        """Whose a detail is; None where nobody is named with it."""
        near = [p for p in self._people if p.end <= found.start and found.start - p.end <= _FAR]
        new = near[-1] if near else self._after(found) or self._untitled(found)
        self.is_joined = False
        if new and (self._last is None or new.name != self._last[0]):
            self._last = (new.name, found.end)
            return new.name
        if self._last and found.start - self._last[1] <= _FAR:
            self.is_joined = True
            self._last = (self._last[0], found.end)
            return self._last[0]
        self._last = (new.name if new else None, found.end)
        return self._last[0]

    def _after(self, found: Found) -> Person | None:
        rest = self._text[found.end : found.end + 3]
        begin = found.end + len(rest) - len(rest.lstrip(" "))
        if self._text[begin : begin + 1] not in {"(", "（"}:
            return None
        return next((p for p in self._people if begin < p.start + 1 <= begin + 3), None)

    def _untitled(self, found: Found) -> Person | None:
        opening = max(self._text.rfind(sign, max(0, found.start - _CUE_BEFORE), found.start) for sign in "(（")
        begin = opening if opening > 0 else len(_LINKED.sub("", self._text[: found.start]))
        person = named_before(self._text, begin)
        if person is None:
            return self._called(found)
        local = found.value.partition("@")[0].casefold()
        parts = [part.casefold() for part in re.split(r"[\s-]", person.name) if len(part) > 2]  # noqa: PLR2004 - no initials
        return person if any(part in local for part in parts) else self._called(found)

    def _called(self, found: Found) -> Person | None:
        """A name right before a detail and its label, in a sentence about whom to write to or call."""
        if not self._is_about_contacts:
            return None
        end = found.start
        labels = list(self._words.label.finditer(flatten(self._text[max(0, end - _LABEL_BEFORE) : end]).text))
        if labels and len(self._text[max(0, end - _LABEL_BEFORE) : end]) - labels[-1].end() <= 3:  # noqa: PLR2004 - ": "
            end -= len(self._text[max(0, end - _LABEL_BEFORE) : end]) - labels[-1].start()
        person = named_before(self._text, len(self._text[:end].rstrip(" (（,:，：")))
        if person is None or self._words.unit.search(flatten(person.name).text):
            return None
        return None if self._words.post.search(flatten(person.name).text) else person


def _people(text: str, words: LetterWords) -> list[Person]:
    called = [
        Person(name=m["name"], start=m.start("name"), end=m.end("name"))
        for m in _HAN_CALLED.finditer(text)
        if not words.title.search(m["name"]) and not words.unit.search(m["name"])
    ]
    return sorted([*people_in(text, words), *called], key=lambda person: person.start)


def _label_before(text: str, number: Found, words: LetterWords) -> bool:
    return bool(_last_label(text, number, words) in {Label.PHONE, Label.FAX, Label.PHONE_FAX})


def _last_label(text: str, number: Found, words: LetterWords) -> Label | None:
    flat = flatten(text[max(0, number.start - _LABEL_BEFORE) : number.start]).text
    found = [m.group() for m in words.label.finditer(flat)]
    kinds = [words.labels.get(word) or words.labels.get(word[1:]) for word in found]
    telling = [kind for kind in kinds if kind in {Label.PHONE, Label.FAX, Label.PHONE_FAX}]
    return telling[-1] if telling else None


def _number_kind(text: str, number: Found, words: LetterWords) -> str:
    label = _last_label(text, number, words)
    return {Label.FAX: "fax", Label.PHONE_FAX: "phone+fax"}.get(label, "phone") if label else "phone"
