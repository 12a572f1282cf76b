"""The five letters, played through from May 2019 to February 2023: who gets what and when is a reviewed file.

Each letter is published on its own day. The people are invented; the time is not waited for.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import message_from_string
from email.policy import default
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import paths
from bot.library import Knowledge
from bot.store import outbox, people, subscribers
from bot.store.outbox import Message, Standing
from bot.store.subscribers import Choices, Stage
from knowledge.compiling import load_concepts
from knowledge.loading import load_book
from tests.bot.reminders.scene import Address, Scene, StoppedClock, settings_of, utc
from tests.bot.store.databases import Databases
from tests.handlers.reminding import NO_LETTERS

EXPECTED = Path(__file__).parents[2] / "corpora" / "reminders" / "five_letters.txt"
PUBLISHED = {
    "Foro-CMSI-2020": "2019-05-31T10:00",
    "CL-19-35": "2019-07-23T10:00",
    "CL-20-025": "2020-06-16T10:00",
    "CL-21-4": "2021-02-03T10:00",
    "WSIS_Stocktaking_2023": "2022-09-07T10:00",
}
BEGINNING, END = "2019-05-01T00:00", "2023-03-01T00:00"
AMINA, BEN, CHEN, CLARA = (
    ("email", "amina@example.org"),
    ("telegram", "101"),
    ("telegram", "102"),
    ("email", "clara@example.org"),
)
DMITRI, ELODIE, KIRI, PAUL = (
    ("email", "dmitri@example.org"),
    ("telegram", "-100200"),
    ("email", "kiri@example.org"),
    ("email", "paul@example.org"),
)
ZONES = {
    AMINA: "Africa/Cairo",
    BEN: "America/New_York",
    CHEN: "Asia/Shanghai",
    CLARA: "America/Bogota",
    DMITRI: "Asia/Almaty",
    ELODIE: "Europe/Paris",
    KIRI: "Pacific/Auckland",
    PAUL: "Europe/Zurich",
}
DOWN = {KIRI[1]: (utc("2019-08-02T00:00"), utc("2019-08-10T15:00"))}
"""Whose own mail server answers nobody, and when."""
OFF = (utc("2021-02-20T12:00"), utc("2021-02-28T15:00"))
"""When Plazo itself does not run."""
RETRY = timedelta(hours=6)
"""So often is tried again what could not be delivered."""


@dataclass
class Play:
    """The play: what happens by itself at which moment, and what reached whom."""

    scene: Scene
    folder: Path

    def __post_init__(self) -> None:
        self.lines: list[str] = []
        self._shelf = self.folder / "shelf"
        self._shelf.mkdir()
        shutil.copy(paths.LETTERS / "subjects.yaml", self._shelf)

    def run(self) -> list[str]:
        """Play it through; returns a line for each message."""
        happens = sorted(self._events(), key=lambda event: event[0])
        while (moment := self._next(happens)) and moment < utc(END):
            self.scene.clock.shown = moment
            while happens and happens[0][0] == moment:
                happens.pop(0)[1]()
            if not OFF[0] <= moment < OFF[1]:
                self.scene.plan_now()
                self._deliver(moment)
        return self.lines

    def _events(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        scene = self.scene
        yield utc(BEGINNING), partial(scene.know, NO_LETTERS)
        for letter, moment in PUBLISHED.items():
            yield utc(moment), partial(self._publish, letter)
        yield utc("2019-05-20T09:00"), self._first_come
        yield utc("2019-08-05T18:00"), partial(scene.join, CLARA, "letter:CL-19/35", language="es", zone=ZONES[CLARA])
        yield utc("2019-08-05T18:01"), partial(scene.choose, CLARA, Choices(lead_days=(10, 7, 3, 1)))
        yield utc("2019-08-12T20:00"), partial(scene.leave, CLARA)
        yield utc("2020-01-25T08:00"), partial(scene.join, DMITRI, language="ru", zone=ZONES[DMITRI])
        yield utc("2020-02-02T02:00"), partial(self._block, BEN)
        yield utc("2021-02-10T08:00"), partial(self._return, BEN)
        yield OFF[1], lambda: None

    def _first_come(self) -> None:
        scene = self.scene
        scene.join(AMINA, language="ar", zone=ZONES[AMINA])
        scene.join(BEN, "subject:wsis-forum", language="en", zone=ZONES[BEN])
        scene.choose(BEN, Choices(lead_days=(30, 1), send_at=time(7, 30)))
        scene.join(CHEN, language="zh", zone=ZONES[CHEN])
        scene.choose(CHEN, Choices(lead_days=(14, 2), send_at=time(22), quiet=(time(22), time(7))))
        scene.join(
            ELODIE,
            "letter:CL-21/4",
            "deadline:WSIS_Stocktaking_2023#entries-deadline",
            language="fr",
            zone=ZONES[ELODIE],
        )
        scene.join(KIRI, language="en", zone=ZONES[KIRI])
        scene.join(PAUL, stage=Stage.PENDING, language="en", zone=ZONES[PAUL])

    def _publish(self, name: str) -> None:
        for suffix in (".md", ".yaml"):
            shutil.copy(paths.LETTERS / f"{name}{suffix}", self._shelf)
        self.scene.know(load_book([self._shelf], load_concepts(paths.VOCABULARY)))

    def _block(self, who: Address) -> None:
        with self.scene.database.transaction() as connection:
            people.deactivate(connection, *who, "Forbidden: bot was blocked by the user")

    def _return(self, who: Address) -> None:
        with self.scene.database.transaction() as connection:
            people.see(connection, *who, self.scene.clock.now())

    def _next(self, happens: list[tuple[datetime, Callable[[], object]]]) -> datetime | None:
        """The next moment at which anything can happen."""
        now = self.scene.clock.shown
        with self.scene.database.reading() as connection:
            looked = [who.next_at for who in subscribers.listed(connection, Stage.ACTIVE) if who.next_at]
            due = [message.due_at for message in outbox.listed(connection, [Standing.WAITING])]
        moments = [max(moment, OFF[1]) if OFF[0] <= moment < OFF[1] else moment for moment in (*looked, *due)]
        return min([*(m for m in moments if m > now), *(moment for moment, _ in happens)], default=None)

    def _deliver(self, now: datetime) -> None:
        with self.scene.database.transaction() as connection:
            for message in self.scene.take(connection):
                begins, ends = DOWN.get(message.address, (now, now))
                if begins <= now < ends:
                    outbox.postpone(connection, message, "no answer", now + RETRY, doubt=False)
                else:
                    outbox.sent(connection, message, None, now)
                    about = " ".join(self.scene._shown(connection, message).about)
                    self.lines.append(_line(message, about, now))


def _line(message: Message, about: str, now: datetime) -> str:
    zone = ZONES[message.channel, message.address]
    local = now.astimezone(ZoneInfo(zone))
    parts = (
        f"{now:%Y-%m-%d %H:%M}",
        f"{local:%a %d %b %H:%M} {zone}",
        f"{message.channel} {message.address}",
        message.campaign or "",
        about,
        _first_words(message),
    )
    return " | ".join(parts)


def _first_words(message: Message) -> str:
    """Of an e-mail the subject, of a chat the line that tells of the first deadline."""
    payload = message.payload or {}
    if message.channel == "email":
        return str(message_from_string(payload["message"], policy=default)["Subject"])
    (call,) = payload["calls"]
    text: str = call.get("text") or call["caption"]
    return text.splitlines()[1]


def test_the_five_letters_reach_whom_and_when_the_reviewed_file_says(
    sqlite_databases: Databases, knowledge: Knowledge, tmp_path: Path
) -> None:
    settings = settings_of(quiet_hours=["21:00", "08:00"])
    scene = Scene(sqlite_databases.new(), knowledge, tmp_path, StoppedClock(utc(BEGINNING)), settings)
    assert Play(scene, tmp_path).run() == EXPECTED.read_text("utf-8").splitlines()
