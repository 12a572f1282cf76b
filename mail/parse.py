"""Any bytes to a `Message`. Whatever is broken ends in the best reading and a warning, never in an exception."""

import re
from collections.abc import Mapping

from mail.addresses import read_mailboxes
from mail.attached import read_attachments
from mail.body import Budget, read_body
from mail.bounces import read_report
from mail.charsets import scrub
from mail.dates import read_date
from mail.headers import Headers, charset_hints, decode_header
from mail.message import Mailbox, Message
from mail.mime import read_parts
from mail.quoted import QuotingWords, split_lines

MOST_CHARACTERS = 2_000_000
"""Of all texts of one message together; what is longer is cut, with a warning."""
_MOST_HEADER_CHARACTERS = 500_000
_MOST_IDS = 1_000
_ID = re.compile(r"<[^<>\s]{1,1000}>")


def _all(headers: Headers, name: str, hints: tuple[str, ...]) -> tuple[Mailbox, ...]:
    found = [box for value in headers.raw.get(name, ()) for box in read_mailboxes(value, hints)]
    return tuple(dict.fromkeys(found))


def _decoded(headers: Headers, hints: tuple[str, ...], warnings: dict[str, None]) -> Mapping[str, tuple[str, ...]]:
    room = _MOST_HEADER_CHARACTERS
    found: dict[str, tuple[str, ...]] = {}
    for name, values in headers.raw.items():
        texts = []
        for value in values:
            if room <= 0:
                warnings["the headers are cut"] = None
                break
            texts.append(decode_header(value, hints)[:room])
            room -= len(texts[-1]) + 1
        if texts:
            found[name] = tuple(texts)
    return found


def _ids(headers: Headers, name: str) -> tuple[str, ...]:
    text = scrub(" ".join(value.decode("utf-8", "replace") for value in headers.raw.get(name, ())))
    return tuple(dict.fromkeys(_ID.findall(text)))[:_MOST_IDS]


def _message_id(headers: Headers) -> str | None:
    found = _ids(headers, "message-id")
    if found:
        return found[0]
    bare = scrub(headers.first("message-id").decode("utf-8", "replace")).strip()
    return bare[:1_000] or None


def _sender(
    headers: Headers, senders: tuple[Mailbox, ...], hints: tuple[str, ...], warnings: dict[str, None]
) -> Mailbox:
    """Who wrote it: From, or where that names no address, Sender or Return-Path."""
    if len(headers.raw.get("from", ())) > 1:
        warnings["there are several From headers"] = None
    addressed = [box for box in senders if box.address]
    if addressed:
        return addressed[0]
    warnings["From names no address"] = None
    for name in ("sender", "return-path", "reply-to"):
        fallback = next((box for box in _all(headers, name, hints) if box.address), None)
        if fallback:
            warnings[f"the sender is taken from {name}"] = None
            named = next((box.name for box in senders if box.name), fallback.name)
            return Mailbox(name=named, address=fallback.address)
    return next(iter(senders), Mailbox())


def parse_message(raw: bytes, words: QuotingWords) -> Message:
    """Read a message.

    Args:
        raw: the bytes, whatever they are.
        words: what mail programs write around quoted and forwarded messages.
    """
    top, broken = read_parts(raw)
    headers, budget = (
        top.headers,
        Budget(characters=MOST_CHARACTERS, work=2 * MOST_CHARACTERS, warnings=dict.fromkeys(broken)),
    )
    hints = tuple(dict.fromkeys(hint for part in top.walk() for hint in charset_hints(part.headers)))[:20]
    senders = _all(headers, "from", hints)
    decoded = _decoded(headers, hints, budget.warnings)
    subject = " ".join(next(iter(decoded.get("subject", ())), "").split())
    sent_at, date_warning = read_date(next(iter(decoded.get("date", ())), ""))
    budget.warn(date_warning)
    sender = _sender(headers, senders, hints, budget.warnings)
    body = read_body(top, budget, hints)
    split = split_lines(body.lines, words, subject)
    attachments = read_attachments(body.attached, budget, hints, words)
    report, returned_id = read_report(top, "\n".join(line.text for line in body.lines))
    return Message(
        headers=decoded,
        sender=sender,
        senders=senders,
        reply_to=_all(headers, "reply-to", hints),
        to=_all(headers, "to", hints),
        cc=_all(headers, "cc", hints),
        subject=subject,
        sent_at=sent_at,
        message_id=_message_id(headers),
        in_reply_to=_ids(headers, "in-reply-to"),
        references=_ids(headers, "references"),
        own=split.own,
        quoted=split.quoted,
        forwarded=split.forwarded,
        attachments=attachments,
        content_type=top.type,
        report=report,
        returned_message_id=returned_id,
        warnings=tuple(budget.warnings),
    )
