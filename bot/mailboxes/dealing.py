"""What is done about a message once it is understood: register, reply, note to a person, all in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.mailboxes.case import Case, Desk
from bot.mailboxes.registering import FORGED, Registration
from bot.mailboxes.subscribing import Subscription
from bot.mailing import CHANNEL
from bot.mailwords import robot_words
from bot.store import mails, outbox, people
from bot.store.mails import Outcome, Stored, Target
from handlers.inbox import MailKind
from knowledge.model import LANGUAGES
from mail.automatic import classify
from mail.message import Message

_ECHO = "our own words come back"


@dataclass(frozen=True, kw_only=True)
class Clerk(Desk):
    """Deals with the messages of one mailbox."""

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
        passed_on, back = self.own_words.cut(message.forwarded)
        if ours or back:
            quoted = "\n".join(filter(None, (ours, back, message.quoted)))
            message = replace(message, own=kept, forwarded=passed_on, quoted=quoted)
        case = Case(self, connection, stored.id, message, robot, self.understood(message, robot, now), now)
        if (ours or back) and not f"{kept}{passed_on}".strip() and robot is None:
            return _echo(case)
        return _outcome(case)


def _outcome(case: Case) -> Outcome:
    """What becomes of a message."""
    subscription = Subscription(case)
    by_token = subscription.ended_by_token()
    if by_token:
        return by_token
    if case.robot:
        return _of_robot(case)
    people.see(case.connection, CHANNEL, case.sender, case.now)
    return subscription.answer() or _of_person(case, subscription)


def _of_person(case: Case, subscription: Subscription) -> Outcome:
    if case.understood.kind is MailKind.UNSUBSCRIBE:  # a word or two, often not in the sender's own language
        return subscription.end()
    person = people.find(case.connection, CHANNEL, case.sender)
    if case.understood.language in LANGUAGES and person and person.language != case.understood.language:
        people.choose(case.connection, CHANNEL, case.sender, language=case.understood.language)
    match case.understood.kind:
        case MailKind.EXPRESSION_OF_INTEREST:
            return Registration(case).nomination()
        case MailKind.WITHDRAWAL:
            return Registration(case).withdrawal()
        case MailKind.QUESTION:
            return _question(case)
        case MailKind.SUBSCRIBE:
            return subscription.begin()
        case _:
            return Registration(case).answer()


def _question(case: Case) -> Outcome:
    if case.is_forged:
        return case.ended(Target.REVIEW, FORGED)
    asked = case.asked(case.understood.question or case.message.subject or case.message.own)
    case.reply((), asked)
    return case.ended(asked.target, asked.reason)


def _echo(case: Case) -> Outcome:
    """Leave what merely sends our own words back to a person: an answer would come back in its turn."""
    return replace(case.ended(Target.REVIEW, _ECHO), kind=str(MailKind.OTHER))


def _of_robot(case: Case) -> Outcome:
    """Leave a robot alone; an address whose messages come back for good is written to no more."""
    for failure in case.message.report:
        if failure.is_final and failure.address and failure.address not in case.desk.letters:
            people.see(case.connection, CHANNEL, failure.address, case.now)
            people.deactivate(case.connection, CHANNEL, failure.address, f"bounced {failure.status}".strip())
            outbox.drop_for(case.connection, CHANNEL, failure.address, case.now)
    returned = case.message.returned_message_id
    why = case.robot.reason if case.robot else None
    return case.ended(Target.DONE, f"returns {returned}" if returned else why)
