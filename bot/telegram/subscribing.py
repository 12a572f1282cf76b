"""Beginning reminders: by the button under a deadline, by a choice that is offered, by words after a command."""

from collections.abc import Iterable, Iterator, Sequence

from bot.botapi.calls import AnswerPress, Call, EditText, Rows
from bot.reminders import keeping
from bot.telegram import asking
from bot.telegram.enrolling import private_only
from bot.telegram.pressing import Press
from bot.telegram.scopes import (
    covered,
    enrolled,
    list_button,
    name_of,
    next_line,
    of_deadline,
    scope_button,
    scope_of,
)
from bot.telegram.visit import CHANNEL, Visit, column
from handlers.deadline import Deadline
from handlers.request_words import request_words
from handlers.subscribing import wanted
from handlers.subscription import EVERYTHING, Scope, ScopeKind, takes_in
from knowledge.answering.lists import upcoming_dates
from knowledge.model import LANGUAGES, SubjectKind

_MOST_DEADLINES = 5
_MOST_SUBJECTS = 4
_INVITED = 2
_WHOLES = frozenset({SubjectKind.SERIES, SubjectKind.EDITION})


def subscribe(visit: Visit, text: str) -> list[Call]:
    """Begin reminders of what is named, or offer what there is.

    Args:
        visit: the update.
        text: what stands after the command; it can be anything.
    """
    if not visit.is_private:
        return private_only(visit, "subscribe")
    if not text.strip():
        return offer(visit)
    words = request_words(visit.desk.knowledge.reminders(language) for language in LANGUAGES)
    found = wanted(text, visit.desk.knowledge.library, visit.language, visit.now, words)
    if found.scopes:
        return _begin(visit, found.scopes)
    return _suggest(visit, found.suggestions) if found.suggestions else offer(visit, "remind.unknown")


def offer(visit: Visit, key: str = "remind.which") -> list[Call]:
    """Offer everything, the open deadlines, and the subjects that letters treat at present."""
    deadlines = _open_deadlines(visit)[:_MOST_DEADLINES]
    scopes = [*map(of_deadline, deadlines), *list(dict.fromkeys(_current(visit, deadlines)))[:_MOST_SUBJECTS]]
    lines = [f"– {name_of(visit, of_deadline(deadline))}" for deadline in deadlines]
    text = "\n\n".join(filter(None, [visit.say(key), "\n".join(lines)]))
    return visit.send(text, _choice(visit, [EVERYTHING, *scopes]))


def _suggest(visit: Visit, suggestions: Sequence[Scope]) -> list[Call]:
    lines = [f"– {name_of(visit, scope)}" for scope in suggestions]
    return visit.send("\n".join([visit.say("remind.which_of"), *lines]), _choice(visit, [*suggestions, EVERYTHING]))


def _choice(visit: Visit, scopes: Iterable[Scope]) -> Rows:
    return column(*(scope_button(visit, scope, "on", "🔔 ") for scope in scopes))


def _open_deadlines(visit: Visit) -> list[Deadline]:
    standing = (deadline for deadline in visit.world.deadlines.values() if deadline.ends > visit.now)
    return sorted(standing, key=lambda deadline: (deadline.ends, deadline.id))


def _current(visit: Visit, deadlines: Iterable[Deadline]) -> Iterator[Scope]:
    """The series and editions of deadlines that are open, and of events to come."""
    events = [stated.fact.subject for stated in upcoming_dates(visit.desk.book, visit.now).stated]
    for name in [*(name for deadline in deadlines for name in sorted(deadline.subjects)), *filter(None, events)]:
        subject = visit.desk.book.subjects[name]
        line = [subject, *(visit.desk.book.subjects[whole] for whole in subject.ancestors)]
        wholes = [s for s in line if s.kind in _WHOLES and s.rank == _INVITED]
        if wholes:
            yield Scope(kind=ScopeKind.SUBJECT, name=wholes[0].id)


# -- beginning ------------------------------------------------------------------------------------------------------


def _begin(visit: Visit, scopes: Sequence[Scope]) -> list[Call]:
    """Begin subscriptions, unless there is nothing new or all of it is over."""
    text, _ = _subscribed(visit, scopes)
    return visit.send(text, _after(visit))


def _after(visit: Visit) -> Rows:
    return column(list_button(visit)) if enrolled(visit) else ()


def _subscribed(visit: Visit, scopes: Sequence[Scope]) -> tuple[str, bool]:
    """Subscribe; returns what to say, and whether anything is new."""
    who, world = enrolled(visit), visit.world
    open_ones = [scope for scope in scopes if not _is_over(visit, scope)]
    if not open_ones:
        return visit.say("remind.over"), False
    new = [scope for scope in open_ones if not _has(visit, scope)]
    if not new:
        return visit.say("remind.already"), False
    named = [f"– {name_of(visit, scope)}" for scope in new]
    who = keeping.subscribe(
        visit.connection,
        CHANNEL,
        visit.person.address,
        new,
        visit.now,
        language=who.language if who else visit.language,
    )
    meant = [d for d in world.deadlines.values() if any(takes_in(scope, d, visit.desk.book) for scope in new)]
    first = next_line(visit, who, meant)
    return "\n".join([visit.say("remind.set"), *named, "", first, "", visit.say("remind.how")]), True


def _has(visit: Visit, scope: Scope) -> bool:
    """Whether the person is subscribed to something already, if only with everything else."""
    who = enrolled(visit)
    own = {known for known, _ in who.scopes} if who else set()
    deadline = visit.world.deadlines.get(scope.name) if scope.kind is ScopeKind.DEADLINE else None
    return scope in own or EVERYTHING in own or (deadline is not None and covered(visit, who, deadline))


def _is_over(visit: Visit, scope: Scope) -> bool:
    deadline = visit.world.deadlines.get(scope.name)
    return scope.kind is ScopeKind.DEADLINE and (deadline is None or deadline.ends <= visit.now)


# -- buttons and links ----------------------------------------------------------------------------------------------


def press_remind(visit: Visit, press: Press) -> list[Call]:
    """Begin reminders of the deadlines that an answer states."""
    facts = {fact.id for fact in asking.stated_facts(visit, asking.own(visit, press, 1))}
    found = [deadline for deadline in visit.world.deadlines.values() if facts & {deadline.id, *deadline.facts}]
    if not found:
        return asking.old_button(visit, press)
    text, is_new = _subscribed(visit, [of_deadline(deadline) for deadline in found])
    done = AnswerPress(press=press.id, text="" if is_new else text)
    return [done, *(visit.send(text, column(list_button(visit))) if is_new else ())]


def press_on(visit: Visit, press: Press) -> list[Call]:
    """Begin the subscription that a button names; the offer that it stood under gives way to what is said."""
    scope = scope_of(visit, press.part(1))
    if scope is None:
        return asking.old_button(visit, press)
    text, is_new = _subscribed(visit, [scope])
    done = AnswerPress(press=press.id, text="" if is_new else text)
    edited = EditText(chat=visit.chat, message=press.message, text=text, rows=column(list_button(visit)))
    return [done, edited] if is_new else [done]


def open_link(visit: Visit, key: str) -> list[Call]:
    """Begin what a link from a group names; whatever it does not name is offered."""
    scope = scope_of(visit, key)
    return _begin(visit, [scope]) if scope and visit.is_private else subscribe(visit, "")
