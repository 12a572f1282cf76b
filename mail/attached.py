"""The texts of a message's attachments: documents, and messages within the message."""

from collections.abc import Iterator

from mail.body import Budget, read_body
from mail.documents import read_document
from mail.headers import decode_header
from mail.message import Attachment, Source
from mail.mime import Part
from mail.quoted import QuotingWords, split_lines

MOST_ATTACHMENTS = 50
_MOST_BYTES = 10_000_000

_SILENT_TYPES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
        "message/global-headers",
    }
)
"""Signatures and reports: nothing that a sender would say with a file."""

_PROBLEMS = {
    "application/pkcs7-mime": "the content is wrapped in S/MIME and is not read",
    "application/x-pkcs7-mime": "the content is wrapped in S/MIME and is not read",
    "application/pgp-encrypted": "the content is encrypted",
    "application/ms-tnef": "the content is wrapped in Outlook's own format (winmail.dat) and is not read",
    "application/vnd.ms-tnef": "the content is wrapped in Outlook's own format (winmail.dat) and is not read",
}


def _problem(part: Part, name: str) -> str | None:
    if name.lower() == "winmail.dat":
        return _PROBLEMS["application/ms-tnef"]
    if part.type.startswith(("image/", "audio/", "video/")):
        return f"the file is of type {part.type:.60}, which has no text to read"
    if part.encoded_size() > _MOST_BYTES * 3 // 2:
        return "the file is too large"
    return _PROBLEMS.get(part.type)


def _is_decoration(part: Part) -> bool:
    """Whether it is a picture that belongs to the HTML: a logo."""
    return part.type.startswith("image/") and (
        part.kind.disposition == "inline" or bool(part.headers.first("content-id")) or not part.kind.file_name()
    )


class _Reader:
    def __init__(self, budget: Budget, hints: tuple[str, ...], words: QuotingWords) -> None:
        self.budget = budget
        self.hints = hints
        self.words = words

    def read(self, parts: tuple[Part, ...]) -> Iterator[Attachment]:
        """The attachments, those of messages within the message after it."""
        for part in parts:
            if part.type in _SILENT_TYPES or _is_decoration(part):
                continue
            if part.type in {"message/rfc822", "message/global"} and part.children:
                yield from self._message(part.children[0], part.kind.file_name())
                continue
            name = part.kind.file_name()
            problem = _problem(part, name)
            if problem:
                self.budget.warn(f"attachment {name or part.type!r}: {problem}")
                yield Attachment(name=name, source=Source.OTHER, text="", problem=problem)
                continue
            found = read_document(name, part.type, part.content(), part.kind.parameter("charset"))
            if found.problem:
                self.budget.warn(f"attachment {name or part.type!r}: {found.problem}")
            yield Attachment(
                name=found.name, source=found.source, text=self.budget.take(found.text), problem=found.problem
            )

    def _message(self, part: Part, name: str) -> Iterator[Attachment]:
        header = {key: decode_header(part.headers.first(key), self.hints) for key in ("from", "date", "subject")}
        lines = [f"{key.capitalize()}: {value}" for key, value in header.items() if value]
        body = read_body(part, self.budget, self.hints)
        split = split_lines(body.lines, self.words, header["subject"])
        text = "\n".join(lines) + "\n\n" + "\n\n".join(filter(None, (split.own, split.forwarded)))
        yield Attachment(name=name or header["subject"][:200], source=Source.MESSAGE, text=text.strip())
        yield from self.read(body.attached)


def read_attachments(
    parts: tuple[Part, ...], budget: Budget, hints: tuple[str, ...], words: QuotingWords
) -> tuple[Attachment, ...]:
    """The texts of attached parts.

    Args:
        parts: from `read_body`.
        budget: bounds what is read; takes warnings.
        hints: charsets that the message names elsewhere.
        words: of the mail programs.
    """
    found: list[Attachment] = []
    for attachment in _Reader(budget, hints, words).read(parts):
        if len(found) >= MOST_ATTACHMENTS:
            budget.warn(f"only the first {MOST_ATTACHMENTS} attachments are read")
            break
        found.append(attachment)
    return tuple(found)
