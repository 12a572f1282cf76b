"""Whether a message comes from a robot, and whether its sender is to be left without an acknowledgement.

What a person's message wants is `nomination`'s affair. A robot's message may still say something that a clerk wants to
know; it is never answered.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from mail.message import Message, Source
from mail.quoted import fold

OWN_HEADER = "x-plazo"
"""Stands in every message that Plazo sends: one that comes back through a rule of forwarding is known by it."""
_FIRST_LINES = 6
_LONGEST_OPENING = 600
_BULK = frozenset({"bulk", "list", "junk"})
_AUTO_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponse", "x-mail-autoreply")
_METHOD = re.compile(r"^METHOD:(REPLY|COUNTER|DECLINECOUNTER)\s*$", re.IGNORECASE | re.MULTILINE)
_DAEMON = re.compile(
    r"^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mailerdaemon|bounces?|mdaemon)\b", re.IGNORECASE
)
_NO_REPLY = re.compile(
    r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|not?[-_.]?responder|ne[-_.]?pas[-_.]?repondre|noreply)\b", re.IGNORECASE
)


class RobotKind(StrEnum):
    """What kind of robot wrote."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    LIST_OR_BULK = "list_or_bulk"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A robot's message, and how one can tell."""

    kind: RobotKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotWords:
    """What robots write where no header gives them away, folded by `fold`.

    `away_subjects` begin the subject of an automatic reply; `away_openings` stand in its first lines, where the message
    answers another, or thanks for it as in `thanks`. `bounce_subjects` begin the subject of a returned message;
    `receipt_subjects` that of a receipt.
    """

    away_subjects: tuple[str, ...]
    away_openings: tuple[str, ...]
    thanks: tuple[str, ...]
    bounce_subjects: tuple[str, ...]
    receipt_subjects: tuple[str, ...]


def _bare(value: str) -> str:
    """A header's first word, without its parameters and comments."""
    return re.split(r"[;(\s]", value.strip().lower(), maxsplit=1)[0]


def _report_type(message: Message) -> str:
    match = re.search(r"report-type\s*=\s*\"?([\w-]+)", message.header("content-type")[:1_000], re.IGNORECASE)
    return match[1].lower() if match else ""


def _own(message: Message, own_addresses: frozenset[str]) -> str | None:
    if OWN_HEADER in message.headers:
        return "it bears our own header X-Plazo"
    if message.sender.address and message.sender.address in own_addresses:
        return "it comes from our own address"
    return None


def _bounce(message: Message, words: RobotWords) -> str | None:
    """:rfc:`3464`, and servers that keep to no standard."""
    if (
        message.content_type == "multipart/report"
        and _report_type(message) in {"", "delivery-status"}
        and (message.report or _report_type(message))
    ):
        return "it is a delivery report"
    if message.header("x-failed-recipients"):
        return "it bears X-Failed-Recipients"
    is_daemon = bool(_DAEMON.match(message.sender.address))
    is_null = message.header("return-path").strip() == "<>"
    told = bool(message.report) or fold(message.subject).startswith(words.bounce_subjects)
    if (is_daemon or is_null) and told:
        return "a mail server returns a message"
    return None


def _auto_reply(message: Message, words: RobotWords) -> str | None:
    submitted = _bare(message.header("auto-submitted"))
    if submitted and submitted != "no":
        return f"it is Auto-Submitted: {submitted:.40} (RFC 3834)"
    if message.content_type == "multipart/report" and _report_type(message) == "disposition-notification":
        return "it is a receipt (RFC 8098)"
    for name in _AUTO_HEADERS:
        if message.header(name) and _bare(message.header(name)) not in {"no", "false"}:
            return f"it bears {name.title()}"
    if _bare(message.header("precedence")) in {"auto_reply", "auto-reply", "autoreply"}:
        return "its Precedence is auto_reply"
    if any(part.source is Source.CALENDAR and _METHOD.search(part.text[:5_000]) for part in message.attachments):
        return "a calendar accepts or declines (RFC 5546)"
    return _away(message, words)


def _away(message: Message, words: RobotWords) -> str | None:
    """An automatic reply by its words alone."""
    subject = fold(message.subject)
    if subject.startswith(words.receipt_subjects):
        return "its subject is that of a receipt"
    if subject.startswith(words.away_subjects):
        return "its subject is that of an automatic reply"
    lines = [line for line in message.own[: _LONGEST_OPENING * 3].split("\n") if line.strip()][:_FIRST_LINES]
    opening = fold(" ".join(lines)[:_LONGEST_OPENING])
    answers = bool(message.in_reply_to or message.references) or ":" in subject or "：" in subject
    answers = answers or any(phrase in opening for phrase in words.thanks)
    if answers and any(phrase in opening for phrase in words.away_openings):
        return "its first lines say that nobody is there"
    return None


def _bulk(message: Message) -> str | None:
    precedence = _bare(message.header("precedence"))
    if message.header("list-id"):
        return "it comes through a list (RFC 2919)"
    if precedence in _BULK:
        return f"its Precedence is {precedence}"
    if message.header("list-unsubscribe") and (
        message.header("feedback-id") or message.header("list-unsubscribe-post")
    ):
        return "it is sent in bulk: List-Unsubscribe with Feedback-ID or one-click (RFC 8058)"
    return None


def classify(message: Message, own_addresses: frozenset[str], words: RobotWords) -> Robot | None:
    """What kind of robot wrote a message; None for a person.

    An automatic reply that names a substitute is an automatic reply all the same. An empty Return-Path alone proves
    nothing, nor does X-Auto-Response-Suppress.

    Args:
        message: to be judged.
        own_addresses: those that we send from, in lower case.
        words: of robots that bear no header.
    """
    findings = (
        (RobotKind.OWN, _own(message, own_addresses)),
        (RobotKind.BOUNCE, _bounce(message, words)),
        (RobotKind.AUTO_REPLY, _auto_reply(message, words)),
        (RobotKind.LIST_OR_BULK, _bulk(message)),
    )
    return next((Robot(kind=kind, reason=reason) for kind, reason in findings if reason), None)


def suppress_reply(message: Message) -> str | None:
    """Why the sender of a message is not to get an acknowledgement; None where it may.

    This says nothing of whether a person wrote: a ministry's scanner may send from a no-reply address.
    """
    suppressed = {_bare(word) for word in message.header("x-auto-response-suppress").split(",")}
    if suppressed & {"all", "autoreply", "oof"}:
        return "the sender asks for no automatic answer (X-Auto-Response-Suppress)"
    answer_to = next((box.address for box in message.reply_to if box.address), message.sender.address)
    if "@" not in answer_to:
        return "there is no address to answer to"
    if _DAEMON.match(answer_to):
        return "the address is a mail server's"
    if _NO_REPLY.match(answer_to):
        return "the address takes no replies"
    return None
