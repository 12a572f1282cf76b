"""The persons that a mail puts forward, chosen from all that it names; the sender where the sender takes part."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mail.nomination.details import find_phones, to_e164
from mail.nomination.names import is_name, tidy
from mail.nomination.organizations import find_organizations
from mail.nomination.records import Record, is_organization
from mail.nomination.scan import Scan
from mail.nomination.text import fold, squeeze, tokenize
from mail.nomination.texts import Texts
from mail.nomination.words import MailWords

_MOST = 60
_TELLING = ("nominate", "interest", "self", "accepts", "withdraw")
_DETAILS = ("position", "email", "phone", "mobile", "organization", "country")
_JOINING = frozenset(
    [
        "of",
        "at",
        "in",
        "the",
        "for",
        "de",
        "del",
        "la",
        "el",
        "los",
        "las",
        "du",
        "des",
        "d",
        "l",
        "le",
        "les",
        "a",
        "au",
        "aux",
        "en",
        "chez",
        "в",
        "при",
        "на",
        "from",
        "with",
        "within",
        "y",
        "et",
        "and",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is to take part, or who withdraws; `phone` in E.164."""

    name: str
    position: str | None = None
    email: str | None = None
    phone: str | None = None


def stem(word: str) -> str:
    """A word without its ending, enough to see that two are inflections of one."""
    return word[: max(4, len(word) - 3)]


def are_alike(one: str, other: str) -> bool:
    """Whether two names are the same person's: all words of the shorter in the longer, two at least."""
    a, b = ({t.text for t in tokenize(name) if len(t.text) > 1 or t.is_han} for name in (one, other))
    shared = len(a & b)
    return bool(a and b) and shared == min(len(a), len(b)) and (shared > 1 or len(a) == len(b))


class People:
    """Chooses the persons of one message."""

    def __init__(self, texts: Texts, strangers: Iterable[str]) -> None:
        """Take the texts.

        Args:
            texts: of the message.
            strangers: names of persons who are written to.
        """
        self.texts = texts
        self.words = texts.words
        self._strangers = [frozenset(token.text for token in tokenize(name)) for name in strangers]

    # -- who is named ------------------------------------------------------------------------------------------------

    def records(self) -> list[Record]:
        """The persons of the own text, else those passed on, else those of the documents; no mere mentions.

        What another text tells of the same persons is filled in. Where nobody is put forward, those count who are
        mentioned with their post, and the sender.
        """
        found: list[Record] = []
        for read in self.texts.every:
            if found:
                self._complete(found, read.found.records)
            else:
                found = [r for r in read.found.records if self._is_participant(r) and not r.weak]
        found = self._merged(found)
        if not found and self.texts.says(*_TELLING):
            spoken = (r for read in self.texts.spoken for r in read.found.records)
            others = not self.texts.says("self", "withdraw_self")
            found = [r for r in spoken if self._is_participant(r) and (self._is_sender(r) or (others and r.position))]
        return found[:_MOST]

    def _is_participant(self, record: Record) -> bool:
        name = {token.text for token in tokenize(record.full_name(self.words))}
        return bool(name) and not any(name <= stranger for stranger in self._strangers)

    def _complete(self, found: Sequence[Record], others: Iterable[Record]) -> None:
        for other in others:
            for record in found:
                if are_alike(record.full_name(self.words), other.full_name(self.words)):
                    _fill(record, other, _DETAILS)

    def _merged(self, records: Sequence[Record]) -> list[Record]:
        """Of two records whose names differ in their endings only, one; the name as a form or list gives it."""
        kept: list[tuple[frozenset[str], Record]] = []
        for record in records:
            stems = frozenset(stem(token.text) for token in tokenize(record.full_name(self.words)))
            same = next((k for other, k in kept if len(stems) > 1 and stems == other), None)
            if same is None:
                kept.append((stems, record))
                continue
            if record.kinds & {"name", "surname"}:
                same.name, same.position = record.full_name(self.words), record.position or same.position
            _fill(same, record, _DETAILS)
        return [record for _, record in kept]

    # -- the sender --------------------------------------------------------------------------------------------------

    def _is_sender(self, record: Record) -> bool:
        if record.email and record.email == self.texts.author_address:
            return True
        names = [self.texts.author_name, self.texts.author.signature.record.name]
        return any(are_alike(record.full_name(self.words), name) for name in names if name)

    def _sender(self) -> Record | None:
        """The sender as a participant, by signature and header."""
        signed = self.texts.author.signature.record
        shown = squeeze(re.sub(r"[(（][^()（）]{0,100}[)）]", " ", self.texts.author_name))
        is_plain = bool(shown) and not is_organization(shown, self.words) and "@" not in shown
        named = is_plain and is_name(tidy(shown, self.words), self.words)
        name = signed.name or (shown if is_plain else "")
        if named and signed.name and len(tokenize(shown)) > len(tokenize(signed.name)):
            name = shown
        return Record(name=name, position=signed.position, phone=signed.phone, mobile=signed.mobile) if name else None

    def with_sender(
        self, records: list[Record], *, takes_part: bool, last: bool = False
    ) -> tuple[list[Record], Record | None]:
        """The persons, with the sender put first, or `last`, where the sender takes part and is not among them yet.

        Returns:
            The records, and that of them which is the sender's.
        """
        own = next((record for record in records if self._is_sender(record)), None)
        if not takes_part:
            return records, own
        sender = self._sender()
        if own is None and sender is None and len(records) == 1 and not last:
            return records, records[0]
        if sender is not None and not records and not sender.phone and not sender.mobile:
            self._take_number(sender)
        if own is None and sender is not None:
            return ([*records, sender] if last else [sender, *records]), sender
        if own is not None and sender is not None:
            _fill(own, sender, ("position", "phone", "mobile"))
        return records, own

    def _take_number(self, sender: Record) -> None:
        """The one number in the text of a sender who alone takes part is the sender's."""
        numbers = {found.value for s in self.texts.author.found.sentences for found in find_phones(s)}
        if len(numbers) == 1:
            sender.phone = numbers.pop()

    # -- as persons --------------------------------------------------------------------------------------------------

    def person(self, record: Record, organization: str | None, country: str | None, *, is_sender: bool) -> Person:
        """A record as a person; a sender without another address has that of the mail."""
        number = record.phone or record.mobile
        return Person(
            name=record.full_name(self.words),
            position=_post(record.position, organization, self.words),
            email=record.email or (self.texts.author_address if is_sender else "") or None,
            phone=to_e164(number, record.country or country) if number else None,
        )


def _fill(record: Record, other: Record, names: Iterable[str]) -> None:
    for name in names:
        if not getattr(record, name):
            setattr(record, name, getattr(other, name))


def _post(position: str, organization: str | None, words: MailWords) -> str | None:
    """A post without the nominating organisation that stands in it: "Director of the Agency" is a director."""
    text = squeeze(position)
    if not text or not organization:
        return text or None
    scan = Scan(text, words)
    own = {stem(token.text) for token in tokenize(organization)}
    for found in find_organizations(scan):
        inner = tokenize(found.text)
        shared = sum(stem(token.text) in own for token in inner)
        named = _is_field(found.text, organization, words)
        if found.start > 0 and shared * 3 >= len(inner) * 2 and not scan.tokens[0].is_han and not named:
            return squeeze(_without_tail(text[: scan.tokens[found.start].start])) or text
    return text


def _is_field(text: str, organization: str, words: MailWords) -> bool:
    """Whether it is only what the organisation is for: a minister of technology is no minister of "Technology"."""
    first = Scan(organization, words)
    return bool(first.tokens) and any(
        h.start == 0 and stem(first.tokens[0].text) not in {stem(token.text) for token in tokenize(text)}
        for h in first.hits("organizations")
    )


def _without_tail(text: str) -> str:
    """What is left of a post when its organisation is cut off, without the words that joined the two."""
    words = text.split()
    while words and fold(words[-1]).strip("'") in _JOINING:
        words.pop()
    return re.sub(r"\s(?:d|l)'$", "", " ".join(words))
