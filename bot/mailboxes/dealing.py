"""What is done about a message once it is understood: register, reply, note to a person, all in one transaction.

Nobody changes what is not theirs: corrections and withdrawals count only from the nominator, the participant, or in the
thread, and never where our own server found the address of the sender forged. All else goes to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.library import Knowledge
from bot.mailboxes.asking import NOTHING_ASKED, Asking, Enquiry
from bot.mailboxes.post import CHANNEL
from bot.mailboxes.replying import Letterbox, Occasion, answer_to, queue_reply
from bot.mailwords import mail_words, robot_words
from bot.store import interests, mails, outbox, people, threads
from bot.store.mails import Outcome, Stored, Target
from handlers.completion import in_light_of
from handlers.inbox import MailKind, Understood, understand
from handlers.interest import Action, Change, Interest, Participant, Sender, State
from handlers.merging import Known, Nominated, is_about_others, missing, receive, retract
from handlers.own_words import OwnWords
from handlers.replies import Parts
from knowledge.model import LANGUAGES
from mail.authentication import dmarc_failed
from mail.automatic import Robot, classify, suppress_reply
from mail.message import Message

_FORGED = "our own server found the sender's address forged"
_NOT_THEIRS = "a change that is not the sender's to make"
_NOT_UNDERSTOOD = "an answer to what was asked for that is not understood"
_ECHO = "our own words come back"
_NOT_YET = "subscriptions are not served yet"
_OTHERWISE = "en"


@dataclass(frozen=True, kw_only=True)
class Clerk:
    """Deals with the messages of one mailbox.

    `own_words` knows what we write, `letters` are the calls that each of our mailboxes receives, `authserv_id` says
    whose Authentication-Results are believed, `secretariat` is who gets what nobody else can answer.
    """

    box: Letterbox
    own_words: OwnWords
    letters: Mapping[str, Sequence[str]]
    authserv_id: str | None = None
    secretariat: str | None = None

    @property
    def knowledge(self) -> Knowledge:
        """What Plazo knows."""
        return self.box.knowledge

    def deal(self, connection: Connection, stored: Stored, message: Message, now: datetime) -> Outcome:
        """Deal with a message, unless the same bytes were dealt with before.

        Args:
            connection: the transaction in which everything that it changes is written.
            stored: the message as it came.
            message: what it says.
            now: the moment.
        """
        earlier = mails.twin(connection, stored)
        if earlier:
            return earlier
        robot = classify(message, frozenset(self.letters), robot_words())
        kept, ours = self.own_words.cut(message.own)
        if ours:
            message = replace(message, own=kept, quoted=f"{ours}\n{message.quoted}")
        case = _Case(self, connection, stored.id, message, robot, self.understood(message, robot, now), now)
        return case.echo() if ours and not kept.strip() and robot is None else case.outcome()

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


@dataclass(frozen=True)
class _Case:
    """One message that is dealt with."""

    clerk: Clerk
    connection: Connection
    number: int
    message: Message
    robot: Robot | None
    understood: Understood
    now: datetime

    # -- what it is --------------------------------------------------------------------------------------------------

    def outcome(self) -> Outcome:
        """What becomes of the message."""
        if self.robot:
            return self._robot()
        person = people.see(self.connection, CHANNEL, self.sender, self.now)
        if self.understood.language in LANGUAGES and person.language != self.understood.language:
            people.choose(self.connection, CHANNEL, self.sender, language=self.understood.language)
        match self.understood.kind:
            case MailKind.EXPRESSION_OF_INTEREST:
                return self._nomination()
            case MailKind.WITHDRAWAL:
                return self._withdrawal()
            case MailKind.QUESTION:
                return self._question()
            case MailKind.SUBSCRIBE | MailKind.UNSUBSCRIBE:
                return self._ended(Target.REVIEW, _NOT_YET)
            case _:
                return self._answer()

    @property
    def sender(self) -> str:
        """Who writes."""
        return self.message.sender.address

    @property
    def is_forged(self) -> bool:
        """Whether our own server says so."""
        return dmarc_failed(self.message, self.clerk.authserv_id)

    @property
    def language(self) -> str:
        """The language to reply in."""
        return self.understood.language if self.understood.language in LANGUAGES else _OTHERWISE

    @property
    def message_id(self) -> str:
        """What the message is known by in its thread; empty where it has no id."""
        return self.message.message_id or ""

    def _ended(self, target: Target, reason: str | None = None, interest: int | None = None) -> Outcome:
        return Outcome(
            kind=str(self.understood.kind),
            target=target,
            reason=reason,
            sender=self.sender,
            subject=self.message.subject[:500],
            interest=interest,
        )

    def echo(self) -> Outcome:
        """Leave what merely sends our own words back to a person: an answer would come back in its turn."""
        return replace(self._ended(Target.REVIEW, _ECHO), kind=str(MailKind.OTHER))

    def _robot(self) -> Outcome:
        """Leave a robot alone; an address whose messages come back for good is written to no more."""
        for failure in self.message.report:
            if failure.is_final and failure.address and failure.address not in self.clerk.letters:
                people.see(self.connection, CHANNEL, failure.address, self.now)
                people.deactivate(self.connection, CHANNEL, failure.address, f"bounced {failure.status}".strip())
                outbox.drop_for(self.connection, CHANNEL, failure.address, self.now)
        returned = self.message.returned_message_id
        why = self.robot.reason if self.robot else None
        return self._ended(Target.DONE, f"returns {returned}" if returned else why)

    # -- expressions of interest -------------------------------------------------------------------------------------

    def _nominated(self) -> Nominated:
        found = self.understood
        return Nominated(
            letter=found.letter,
            organization=found.organization,
            country=found.country,
            participants=tuple(
                Participant(name=p.name, position=p.position, email=p.email, phone=p.phone) for p in found.participants
            ),
            late=found.late,
            message_id=self.message_id,
            corrects=found.corrects,
        )

    def _known(self) -> Known:
        """The entries that are this sender's: by the thread, as the nominator, or as a participant."""
        ids = [*self.message.in_reply_to, *self.message.references]
        number = threads.interest_of(self.connection, self.clerk.box.address, self.sender, ids)
        own = {entry.id: entry for entry in interests.owned(self.connection, CHANNEL, self.sender)}
        own |= {entry.id: entry for entry in interests.of_participant(self.connection, self.sender)}
        in_thread = interests.find(self.connection, number) if number else None
        return Known(in_thread=in_thread, own=tuple(own[key] for key in sorted(own)))

    def _answer(self) -> Outcome:
        """What says nothing by itself may be the answer to what we asked for in its thread."""
        entry = self._known().in_thread
        if entry is None or entry.state is not State.INCOMPLETE:
            return self._ended(Target.DONE)
        read = self.clerk.understood(in_light_of(self.message, entry), None, self.now)
        answer = replace(self, understood=replace(read, language=self.understood.language))
        return answer.completion() or self._ended(Target.REVIEW, _NOT_UNDERSTOOD, entry.id)

    def completion(self) -> Outcome | None:
        """Complete an entry; None where the message adds nothing to one."""
        change = receive(self._nominated(), self._known(), self._as_sender(), self.now)
        adds = change.event.action is Action.COMPLETED
        return self._nomination() if adds and self.understood.kind is MailKind.EXPRESSION_OF_INTEREST else None

    def _as_sender(self) -> Sender:
        return Sender(channel=CHANNEL, owner=self.sender)

    def _nomination(self) -> Outcome:
        nominated, known = self._nominated(), self._known()
        if self.is_forged:
            return self._ended(Target.REVIEW, _FORGED)
        change = receive(nominated, known, self._as_sender(), self.now)
        if change.event.action is Action.RECEIVED and nominated.corrects and self._is_about_others(nominated):
            self._reply([self.clerk.box.writer(self.language, self.now).under_review()])
            return self._ended(Target.REVIEW, _NOT_THEIRS)
        number = self._kept(change)
        entry = change.interest
        writer = self.clerk.box.writer(self.language, self.now)
        acknowledged = writer.acknowledge(_numbered(entry, number), change.event.action, missing(entry))
        return self._told(acknowledged, number)

    def _told(self, said: Parts, number: int) -> Outcome:
        """Reply what became of an entry, and to the question that the mail asks beside."""
        asked = self._asked(self.understood.question) if self.understood.question else NOTHING_ASKED
        self._reply([said, *asked.parts], asked, interest=number)
        return self._ended(asked.target, asked.reason, interest=number)

    def _withdrawal(self) -> Outcome:
        nominated, known = self._nominated(), self._known()
        if self.is_forged:
            return self._ended(Target.REVIEW, _FORGED)
        writer = self.clerk.box.writer(self.language, self.now)
        change = retract(nominated, known, self.now)
        if change is not None:
            number = self._kept(change)
            is_over = change.interest.state is State.WITHDRAWN
            entry = _numbered(change.interest, number)
            said = (
                writer.withdrawn(entry) if is_over else writer.acknowledge(entry, change.event.action, missing(entry))
            )
            return self._told(said, number)
        if self._is_about_others(nominated):
            self._reply([writer.under_review()])
            return self._ended(Target.REVIEW, _NOT_THEIRS)
        self._reply([writer.noted()])
        return self._ended(Target.DONE)

    def _is_about_others(self, nominated: Nominated) -> bool:
        entries = interests.listed(self.connection, nominated.letter)
        return is_about_others(nominated, self.message.own, entries)

    def _kept(self, change: Change) -> int:
        number = interests.save(self.connection, change)
        if self.message_id:
            known = threads.Known(
                message_id=self.message_id,
                mailbox=self.clerk.box.address,
                correspondent=self.sender,
                is_ours=False,
                interest=number,
                at=self.now,
            )
            threads.note(self.connection, known)
        return number

    # -- questions ---------------------------------------------------------------------------------------------------

    def _question(self) -> Outcome:
        if self.is_forged:
            return self._ended(Target.REVIEW, _FORGED)
        question = self.understood.question or self.message.subject or self.message.own
        asked = self._asked(question)
        self._reply(asked.parts, asked)
        return self._ended(asked.target, asked.reason)

    def _asked(self, question: str) -> Asking:
        clerk = self.clerk
        enquiry = Enquiry(
            connection=self.connection,
            box=clerk.box,
            ours=frozenset(clerk.letters),
            secretariat=clerk.secretariat,
            number=self.number,
            message=self.message,
            language=self.language,
        )
        return enquiry.answer(question, self.now)

    # -- replies -----------------------------------------------------------------------------------------------------

    def _reply(self, parts: Sequence[Parts], asked: Asking = NOTHING_ASKED, *, interest: int | None = None) -> None:
        """Queue a reply, unless the sender is not to get any."""
        if self.is_forged or suppress_reply(self.message):
            return
        entry = self._summary(interest)
        occasion = Occasion(
            message=self.message,
            thread=f"interest:{interest}" if interest else self._root(),
            language=self.language,
            parts=tuple(parts),
            summary=(*entry, *asked.parts) if entry else (),
            interest=interest,
            questions=asked.questions,
        )
        queue_reply(self.connection, self.clerk.box, occasion, self.now)

    def _root(self) -> str:
        """The thread: that of our last reply in it which this answers, else the first message."""
        box, answered = self.clerk.box, {*self.message.in_reply_to, *self.message.references}
        for thread, key in threads.replied(self.connection, box.address, answer_to(self.message).address):
            if box.message_id(key) in answered:
                return thread
        ids = [*self.message.references, *self.message.in_reply_to, self.message_id]
        return next(filter(None, ids), f"sender:{self.sender}")

    def _summary(self, interest: int | None) -> tuple[Parts, ...]:
        entry = interests.find(self.connection, interest) if interest else None
        if entry is None:
            return ()
        return (self.clerk.box.writer(self.language, self.now).summary([(entry, missing(entry))]),)


def _numbered(entry: Interest, number: int) -> Interest:
    return replace(entry, id=number)
