"""What a person's mail wants, decided from its signals and from whom it puts forward."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from mail.nomination.organizations import find_organizations
from mail.nomination.records import Record
from mail.nomination.scan import Scan
from mail.nomination.signals import Signals, read_signals
from mail.nomination.text import clean
from mail.nomination.texts import Texts

_FEW_WORDS = 25
_FEWEST_WORDS = 8
_FEW_CHARACTERS = 2_000
_BULK_SIGNS = 3


class Intent(StrEnum):
    """What a person's mail wants."""

    NOMINATE = "nominate"
    WITHDRAW = "withdraw"
    ASK = "ask"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    NOTHING = "nothing"


def signals_of(texts: Texts, *, names_persons: bool) -> Signals:
    """The signals of the sender's own words and, where another message is passed on, of that one too."""
    words = texts.words
    own = read_signals(
        texts.own.found.sentences, texts.subject, words, is_reply=texts.is_reply, names_persons=names_persons
    )
    if texts.passed_on is None:
        return own
    other = read_signals(texts.passed_on.found.sentences, "", words, is_reply=True, names_persons=names_persons)
    speaks = texts.author is texts.passed_on
    return replace(
        own,
        nominates=own.nominates or other.nominates,
        interested=own.interested or other.interested,
        attends=own.attends or (speaks and other.attends),
        withdraws=own.withdraws or other.withdraws,
        withdraws_self=own.withdraws_self or (speaks and other.withdraws_self),
        replaces=own.replaces or other.replaces,
        questions=own.questions or (other.questions if own.size <= _FEW_WORDS else ()),
        adverts=own.adverts + other.adverts,
        size=own.size + other.size,
    )


def decide(texts: Texts, signals: Signals, active: Sequence[Record]) -> Intent:
    """Decide what a mail wants.

    Args:
        texts: of the message.
        signals: of its words.
        active: who is put forward and not replaced or leaving.
    """
    if _confirms_subscription(texts, signals):
        return Intent.SUBSCRIBE
    if signals.unsubscribes and not active:
        return Intent.UNSUBSCRIBE
    if signals.withdraws and not _names_another(texts, signals, active):
        return Intent.WITHDRAW
    if signals.subscribes and not active and not signals.interested:
        return Intent.SUBSCRIBE
    if _is_advert(texts, signals, active):
        return Intent.NOTHING
    return (
        Intent.NOMINATE if _nominates(texts, signals, active) else Intent.ASK if signals.questions else Intent.NOTHING
    )


def _confirms_subscription(texts: Texts, signals: Signals) -> bool:
    """Whether a short yes answers our question whether somebody wants reminders."""
    if not texts.message.in_reply_to or signals.size > _FEWEST_WORDS or not texts.says("affirm"):
        return False
    asked = [Scan(clean(text[:_FEW_CHARACTERS]), texts.words) for text in (texts.subject, texts.message.quoted)]
    return any(scan.has("subscribe") for scan in asked) and not any(scan.has("unsubscribe") for scan in asked[:1])


def _nominates(texts: Texts, signals: Signals, active: Sequence[Record]) -> bool:
    if signals.attends or signals.interested:
        return True
    if active:
        return signals.nominates or not signals.questions or _documents_nominate(texts)
    if signals.nominates and any(find_organizations(Scan(s, texts.words)) for s in texts.sentences()):
        return True
    return not signals.questions and _documents_nominate(texts)


def _names_another(texts: Texts, signals: Signals, active: Sequence[Record]) -> bool:
    """Whether in place of whoever withdraws somebody else is put forward."""
    if signals.withdraws_self and not signals.replaces and not signals.attends:
        return False
    leaving = any(record.out for read in texts.spoken for record in read.found.records)
    if active and (signals.replaces or (leaving and signals.nominates)):
        return True
    return signals.replaces and signals.attends


def _is_advert(texts: Texts, signals: Signals, active: Sequence[Record]) -> bool:
    message = texts.message
    bulk = "list-unsubscribe" in message.headers or message.header("precedence") == "bulk"
    signs = signals.adverts + _BULK_SIGNS * bulk
    return signs > 1 + 2 * (signals.attends or signals.interested) + 2 * bool(active)


def _documents_nominate(texts: Texts) -> bool:
    sentences = (sentence for read in texts.documents for sentence in read.found.sentences)
    if any(Scan(sentence, texts.words).has("nominate", "interest") for sentence in sentences):
        return True
    return any(r.has_name() and not r.weak and r.kinds for read in texts.documents for r in read.found.records)
