"""The persons collected while a text is read, and the state that decides to whom the next line belongs."""

from dataclasses import dataclass, field

from mail.nomination.prose import Sentence
from mail.nomination.records import Record, take_details
from mail.nomination.scan import Scan
from mail.nomination.text import has_han
from mail.nomination.words import MailWords
from mail.nomination.zones import sentences


@dataclass(slots=True, kw_only=True)
class Found:
    """What a text holds: persons, labelled organisations and countries, and the sentences of its prose, in order."""

    records: list[Record] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


class Collector:
    """Takes sentences and persons; `Walker` hands them over line by line.

    `expecting`: what was read announces persons; `withdrawn`: those who are announced withdraw; `contact`: what follows
    tells whom to ask; `listing`, `stacked`: the line before was a person's, or more of a person.
    """

    def __init__(self, words: MailWords) -> None:
        """Take the words."""
        self.words = words
        self.found = Found()
        self.current: Record | None = None
        self.kinds: list[str | None] | None = None
        self.spaced = False
        self.expecting = self.withdrawn = self.contact = self.headed = self.listing = False
        self.gap = False
        self.stacked = False
        self.prose: list[str] = []

    # -- prose -------------------------------------------------------------------------------------------------------

    def _end_prose(self) -> None:
        if not self.prose:
            return
        joint = "" if has_han(self.prose[0][-1:]) else " "
        text, self.prose = joint.join(self.prose), []
        self._prose(text)

    def _prose(self, text: str) -> None:
        parts = sentences(text, self.words)
        self.found.sentences += parts
        before = len(self.found.records)
        expecting = self.listing = False
        for part in parts:
            sentence = Sentence(part, self.words, expecting=expecting)
            records = sentence.records()
            for record in records:
                self._add(record, sentence=True)
            if not records and self.current and not sentence.scan.has("nominate"):
                self._details_of(part)
            expecting = part.rstrip().endswith((":", "：")) and sentence.puts_forward
        last = Scan(parts[-1], self.words) if parts else None
        if last is None:
            return
        colon = parts[-1].rstrip().endswith((":", "：", "،", "؛"))
        self.contact = last.has("contact_person") and colon
        forward = last.has("nominate", "interest", "self") or any(
            Scan(p, self.words).has("nominate", "self") for p in parts
        )
        self.withdrawn = any(Scan(p, self.words).has("withdraw") for p in parts[-2:]) and not any(
            Scan(p, self.words).has("replace") and not Scan(p, self.words).has("no_replacement") for p in parts[-2:]
        )
        self.expecting = not self.contact and (colon or (forward and len(self.found.records) == before))

    def _details_of(self, part: str) -> None:
        current = self.current
        scan = Scan(part, self.words)
        if current is None or any(o.start >= 0 for o in scan.hits("ask")):
            return
        probe = Record()
        take_details(part, self.words, probe)
        named = list(Sentence(part, self.words, expecting=False).runs)
        if not named:
            for kind in ("email", "phone", "mobile"):
                current.put(kind, getattr(probe, kind))

    def _add(self, record: Record, *, sentence: bool = False) -> None:
        record.out = record.out or (self.withdrawn and not sentence)
        name = record.full_name(self.words)
        for known in self.found.records:
            if known.has_name() and known.full_name(self.words) == name:
                for kind in ("position", "email", "phone", "mobile", "organization", "country"):
                    known.put(kind, getattr(record, kind))
                known.weak = known.weak and record.weak
                self.current = known
                return
        if self.contact:
            return
        self.found.records.append(record)
        leaves = sentence and record.out and self.current is not None and not self.current.out
        self.current = self.current if leaves else record
