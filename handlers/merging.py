"""What a mail changes in the register: a new entry, the completion or correction of an earlier one, a withdrawal.

Entries are merged by thread and by person, never by subject or name alone: nobody may change what isn't theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.interest import Action, Change, Interest, Participant, Sender, State, changed, withdraw
from knowledge.text import fold, tokenize

_SURE_WORDS = 2
"""So many words of a name must agree where one writing of it is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nominated:
    """What a mail says of a nomination, as far as it says it. `corrects` where it speaks of replacing something."""

    letter: str | None
    organization: str | None
    country: str | None
    participants: tuple[Participant, ...]
    late: bool
    message_id: str
    corrects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The entries that a mail may be about: that of its thread, and those that are its sender's in any other way."""

    in_thread: Interest | None = None
    own: tuple[Interest, ...] = ()


def same_person(one: Participant, other: Participant) -> bool:
    """Whether two writings mean the same person: by the address, or by the words of the name."""
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    first, second = (frozenset(token.text for token in tokenize(fold(p.name))) for p in (one, other))
    shared = len(first & second)
    return bool(shared) and (first == second or (shared >= _SURE_WORDS and (first <= second or second <= first)))


def is_about_others(nominated: Nominated, said: str, entries: Sequence[Interest]) -> bool:
    """Whether a mail means one of some entries, of the same organisation or with a participant whom it names.

    Args:
        nominated: what the mail says.
        said: its words; a name that stands in them is named.
        entries: of the same letter, none of them the sender's.
    """
    words = f" {_in_words(said)} "
    organization = fold(nominated.organization or "")
    for entry in entries:
        if entry.state is State.WITHDRAWN:
            continue
        named = any(name and f" {name} " in words for name in (_in_words(p.name) for p in entry.participants))
        same = bool(organization) and fold(entry.organization or "") == organization
        if named or same or _shares(entry, nominated.participants):
            return True
    return False


def _in_words(text: str) -> str:
    return " ".join(token.text for token in tokenize(fold(text)))


def missing(interest: Interest) -> tuple[str, ...]:
    """What an entry lacks: of `letter`, `participant`, `organization`, `email`."""
    lacks = (
        ("letter", interest.letter is None),
        ("participant", not interest.participants),
        ("organization", interest.organization is None),
        ("email", any(p.email is None for p in interest.participants)),
    )
    return tuple(name for name, is_missing in lacks if is_missing)


def receive(nominated: Nominated, known: Known, sender: Sender, now: datetime) -> Change:
    """Put what a mail nominates into the register.

    Args:
        nominated: what the mail says.
        known: the entries that it may be about.
        sender: where it comes from.
        now: the moment.
    """
    entry = _meant(nominated, known)
    if entry is None:
        fresh = Interest(
            letter=nominated.letter,
            state=State.INCOMPLETE,
            organization=nominated.organization,
            country=nominated.country,
            participants=nominated.participants,
            late=nominated.late,
            channel=sender.channel,
            owner=sender.owner,
            received_at=now,
            updated_at=now,
            message_ids=(nominated.message_id,),
        )
        return changed(_rated(fresh), Action.RECEIVED, "sender", now)
    merged = _merged(entry, nominated)
    ids = tuple(dict.fromkeys([*entry.message_ids, nominated.message_id]))
    if _content(merged) == _content(entry):
        return changed(replace(entry, message_ids=ids), Action.REPEATED, "sender", now)
    action = Action.COMPLETED if entry.state is State.INCOMPLETE and not nominated.corrects else Action.CORRECTED
    return changed(_rated(replace(merged, message_ids=ids, updated_at=now)), action, "sender", now)


def retract(nominated: Nominated, known: Known, now: datetime) -> Change | None:
    """Withdraw those whom a mail withdraws, or the whole entry; None where there is nothing that it could mean.

    Args:
        nominated: whom the mail withdraws, as far as it names somebody.
        known: the entries that it may be about.
        now: the moment.
    """
    entry = _meant(replace(nominated, corrects=True), known)
    if entry is None:
        return None
    ids = tuple(dict.fromkeys([*entry.message_ids, nominated.message_id]))
    gone = nominated.participants
    left = tuple(p for p in entry.participants if not any(same_person(p, other) for other in gone))
    if gone and left and len(left) < len(entry.participants):
        return changed(
            _rated(replace(entry, participants=left, message_ids=ids, updated_at=now)), Action.CORRECTED, "sender", now
        )
    return withdraw(replace(entry, message_ids=ids), "sender", now)


def _meant(nominated: Nominated, known: Known) -> Interest | None:
    """The entry that a mail is about, if any."""
    thread = known.in_thread
    if thread and thread.state is not State.WITHDRAWN and _fits(thread, nominated):
        return thread
    live = [entry for entry in known.own if entry.state is not State.WITHDRAWN and _fits(entry, nominated)]
    shared = [entry for entry in live if _shares(entry, nominated.participants)]
    if shared:
        return shared[-1]
    if not nominated.participants or nominated.corrects:
        return live[0] if len(live) == 1 else None
    unfinished = [entry for entry in live if not entry.participants or entry.letter is None]
    return unfinished[-1] if unfinished else None


def _fits(entry: Interest, nominated: Nominated) -> bool:
    return entry.letter is None or nominated.letter is None or entry.letter == nominated.letter


def _shares(entry: Interest, participants: Sequence[Participant]) -> bool:
    return any(same_person(mine, other) for mine in entry.participants for other in participants)


def _merged(entry: Interest, nominated: Nominated) -> Interest:
    return replace(
        entry,
        letter=entry.letter or nominated.letter,
        organization=_newer(entry.organization, nominated.organization, corrects=nominated.corrects),
        country=_newer(entry.country, nominated.country, corrects=nominated.corrects),
        participants=_participants(entry, nominated),
    )


def _newer(old: str | None, new: str | None, *, corrects: bool) -> str | None:
    return (new or old) if corrects else (old or new)


def _participants(entry: Interest, nominated: Nominated) -> tuple[Participant, ...]:
    """Those of the mail with what was known of them; where it corrects nothing, the others stay."""
    found = []
    for named in nominated.participants:
        before = next((p for p in entry.participants if same_person(p, named)), None)
        found.append(_detailed(before, named) if before else named)
    if not found:
        return tuple(entry.participants)
    if nominated.corrects:
        return tuple(found)
    kept = [p for p in entry.participants if not any(same_person(p, named) for named in found)]
    return (*kept, *found)


def _detailed(before: Participant, named: Participant) -> Participant:
    return Participant(
        name=named.name if len(named.name) >= len(before.name) else before.name,
        position=named.position or before.position,
        email=named.email or before.email,
        phone=named.phone or before.phone,
    )


def _content(entry: Interest) -> tuple[object, ...]:
    return entry.letter, entry.organization, entry.country, tuple(entry.participants)


def _rated(entry: Interest) -> Interest:
    return replace(entry, state=State.INCOMPLETE if missing(entry) else State.COMPLETE)
