"""What a mail about reminders wishes: of what, and whether it agrees to what we asked.

Pure. That it is about reminders at all is `inbox`'s affair, and what words name is `subscribing`'s: here they are cut
out of a mail, so that neither greetings nor the words of asking are taken for names.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from handlers.inbox import MailKind
from handlers.request_words import RequestWords
from handlers.subscribing import Wanted, wanted
from handlers.subscription import Scope, ScopeKind
from knowledge.library import Library
from knowledge.text import fold
from knowledge.understanding.entities import find_entities
from mail.message import Message
from mail.nomination.scan import Scan
from mail.nomination.text import clean
from mail.nomination.words import MailWords
from mail.nomination.zones import split_signature
from mail.thread import has_prefix

_LONGEST = 4_000
_MOST_SENTENCES = 40
_ENDS = re.compile(r"(?<=[.!?؟。！？；])\s+|(?<=[。！？；])|\n+")
_CLAUSES = re.compile(r"[,;،，、；]|" + _ENDS.pattern)
_LISTS = ("subscribe", "unsubscribe")
_MAY_AGREE = frozenset({MailKind.SUBSCRIBE, MailKind.OTHER, MailKind.QUESTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class WishReader:
    """Reads what mails wish, by the words of mails and those of requests for reminders."""

    words: MailWords
    library: Library
    requests: RequestWords

    def wish(self, message: Message, language: str, now: datetime, *, answers: bool = False) -> Wanted:
        """What a mail names; nothing where it merely wants to be on or off the list.

        Args:
            message: a person's; what it quotes says nothing.
            language: of the mail, one of the six codes.
            now: the moment.
            answers: whether it answers our question of what is wanted, so that a bare name is one.
        """
        texts = [text for text in self._texts(message) if not self.requests.excludes(_without(self._scan(text)))]
        letters = [scope for text in texts for scope in self._letters(text)]
        found = [self._named(text, language, now) for text in self._asking(message, answers=answers)]
        scopes = dict.fromkeys([*letters, *(scope for one in found for scope in one.scopes)])
        if scopes:
            return Wanted(scopes=tuple(scopes))
        return Wanted(suggestions=tuple(dict.fromkeys(scope for one in found for scope in one.suggestions)))

    def asks(self, message: Message) -> bool:
        """Whether a mail asks for reminders in words of its own, and does not only say yes."""
        return any(self._scan(text).has("subscribe") for text in self._texts(message))

    def agrees(self, message: Message, kind: MailKind) -> bool:
        """Whether an answer to our request to confirm does so: it is empty, says yes, or asks for reminders again.

        Whatever else it says may be a complaint, or come from a program that does not own to be one.
        """
        if kind not in _MAY_AGREE:
            return False
        said = list(self._said(message))
        return not said or self.asks(message) or any(map(self._affirms, said))

    def declines(self, message: Message, kind: MailKind) -> bool:
        """Whether an answer to our request to confirm says that nothing was asked for, or is wanted."""
        if kind in {MailKind.UNSUBSCRIBE, MailKind.WITHDRAWAL}:
            return True
        hits = self._scan(message.own[:_LONGEST]).hits("deny")
        return any(hit.start == 0 or hit.end - hit.start > 1 for hit in hits)

    def _said(self, message: Message) -> Iterator[Scan]:
        """What a person says by himself, clause by clause, without greeting and signature."""
        body = split_signature(clean(message.own[:_LONGEST]), self.words, message.sender.name).body
        clauses = (clause.strip() for clause in _CLAUSES.split("\n".join(body)))
        scans = (self._scan(clause) for clause in clauses)
        yield from (scan for scan in scans if scan.tokens and not any(h.start == 0 for h in scan.hits("greetings")))

    @staticmethod
    def _affirms(scan: Scan) -> bool:
        """Whether a clause begins with a yes, or holds one of several words; in Chinese one character may be any."""
        for hit in scan.hits("affirm"):
            is_word = hit.end == len(scan.tokens) or bool(scan.gap(hit.end - 1))
            if hit.end - hit.start > 1 or (hit.start == 0 and is_word):
                return True
        return False

    # -- the words of a mail -------------------------------------------------------------------------------------------

    def _texts(self, message: Message) -> Iterator[str]:
        """The subject, where it is the sender's own, and the sentences."""
        if not (has_prefix(message.subject) or message.in_reply_to):
            yield message.subject
        sentences = (part.strip() for part in _ENDS.split(message.own[:_LONGEST]))
        yield from list(filter(None, sentences))[:_MOST_SENTENCES]

    def _asking(self, message: Message, *, answers: bool) -> Iterator[str]:
        """What is asked for, without the words of asking; the subject is too short to have such."""
        own = not (has_prefix(message.subject) or message.in_reply_to)
        for number, text in enumerate(self._texts(message)):
            scan = self._scan(text)
            if answers or scan.has(*_LISTS) or (own and number == 0):
                rest = _without(scan)
                if rest.strip():
                    yield rest

    def _named(self, text: str, language: str, now: datetime) -> Wanted:
        return wanted(text, self.library, language, now, self.requests)

    def _letters(self, text: str) -> Iterator[Scope]:
        """The letters whose reference stands in a text, whatever else does."""
        entities, _ = find_entities(fold(text), self.library.references)
        yield from (Scope(kind=ScopeKind.LETTER, name=reference) for reference in entities.letters)

    def _scan(self, text: str) -> Scan:
        return Scan(clean(text), self.words)


def _without(scan: Scan) -> str:
    """A text without the words that ask to be put on or off a list; what stands within a longer phrase stays."""
    hits = [hit for name in _LISTS for hit in scan.hits(name)]
    covered = {place for hit in hits for place in (hit.start, hit.end - 1)}
    kept, at = [], 0
    for number, token in enumerate(scan.tokens):
        if number in covered:
            kept.append(scan.text[at : token.start])
            at = token.end
    return " ".join([*kept, scan.text[at:]])
