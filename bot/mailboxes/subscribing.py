"""Reminders by mail: asking for them, confirming that, leaving.

An address is reminded only after it has shown that its owner wants that: by an answer to our request, whose Message-ID
nobody can guess, or by the code in it. Who confirmed once may add to that at once. Leaving needs no more than the
sender's own address, or from any address the token of a reminder. All replies about it make one thread with somebody,
so that nobody can have a stranger flooded with requests.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.mailboxes.case import Case
from bot.mailboxes.registering import FORGED
from bot.mailboxes.replying import Occasion, Purpose
from bot.mailing import CHANNEL
from bot.mailwords import mail_words
from bot.reminders import keeping
from bot.reminders.greeting import code_of
from bot.store import subscribers, threads
from bot.store.mails import Outcome, Target
from bot.store.subscribers import Enrolled, Stage
from handlers.inbox import MailKind
from handlers.mail_wishes import WishReader
from handlers.notice import NoticeWriter
from handlers.replies import Parts
from handlers.request_words import request_words
from handlers.subscribing import Wanted
from handlers.subscription import EVERYTHING, Scope
from knowledge.model import LANGUAGES
from mail.automatic import RobotKind

_BY_TOKEN = re.compile(r"\bunsubscribe[\s:]+([A-Za-z0-9_-]{16,64})\s*$", re.IGNORECASE)
_UNANSWERABLE = frozenset({RobotKind.OWN, RobotKind.BOUNCE})
_ANSWERS = frozenset({MailKind.OTHER, MailKind.SUBSCRIBE})
_LONGEST = 4_000
_FEW_WORDS = 8
_UNCLEAR = "answers our request to confirm reminders, but says neither yes nor no"


@dataclass(frozen=True)
class Subscription:
    """A case about reminders."""

    case: Case

    # -- leaving ---------------------------------------------------------------------------------------------------

    def ended_by_token(self) -> Outcome | None:
        """End what a token stands for, whoever writes and however; None where the subject has no such token.

        It is what mail programs send for List-Unsubscribe (:rfc:`2369`), some of them by robots.
        """
        case, found = self.case, _BY_TOKEN.search(self.case.message.subject)
        who = subscribers.find_by_token(case.connection, found[1]) if found else None
        if who is None or who.channel != CHANNEL or (case.robot and case.robot.kind in _UNANSWERABLE):
            return None
        keeping.stop(case.connection, CHANNEL, who.address, case.now)
        if who.address == case.sender:
            self._say(self._writer(who.language).goodbye(), who.language)
        return replace(case.ended(Target.DONE), kind=str(MailKind.UNSUBSCRIBE))

    def end(self) -> Outcome:
        """End what the sender is subscribed to: only what the message names, where that is a part of it."""
        case, who = self.case, self._who
        if case.is_forged:
            return case.ended(Target.REVIEW, FORGED)
        mine = {scope for scope, _ in who.scopes} if who else set()
        wish = {*self._wish().scopes}
        named = mine & wish
        if who and named and named != mine and EVERYTHING not in wish:
            keeping.stop(case.connection, CHANNEL, case.sender, case.now, named)
            self._say_standing(is_new=False)
            return case.ended(Target.DONE)
        if who:
            keeping.stop(case.connection, CHANNEL, case.sender, case.now)
        language = who.language if who else case.language
        self._say(self._writer(language).goodbye(), language)
        return case.ended(Target.DONE)

    # -- joining ---------------------------------------------------------------------------------------------------

    def begin(self) -> Outcome:
        """Subscribe the sender to what the message names, by default to everything; a new address has to confirm."""
        case, who = self.case, self._who
        if case.is_forged:
            return case.ended(Target.REVIEW, FORGED)
        if who and who.stage is Stage.ACTIVE and not self._reader.asks(case.message):
            return case.ended(Target.DONE)  # a yes to what needs none
        wish = self._wish()
        if wish.suggestions and not wish.scopes:
            return self._ask_which(wish)
        self._join(wish.scopes or (() if who else (EVERYTHING,)), Stage.PENDING)
        return case.ended(Target.DONE)

    def answer(self) -> Outcome | None:
        """What answers a question of ours about reminders; None where the message does not."""
        case, who, answered = self.case, self._who, self.case.answered
        if case.is_forged:
            return None
        if who and who.stage is Stage.PENDING and self._has_request(who):
            return self._confirmed(who)
        if answered and answered.purpose is Purpose.WHICH and case.understood.kind in _ANSWERS:
            return self._chosen()
        return None

    def _has_request(self, who: Enrolled) -> bool:
        """Whether the message shows that its sender had our request: it answers it, or bears its code."""
        answered, message = self.case.answered, self.case.message
        if answered and answered.purpose is Purpose.CONFIRM:
            return True
        return code_of(who.token) in _words(f"{message.subject}\n{message.own[:_LONGEST]}")

    def _types_code(self, who: Enrolled) -> bool:
        """Whether the message says little else than the code of our request."""
        said = _words(self.case.message.own[:_LONGEST])
        return code_of(who.token) in said and len(said) <= _FEW_WORDS

    def _confirmed(self, who: Enrolled) -> Outcome | None:
        case, kind = self.case, self.case.understood.kind
        if self._reader.declines(case.message, kind):
            return self.end()
        if not (self._reader.agrees(case.message, kind) or self._types_code(who)):
            return case.ended(Target.REVIEW, _UNCLEAR) if kind is MailKind.OTHER else None
        subscribers.confirm(case.connection, CHANNEL, who.address, case.now)
        self._say_standing(is_new=True)
        return replace(case.ended(Target.DONE), kind=str(MailKind.SUBSCRIBE))

    def _chosen(self) -> Outcome | None:
        """What somebody chose of what we offered; the answer shows that the address is the sender's, too."""
        wish = self._wish(answers=True)
        if wish.scopes:
            self._join(wish.scopes, Stage.ACTIVE)
        elif wish.suggestions:
            self._ask_which(wish)
        else:
            return None
        return replace(self.case.ended(Target.DONE), kind=str(MailKind.SUBSCRIBE))

    def _join(self, scopes: Sequence[Scope], stage: Stage) -> None:
        case, who = self.case, self._who
        old = {scope for scope, _ in who.scopes} if who else set()
        new = [] if EVERYTHING in old else [scope for scope in scopes if scope not in old]
        keeping.subscribe(case.connection, CHANNEL, case.sender, new, case.now, stage, language=case.language)
        if stage is Stage.ACTIVE:
            subscribers.confirm(case.connection, CHANNEL, case.sender, case.now)
        self._say_standing(is_new=bool(new))

    def _ask_which(self, wish: Wanted) -> Outcome:
        writer = self._writer(self.case.language)
        said = writer.which([writer.scope_name(scope) for scope in wish.suggestions])
        self._say(said, self.case.language, Purpose.WHICH)
        return self.case.ended(Target.DONE)

    # -- what is at hand -----------------------------------------------------------------------------------------------

    @property
    def _who(self) -> Enrolled | None:
        return subscribers.find(self.case.connection, CHANNEL, self.case.sender)

    @property
    def _reader(self) -> WishReader:
        knowledge = self.case.desk.knowledge
        requests = request_words(knowledge.reminders(language) for language in LANGUAGES)
        return WishReader(words=mail_words(), library=knowledge.library, requests=requests)

    def _wish(self, *, answers: bool = False) -> Wanted:
        return self._reader.wish(self.case.message, self.case.language, self.case.now, answers=answers)

    def _writer(self, language: str) -> NoticeWriter:
        return self.case.desk.greeter.writer(language, self.case.now)

    # -- replies -------------------------------------------------------------------------------------------------------

    def _say_standing(self, *, is_new: bool) -> None:
        """Tell the sender what holds now, or ask to confirm it."""
        who, case = self._who, self.case
        if who is None:
            return
        greeter, mailbox = case.desk.greeter, case.desk.box.address
        if who.stage is Stage.PENDING:
            self._say(greeter.request(who, mailbox, case.now), who.language, Purpose.CONFIRM)
        else:
            self._say(greeter.welcome(who, mailbox, case.now, is_new=is_new), who.language)

    def _say(self, said: Parts, language: str, purpose: Purpose = Purpose.ANSWER) -> None:
        """Reply to the sender's own address, since that is the one that is reminded."""
        case, answered = self.case, self.case.answered
        occasion = Occasion(
            message=replace(case.message, reply_to=()),
            thread=answered.thread if answered else threads.REMINDERS,
            language=language,
            parts=(said,),
            purpose=purpose,
            subject=said.subject,
        )
        case.send(occasion)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).upper())
