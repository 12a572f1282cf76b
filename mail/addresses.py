"""Mailboxes in header fields (:rfc:`5322`, section 3.4), and in what other programs take for them."""

import re

from mail.headers import decode_words, unfold
from mail.message import Mailbox

MOST_MAILBOXES = 1_000
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"?|<([^<>]*)>?|([,;:])|([()])|(\\.?)|([^"<,;:()\\]+)|(>)', re.DOTALL)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_ROUTE = re.compile(r"^(?:@[^:]*:|mailto:)", re.IGNORECASE)


class _Reader:
    """Collects the pieces of one mailbox after the other."""

    def __init__(self, hints: tuple[str, ...]) -> None:
        self.hints = hints
        self.found: list[Mailbox] = []
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None
        self.pending: list[str] = []

    def end(self, separator: str) -> None:
        """A mailbox is over."""
        name = _tidy("".join(self.words), self.hints)
        comment = _tidy(" ".join(self.comments), self.hints)
        if self.angle is None:
            match = _ADDRESS.search("".join(self.words))
            address = match[0] if match else ""
            name = comment if address else name
        else:
            address = _ROUTE.sub("", re.sub(r"\s", "", self.angle))
            name = name or comment
        if address or self.angle is not None:
            whole = ", ".join([*self.pending, name] if name else self.pending)
            self.found.append(Mailbox(name=whole, address=address.lower()[:320]))
            self.pending = []
        elif name and separator == ",":
            self.pending = [*self.pending, name][-3:]  # "Surname, Given <address>" without quotation marks
        self.words, self.comments, self.angle = [], [], None


def _tidy(text: str, hints: tuple[str, ...]) -> str:
    plain = " ".join(decode_words(text, hints).split())
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
        plain = plain[1:-1].strip()
    return plain[:300]


def _read(text: str, hints: tuple[str, ...]) -> list[Mailbox]:
    reader = _Reader(hints)
    depth = 0
    for match in _TOKEN.finditer(text):
        quoted, angle, separator, bracket, escaped, plain, _ = match.groups()
        if bracket:
            depth = depth + 1 if bracket == "(" else max(0, depth - 1)
        elif depth:
            reader.comments.append(match[0])
        elif quoted is not None:
            reader.words.append(re.sub(r"\\(.)", r"\1", quoted) if '"' in match[0] else "")
        elif angle is not None and reader.angle is None:
            reader.angle = angle
        elif separator == ":":
            reader.words, reader.comments, reader.pending = [], [], []  # the name of a group
        elif separator:
            reader.end(separator)
            if len(reader.found) >= MOST_MAILBOXES:
                return reader.found
        else:
            reader.words.append(plain or escaped or "")
    reader.end("")
    return reader.found


def read_mailboxes(value: bytes, hints: tuple[str, ...] = ()) -> tuple[Mailbox, ...]:
    """The mailboxes of one header field; those of groups one by one.

    Args:
        value: the field's undecoded value.
        hints: charsets that other fields of the message name.
    """
    text = unfold(value, hints)
    found = _read(text, hints)
    if not any(mailbox.address for mailbox in found) and "=?" in text:
        found = _read(decode_words(text, hints), hints)  # some programs encode the address along with the name
    return tuple(found)
