"""One message that is dealt with, and the desk at which it is: what all kinds of messages have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.library import Knowledge
from bot.mailboxes.asking import NOTHING_ASKED, Asking, Enquiry
from bot.mailboxes.replying import Letterbox, Occasion, Purpose, answer_to, queue_reply
from bot.mailwords import mail_words
from bot.reminders.greeting import Greeter
from bot.store import threads
from bot.store.mails import Outcome, Target
from handlers.inbox import Understood, understand
from handlers.own_words import OwnWords
from handlers.replies import Parts
from knowledge.model import LANGUAGES
from mail.authentication import dmarc_failed
from mail.automatic import Robot, suppress_reply
from mail.message import Message

_OTHERWISE = "en"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What the messages of one mailbox are dealt with by.

    `own_words` knows what we write, `letters` are the calls that each of our mailboxes receives, `authserv_id` says
    whose Authentication-Results are believed, `secretariat` is who gets what nobody else can answer. `greeter` writes
    to those who want reminders.
    """

    box: Letterbox
    own_words: OwnWords
    letters: Mapping[str, Sequence[str]]
    greeter: Greeter
    authserv_id: str | None = None
    secretariat: str | None = None

    @property
    def knowledge(self) -> Knowledge:
        """What Plazo knows."""
        return self.box.knowledge

    def understood(self, message: Message, robot: Robot | None, now: datetime) -> Understood:
        """What a message is for us."""
        return understand(
            message,
            robot=robot,
            words=mail_words(),
            library=self.knowledge.library,
            mailboxes=self.letters,
            now=now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A message of ours that is answered: in which thread, and what it was for."""

    thread: str
    purpose: Purpose


@dataclass(frozen=True)
class Case:
    """One message that is dealt with, in the transaction `connection`; `number` is its own, `robot` who wrote it."""

    desk: Desk
    connection: Connection
    number: int
    message: Message
    robot: Robot | None
    understood: Understood
    now: datetime

    @property
    def sender(self) -> str:
        """Who writes."""
        return self.message.sender.address

    @property
    def is_forged(self) -> bool:
        """Whether our own server says so."""
        return dmarc_failed(self.message, self.desk.authserv_id)

    @property
    def language(self) -> str:
        """The language to reply in."""
        return self.understood.language if self.understood.language in LANGUAGES else _OTHERWISE

    @property
    def message_id(self) -> str:
        """What the message is known by in its thread; empty where it has no id."""
        return self.message.message_id or ""

    @property
    def answered(self) -> Answered | None:
        """The last automatic reply of a thread, where the message answers it: whoever wrote had it."""
        box, ids = self.desk.box, {*self.message.in_reply_to, *self.message.references}
        for thread, key in threads.replied(self.connection, box.address, answer_to(self.message).address):
            if box.message_id(key) in ids:
                return Answered(thread=thread, purpose=Purpose.of_key(key))
        return None

    @property
    def thread(self) -> str:
        """The thread: that of our last reply in it which this answers, else the first message."""
        answered = self.answered
        if answered:
            return answered.thread
        ids = [*self.message.references, *self.message.in_reply_to, self.message_id]
        return next(filter(None, ids), f"sender:{self.sender}")

    def ended(self, target: Target, reason: str | None = None, interest: int | None = None) -> Outcome:
        """How the case ends."""
        return Outcome(
            kind=str(self.understood.kind),
            target=target,
            reason=reason,
            sender=self.sender,
            subject=self.message.subject[:500],
            interest=interest,
        )

    def asked(self, question: str) -> Asking:
        """What comes of a question that the message asks; the reply to it is not yet queued."""
        desk = self.desk
        enquiry = Enquiry(
            connection=self.connection,
            box=desk.box,
            ours=frozenset(desk.letters),
            secretariat=desk.secretariat,
            number=self.number,
            message=self.message,
            language=self.language,
        )
        return enquiry.answer(question, self.now)

    def reply(self, parts: Sequence[Parts], asked: Asking = NOTHING_ASKED) -> None:
        """Queue a reply in the thread of the message."""
        occasion = Occasion(
            message=self.message,
            thread=self.thread,
            language=self.language,
            parts=(*parts, *asked.parts),
            questions=asked.questions,
        )
        self.send(occasion)

    def send(self, occasion: Occasion) -> None:
        """Queue a reply, unless the sender is not to get any."""
        if self.robot is None and not self.is_forged and not suppress_reply(self.message):
            queue_reply(self.connection, self.desk.box, occasion, self.now)
