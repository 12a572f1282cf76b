"""A `Message` to what it wants: intent, organisation, country, participants. It decides nothing about letters."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mail.message import Message, Source
from mail.nomination.countries import countries_in, country_of_domain, only_country
from mail.nomination.details import find_emails, to_e164
from mail.nomination.labelled import read_labels
from mail.nomination.names import is_name, tidy
from mail.nomination.organizations import Organization, find_organizations
from mail.nomination.records import Record, is_organization
from mail.nomination.scan import Scan
from mail.nomination.signals import Signals, read_signals
from mail.nomination.signature import Signature, read_signature
from mail.nomination.text import clean, fold, squeeze, tokenize
from mail.nomination.walk import Found, Walker
from mail.nomination.words import MailWords
from mail.nomination.zones import split_signature

_LONGEST_TEXT = 60_000
_MOST_PARTICIPANTS = 60
_DOCUMENTS = frozenset({Source.PDF, Source.DOCX, Source.VCARD, Source.TEXT, Source.MESSAGE}) | frozenset(
    source for source in Source if source.value == "sheet"
)
_REPLY = re.compile(r"^\s*(?:re|rv|rép|réf|ответ|отв|رد|回复|答复|aw|sv)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE)
_FEW_WORDS = 25
_JOINING = frozenset(
    "of at in the for de del la el los las du des d l le les a au aux en chez в при на from with within y et and".split()
)


class Intent(StrEnum):
    """What a person's mail wants."""

    NOMINATE = "nominate"
    WITHDRAW = "withdraw"
    ASK = "ask"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is to take part, or who withdraws; `phone` in E.164."""

    name: str
    position: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """What a mail wants, in the sender's own words.

    `text` is what the sender says, without greeting, signature, names and organisations: it may tell what about.
    """

    intent: Intent
    signals: Signals
    organization: str | None = None
    country: str | None = None
    participants: tuple[Person, ...] = ()
    sender_takes_part: bool = False
    question: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """One text: what its body holds, and who signs it."""

    found: Found
    signature: Signature
    body: str


class _Reader:
    def __init__(self, message: Message, words: MailWords, strangers: frozenset[str], hosts: frozenset[str]) -> None:
        self.message = message
        self.words = words
        self.strangers = [frozenset(token.text for token in tokenize(name)) for name in strangers]
        self.hosts = hosts
        self.subject = clean(message.subject)
        self.sender_name = clean(message.sender.name)
        self.own = self._text(message.own, self.sender_name)
        self.passed_on = self._passed_on()
        self.address = message.sender.address
        self.author: _Read | None = None
        if self.passed_on and not any(Scan(s, words).has("self") for s in self.own.found.sentences):
            self._take_author(clean(message.forwarded[:2_000]))
        self.documents = [
            self._text(part.text, "") for part in message.attachments if part.source in _DOCUMENTS and part.text.strip()
        ]
        self.texts = [self.own, *([self.passed_on] if self.passed_on else [])]

    def _text(self, text: str, sender: str) -> _Read:
        zones = split_signature(clean(text[:_LONGEST_TEXT]), self.words, sender)
        found = Walker(self.words).walk(zones.body)
        return _Read(found=found, signature=read_signature(zones.signature, self.words), body="\n".join(zones.body))

    def _passed_on(self) -> _Read | None:
        """What is forwarded counts as the sender's own where the sender adds little to it."""
        if not self.message.forwarded.strip():
            return None
        named = any(record.has_name() and not record.weak for record in self.own.found.records)
        return None if named else self._text(self.message.forwarded, "")

    def _take_author(self, forwarded: str) -> None:
        """Where a message is passed on, "I" is its author, named in the first lines."""
        head = forwarded.split("\n\n")[0].split("\n")[:6]
        for line in head:
            found = find_emails(line)
            kinds = [kind for kind, _ in read_labels(line, self.words)]
            if found and kinds[:1] == ["contact"]:
                self.address = found[0].value
                self.sender_name = squeeze(re.sub(r"[<(\[].*$", "", line.partition(":")[2]))
                self.author = self.passed_on
                return

    # -- intent ------------------------------------------------------------------------------------------------------

    def read(self) -> Nomination:
        records = self._records()
        active = [record for record in records if not record.out]
        signals = self._signals(named=bool(active))
        intent = self._intent(signals, active, records)
        question = " ".join(signals.questions) or None
        if intent in {Intent.NOMINATE, Intent.WITHDRAW}:
            return self._nomination(intent, signals, active if intent is Intent.NOMINATE else records, question)
        return Nomination(intent=intent, signals=signals, question=question, text=self._about([]))

    def _signals(self, *, named: bool) -> Signals:
        is_reply = bool(_REPLY.match(self.subject)) and bool(
            self.message.in_reply_to or self.message.references or self.message.quoted
        )
        own = read_signals(self.own.found.sentences, self.subject, self.words, is_reply=is_reply, names_persons=named)
        if not self.passed_on:
            return own
        other = read_signals(self.passed_on.found.sentences, "", self.words, is_reply=True, names_persons=named)
        return Signals(
            nominates=own.nominates or other.nominates,
            interested=own.interested or other.interested,
            attends=own.attends or (self.author is not None and other.attends),
            withdraws=own.withdraws or other.withdraws,
            withdraws_self=own.withdraws_self or (self.author is not None and other.withdraws_self),
            replaces=own.replaces or other.replaces,
            subscribes=own.subscribes,
            unsubscribes=own.unsubscribes,
            questions=own.questions or (other.questions if own.size <= _FEW_WORDS else ()),
            adverts=own.adverts + other.adverts,
            chatter=own.chatter,
            size=own.size + other.size,
        )

    def _intent(self, signals: Signals, active: Sequence[Record], records: Sequence[Record]) -> Intent:
        if signals.unsubscribes and not active:
            return Intent.UNSUBSCRIBE
        stated = signals.nominates or signals.interested or signals.attends
        if signals.withdraws and not self._names_another(signals, active):
            return Intent.WITHDRAW
        if signals.subscribes and not active and not signals.interested:
            return Intent.SUBSCRIBE
        if self._is_advert(signals, active):
            return Intent.NOTHING
        if active and (stated or self._documents_nominate() or not signals.questions):
            return Intent.NOMINATE
        if signals.attends or signals.interested or (signals.nominates and self._has_organization()):
            return Intent.NOMINATE
        if signals.questions:
            return Intent.ASK
        return Intent.NOMINATE if active or self._documents_nominate() else Intent.NOTHING

    def _names_another(self, signals: Signals, active: Sequence[Record]) -> bool:
        """Whether in place of whoever withdraws somebody else is put forward."""
        leaving = [r for read in self.texts for r in read.found.records if r.out]
        if signals.withdraws_self and not signals.replaces and not signals.attends:
            return False
        return (
            bool(active)
            and (signals.replaces or bool(leaving) and signals.nominates)
            or (signals.replaces and signals.attends)
        )

    def _is_advert(self, signals: Signals, active: Sequence[Record]) -> bool:
        bulk = "list-unsubscribe" in self.message.headers or self.message.header("precedence") == "bulk"
        signs = signals.adverts + (3 if bulk else 0)
        defence = 2 * (signals.attends or signals.interested) + (2 if active else 0)
        return signs > 1 + defence

    def _documents_nominate(self) -> bool:
        return any(
            Scan(sentence, self.words).has("nominate", "interest")
            for read in self.documents
            for sentence in read.found.sentences
        ) or any(
            record.has_name() and not record.weak and record.kinds
            for read in self.documents
            for record in read.found.records
        )

    def _has_organization(self) -> bool:
        return any(find_organizations(Scan(s, self.words)) for read in self.texts for s in read.found.sentences)

    # -- persons -----------------------------------------------------------------------------------------------------

    def _is_person(self, record: Record) -> bool:
        name = {token.text for token in tokenize(record.full_name(self.words))}
        return record.has_name() and bool(name) and not any(name <= stranger for stranger in self.strangers)

    def _records(self) -> list[Record]:
        """The persons of the own text, else those passed on, else those of the attached documents."""
        found: list[Record] = []
        for read in [*self.texts, *self.documents]:
            strong = [r for r in read.found.records if self._is_person(r) and not r.weak]
            if found:
                self._complete(found, read.found.records)
                continue
            found = strong
        found = self._merged(found)
        if not found and not self._asks_only():
            found = [r for read in self.texts for r in read.found.records if self._is_person(r) and self._is_sender(r)]
        return found[:_MOST_PARTICIPANTS]

    def _merged(self, records: Sequence[Record]) -> list[Record]:
        """Of two records whose names differ in their endings only, one; the name as a form or list gives it."""
        kept: list[Record] = []
        for record in records:
            stems = {_stem(token.text) for token in tokenize(record.full_name(self.words))}
            same = next((k for k in kept if len(stems) > 1 and stems == {_stem(t.text) for t in tokenize(k.full_name(self.words))}), None)
            if same is None:
                kept.append(record)
                continue
            if record.kinds & {"name", "surname"}:
                same.name, same.position = record.full_name(self.words), record.position or same.position
            for kind in ("position", "email", "phone", "mobile", "organization", "country"):
                if not getattr(same, kind):
                    setattr(same, kind, getattr(record, kind))
        return kept

    def _asks_only(self) -> bool:
        return not any(
            Scan(s, self.words).has("nominate", "interest", "self", "withdraw")
            for read in self.texts
            for s in read.found.sentences
        )

    def _complete(self, found: Sequence[Record], others: Iterable[Record]) -> None:
        for other in others:
            for record in found:
                if _alike(record.full_name(self.words), other.full_name(self.words)):
                    for kind in ("position", "email", "phone", "mobile", "organization", "country"):
                        if not getattr(record, kind):
                            setattr(record, kind, getattr(other, kind))

    def _is_sender(self, record: Record) -> bool:
        if record.email and record.email == self.address:
            return True
        names = [self.sender_name, (self.author or self.own).signature.record.name]
        return any(_alike(record.full_name(self.words), name) for name in names if name)

    def _sender_record(self) -> Record | None:
        """The sender as a participant, from signature and header."""
        signed = (self.author or self.own).signature.record
        shown = squeeze(re.sub(r"[(（].*?[)）]", " ", self.sender_name))
        named = is_name(tidy(shown, self.words), self.words) and not is_organization(shown, self.words)
        name = signed.name or (shown if named or "," in shown else "")
        if named and signed.name and len(tokenize(shown)) > len(tokenize(signed.name)):
            name = shown
        if not name and shown and not is_organization(shown, self.words) and "@" not in shown:
            name = shown
        if not name:
            return None
        return Record(name=name, position=signed.position, phone=signed.phone, mobile=signed.mobile)

    def _with_sender(
        self, records: list[Record], signals: Signals, intent: Intent
    ) -> tuple[list[Record], Record | None]:
        takes_part = signals.attends if intent is Intent.NOMINATE else signals.withdraws_self
        own = next((record for record in records if self._is_sender(record)), None)
        if not takes_part:
            return records, own
        sender = self._sender_record()
        if own is None and len(records) == 1 and (sender is None or not self._speaks_of_others()):
            own = records[0]
        if own is None and sender is not None:
            records = [sender, *records]
            return records, sender
        if own is not None and sender is not None:
            for kind in ("position", "phone", "mobile"):
                if not getattr(own, kind):
                    setattr(own, kind, getattr(sender, kind))
        return records, own

    def _speaks_of_others(self) -> bool:
        return True

    def _position(self, record: Record, organization: str | None) -> str | None:
        """A post without the nominating organisation that stands in it: "Director of the Agency" is a director."""
        text = squeeze(record.position)
        if not text or not organization:
            return text or None
        scan = Scan(text, self.words)
        own = {token.text for token in tokenize(organization)}
        for found in find_organizations(scan):
            inner = tokenize(found.text)
            shared = sum(token.text in own or any(_stem(token.text) == _stem(o) for o in own) for token in inner)
            if found.start > 0 and shared * 3 >= len(inner) * 2 and not scan.tokens[0].is_han:
                return squeeze(_without_tail(text[: scan.tokens[found.start].start])) or text
        return text

    def _person(self, record: Record, country: str | None, organization: str | None, *, is_sender: bool) -> Person:
        number = record.phone or record.mobile
        address = self.address or None
        return Person(
            name=record.full_name(self.words),
            position=self._position(record, organization),
            email=record.email or (address if is_sender else None),
            phone=to_e164(number, record.country or country) if number else None,
        )

    # -- the whole ---------------------------------------------------------------------------------------------------

    def _nomination(self, intent: Intent, signals: Signals, records: list[Record], question: str | None) -> Nomination:
        records, sender = self._with_sender(list(records), signals, intent)
        organization, mission = self._organization(records)
        country = self._country(organization, mission, records)
        people = tuple(self._person(r, country, organization, is_sender=r is sender) for r in records)
        return Nomination(
            intent=intent,
            signals=signals,
            organization=organization,
            country=country,
            participants=tuple(person for person in people if person.name),
            sender_takes_part=sender is not None,
            question=question,
            text=self._about([organization, *(p.name for p in people), *(p.position for p in people)]),
        )

    def _about(self, known: Sequence[str | None]) -> str:
        text = "\n".join(sentence for read in self.texts for sentence in read.found.sentences)
        for name in [*known, *(o.text for o in find_organizations(Scan(text, self.words)))]:
            if name:
                text = text.replace(name, " ")
        return text

    def _organizations(self, records: Sequence[Record]) -> list[tuple[int, str, bool]]:
        """Every organisation that may be the nominating one, with how much speaks for it."""
        found: list[tuple[int, str, bool]] = []
        for n, read in enumerate([*self.texts, *self.documents]):
            weight = -5 * n
            found += [(100 + weight, text, False) for text in read.found.organizations]
            for sentence in read.found.sentences:
                scan = Scan(sentence, self.words)
                telling = scan.has("nominate", "interest", "self", "withdraw", "behalf")
                found += [
                    (self._weight(scan, o, telling=telling) + weight, o.text, o.is_mission)
                    for o in find_organizations(scan)
                ]
            found += [
                (50 + weight - 60 * _is_mission(text, self.words), text, _is_mission(text, self.words))
                for text in read.signature.organizations
            ]
        found += [(70, record.organization, False) for record in records if record.organization]
        shown = squeeze(self.sender_name)
        if is_organization(shown, self.words):
            found.append((40 - 60 * _is_mission(shown, self.words), shown, _is_mission(shown, self.words)))
        found += [
            (30 - 60 * o.is_mission, o.text, o.is_mission) for o in find_organizations(Scan(self.subject, self.words))
        ]
        found += self._letterheads()
        return found

    def _weight(self, scan: Scan, organization: Organization, *, telling: bool) -> int:
        """How much speaks for an organisation in a sentence: less where it only tells somebody's post."""
        weight = 80 if telling else 45
        start = organization.start
        if any(start - 3 <= h.end <= start for h in scan.hits("posts")):
            weight = 10 if any(h.start == start for h in scan.hits("units")) else 60
        return weight - (60 if organization.is_mission else 0)

    def _letterheads(self) -> list[tuple[int, str, bool]]:
        found = []
        for part in self.message.attachments:
            for line in clean(part.text[:2_000]).split("\n")[:5]:
                if is_organization(squeeze(line), self.words) and len(tokenize(line)) <= 12:  # noqa: PLR2004
                    found.append((35, squeeze(line), _is_mission(line, self.words)))
        return found

    def _organization(self, records: Sequence[Record]) -> tuple[str | None, str | None]:
        """The nominating organisation, and the mission that transmits, as written."""
        found = self._organizations(records)
        mission = next((text for _, text, is_mission in found if is_mission), None)
        if not found:
            return None, mission
        best = max(weight for weight, _, _ in found)
        chosen = next(text for weight, text, _ in found if weight == best)
        own = {token.text for token in tokenize(chosen)}
        fuller = [
            text
            for weight, text, _ in found
            if weight > 0 and text.startswith(chosen) and own < {t.text for t in tokenize(text)}
        ]
        return (fuller[0] if fuller else chosen), mission

    def _country(self, organization: str | None, mission: str | None, records: Sequence[Record]) -> str | None:
        labelled = [code for read in [*self.texts, *self.documents] for code in read.found.countries]
        labelled += [record.country for record in records if record.country]
        if len(set(labelled)) == 1:
            return labelled[0]
        for text in (organization, mission):
            code = only_country(text, self.words, adjectives=True) if text else None
            if code:
                return code
        return self._country_of_texts() or self._country_of_addresses(records)

    def _country_of_texts(self) -> str | None:
        """A country named by the signature, by the text, by the subject or the sender's name; hosts apart."""
        reads = [*self.texts, *self.documents]
        candidates = [
            *(text for read in reads for text in read.signature.organizations),
            *(o.text for read in reads for s in read.found.sentences for o in find_organizations(Scan(s, self.words))),
            self.sender_name,
            *(read.signature.text for read in reads),
            "\n".join(read.body for read in self.texts),
            self.subject,
            *(read.body for read in self.documents),
        ]
        for n, text in enumerate(candidates):
            is_organization_text = n < len(candidates) - 4 - len(self.documents)
            code = only_country(clean(text), self.words, but=self.hosts, adjectives=is_organization_text)
            if code:
                return code
        return None

    def _country_of_addresses(self, records: Sequence[Record]) -> str | None:
        addresses = [self.address, self.message.sender.address, *(record.email for record in records)]
        codes = {code for address in addresses if (code := country_of_domain(address))}
        return codes.pop() if len(codes) == 1 else None


def _stem(word: str) -> str:
    """A word without its ending, enough to see that two are inflections of one."""
    return word[: max(4, len(word) - 3)]


def _without_tail(text: str) -> str:
    """What is left of a post when its organisation is cut off, without the words that joined the two."""
    words = text.split()
    while words and fold(words[-1]).strip("'") in _JOINING:
        words.pop()
    kept = " ".join(words)
    return re.sub(r"\s(?:d|l)'$", "", kept)


def _is_mission(text: str, words: MailWords) -> bool:
    return Scan(text, words).has("missions")


def _alike(one: str, other: str) -> bool:
    """Whether two names are the same person's: all words of the shorter in the longer, two at least."""
    a, b = ({t.text for t in tokenize(name) if len(t.text) > 1 or t.is_han} for name in (one, other))
    shared = len(a & b)
    return bool(a and b) and shared == min(len(a), len(b)) and (shared > 1 or len(a) == len(b))


def read_nomination(
    message: Message,
    words: MailWords,
    *,
    strangers: frozenset[str] = frozenset(),
    hosts: frozenset[str] = frozenset(),
) -> Nomination:
    """Read what a person's mail wants.

    Args:
        message: as parsed; whether a robot wrote it is not considered.
        words: of all languages.
        strangers: names of persons who are written to, and so never participants.
        hosts: codes of the countries where events take place: naming them says nothing of the sender.
    """
    return _Reader(message, words, strangers, hosts).read()


__all__ = ["Intent", "Nomination", "Person", "countries_in", "read_nomination"]
