"""Expressions of interest that come by mail: into the register, completed, corrected, withdrawn.

Nobody changes what is not theirs: corrections and withdrawals count only from the nominator, the participant, or in the
thread, and never where our own server found the address of the sender forged. All else goes to a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.mailboxes.asking import NOTHING_ASKED, Asking
from bot.mailboxes.case import Case
from bot.mailboxes.replying import Occasion
from bot.mailing import CHANNEL
from bot.store import interests, threads
from bot.store.mails import Outcome, Target
from handlers.completion import in_light_of
from handlers.inbox import MailKind
from handlers.interest import Action, Change, Interest, Participant, Sender, State
from handlers.merging import Known, Nominated, is_about_others, missing, receive, retract
from handlers.replies import Parts, ReplyWriter

FORGED = "our own server found the sender's address forged"
_NOT_THEIRS = "a change that is not the sender's to make"
_NOT_UNDERSTOOD = "an answer to what was asked for that is not understood"


@dataclass(frozen=True)
class Registration:
    """A case about the register."""

    case: Case

    def nomination(self) -> Outcome:
        """Register whom the message nominates, or what it changes in an entry."""
        case, nominated, known = self.case, self._nominated(), self._known()
        if case.is_forged:
            return case.ended(Target.REVIEW, FORGED)
        change = receive(nominated, known, self._sender(), case.now)
        if change.event.action is Action.RECEIVED and nominated.corrects and self._is_about_others(nominated):
            case.reply([self._writer().under_review()])
            return case.ended(Target.REVIEW, _NOT_THEIRS)
        number = self._kept(change)
        entry = change.interest
        acknowledged = self._writer().acknowledge(_numbered(entry, number), change.event.action, missing(entry))
        return self._told(acknowledged, number)

    def withdrawal(self) -> Outcome:
        """Take out of the register whom the message withdraws."""
        case, nominated, known = self.case, self._nominated(), self._known()
        if case.is_forged:
            return case.ended(Target.REVIEW, FORGED)
        writer = self._writer()
        change = retract(nominated, known, case.now)
        if change is not None:
            number = self._kept(change)
            is_over = change.interest.state is State.WITHDRAWN
            entry = _numbered(change.interest, number)
            said = (
                writer.withdrawn(entry) if is_over else writer.acknowledge(entry, change.event.action, missing(entry))
            )
            return self._told(said, number)
        if self._is_about_others(nominated):
            case.reply([writer.under_review()])
            return case.ended(Target.REVIEW, _NOT_THEIRS)
        case.reply([writer.noted()])
        return case.ended(Target.DONE)

    def answer(self) -> Outcome:
        """What says nothing by itself may be the answer to what we asked for in its thread."""
        case, entry = self.case, self._known().in_thread
        if entry is None or entry.state is not State.INCOMPLETE:
            return case.ended(Target.DONE)
        read = case.desk.understood(in_light_of(case.message, entry), None, case.now)
        answer = Registration(replace(case, understood=replace(read, language=case.understood.language)))
        return answer.completion() or case.ended(Target.REVIEW, _NOT_UNDERSTOOD, entry.id)

    def completion(self) -> Outcome | None:
        """Complete an entry; None where the message adds nothing to one."""
        change = receive(self._nominated(), self._known(), self._sender(), self.case.now)
        adds = change.event.action is Action.COMPLETED
        is_interest = self.case.understood.kind is MailKind.EXPRESSION_OF_INTEREST
        return self.nomination() if adds and is_interest else None

    # -- what is there -------------------------------------------------------------------------------------------------

    def _nominated(self) -> Nominated:
        found = self.case.understood
        return Nominated(
            letter=found.letter,
            organization=found.organization,
            country=found.country,
            participants=tuple(
                Participant(name=p.name, position=p.position, email=p.email, phone=p.phone) for p in found.participants
            ),
            late=found.late,
            message_id=self.case.message_id,
            corrects=found.corrects,
        )

    def _known(self) -> Known:
        """The entries that are this sender's: by the thread, as the nominator, or as a participant."""
        connection, message, sender = self.case.connection, self.case.message, self.case.sender
        ids = [*message.in_reply_to, *message.references]
        number = threads.interest_of(connection, self.case.desk.box.address, sender, ids)
        own = {entry.id: entry for entry in interests.owned(connection, CHANNEL, sender)}
        own |= {entry.id: entry for entry in interests.of_participant(connection, sender)}
        in_thread = interests.find(connection, number) if number else None
        return Known(in_thread=in_thread, own=tuple(own[key] for key in sorted(own)))

    def _is_about_others(self, nominated: Nominated) -> bool:
        entries = interests.listed(self.case.connection, nominated.letter)
        return is_about_others(nominated, self.case.message.own, entries)

    def _sender(self) -> Sender:
        return Sender(channel=CHANNEL, owner=self.case.sender)

    def _writer(self) -> ReplyWriter:
        return self.case.desk.box.writer(self.case.language, self.case.now)

    # -- what is done --------------------------------------------------------------------------------------------------

    def _kept(self, change: Change) -> int:
        case = self.case
        number = interests.save(case.connection, change)
        if case.message_id:
            known = threads.Known(
                message_id=case.message_id,
                mailbox=case.desk.box.address,
                correspondent=case.sender,
                is_ours=False,
                interest=number,
                at=case.now,
            )
            threads.note(case.connection, known)
        return number

    def _told(self, said: Parts, number: int) -> Outcome:
        """Reply what became of an entry, and to the question that the mail asks beside."""
        question = self.case.understood.question
        asked = self.case.asked(question) if question else NOTHING_ASKED
        self._reply([said, *asked.parts], asked, number)
        return self.case.ended(asked.target, asked.reason, interest=number)

    def _reply(self, parts: Sequence[Parts], asked: Asking, number: int) -> None:
        entry = self._summary(number)
        occasion = Occasion(
            message=self.case.message,
            thread=f"interest:{number}",
            language=self.case.language,
            parts=tuple(parts),
            summary=(*entry, *asked.parts) if entry else (),
            interest=number,
            questions=asked.questions,
        )
        self.case.send(occasion)

    def _summary(self, number: int) -> tuple[Parts, ...]:
        entry = interests.find(self.case.connection, number)
        return (self._writer().summary([(entry, missing(entry))]),) if entry else ()


def _numbered(entry: Interest, number: int) -> Interest:
    return replace(entry, id=number)
