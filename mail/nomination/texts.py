"""The texts of one message, each read once: the sender's own, what is passed on, the attached documents."""

import re
from dataclasses import dataclass

from mail.message import Message, Source
from mail.nomination.collect import Found
from mail.nomination.details import find_emails
from mail.nomination.labelled import read_labels
from mail.nomination.scan import Scan
from mail.nomination.signature import Signature, read_signature
from mail.nomination.text import clean, squeeze
from mail.nomination.walk import Walker
from mail.nomination.words import MailWords
from mail.nomination.zones import split_signature

_LONGEST_TEXT = 20_000
_HEAD_LINES = 6
_HEAD = 2_000
_UNREAD = frozenset({Source.CALENDAR})
_REPLY = re.compile(r"^\s*(?:re|rv|rép|réf|ответ|отв|رد|回复|答复|aw|sv)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """One text: its lines before the closing words, what they hold, and who signs."""

    body: str
    found: Found
    signature: Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """All texts of a message.

    `passed_on` is a forwarded message that counts as the sender's own. `author_name` and `author_address` are those of
    whoever says "I": the sender, or the author of what is passed on, whose text `author` is.
    """

    message: Message
    words: MailWords
    subject: str
    own: ReadText
    passed_on: ReadText | None
    documents: tuple[ReadText, ...]
    author: ReadText
    author_name: str
    author_address: str

    @property
    def spoken(self) -> tuple[ReadText, ...]:
        """The sender's own text, and what is passed on as such."""
        return (self.own, self.passed_on) if self.passed_on else (self.own,)

    @property
    def every(self) -> tuple[ReadText, ...]:
        """These and the documents."""
        return (*self.spoken, *self.documents)

    @property
    def is_reply(self) -> bool:
        """Whether the subject is that of an earlier message."""
        answers = self.message.in_reply_to or self.message.references or self.message.quoted
        return bool(answers) and bool(_REPLY.match(self.subject))

    def sentences(self) -> list[str]:
        """The sentences of all that is spoken."""
        return [sentence for read in self.spoken for sentence in read.found.sentences]

    def says(self, *names: str) -> bool:
        """Whether a phrase of these lists stands in what is spoken."""
        return any(Scan(sentence, self.words).has(*names) for sentence in self.sentences())


def _read(text: str, words: MailWords, sender: str = "") -> ReadText:
    zones = split_signature(clean(text[:_LONGEST_TEXT]), words, sender)
    found = Walker(words).walk(zones.body)
    return ReadText(body="\n".join(zones.body), found=found, signature=read_signature(zones.signature, words))


def _author_of(forwarded: str, words: MailWords) -> tuple[str, str] | None:
    """Name and address of whoever wrote a forwarded message, as its first lines give them."""
    head = forwarded.partition("\n\n")[0].split("\n")
    for line in head[:_HEAD_LINES]:
        found = find_emails(line)
        kinds = [kind for kind, _ in read_labels(line, words)]
        if found and kinds[:1] == ["contact"]:
            return squeeze(re.sub(r"[<(\[].*$", "", line.partition(":")[2])), found[0].value
    return None


def read_texts(message: Message, words: MailWords) -> Texts:
    """Read all texts of a message; a forwarded one counts where the sender's own words put nobody forward."""
    sender = clean(message.sender.name)
    own = _read(message.own, words, sender)
    named = any(record.has_name() and not record.weak for record in own.found.records)
    passed_on = _read(message.forwarded, words) if message.forwarded.strip() and not named else None
    speaks_itself = any(Scan(sentence, words).has("self", "accepts") for sentence in own.found.sentences)
    author = _author_of(clean(message.forwarded[:_HEAD]), words) if passed_on and not speaks_itself else None
    name, address = author or (sender, message.sender.address)
    documents = (part.text for part in message.attachments if part.source not in _UNREAD and part.text.strip())
    return Texts(
        message=message,
        words=words,
        subject=clean(message.subject),
        own=own,
        passed_on=passed_on,
        documents=tuple(_read(text, words) for text in documents),
        author=passed_on if author and passed_on else own,
        author_name=name,
        author_address=address,
    )
