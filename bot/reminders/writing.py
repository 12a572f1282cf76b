"""Reminders and change notices as messages of the outbox: for Telegram a call, for e-mail a whole message.

The same words go to everybody who shares a language; they are written once for all of a batch.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.botapi.calls import Button, Call, SendFile, SendText, dump
from bot.botapi.texts import LONGEST_CAPTION, split, units
from bot.mailing import CHANNEL as EMAIL
from bot.mailing import SENDER_NAME, email_payload
from bot.reminders.world import World
from bot.store.subscribers import Enrolled
from handlers.calendar import Withdrawn, calendar_of, cancellation_of
from handlers.deadline import Deadline
from handlers.notice import Change, Notice
from handlers.reminder import Due
from knowledge.model import Kind
from mail.compose import Automatic, Outgoing, TextFile, compose
from mail.message import Mailbox
from mail.thread import stable_id

_FILE = "plazo.ics"
CONFIRM_PATH, STOP_PATH = "/confirm", "/stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A change with what it is about, and the number of the revision; after `until` it is of no use to know it."""

    thing: str
    number: int
    change: Change
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is said, and the calendar file beside it with its method (:rfc:`5546`), if there is one."""

    notice: Notice
    calendar: str | None
    method: str


@dataclass(kw_only=True)
class Scribe:
    """Writes the messages of one batch, each text once."""

    world: World
    now: datetime
    _written: dict[object, Written] = field(default_factory=dict, init=False)

    def reminder(self, who: Enrolled, items: Sequence[Due], zone: str) -> Written:
        """The reminder of some deadlines, told by the days that are left where the subscriber is."""
        today, deadlines = self._today(zone), tuple(due.deadline for due in items)
        key = ("reminder", who.language, today, *((d.id, d.revision) for d in deadlines))
        return self._once(key, lambda: self._reminder(who.language, deadlines, today))

    def change(self, who: Enrolled, changes: Sequence[Changed], zone: str) -> Written:
        """The notice of some changes."""
        today = self._today(zone)
        key = ("change", who.language, today, *((changed.thing, changed.number) for changed in changes))
        return self._once(key, lambda: self._change(who.language, changes, today))

    def _today(self, zone: str) -> date:
        return self.now.astimezone(ZoneInfo(zone)).date()

    def _once(self, key: object, write: Callable[[], Written]) -> Written:
        found = self._written.get(key)
        if found is None:
            found = self._written[key] = write()
        return found

    def _reminder(self, language: str, deadlines: Sequence[Deadline], today: date) -> Written:
        notice = self.world.writer(language, self.now).reminder(deadlines, today)
        return Written(notice=notice, calendar=self._calendar(language, deadlines), method="PUBLISH")

    def _change(self, language: str, changes: Sequence[Changed], today: date) -> Written:
        notice = self.world.writer(language, self.now).changed([changed.change for changed in changes], today)
        standing = [changed.change.deadline for changed in changes if changed.change.deadline]
        if standing:
            return Written(notice=notice, calendar=self._calendar(language, standing), method="PUBLISH")
        gone = [
            Withdrawn(
                thing=changed.thing,
                revision=changed.number,
                kind=Kind.DEADLINE,
                value=changed.change.before,
                fact=changed.change.fact,
            )
            for changed in changes
        ]
        made = cancellation_of(
            gone,
            self.world.book,
            self.world.knowledge.wording(language),
            now=self.now,
            uid_domain=self.world.domain,
            organizer=self.world.mailbox,
        )
        return Written(notice=notice, calendar=_text(made), method="CANCEL")

    def _calendar(self, language: str, deadlines: Sequence[Deadline]) -> str | None:
        found = calendar_of(
            [deadline.fact for deadline in deadlines],
            self.world.book,
            self.world.knowledge.wording(language),
            now=self.now,
            uid_domain=self.world.domain,
            revisions=self.world.numbers,
            organizer=self.world.mailbox,
        )
        return _text(found)

    # -- for a channel -----------------------------------------------------------------------------------------------

    def payload(self, who: Enrolled, written: Written, key: str) -> Mapping[str, Any]:
        """What the channel's sender takes.

        Args:
            who: to whom it goes.
            written: what is said.
            key: of the message in the outbox; the same key gives the same Message-ID.
        """
        if who.channel == EMAIL:
            return self._mail(who, written, key)
        return {"calls": dump(_calls(int(who.address), written, self._buttons(who.language)))}

    def _buttons(self, language: str) -> tuple[tuple[Button, ...], ...]:
        say = self.world.knowledge.conversation(language).say
        return ((Button(text=say("buttons.subscriptions"), data="n:list"),),)

    def _mail(self, who: Enrolled, written: Written, key: str) -> Mapping[str, Any]:
        mailbox = self.world.mailbox
        assert mailbox is not None  # noqa: S101 - nobody is written to by e-mail without one
        link = stop_link(self.world.public_url, who.token)
        whole = self.world.writer(who.language, self.now).whole(written.notice, mailbox, link)
        text = written.calendar
        files = (TextFile(name=_FILE, text=text, subtype="calendar", method=written.method),) if text else ()
        raw = compose(
            Outgoing(
                sender=Mailbox(name=SENDER_NAME, address=mailbox),
                recipient=Mailbox(address=who.address),
                subject=whole.subject,
                body=whole.blocks,
                message_id=stable_id(key, self.world.domain),
                date=self.now.astimezone(UTC),
                language=who.language,
                automatic=Automatic.GENERATED,
                list_headers=list_headers(mailbox, who.token, self.world.public_url),
                attachments=files,
            )
        )
        return email_payload(mailbox, raw, null_sender=False)


def _text(made: bytes | None) -> str | None:
    return made.decode() if made else None


def _calls(chat: int, written: Written, rows: tuple[tuple[Button, ...], ...]) -> list[Call]:
    """One message where it can be: the file, with the text as its caption."""
    text = written.notice.text
    if written.calendar is None:
        parts = split(text)
        return [SendText(chat=chat, text=part, rows=rows if part is parts[-1] else ()) for part in parts]
    if units(text) <= LONGEST_CAPTION:
        return [SendFile(chat=chat, name=_FILE, content=written.calendar, caption=text, rows=rows)]
    whole = [SendText(chat=chat, text=part) for part in split(text)]
    return [*whole, SendFile(chat=chat, name=_FILE, content=written.calendar, rows=rows)]


def stop_link(public_url: str | None, token: str) -> str | None:
    """Where reminders are ended in a browser; None where the service cannot be reached from outside."""
    return f"{public_url}{STOP_PATH}?t={token}" if public_url else None


def confirm_link(public_url: str | None, token: str) -> str | None:
    """Where reminders are confirmed in a browser; None where the service cannot be reached from outside."""
    return f"{public_url}{CONFIRM_PATH}?t={token}" if public_url else None


def list_headers(mailbox: str, token: str, public_url: str | None) -> list[tuple[str, str]]:
    """The List-* fields of a reminder (:rfc:`2369`, :rfc:`2919`, :rfc:`8058`).

    Args:
        mailbox: that it is sent from.
        token: of the subscriber.
        public_url: where this service is reached, if it is.
    """
    local, _, domain = mailbox.rpartition("@")
    label = "".join(c if c.isalnum() and c.isascii() else "-" for c in local).strip("-") or "list"
    ways = [f"<mailto:{mailbox}?subject=unsubscribe%20{token}>"]
    link = stop_link(public_url, token)
    found = [("List-Id", f"<reminders.{label}.{domain}>")]
    if link and link.startswith("https://"):
        ways.insert(0, f"<{link}>")
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return [*found, ("List-Unsubscribe", ", ".join(ways))]
