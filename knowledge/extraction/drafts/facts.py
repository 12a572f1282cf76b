"""What was read from a letter as facts of a draft: each with its quote, an id, and the topics of its sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.book import FactBook
from knowledge.extraction.drafts.draft import DraftFact, State
from knowledge.extraction.drafts.phrases import Phrases
from knowledge.extraction.drafts.quotes import Quotes
from knowledge.extraction.drafts.subjects import SubjectProposals
from knowledge.extraction.values import Contact, Deadline, Event, Extracted
from knowledge.model import Kind, Tags
from knowledge.schema import SomeNames
from knowledge.text import fold

_VIRTUAL = "virtual"
_SOME_DETAILS = (("phone", Kind.PHONE), ("fax", Kind.FAX), ("email", Kind.EMAIL))


@dataclass(slots=True, kw_only=True)
class FactMaker:
    """Makes the facts of one letter, in the letter's order."""

    found: Extracted
    language: str
    quotes: Quotes
    subjects: SubjectProposals
    book: FactBook
    phrases: Phrases
    facts: list[DraftFact] = field(default_factory=list)

    def make(self) -> list[DraftFact]:
        """All of them."""
        self._head()
        for contact in self.found.contacts:
            self._contact(contact)
        for event, subject in self._placed_events():
            self._event(event, subject)
        for deadline in self.found.deadlines:
            self._deadline(deadline)
        for url in self.found.urls:
            if not any(fact.kind is Kind.URL and fact.value == url for fact in self.facts):
                quote = self.quotes.find(Kind.URL, url)
                about = sorted(self._about(quote, self.subjects.main) | {"website"})
                self._add("page", Kind.URL, url, quote, role="info", subject=self.subjects.main, about=about)
        return self.facts

    def _add(self, name: str, kind: Kind, value: str, quote: str = "", **more: object) -> str:
        """Add a fact; returns its id."""
        taken = {fact.id for fact in self.facts}
        numbered = (name if n == 1 else f"{name}-{n}" for n in range(1, len(taken) + 2))
        given = {key: value for key, value in more.items() if value}
        data = {
            "id": next(free for free in numbered if free not in taken),
            "kind": kind,
            "value": value,
            "quote": quote or self.quotes.find(kind, value),
            "state": State.PROPOSED,
            **given,
        }
        fact = DraftFact.model_validate(data)
        self.facts.append(fact)
        return fact.id

    def _head(self) -> None:
        found = self.found
        if found.reference:
            self._add("reference", Kind.REFERENCE, found.reference, role="letter")
        if found.date:
            self._add("issued", Kind.DATE, found.date, role="issued")
        if found.subject:
            self._add("subject", Kind.SUBJECT, " ".join(found.subject.split()))
        for name in found.addressees:
            self._add("addressee", Kind.ADDRESSEE, name)
        if found.signatory:
            self._add("signatory", Kind.SIGNATORY, found.signatory, person=self.subjects.person(found.signatory))

    def _contact(self, contact: Contact) -> None:
        """Somebody to write to; whoever a sentence names besides the first is there for what that sentence says."""
        person = self.subjects.person(contact.name) if contact.name else None
        others = [fact for fact in self.facts if fact.role == "contact"]
        is_first = not others or any(fact.person == person for fact in others)
        if contact.name and not any(fact.person == person for fact in others):
            self._detail("contact", Kind.PERSON, contact.name, person, is_first=is_first)
        for name, kind in _SOME_DETAILS:
            if value := getattr(contact, name):
                self._detail(f"contact-{name}", kind, value, person, is_first=is_first)

    def _detail(self, name: str, kind: Kind, value: str, person: str | None, *, is_first: bool) -> None:
        quote = self.quotes.find(kind, value)
        about = frozenset[str]() if is_first else self._about(quote, self.subjects.main)
        named = sorted(about | {person} if about and person else about)
        self._add(name, kind, value, quote, role="contact", person=person, about=named, only_about=bool(named))

    def _placed_events(self) -> Iterator[tuple[Event, str | None]]:
        """Each event with its subject; where none is what the letter is about, the first one is."""
        main = {n for n, event in enumerate(self.found.events) if self.subjects.is_main(event)}
        if not main and self.found.events:
            main = {0}
        for n, event in enumerate(self.found.events):
            yield event, self.subjects.main if n in main else self.subjects.of_event(event, *self.phrases.called(event))

    def _event(self, event: Event, subject: str | None) -> None:
        role = "opening" if event.value.endswith("/..") else "held"
        is_part = subject != self.subjects.main
        about = sorted(
            self._about(event.name, subject) | ({_VIRTUAL} if is_part and event.place == _VIRTUAL else set())
        )
        self._add("date", Kind.DATE, event.value, event.quote, role=role, subject=subject, zone=event.zone, about=about)
        if event.place == _VIRTUAL:
            label = self._label(Kind.FORMAT, event.place)
            self._add("format", Kind.FORMAT, event.place, event.quote, subject=subject, label=label, about=[_VIRTUAL])
        elif event.place:
            label = self._label(Kind.PLACE, event.place)
            self._add("place", Kind.PLACE, event.place, event.quote, role="held", subject=subject, label=label)

    def _label(self, kind: Kind, value: str) -> SomeNames | None:
        """The label that an earlier letter's fact has for the same value."""
        same = (fact.label for fact in self.book.facts.values() if fact.kind is kind and fact.value == value)
        label = next((label for label in same if label), None)
        return SomeNames.model_validate(label) if label else None

    def _deadline(self, deadline: Deadline) -> None:
        text = deadline.what if self._is_shared(deadline.quote) else f"{deadline.quote} {deadline.what}"
        topics = self.subjects.reader.topics(text)
        subject = self.subjects.of_task(topics, self._about(text, self.subjects.main))
        about = sorted(self._about(text, subject))
        if deadline.value is None:
            self._add(
                "deadline", Kind.DESCRIPTION, deadline.quote, deadline.quote, role="when", subject=subject, about=about
            )
            return
        self._add(
            "deadline",
            Kind.DEADLINE,
            deadline.value,
            deadline.quote,
            subject=subject,
            zone=deadline.zone,
            about=about,
            label=SomeNames.model_validate({self.language: self.phrases.task(deadline)}),
            send_to=[self._destination(address, deadline, subject, about) for address in deadline.send_to],
        )

    def _destination(self, address: str, deadline: Deadline, subject: str | None, about: list[str]) -> str:
        kind = Kind.EMAIL if "@" in address else Kind.URL
        for fact in self.facts:
            if fact.role == "destination" and (fact.value, fact.subject) == (address, subject):
                return fact.id
        quote = deadline.quote if _shows(address, deadline.quote) else self.quotes.find(kind, address)
        return self._add("destination", kind, address, quote, role="destination", subject=subject, about=about)

    def _is_shared(self, quote: str) -> bool:
        """Whether a sentence dates several things."""
        rows = [one.quote for one in self.found.deadlines] + [one.quote for one in self.found.events]
        return rows.count(quote) > 1

    def _about(self, text: str, subject: str | None) -> Tags:
        """The concepts that a text names beyond a subject's own."""
        reader = self.subjects.reader
        ids = frozenset(self.book.subjects) | frozenset(self.subjects.rows)
        return reader.concepts(text, ids) - self.subjects.tags_of(subject)


def _shows(address: str, quote: str) -> bool:
    return fold(address.rpartition("://")[2]) in fold(quote)


def warned(facts: Sequence[DraftFact], warnings: Mapping[str, list[str]]) -> list[DraftFact]:
    """The facts with further warnings, by fact id."""
    return [
        fact.model_copy(update={"warnings": (*fact.warnings, *warnings[fact.id])}) if warnings.get(fact.id) else fact
        for fact in facts
    ]
