"""How a chat speaks of what somebody is reminded of: buttons and links that name it, and when the next reminder comes.

Nothing is changed here; see `subscribing` and `subscriptions`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.botapi.calls import Button
from bot.botapi.texts import shorten
from bot.store import reminders, subscribers
from bot.store.reminders import NOTHING_TOLD
from bot.store.subscribers import Enrolled
from bot.telegram.visit import CHANNEL, Visit
from handlers.dating import show
from handlers.deadline import Deadline
from handlers.notice import NoticeWriter
from handlers.places import zone_label
from handlers.reminder import Told, next_moment, scheduled
from handlers.subscription import EVERYTHING, Scope, ScopeKind, Subscriber, since
from knowledge.book import FactBook
from knowledge.edtf import parse_edtf
from knowledge.model import Fact, Kind

LONGEST_BUTTON = 60
_DIGITS = 16


def key_of(scope: Scope) -> str:
    """A scope as buttons and links bear it: few letters of a digest, since an id may be of any length and script."""
    return sha256(str(scope).encode()).hexdigest()[:_DIGITS]


def scope_of(visit: Visit, key: str) -> Scope | None:
    """What a button or link names; None where the letters hold it no more, or never did.

    Args:
        visit: the update.
        key: it can be anything.
    """
    return next((scope for name, scope in _all(visit) if key_of(name) == key), None)


def _all(visit: Visit) -> Iterator[tuple[Scope, Scope]]:
    """Everything that can be subscribed to, by each of its names."""
    yield EVERYTHING, EVERYTHING
    for deadline in visit.world.deadlines.values():
        for fact in {deadline.id, *deadline.facts}:
            yield Scope(kind=ScopeKind.DEADLINE, name=fact), of_deadline(deadline)
    for reference in visit.desk.book.letters:
        letter = Scope(kind=ScopeKind.LETTER, name=reference)
        yield letter, letter
    for name in visit.desk.book.subjects:
        subject = Scope(kind=ScopeKind.SUBJECT, name=name)
        yield subject, subject


def of_deadline(deadline: Deadline) -> Scope:
    """The subscription to one deadline."""
    return Scope(kind=ScopeKind.DEADLINE, name=deadline.id)


def enrolled(visit: Visit) -> Enrolled | None:
    """The person as a subscriber, if one."""
    return subscribers.find(visit.connection, CHANNEL, str(visit.user))


# -- names ----------------------------------------------------------------------------------------------------------


def writer(visit: Visit) -> NoticeWriter:
    """Speaks of deadlines in the person's language."""
    return visit.world.writer(visit.language, visit.now)


def name_of(visit: Visit, scope: Scope) -> str:
    """What a subscription is to, in a line."""
    name = writer(visit).scope_name(scope)
    return name[:1].upper() + name[1:]


def short_name(visit: Visit, scope: Scope) -> str:
    """The same for a button: the day of a deadline comes first, since what is too long is cut."""
    deadline = next((d for d in visit.world.deadlines.values() if scope == of_deadline(d)), None)
    if deadline is None:
        return name_of(visit, scope)
    words = writer(visit).words
    what = words.what(deadline.fact) or words.shown(deadline.fact.letter)
    return visit.say("remind.short", date=words.day(deadline.fact.when), what=what)


def scope_button(visit: Visit, scope: Scope, action: str, mark: str = "") -> Button:
    """A button that begins or ends a subscription."""
    return Button(text=shorten(f"{mark}{short_name(visit, scope)}", LONGEST_BUTTON), data=f"n:{action}:{key_of(scope)}")


def list_button(visit: Visit) -> Button:
    """The button that shows the person's reminders."""
    return Button(text=visit.say("buttons.subscriptions"), data="n:list")


def remind_button(visit: Visit, say: Callable[[str], str], facts: Sequence[Fact], data: str) -> Button | None:
    """The button that begins reminders, where a deadline among facts is still open; in a group it leads out of it.

    Args:
        visit: the update.
        say: gives texts in the language of the message.
        facts: that the message states.
        data: of the button in a private chat.
    """
    coming = [fact for fact in facts if fact.kind is Kind.DEADLINE and fact.when and not fact.replaced]
    coming = [fact for fact in coming if fact.when and fact.when.ends(fact.zone) > visit.now]
    if not coming:
        return None
    if visit.is_private:
        return Button(text=say("buttons.remind"), data=data)
    one = key_of(Scope(kind=ScopeKind.DEADLINE, name=coming[0].id))
    payload = f"remind_{one}" if len(coming) == 1 else "subscribe"
    return Button(text=say("buttons.remind"), url=visit.desk.link(payload))


# -- when -----------------------------------------------------------------------------------------------------------


def covered(visit: Visit, who: Enrolled | None, deadline: Deadline) -> bool:
    """Whether somebody is reminded of a deadline, by whichever subscription."""
    subscriber = who.subscriber(visit.world.otherwise) if who else None
    return subscriber is not None and since(subscriber, deadline, visit.desk.book) is not None


def next_line(visit: Visit, who: Enrolled, deadlines: Collection[Deadline] | None = None) -> str:
    """When the next reminder comes, by the person's clock, in a sentence.

    Args:
        visit: the update.
        who: the person.
        deadlines: of which the reminder is to be; by default of whichever.
    """
    at = next_moment(*_asked(visit, who, deadlines), visit.now)
    if at is None:
        return visit.say("remind.nothing_ahead")
    zone = who.subscriber(visit.world.otherwise).preferences.zone
    local = parse_edtf(f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}")
    place = zone_label(zone, visit.language)
    return visit.say("remind.next", moment=show(local, visit.wording), zone=visit.wording.apart(place))


def next_names(visit: Visit, who: Enrolled) -> list[str]:
    """What the next reminder is of."""
    asked = _asked(visit, who, None)
    at = next_moment(*asked, visit.now)
    found = scheduled(*asked, at, at + timedelta.resolution) if at else []
    return [name_of(visit, of_deadline(one.deadline)) for one in found]


def _asked(
    visit: Visit, who: Enrolled, deadlines: Collection[Deadline] | None
) -> tuple[Subscriber, Collection[Deadline], FactBook, Told]:
    """What decides about somebody's reminders."""
    address = (who.channel, who.address)
    told = reminders.histories(visit.connection, [address]).get(address, NOTHING_TOLD).told
    among = visit.world.deadlines.values() if deadlines is None else deadlines
    return who.subscriber(visit.world.otherwise), among, visit.desk.book, told
