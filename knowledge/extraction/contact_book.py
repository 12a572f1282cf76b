"""Collects the people a letter names to write to or call, each with the details; whoever comes twice is one entry."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from knowledge.extraction.numbers import emails_in, phones_in
from knowledge.extraction.owners import fits
from knowledge.extraction.values import Contact
from knowledge.extraction.words import Label

Detail = Literal["phone", "fax", "email"]
Where = Literal["first", "last", "new"]


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

    def name_address(self, name: str) -> bool:
        """Give the addresses that are nobody's and have a part of a name to that name; whether there are any."""
        own = [n for n, row in enumerate(self.rows) if row.name is None and row.email and fits(name, row.email)]
        for n in own:
            self.rows[n] = replace(self.rows[n], name=name)
        return bool(own)

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


def without_emails(text: str) -> str:
    """A text with its e-mail addresses blanked, so that no number is read in them."""
    for found in list(emails_in(text)):
        text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def _details_of(value: str, label: Label | None, regions: Sequence[str]) -> Iterator[tuple[Detail, str]]:
    """The details in a labelled value: its e-mail addresses, then its numbers.

    Args:
        value: of a field or a cell.
        label: what it is said to hold; without one, only e-mail addresses are taken.
        regions: whose telephone numbers stand without a code, the likeliest first.
    """
    for mail in emails_in(value):
        yield "email", mail.value
    if label in {Label.EMAIL, None}:
        return
    for number in phones_in(without_emails(value), *regions):
        if label is not Label.FAX:
            yield "phone", number.value
        if label in {Label.FAX, Label.PHONE_FAX}:
            yield "fax", number.value


def take_details(
    book: ContactBook, names: Sequence[str], value: str, label: Label | None, regions: Sequence[str]
) -> None:
    """Note the details in a labelled value: the first of each kind is the first person's, and so on."""
    seen: Counter[Detail] = Counter()
    for detail, found in _details_of(value, label, regions):
        owner = names[min(seen[detail], len(names) - 1)] if names else None
        seen[detail] += 1
        book.add(owner, detail, found)
