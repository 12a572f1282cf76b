"""How a reply is tied to what it answers: ids of messages, the chain of references, the subject. No message is made."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from mail.message import Message

LONGEST_ID = 320
LONGEST_CHAIN = 998 - len("References: ")
"""Characters of the unfolded field (:rfc:`5537`, section 3.4.4); the first id and the last two always fit."""
LONGEST_SUBJECT = 300
_MOST_IDS = 200

_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*")
_PREFIX = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|ynt|ré|r[eé]p|resp?|odp|отв|ответ|на|回[复覆應]|答[复覆]|رد\u0651?|رد على|الرد"
    r"|rv|reenv|fwd?|tr|wg|enc|пер|пересл|转发|转寄|轉寄|轉發|[إا]عادة توجيه|تحويل)"
    r"\s{0,3}(?:\[\d{1,3}\]|\(\d{1,3}\))?\s{0,3}[:：]",
    re.IGNORECASE,
)
"""What programs put before the subject of a reply or a forwarded message. "Ref:" is none: it stands in letters."""


def is_message_id(text: str) -> bool:
    """Whether a text is an id of a message that may stand in a header (:rfc:`5322`, section 3.6.4): ASCII, bounded."""
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


def stable_id(key: str, domain: str) -> str:
    """The Message-ID of what bears a key: always the same, so that a second copy is known as one.

    Args:
        key: of the message, unique to it.
        domain: of our address; an internationalised one is written in ASCII.

    Raises:
        ValueError: it is no domain.
    """
    ascii_domain = domain.encode("idna").decode("ascii").lower() if domain else ""
    if not _DOMAIN.fullmatch(ascii_domain):
        raise ValueError(f"no domain: {domain!r}")
    return f"<plazo.{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{ascii_domain}>"


def references_of(parent: Message) -> tuple[str, ...]:
    """What the References of a reply begin with: the parent's own, else its only In-Reply-To (:rfc:`5322`, 3.6.4)."""
    if parent.references or len(parent.in_reply_to) != 1:
        return parent.references
    return parent.in_reply_to


def chain(references: Iterable[str], parent: str | None) -> tuple[str, ...]:
    """The ids for a reply's References, the parent's own last; what is no id is left out.

    A chain that is too long loses ids from its middle, since programs look at the first and the last.

    Args:
        references: the earlier messages, the oldest first.
        parent: the id of the message that is answered, None where it has none.
    """
    earlier = [one for one in dict.fromkeys(references) if is_message_id(one) and one != parent]
    ids = [*earlier, parent] if parent and is_message_id(parent) else earlier
    ids = [*ids[:1], *ids[1:][-_MOST_IDS:]]
    while len(" ".join(ids)) > LONGEST_CHAIN:
        del ids[1]
    return tuple(ids)


def has_prefix(subject: str) -> bool:
    """Whether a program put something before a subject: it is that of an earlier message."""
    return _PREFIX.match(subject) is not None


def reply_subject(subject: str, otherwise: str) -> str:
    """The subject of a reply: one "Re: ", whatever stood there in which language and how often.

    Args:
        subject: of the message that is answered.
        otherwise: the subject where that message has none.
    """
    rest = unicodedata.normalize("NFC", subject[: 4 * LONGEST_SUBJECT])
    while found := _PREFIX.match(rest):
        rest = rest[found.end() :]
    rest = rest.strip()
    if not rest:
        return otherwise
    return f"Re: {rest if len(rest) <= LONGEST_SUBJECT else rest[:LONGEST_SUBJECT].rstrip() + '…'}"
