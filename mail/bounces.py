"""Delivery reports: which addresses of a returned message failed for good or for now, and which message it was.

Reads :rfc:`3464` reports, and the texts of those mail servers that write none. That a message is a bounce at all is
told by `automatic`.
"""

import re
from collections.abc import Iterator

from mail.addresses import read_mailboxes
from mail.headers import Headers, decode_header, read_headers
from mail.message import Failure
from mail.mime import Part

MOST_FAILURES = 200
_LONGEST_REPORT = 200_000
_LONGEST_TEXT = 20_000

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-])")
_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{1,1000}>)", re.IGNORECASE | re.MULTILINE)
_LISTED = re.compile(
    r"^\s*(?:To: |\* )?[<\"']?([^\s<>\"':;,()]{1,64}@[^\s<>\"':;,()]{1,255})[>\"']?[:.]?(?=\s|$)", re.MULTILINE
)
_BEGINNING = re.compile(
    r"qmail-send program|created automatically by mail delivery software|did not reach (?:some|the|one or more)"
    r"|could not be delivered|couldn't be delivered|wasn't delivered|delivery (?:to|has failed)|undeliverable",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^-{3,}.{0,20}(?:copy of the|original message|returned message|below this line).*$", re.IGNORECASE | re.MULTILINE
)
_PASSING = re.compile(r"5\.(?:2\.2|7\.\d+)")
"""What passes, whatever the class says (:rfc:`3463`): a mailbox that is full (x.2.2), a policy (x.7.x)."""


def is_final(action: str, status: str) -> bool:
    """Whether an address will never work: class 5, but for a full mailbox and for somebody's policy."""
    if action == "delayed":
        return False
    return status.startswith("5") and not _PASSING.fullmatch(status)


def _recipient(headers: Headers) -> str:
    for name in ("final-recipient", "original-recipient"):
        value = headers.first(name)
        found = read_mailboxes(value.partition(b";")[2] or value)
        if found and found[0].address:
            return found[0].address
    return ""


def _failures(report: bytes) -> Iterator[Failure]:
    """The recipients of a report that were not reached."""
    for block in re.split(rb"\r?\n[ \t]*\r?\n", report[:_LONGEST_REPORT].strip()):
        headers = read_headers(block)
        address = _recipient(headers)
        action = decode_header(headers.first("action")).lower()
        if not address or action in {"delivered", "relayed", "expanded"}:
            continue
        text = decode_header(headers.first("status")) + " " + decode_header(headers.first("diagnostic-code"))
        status = next(iter(_STATUS.findall(text)), "")
        yield Failure(address=address, is_final=is_final(action, status), status=status)


def _status_of(text: str) -> str:
    found = _STATUS.search(text)
    if found:
        return found[1]
    reply = _REPLY.search(text)
    return f"{reply[1][0]}.0.0" if reply else ""


def _told_failures(text: str) -> Iterator[Failure]:
    """The addresses that a text without a report lists, each with what is said below it."""
    told = _COPY.split(text[:_LONGEST_TEXT])[0]
    places = [(match.start(), match[1].rstrip(".").lower()) for match in _LISTED.finditer(told)]
    for index, (start, address) in enumerate(places):
        end = places[index + 1][0] if index + 1 < len(places) else len(told)
        status = _status_of(told[start + len(address) : end])
        if status:
            yield Failure(address=address, is_final=is_final("failed", status), status=status)


def _returned(top: Part, text: str) -> str | None:
    """The Message-ID of the message that came back."""
    for part in top.walk():
        if part.type in {"message/rfc822", "message/global"} and part.children:
            found = _ID.search(b"message-id:" + part.children[0].headers.first("message-id"))
        elif part.type in {"text/rfc822-headers", "message/global-headers"}:
            found = _ID.search(part.content(_LONGEST_REPORT)[:_LONGEST_REPORT])
        elif part.type in {"message/disposition-notification", "message/delivery-status"}:
            value = read_headers(part.content(_LONGEST_REPORT)[:_LONGEST_REPORT]).first("original-message-id")
            found = _ID.search(b"message-id:" + value)
        else:
            continue
        if found:
            return found[1].decode("utf-8", "replace")
    found = _ID.search(text[: _LONGEST_TEXT * 5].encode("utf-8", "replace"))
    return found[1].decode("utf-8", "replace") if found and _BEGINNING.search(text[:_LONGEST_TEXT]) else None


def read_report(top: Part, text: str) -> tuple[tuple[Failure, ...], str | None]:
    """The failures that a message reports, and the Message-ID of the one that came back.

    Args:
        top: the outermost part.
        text: all of the message's own text, quotations included.
    """
    reports = [p for p in top.walk() if p.type in {"message/delivery-status", "message/global-delivery-status"}]
    found = [failure for part in reports for failure in _failures(part.content(_LONGEST_REPORT))]
    if not reports:
        failed = [box.address for v in top.headers.raw.get("x-failed-recipients", ()) for box in read_mailboxes(v)]
        told = (
            {failure.address: failure for failure in _told_failures(text)}
            if _BEGINNING.search(text[:_LONGEST_TEXT])
            else {}
        )
        status = _status_of(text[:_LONGEST_TEXT])
        found = [
            told.get(address) or Failure(address=address, is_final=is_final("failed", status), status=status)
            for address in failed
            if address
        ] or list(told.values())
    returned = (
        _returned(top, text)
        if found or top.type == "multipart/report" or _BEGINNING.search(text[:_LONGEST_TEXT])
        else None
    )
    return tuple(dict.fromkeys(found))[:MOST_FAILURES], returned
