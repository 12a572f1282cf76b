"""Reminders as they arrive in a chat, at 9 o'clock of 2 August 2019: two weeks before the deadline of CL-19/35."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from bot.library import Knowledge
from bot.reminders import keeping
from bot.store import people, schema, subscribers
from bot.store.database import Database
from handlers.subscription import read_scope
from tests.bot.program import Program
from tests.bot.service import Service, telegram
from tests.bot.telegram.reminded import SESSION, button, name, scopes
from tests.bot.telegram.running import change
from tests.bot.telegram.stage import DEADLINE, Stage, labels
from tests.botapi.chats import Chat, Message
from tests.botapi.people import Group, Person
from tests.botapi.server import BotApiServer

NINE = datetime.fromisoformat("2019-08-02T09:00:00+02:00")


@dataclass(frozen=True)
class Scene:
    """A service at nine, and people who subscribed the day before: one of them has blocked the bot since."""

    stage: Stage
    reader: Person
    blocker: Person
    group: Group


@pytest.fixture(scope="module")
def scene(
    server: BotApiServer, plazo: Program, known: Knowledge, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The scene, its service running."""
    folder = tmp_path_factory.mktemp("service")
    settings = telegram(server.base_url, server.token)
    service = Service(plazo, folder, settings, now=(NINE + timedelta(seconds=10)).isoformat())
    database = Database(service.database)
    schema.upgrade(database)
    database.dispose()
    stage = Stage(server, service, known)
    reader, blocker = stage.person("es"), stage.person("en")
    group = stage.group(reader)
    for chat, language in ((reader, "es"), (blocker, "en"), (group, "fr")):
        _subscribe(service, chat, language)
    blocker.blocks()
    with service:
        yield Scene(stage, reader, blocker, group)


def _subscribe(service: Service, chat: Chat, language: str) -> None:
    scope, before = read_scope(SESSION), NINE - timedelta(days=1)
    change(service, lambda c: keeping.subscribe(c, "telegram", str(chat.id), [scope], before, language=language))


def uids(message: Message) -> list[str]:
    """What identifies the entries of a calendar file."""
    assert message.file is not None
    return [str(event["UID"]) for event in Calendar.from_ical(message.file.content).walk("VEVENT")]


def test_a_reminder_comes_with_its_calendar_entry_and_leads_to_the_list(scene: Scene) -> None:
    stage, reader = scene.stage, scene.reader
    sent = reader.next_message(30)
    fact = stage.fact("CL-19/35#session-deadline")
    assert (fact.label or {})["es"] in sent.text
    assert labels(sent) == [stage.say("es", "buttons.subscriptions")]
    reader.presses(stage.say("es", "buttons.subscriptions"))
    shown = reader.next_message()
    assert shown.text.startswith(f"{stage.say('es', 'remind.list')}\n– {name(stage, 'es', SESSION)}\n")
    assert button(stage, "es", SESSION, "✕ ") in labels(shown)
    reader.says(f"/calendar {DEADLINE['es']}")
    assert uids(reader.next_message()) == uids(sent)


def test_who_has_blocked_the_bot_is_still_subscribed_when_back(scene: Scene) -> None:
    stage, person = scene.stage, scene.blocker

    def is_reachable() -> bool:
        with stage.reading() as connection:
            found = people.find(connection, "telegram", str(person.id))
        return found is not None and found.active

    stage.server.wait_for(lambda: not is_reachable(), 30)
    assert person.messages == []
    person.unblocks()
    person.says("/subscriptions")
    shown = stage.server.wait_for(
        lambda: next((m for m in person.messages if m.text.startswith(stage.say("en", "remind.list"))), None)
    )
    assert name(stage, "en", SESSION) in shown.text
    assert (scopes(stage, person), is_reachable()) == ([SESSION], True)


def test_a_groups_reminders_follow_it_when_it_becomes_a_supergroup(scene: Scene) -> None:
    stage, group = scene.stage, scene.group
    assert "16 août 2019" in group.next_message(30).text
    bigger = group.becomes_supergroup(-1_000_000_000_000 - scene.reader.id)
    scene.reader.says("/help@plazo_bot", in_chat=bigger)
    bigger.next_message()
    with stage.reading() as connection:
        moved = subscribers.find(connection, "telegram", str(bigger.id))
        left = subscribers.find(connection, "telegram", str(group.id))
    assert moved is not None
    assert ([str(scope) for scope, _ in moved.scopes], left) == ([SESSION], None)
