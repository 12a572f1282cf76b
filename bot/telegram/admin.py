"""Commands of the admins that the configuration names: figures, unanswered questions, broadcasts."""

from datetime import timedelta

from bot.botapi.calls import AnswerPress, Button, Call, EditText, SendText, dump
from bot.botapi.texts import split
from bot.store import broadcasts, interests, outbox, people, questions
from bot.store.broadcasts import Broadcast, Stage
from bot.store.outbox import Standing, Urgency
from bot.telegram import asking
from bot.telegram.pressing import Press
from bot.telegram.visit import CHANNEL, Visit, column
from handlers.alike import group_alike

_PERIOD = timedelta(days=30)
_MOST_GROUPS = 20
_MOST_READ = 2000


def stats(visit: Visit) -> list[Call]:
    """Who writes, what is asked, and how it is answered."""
    known = people.count(visit.connection, CHANNEL)
    asked = questions.count(visit.connection, visit.now - _PERIOD)
    waiting = outbox.count(visit.connection)
    entries = [entry.state for entry in interests.listed(visit.connection)]
    return visit.tell(
        "stats",
        persons=known.get("person", 0),
        groups=known.get("group", 0),
        asked=asked.asked,
        answered=asked.by_status.get("answered", 0),
        clarified=asked.by_status.get("clarify", 0),
        refused=asked.by_status.get("unknown", 0),
        good=asked.good,
        bad=asked.bad,
        interests=len(entries),
        live=sum(state != "withdrawn" for state in entries),
        waiting=waiting.get(Standing.WAITING, 0) + waiting.get(Standing.LEASED, 0),
        failed=waiting.get(Standing.FAILED, 0),
    )


def unanswered(visit: Visit) -> list[Call]:
    """The questions that wait for the secretariat, those that are alike together."""
    waiting = questions.listed(visit.connection, unanswered=True, limit=_MOST_READ)
    if not waiting:
        return visit.tell("unanswered_none")
    texts = [asked.text or "" for asked in waiting]
    groups = group_alike(texts)
    lines = [f"{len(group)} × {texts[group[0]]}" for group in groups[:_MOST_GROUPS]]
    return visit.send("\n".join([visit.say("unanswered", number=len(texts)), "", *lines]))


def broadcast(visit: Visit, text: str) -> list[Call]:
    """Show a broadcast as people would get it, and ask whether to send it."""
    if not text.strip():
        return visit.tell("broadcast_usage")
    number = broadcasts.draft(visit.connection, CHANNEL, str(visit.user), text.strip(), visit.now)
    total = sum(people.count(visit.connection, CHANNEL).values())
    yes = Button(text=visit.say("buttons.broadcast", total=total), data=f"b:{number}:yes")
    no = Button(text=visit.say("buttons.cancel"), data=f"b:{number}:no")
    return [*visit.send(text.strip()), *visit.send(visit.say("broadcast_sure", total=total), column(yes, no))]


def press_broadcast(visit: Visit, press: Press) -> list[Call]:
    """Send a broadcast that was previewed, or drop it; a second tap changes nothing."""
    number = press.number(0)
    found = broadcasts.find(visit.connection, number) if number is not None else None
    if found is None or not visit.is_admin or found.author != str(visit.user) or found.state is not Stage.DRAFT:
        return asking.old_button(visit, press)
    if press.part(1) != "yes":
        broadcasts.advance(visit.connection, found, Stage.CANCELLED)
        text = visit.say("broadcast_cancelled")
    else:
        total = _queue(visit, found)
        broadcasts.advance(visit.connection, found, Stage.SENDING, total)
        shown = {"chat": visit.chat, "message": press.message, "language": visit.language, "text": ""}
        broadcasts.show_progress(visit.connection, found.id, shown)
        text = visit.say("broadcast_progress", sent=0, total=total)
    return [AnswerPress(press=press.id), EditText(chat=visit.chat, message=press.message, text=text)]


def _queue(visit: Visit, found: Broadcast) -> int:
    """Write a broadcast's messages into the outbox; returns to how many it goes."""
    total = 0
    parts = split(found.text)
    for person in people.reachable(visit.connection, CHANNEL):
        calls = [SendText(chat=int(person.address), text=part) for part in parts]
        total += outbox.add(
            visit.connection,
            key=f"{found.campaign}:{person.address}",
            channel=CHANNEL,
            address=person.address,
            payload={"calls": dump(calls)},
            now=visit.now,
            urgency=Urgency.BROADCAST,
            campaign=found.campaign,
        )
    return total
