"""A database in which two persons have used everything."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.store import (
    broadcasts,
    channels,
    dialogues,
    interests,
    leases,
    mails,
    marks,
    outbox,
    paces,
    people,
    questions,
    reminders,
    revisions,
    subscribers,
    threads,
    updates,
)
from bot.store.channels import Health
from bot.store.database import Database
from bot.store.dialogues import Remembered, Speaking
from bot.store.mails import Outcome, Place, Target
from bot.store.questions import Asked
from bot.store.reminders import Told
from bot.store.revisions import Known
from bot.store.subscribers import Choices
from bot.store.threads import Replied
from handlers.enrolment import Form
from handlers.interest import Action, Change, Event, Interest, Participant, State
from handlers.subscription import EVERYTHING
from knowledge.query import Dialogue, Query

NOW = datetime(2030, 5, 3, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person: `word` stands in all that was written, `name` in the nomination alone."""

    address: str
    word: str
    name: str


ANA = Somebody(address="7312345678", word="zafiro🧑🏽‍🚀", name="Ana Ejemplo")
BEN = Somebody(address="8412345679", word="topacio世界", name="بن مثال")

EVA = Somebody(address="eva@example.org", word="esmeralda", name="Eva Ejemplo")
DEADLINE = Known(
    thing="CL-30/1#deadline",
    fact="CL-30/1#deadline",
    kind="deadline",
    value="2030-06-02",
    number=0,
    since=NOW,
    withdrawn=False,
    details={"letter": "CL-30/1", "before": None},
)
PLACE = Place(mailbox="desk@example.org", folder="INBOX", uidvalidity=1, uid=1)


def nominated(somebody: Somebody, state: State = State.COMPLETE, now: datetime = NOW) -> Change:
    """An entry of the register, with the line of its history."""
    participant = Participant(name=somebody.name, position="Directora", email="participant@example.org")
    entry = Interest(
        letter="CL-30/1",
        state=state,
        organization="Ministerio de Ejemplo",
        country="EC",
        participants=(participant,),
        late=False,
        channel="telegram",
        owner=somebody.address,
        received_at=now,
        updated_at=now,
    )
    details: dict[str, object] = {"participants": [{"name": somebody.name}]}
    event = Event(at=now, actor="sender", action=Action.RECEIVED, state=state, details=details)
    return Change(interest=entry, event=event)


def fill(database: Database) -> None:
    """Let both use everything."""
    with database.transaction() as connection:
        for place, somebody in enumerate((ANA, BEN)):
            _converse(connection, somebody)
            _send(connection, somebody)
            _arrive(connection, somebody, place)
            _subscribe(connection, somebody)
        _write(connection)
        revisions.keep(connection, DEADLINE)
        paces.spend(connection, ["telegram:1"], NOW)
        leases.acquire(connection, "telegram:1", "host/1/2.00", NOW, timedelta(seconds=30), lambda _: False)
        channels.report(connection, Health(name="telegram", state="running", owner="host/1/2.00", beat_at=NOW))
        marks.hold_sending(connection, NOW)


def _converse(connection: Connection, somebody: Somebody) -> None:
    person = people.see(connection, "telegram", somebody.address, NOW)
    people.choose(connection, "telegram", person.address, language="es", timezone="America/Guayaquil")
    for chat in (somebody.address, "-100"):
        speaking = Speaking(channel="telegram", chat=chat, speaker=somebody.address)
        asked = Asked(
            channel="telegram",
            chat=chat,
            speaker=somebody.address,
            asked_at=NOW,
            language="es",
            text=f"¿{somebody.word}?",
            status="unknown",
        )
        number = questions.add(connection, asked)
        dialogue = Dialogue(last=Query(asks=("when",), unexplained=(somebody.word,)))
        dialogues.remember(connection, speaking, Remembered(dialogue=dialogue, question=number), NOW)
    private = Speaking(channel="telegram", chat=somebody.address, speaker=somebody.address)
    dialogues.keep_form(connection, private, Form(name=f"Sra. {somebody.word}"), NOW)
    interests.save(connection, nominated(somebody))


def _send(connection: Connection, somebody: Somebody) -> None:
    for key in ("sent", "waiting"):
        outbox.add(
            connection,
            key=f"{key}:{somebody.address}",
            channel="telegram",
            address=somebody.address,
            payload={"text": somebody.word},
            now=NOW,
        )
    (message, _) = outbox.claim(connection, "telegram", somebody.word, NOW, until=NOW, limit=2)
    outbox.sent(connection, message, "4711", NOW)
    broadcasts.draft(connection, "telegram", somebody.address, somebody.word, NOW)


def _subscribe(connection: Connection, somebody: Somebody) -> None:
    subscribers.join(connection, "telegram", somebody.address, [EVERYTHING], NOW, language="es")
    choices = Choices(lead_days=(30, 7), send_at=time(8), quiet=(time(22), time(6)))
    subscribers.choose(connection, "telegram", somebody.address, choices)
    told = Told(deadline=DEADLINE.thing, revision=DEADLINE.number, lead=30, at=NOW)
    reminders.note(connection, "telegram", somebody.address, [told], f"waiting:{somebody.address}")


def _write(connection: Connection) -> None:
    mails.store(connection, [(PLACE, f"Message-ID: <1@example.org>\n\n{EVA.word}".encode())], NOW)
    (stored,) = mails.waiting(connection, PLACE.mailbox, 1)
    outcome = Outcome(kind="question", target=Target.DONE, sender=EVA.address, subject=EVA.word)
    mails.record(connection, stored.id, outcome, NOW)
    people.see(connection, "email", EVA.address, NOW)
    known = threads.Known(
        message_id="<1@example.org>",
        mailbox=PLACE.mailbox,
        correspondent=EVA.address,
        is_ours=False,
        interest=None,
        at=NOW,
    )
    threads.note(connection, known)
    threads.note_reply(connection, PLACE.mailbox, EVA.address, "<1@example.org>", Replied(key="reply:1", due_at=NOW))


def _arrive(connection: Connection, somebody: Somebody, place: int) -> None:
    payload: dict[str, Any] = {"update_id": place, "message": {"text": somebody.word, "chat": somebody.address}}
    updates.store(connection, "1", [payload], NOW)
    (arrived,) = updates.waiting(connection, "1")
    updates.plan(connection, arrived, [{"text": somebody.word, "chat": somebody.address}], "answered")
    updates.finish(connection, arrived, NOW)
