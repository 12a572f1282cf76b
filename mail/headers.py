"""Header fields: found in bytes, unfolded, decoded. Their meaning is read by `addresses` and `dates`."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message as _Parameters
from email.utils import unquote

from mail.charsets import decode, guess, known_charset

LONGEST_HEADER = 100_000
"""Characters of one header that are read; a list of two thousand recipients fits."""
MOST_HEADERS = 1_000
_LONGEST_BLOCK = 2_000_000
_MOST_LINES = 20_000
_LONGEST_PARAMETERS = 4_000

_BLANK = re.compile(rb"\n\r?\n")
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_ENCODED = re.compile(r"=\?([!-<>@-~]{0,60})\?([bBqQ])\?([^?\x00-\x08]*)\?=")
_GAP = re.compile(r"[ \t\r\n]*")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """The header of a message or part: the undecoded values of each lower-case name, and where the body begins."""

    raw: Mapping[str, tuple[bytes, ...]]
    body_at: int
    warnings: tuple[str, ...] = ()

    def first(self, name: str) -> bytes:
        """The first value of a name; empty where there is none."""
        return next(iter(self.raw.get(name, ())), b"")


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Each line with the place where the next one begins; it ends with LF, CRLF or CR."""
    mark = b"\r" if raw.find(b"\n", start, min(end, start + _LONGEST_BLOCK)) < 0 else b"\n"
    while start < end:
        found = raw.find(mark, start, end)
        stop = end if found < 0 else found + 1
        yield stop, raw[start:stop].rstrip(b"\r\n")
        start = stop


class _Block:
    """Collects the fields of one header, line after line."""

    def __init__(self, raw: bytes, start: int, end: int) -> None:
        self.raw, self.start, self.end = raw, start, end
        self.found: dict[str, list[bytes]] = {}
        self.warnings: dict[str, None] = {}
        self.current: list[bytes] | None = None
        self.count = 0

    def field(self, line: bytes) -> bool:
        """Take a line that begins a field or goes on with one; whether it does."""
        match = _NAME.match(line)
        if match is None:
            is_more = line[:1] in {b" ", b"\t"} and bool(line.strip()) and self.current is not None
            if is_more and self.current and len(self.current[-1]) < LONGEST_HEADER:
                self.current[-1] += b"\n" + line[:LONGEST_HEADER]
            return is_more
        self.count += 1
        name = match[1].decode("ascii").lower()
        self.current = self.found.setdefault(name, []) if self.count <= MOST_HEADERS else []
        self.current.append(line[match.end() :][:LONGEST_HEADER].strip())
        return True

    def body_at(self, line: bytes, at: int, stop: int) -> int | None:
        """Where the body begins, if a line that belongs to no field ends the header."""
        if not line.strip():
            return stop if self.found or self.start else None
        if line.startswith((b"From ", b">From ")) and not self.found:
            return None
        self.warnings["a line in the header is no header"] = None
        if not self.found:
            return self.start
        return None if _goes_on(self.raw, stop, self.end) else at

    def result(self, body_at: int) -> Headers:
        """What was found."""
        values = {name: tuple(value) for name, value in self.found.items() if value}
        return Headers(raw=values, body_at=body_at, warnings=tuple(self.warnings))


def read_headers(raw: bytes, start: int = 0, end: int | None = None) -> Headers:
    """Find the header fields at the beginning of a message or part.

    Lines before the first field that are none (an mbox's "From " line, blank lines, a byte order mark) are passed over.
    A line that is no field ends the header where the blank line is missing.
    """
    end = len(raw) if end is None else end
    block, at, size = _Block(raw, start, end), start, 0
    for number, (stop, text) in enumerate(_lines(raw, start, end)):
        line = text.removeprefix(b"\xef\xbb\xbf") if at == start else text
        size += len(line)
        if size > _LONGEST_BLOCK or number > _MOST_LINES:
            block.warnings["the header is too long"] = None
            blank = _BLANK.search(raw, at, end)
            return block.result(blank.end() if blank else end)
        if not block.field(line):
            body_at = block.body_at(line, at, stop)
            if body_at is not None:
                return block.result(body_at)
        at = stop
    return block.result(end)


def _goes_on(raw: bytes, start: int, end: int) -> bool:
    """Whether another header follows a line that is none."""
    stop = raw.find(b"\n", start, min(end, start + LONGEST_HEADER))
    line = raw[start : stop if stop >= 0 else start]
    return bool(_NAME.match(line)) and b" " not in line.partition(b":")[0]


def unfold(value: bytes, hints: tuple[str, ...] = ()) -> str:
    """A value on one line; bytes beyond ASCII, which old and careless programs leave in, by the best guess."""
    text = value.decode("ascii") if value.isascii() else guess(value, hints)
    return re.sub(r"[ \t]*[\r\n]+[ \t]*", " ", text)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b" ", b"_"), header=True)
    try:
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        return base64.b64decode(clean[: len(clean) - (len(clean) % 4 == 1)] + b"=" * (-len(clean) % 4 % 3))
    except (binascii.Error, ValueError):
        return b""


def decode_words(text: str, hints: tuple[str, ...] = ()) -> str:
    """Decode the encoded words of a header (:rfc:`2047`), also those that are cut within a character."""
    parts: list[str] = []
    charset, pending, at = "", b"", 0
    for match in _ENCODED.finditer(text):
        between = text[at : match.start()]
        name = match[1].partition("*")[0].lower()  # a language may follow the charset (RFC 2231, section 5)
        adjacent = bool(pending or parts) and at > 0 and not between.strip()
        if pending and not (adjacent and name == charset):
            parts.append(decode(pending, charset, hints).text)
            pending = b""
        if not adjacent:
            parts.append(between)
        charset, pending, at = name, pending + _word_bytes(match[2], match[3]), match.end()
    if pending:
        parts.append(decode(pending, charset, hints).text)
    parts.append(text[at:])
    return _CONTROL.sub("", re.sub(r"[\r\n\t]+", " ", "".join(parts)))


def decode_header(value: bytes, hints: tuple[str, ...] = ()) -> str:
    """A value unfolded and decoded."""
    return decode_words(unfold(value, hints), hints).strip()


def charset_hints(headers: Headers) -> tuple[str, ...]:
    """The charsets that encoded words of the header and its Content-Type name."""
    names: dict[str, None] = {}
    for values in headers.raw.values():
        for value in values:
            for name in re.findall(rb"(?:=\?|charset=[\"']?)([A-Za-z0-9_.:-]{2,40})", value):
                names[name.decode("ascii").lower()] = None
    return tuple(name for name in names if known_charset(name))


class ContentType:
    """The type of a part with its parameters (:rfc:`2045`, section 5; :rfc:`2231`)."""

    def __init__(self, headers: Headers) -> None:
        """Read Content-Type and Content-Disposition."""
        self._fields = _Parameters()
        for name in ("content-type", "content-disposition"):
            value = unfold(headers.first(name)[:_LONGEST_PARAMETERS])
            if value:
                self._fields[name] = value
        self.type = self._fields.get_content_type().strip()
        self.disposition = (self._fields.get_content_disposition() or "").strip()

    def parameter(self, name: str, header: str = "content-type") -> str:
        """A parameter's value; empty where there is none."""
        try:
            value = self._fields.get_param(name, "", header)
        except (ValueError, LookupError, TypeError):
            return ""
        if isinstance(value, tuple):
            charset, _, text = value
            return decode(unquote(text).encode("latin-1", "replace"), charset or "utf-8").text
        return decode_words(str(value)).strip()

    def file_name(self) -> str:
        """The name that the sender gave a file, without folders; empty where there is none."""
        name = self.parameter("filename", "content-disposition") or self.parameter("name")
        return re.split(r"[/\\]", name)[-1].strip()[:200]
