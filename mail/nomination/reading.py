"""A `Message` to what it wants: intent, organisation, country, participants. It decides nothing about letters."""

from collections.abc import Sequence
from dataclasses import dataclass

from mail.message import Message
from mail.nomination.intent import Intent, decide, signals_of
from mail.nomination.organizations import find_organizations
from mail.nomination.origin import find_country_of, find_origin
from mail.nomination.people import People, Person
from mail.nomination.scan import Scan
from mail.nomination.signals import Signals
from mail.nomination.texts import Texts, read_texts
from mail.nomination.words import MailWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Nomination:
    """What a mail wants, in the sender's own words.

    `participants` are who is to take part or, where the intent is to withdraw, who withdraws. `text` is what the sender
    says, without greeting, signature, names and organisations: it may tell what the mail is about.
    """

    intent: Intent
    signals: Signals
    organization: str | None = None
    country: str | None = None
    participants: tuple[Person, ...] = ()
    sender_takes_part: bool = False
    question: str | None = None
    text: str = ""


def _about(texts: Texts, known: Sequence[str | None]) -> str:
    text = "\n".join(texts.sentences())
    for name in [*known, *(found.text for found in find_organizations(Scan(text, texts.words)))]:
        if name:
            text = text.replace(name, " ")
    return text


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
    texts = read_texts(message, words)
    people = People(texts, strangers)
    records = people.records()
    active = [record for record in records if not record.out]
    signals = signals_of(texts, names_persons=bool(active))
    intent = decide(texts, signals, active)
    question = " ".join(signals.questions) or None
    if intent not in {Intent.NOMINATE, Intent.WITHDRAW}:
        on_list = intent in {Intent.SUBSCRIBE, Intent.UNSUBSCRIBE}
        asked = [q for q in signals.questions if not (on_list and Scan(q, words).has("subscribe", "unsubscribe"))]
        return Nomination(intent=intent, signals=signals, question=" ".join(asked) or None, text=_about(texts, ()))
    takes_part = signals.attends if intent is Intent.NOMINATE else signals.withdraws_self
    last = takes_part and signals.joins
    named = active if intent is Intent.NOMINATE else records
    meant, sender = people.with_sender(named, takes_part=takes_part, last=last)
    organization, mission = find_origin(texts, meant)
    country = find_country_of(texts, meant, (organization, mission), hosts)
    persons = [people.person(record, organization, country, is_sender=record is sender) for record in meant]
    return Nomination(
        intent=intent,
        signals=signals,
        organization=organization,
        country=country,
        participants=tuple(person for person in persons if person.name),
        sender_takes_part=sender is not None,
        question=question,
        text=_about(texts, [organization, *(p.name for p in persons), *(p.position for p in persons)]),
    )
