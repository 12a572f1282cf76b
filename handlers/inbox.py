"""A parsed mail to what it is for us: kind, language, letter, who nominates whom, what is missing, whether it is late.

Pure: robots and nominations are told apart in `mail`, letters are known to `knowledge`; here they meet. Nothing is
stored or answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from handlers.interest import is_late
from handlers.mail_language import mail_language
from handlers.mail_letters import Clues, find_letter
from handlers.places import find_country
from knowledge.book import FactBook
from knowledge.library import Library
from knowledge.model import Kind
from knowledge.understanding.language import OTHER
from mail.automatic import Robot, RobotKind
from mail.message import Message
from mail.nomination.intent import Intent
from mail.nomination.people import Person
from mail.nomination.reading import Nomination, read_nomination
from mail.nomination.signals import frame_language, language_of
from mail.nomination.words import MailWords


class MailKind(StrEnum):
    """What a mail is."""

    EXPRESSION_OF_INTEREST = "expression_of_interest"
    WITHDRAWAL = "withdrawal"
    QUESTION = "question"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    OTHER = "other"


_KINDS: Mapping[Intent, MailKind] = {
    Intent.NOMINATE: MailKind.EXPRESSION_OF_INTEREST,
    Intent.WITHDRAW: MailKind.WITHDRAWAL,
    Intent.ASK: MailKind.QUESTION,
    Intent.SUBSCRIBE: MailKind.SUBSCRIBE,
    Intent.UNSUBSCRIBE: MailKind.UNSUBSCRIBE,
    Intent.NOTHING: MailKind.OTHER,
}
_ROBOTS: Mapping[RobotKind, MailKind] = {
    RobotKind.AUTO_REPLY: MailKind.AUTO_REPLY,
    RobotKind.BOUNCE: MailKind.BOUNCE,
    RobotKind.LIST_OR_BULK: MailKind.OTHER,
    RobotKind.OWN: MailKind.OTHER,
}
_WITH_LETTER = frozenset({MailKind.EXPRESSION_OF_INTEREST, MailKind.WITHDRAWAL, MailKind.QUESTION, MailKind.SUBSCRIBE})


_DEFAULT_LANGUAGE = "en"


class Missing(StrEnum):
    """What an expression of interest needs and lacks."""

    LETTER = "letter"
    PARTICIPANT = "participant"
    ORGANIZATION = "organization"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a mail is for us; `letter` is a reference, `country` a code of ISO 3166-1 alpha-2."""

    kind: MailKind
    language: str
    letter: str | None = None
    organization: str | None = None
    country: str | None = None
    participants: tuple[Person, ...] = ()
    question: str | None = None
    missing: tuple[Missing, ...] = ()
    late: bool = False
    warnings: tuple[str, ...] = ()
    sender_takes_part: bool = False
    corrects: bool = False


@cache
def _hosts_of(values: tuple[str, ...]) -> frozenset[str]:
    parts = [piece.strip(" )") for value in values for piece in value.replace("(", ",").split(",")]
    return frozenset(code for part in parts if part and (code := find_country(part).code))


def host_countries(book: FactBook) -> frozenset[str]:
    """The countries where the letters place something: that a mail names them says nothing of its sender."""
    places = [fact for fact in book.facts.values() if fact.kind is Kind.PLACE]
    return _hosts_of(tuple(sorted({text for f in places for text in (f.value, (f.label or {}).get("en", ""))}))) | {
        "CH"
    }


def written_to(book: FactBook) -> frozenset[str]:
    """The names of the persons whom the letters name, in all languages: they are written to, not nominated."""
    persons = [
        fact.person for fact in book.facts.values() if fact.kind in {Kind.PERSON, Kind.SIGNATORY} and fact.person
    ]
    return frozenset(name for i in persons if i in book.subjects for name in book.subjects[i].names.values())


def _missing(nomination: Nomination, letter: str | None) -> tuple[Missing, ...]:
    found = [] if letter else [Missing.LETTER]
    if not nomination.participants:
        found.append(Missing.PARTICIPANT)
    if not nomination.organization:
        found.append(Missing.ORGANIZATION)
    if any(not person.email for person in nomination.participants):
        found.append(Missing.EMAIL)
    return tuple(found)


def _own_words(message: Message) -> str:
    return message.own if message.own.strip() else message.forwarded


def understand(  # noqa: PLR0913 - each is a part of the world that a mail is read in
    message: Message,
    *,
    robot: Robot | None,
    words: MailWords,
    library: Library,
    mailboxes: Mapping[str, Sequence[str]],
    now: datetime,
) -> Understood:
    """Understand a mail.

    Args:
        message: as parsed.
        robot: what `mail.automatic` found.
        words: by which mails are read.
        library: what Plazo knows.
        mailboxes: the letters that each watched address receives; may be empty.
        now: when it came, for a mail that does not say when it was sent.
    """
    nomination = read_nomination(message, words, strangers=written_to(library.book), hosts=host_countries(library.book))
    kind = _ROBOTS[robot.kind] if robot else _KINDS[nomination.intent]
    own = _own_words(message)
    language = mail_language((own, message.subject, message.forwarded, *(a.text for a in message.attachments)), library)
    warnings = (
        *message.warnings,
        *(f"{a.name or 'an attachment'}: {a.problem}" for a in message.attachments if a.problem),
    )
    language = language or language_of(f"{own}\n{message.subject}", words) or _DEFAULT_LANGUAGE
    language = OTHER if frame_language(own, words) == OTHER else language
    if robot or kind not in _WITH_LETTER:
        return Understood(
            kind=kind, language=language, warnings=warnings, question=None if robot else nomination.question
        )
    letter = _letter(message, nomination, language, library, mailboxes)
    if kind in {MailKind.QUESTION, MailKind.SUBSCRIBE}:
        return Understood(kind=kind, language=language, letter=letter, question=nomination.question, warnings=warnings)
    is_interest = kind is MailKind.EXPRESSION_OF_INTEREST
    return Understood(
        kind=kind,
        language=language,
        letter=letter,
        organization=nomination.organization,
        country=nomination.country,
        participants=nomination.participants,
        question=nomination.question,
        missing=_missing(nomination, letter) if is_interest else (),
        late=is_interest and is_late(letter, library.book, message.sent_at or now),
        warnings=warnings,
        sender_takes_part=nomination.sender_takes_part,
        corrects=nomination.signals.replaces,
    )


def _letter(
    message: Message,
    nomination: Nomination,
    language: str,
    library: Library,
    mailboxes: Mapping[str, Sequence[str]],
) -> str | None:
    documents = "\n".join(a.text for a in message.attachments)
    about = f"{message.subject}\n{nomination.text}\n{documents}"
    recipients = tuple(box.address for box in (*message.to, *message.cc) if box.address)
    named = f"{message.subject}\n{message.own}\n{message.forwarded}\n{documents}"
    clues = Clues(
        own=about, named=named, quoted=message.quoted, recipients=recipients, sent_at=message.sent_at, language=language
    )
    return find_letter(clues, library, mailboxes)
