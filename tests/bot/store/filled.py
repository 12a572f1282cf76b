"""A database in which two persons have used everything."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.store import broadcasts, channels, dialogues, interests, leases, marks, outbox, people, questions, updates
from bot.store.channels import Health
from bot.store.database import Database
from bot.store.dialogues import Remembered, Speaking
from bot.store.questions import Asked
from handlers.enrolment import Form
from handlers.interest import Action, Change, Event, Interest, Participant, State
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


def _arrive(connection: Connection, somebody: Somebody, place: int) -> None:
    payload: dict[str, Any] = {"update_id": place, "message": {"text": somebody.word, "chat": somebody.address}}
    updates.store(connection, "1", [payload], NOW)
    (arrived,) = updates.waiting(connection, "1")
    updates.plan(connection, arrived, [{"text": somebody.word, "chat": somebody.address}], "answered")
    updates.finish(connection, arrived, NOW)
