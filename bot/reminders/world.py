"""What reminders are made from at one moment: the letters, what is known of their deadlines, and the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version

from sqlalchemy import Connection

from bot.library import Knowledge
from bot.settings import Settings
from bot.store import marks, revisions
from bot.store.revisions import Known
from handlers.deadline import Deadline, deadlines_of
from handlers.notice import NoticeWriter
from handlers.render import Renderer
from handlers.subscription import Preferences, Quiet
from knowledge.book import FactBook
from knowledge.model import Kind

NOWHERE = "plazo.invalid"
"""What identifiers end with where no mailbox sends reminders (:rfc:`2606`)."""


@dataclass(frozen=True, kw_only=True)
class World:
    """All that a reminder depends on but the subscriber and the moment.

    `otherwise` is how those are reminded who chose nothing, `mailbox` what reminders are sent from by e-mail; None
    where no mailbox sends any. `public_url` is where this service is reached from outside.
    """

    knowledge: Knowledge
    deadlines: Mapping[str, Deadline]
    known: Mapping[str, Known]
    otherwise: Preferences
    mailbox: str | None
    public_url: str | None

    @property
    def book(self) -> FactBook:
        """All that the letters say."""
        return self.knowledge.library.book

    @property
    def domain(self) -> str:
        """What identifiers end with."""
        return self.mailbox.rpartition("@")[2] if self.mailbox else NOWHERE

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each thing's revision, for calendars."""
        return {thing: known.number for thing, known in self.known.items()}

    def writer(self, language: str, now: datetime) -> NoticeWriter:
        """What writes in a language."""
        return NoticeWriter(
            self.knowledge.reminders(language), Renderer(self.knowledge.wording(language), self.book, now)
        )


class Worlds:
    """The world for those who look at it often: read anew once the letters are others, or were followed."""

    def __init__(self, knowledge: Knowledge, settings: Settings) -> None:
        """Prepare; nothing is read yet."""
        self._knowledge, self._settings = knowledge, settings
        self._kept: tuple[FactBook, str | None, World] | None = None

    def current(self, connection: Connection) -> World:
        """The world as it stands in a transaction."""
        book, followed, kept = self._knowledge.library.book, marks.letters(connection), self._kept
        if kept is None or kept[0] is not book or kept[1] != followed:
            kept = self._kept = (book, followed, read_world(connection, self._knowledge, self._settings))
        return kept[2]


def read_world(connection: Connection, knowledge: Knowledge, settings: Settings) -> World:
    """The world as it stands."""
    known = revisions.known(connection)
    numbers = {thing: found.revision for thing, found in known.items() if found.kind == Kind.DEADLINE}
    return World(
        knowledge=knowledge,
        deadlines=deadlines_of(knowledge.library.book, numbers),
        known=known,
        otherwise=general_preferences(settings),
        mailbox=sending_mailbox(settings),
        public_url=settings.service.public_url,
    )


def general_preferences(settings: Settings) -> Preferences:
    """How those are reminded who chose nothing."""
    own = settings.reminders
    start, end = own.quiet_hours
    return Preferences(
        language="en",
        zone=own.timezone.key,
        lead_days=own.lead_days,
        send_at=own.send_at,
        quiet=Quiet(start=start, end=end),
    )


def sending_mailbox(settings: Settings) -> str | None:
    """The address that reminders are sent from: the one that is named, else the first that can send."""
    can_send = [box.address for box in settings.mailboxes if box.smtp]
    return settings.reminders.from_mailbox or next(iter(can_send), None)


def plan_fingerprint(settings: Settings) -> str:
    """A digest of what the moments of all reminders depend on: the general settings and the rules of time zones."""
    shown = repr((settings.reminders.model_dump(mode="json"), sending_mailbox(settings), version("tzdata")))
    return sha256(shown.encode()).hexdigest()[:32]
