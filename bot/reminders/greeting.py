"""What is written by e-mail to somebody who joins: the request to confirm, the welcome with when and how to stop."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection

from bot.library import Knowledge
from bot.mailing import CHANNEL, SENDER_NAME, email_payload
from bot.reminders.writing import confirm_link, list_headers, stop_link
from bot.store import outbox
from bot.store.subscribers import Enrolled
from handlers.notice import NoticeWriter
from handlers.places import zone_label
from handlers.render import Renderer
from handlers.replies import Parts
from handlers.subscription import Preferences
from mail.compose import Automatic, Outgoing, compose
from mail.message import Mailbox
from mail.thread import stable_id

_CODE_BYTES = 5


def code_of(token: str) -> str:
    """The code by which an address confirms: eight letters and digits, which tell nothing of the token."""
    return b32encode(sha256(f"confirm:{token}".encode()).digest()[:_CODE_BYTES]).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeter:
    """Writes to those who join by e-mail.

    `reminded` is how those are reminded who chose nothing, `public_url` where this service is reached from outside.
    """

    knowledge: Knowledge
    reminded: Preferences
    public_url: str | None

    def writer(self, language: str, now: datetime) -> NoticeWriter:
        """What writes in a language."""
        renderer = Renderer(self.knowledge.wording(language), self.knowledge.library.book, now)
        return NoticeWriter(self.knowledge.reminders(language), renderer)

    def request(self, who: Enrolled, mailbox: str, now: datetime) -> Parts:
        """Ask the owner of an address whether reminders are wanted."""
        link = confirm_link(self.public_url, who.token)
        writer = self.writer(who.language, now)
        return writer.confirm(_names(writer, who), code_of(who.token), mailbox, link)

    def welcome(self, who: Enrolled, mailbox: str, now: datetime, *, is_new: bool = True) -> Parts:
        """Tell what somebody is reminded of, when, and how to stop that; `is_new`: it has only just become so."""
        writer, how = self.writer(who.language, now), who.subscriber(self.reminded).preferences
        say = writer.welcome if is_new else writer.already
        said = say(_names(writer, who), how.lead_days, how.send_at, zone_label(how.zone, who.language))
        foot = writer.foot(mailbox, stop_link(self.public_url, who.token))
        return Parts(subject=said.subject, blocks=(*said.blocks, *foot))

    def queue_welcome(self, connection: Connection, who: Enrolled, mailbox: str, now: datetime) -> None:
        """Welcome somebody who has confirmed elsewhere than by e-mail, once.

        Args:
            connection: the transaction in which that became so.
            who: the subscriber.
            mailbox: that reminders are sent from.
            now: the moment.
        """
        whole = self.writer(who.language, now).framed(self.welcome(who, mailbox, now), mailbox)
        key = f"welcome:{sha256(who.token.encode()).hexdigest()[:32]}"
        raw = compose(
            Outgoing(
                sender=Mailbox(name=SENDER_NAME, address=mailbox),
                recipient=Mailbox(address=who.address),
                subject=whole.subject,
                body=whole.blocks,
                message_id=stable_id(key, mailbox.rpartition("@")[2]),
                date=now.astimezone(UTC),
                language=who.language,
                automatic=Automatic.GENERATED,
                list_headers=list_headers(mailbox, who.token, self.public_url),
            )
        )
        payload = email_payload(mailbox, raw, null_sender=False)
        outbox.add(connection, key=key, channel=CHANNEL, address=who.address, payload=payload, now=now)


def _names(writer: NoticeWriter, who: Enrolled) -> list[str]:
    return [writer.scope_name(scope) for scope, _ in who.scopes]
