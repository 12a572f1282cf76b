"""A question that came by mail: answered, or handed once to a person who can; what the reply says of it is returned."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.answers import respond
from bot.mailboxes.replying import NOTES_IN, Letterbox, Note, answer_to, queue_note
from bot.mailing import CHANNEL
from bot.store import questions
from bot.store.mails import Target
from handlers.question import Reply
from handlers.replies import Asked, Contact, Parts
from knowledge.answering.values import Status
from mail.message import Message

_UNANSWERED = "a question that the letters don't answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What came of a question: what the reply says, or which it answers, and where the message goes for it."""

    parts: tuple[Parts, ...] = ()
    questions: tuple[str, ...] = ()
    target: Target = Target.DONE
    reason: str | None = None


NOTHING_ASKED = Asking()


@dataclass(frozen=True, kw_only=True)
class Enquiry:
    """A message that asks something. `ours` are the addresses that we watch, `number` is the message's own."""

    connection: Connection
    box: Letterbox
    ours: frozenset[str]
    secretariat: str | None
    number: int
    message: Message
    language: str

    def answer(self, question: str, now: datetime) -> Asking:
        """What is done about the question; the reply to it is not yet queued."""
        rendered = respond(question, self.box.knowledge, now, language=self.language)
        self._keep(question, rendered.reply, now)
        if rendered.reply.answer.status is not Status.UNKNOWN:
            return Asking(questions=(question,))
        return self._pass_on(question, rendered.reply, now)

    def _pass_on(self, question: str, reply: Reply, now: datetime) -> Asking:
        """Hand a question that the letters don't answer to whom they name, or to the secretariat; once."""
        contact = self._contact(reply)
        asker = answer_to(self.message)
        asked = Asked(
            question=question,
            address=asker.address,
            mailbox=self.box.address,
            name=asker.name,
            subject=self.message.subject,
        )
        to = contact.address if contact else self.secretariat
        if to:
            said = self.box.writer(NOTES_IN, now).note(asked, contact)
            note = Note(key=f"note:{self.number}:{to}", to=to, parts=said, message=self.message)
            queue_note(self.connection, self.box, note, now)
        told = (self.box.writer(self.language, now).forwarded(contact, reply),)
        if contact:
            return Asking(parts=told, reason=f"passed on to {contact.address}")
        return Asking(parts=told, target=Target.REVIEW, reason=_UNANSWERED)

    def _contact(self, reply: Reply) -> Contact | None:
        """Whom the letters name to turn to, unless that is one of our own mailboxes."""
        if reply.contact is None:
            return None
        person, address = reply.contact
        if address.value in self.ours:
            return None
        return Contact(name=person.value, letter=person.letter, address=address.value)

    def _keep(self, question: str, reply: Reply, now: datetime) -> None:
        found, sender = reply.answer, self.message.sender.address
        asked = questions.Asked(
            channel=CHANNEL,
            chat=sender,
            speaker=sender,
            message=self.message.message_id,
            asked_at=now,
            language=reply.language,
            text=question,
            status=str(found.status),
            reason=str(found.reason) if found.reason else None,
            facts=tuple(stated.fact.id for stated in found.stated),
        )
        questions.add(self.connection, asked)
