"""The parts of a message (:rfc:`2045`, :rfc:`2046`), found without copying, in bounded depth and number.

Own code rather than `email.parser`, whose time grows with the depth of nesting times the length, and which recurses.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mail.headers import ContentType, Headers, read_headers

DEEPEST_PART = 50
MOST_PARTS = 1_000
_FIRST_LOOK = 100_000
_WORDS = re.compile(rb"[^\s] (?=[^\s])|[\x80-\xff]")
_TEXT_SHARE = 25
_JUNK = bytes(sorted(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")))
_DASHES = re.compile(rb"^--([^\s-][^\r\n]{0,200}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a message; `children` of a multipart or of a message within the message."""

    headers: Headers
    kind: ContentType
    type: str
    raw: bytes
    start: int
    end: int
    children: tuple["Part", ...] = ()

    def encoded_size(self) -> int:
        """The length of the content as it came."""
        return self.end - self.start

    def content(self, most: int | None = None) -> bytes:
        """The content with its transfer encoding undone (:rfc:`2045`, section 6), whatever is wrong with it.

        Args:
            most: how many bytes are wanted at least, where not all are.
        """
        end = self.end if most is None else min(self.end, self.start + most * 3 + 100)
        return decode_transfer(self.raw[self.start : end], self.headers.first("content-transfer-encoding"))

    def walk(self) -> Iterator["Part"]:
        """This part and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def decode_transfer(raw: bytes, encoding: bytes) -> bytes:
    """Undo a transfer encoding; what cannot be that encoding is returned as it is."""
    name = encoding.strip().strip(b"\"'").lower().partition(b";")[0].strip()
    if name == b"base64":
        return _base64(raw)
    if name == b"quoted-printable":
        return quopri.decodestring(raw)
    if name in {b"x-uuencode", b"uuencode", b"x-uue"}:
        return _uuencoded(raw)
    return raw


def _base64(raw: bytes) -> bytes:
    sample = raw[:_FIRST_LOOK]
    if len(_WORDS.findall(sample)) * _TEXT_SHARE > len(sample):
        return raw  # plain text that is said to be base64
    clean = raw.translate(None, _JUNK)
    pieces = clean.rstrip(b"=").split(b"=") if b"=" in clean else [clean]
    found = bytearray()
    for piece in pieces:  # two encoded texts one after the other: the first ends with its own padding
        whole = piece[: len(piece) - (len(piece) % 4 == 1)]
        found += base64.b64decode(whole + b"=" * (-len(whole) % 4))
    return bytes(found)


def _uuencoded(raw: bytes) -> bytes:
    found = bytearray()
    for line in raw.splitlines():
        if line.startswith((b"begin ", b"end")) or not line.strip():
            continue
        try:
            found += binascii.a2b_uu(line)
        except binascii.Error:
            continue
    return bytes(found)


class _Reader:
    """Reads parts until there are too many."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.count = 0
        self.warnings: dict[str, None] = {}

    def part(self, start: int, end: int, depth: int, default: str = "text/plain") -> Part:
        """The part between two places."""
        self.count += 1
        headers = read_headers(self.raw, start, end)
        self.warnings.update(dict.fromkeys(headers.warnings))
        kind = ContentType(headers)
        type_ = kind.type if headers.first("content-type") else default
        body = min(headers.body_at, end)
        children: tuple[Part, ...] = ()
        if type_.startswith("multipart/") or type_ in {"message/rfc822", "message/global"}:
            if depth >= DEEPEST_PART or self.count >= MOST_PARTS:
                self.warnings["there are too many parts or they nest too deeply"] = None
                return Part(
                    headers=headers, kind=kind, type="application/octet-stream", raw=self.raw, start=body, end=end
                )
            children, type_ = self._children(headers, kind, type_, (body, end), depth)
        return Part(headers=headers, kind=kind, type=type_, raw=self.raw, start=body, end=end, children=children)

    def _children(
        self, headers: Headers, kind: ContentType, type_: str, span: tuple[int, int], depth: int
    ) -> tuple[tuple[Part, ...], str]:
        start, end = span
        encoding = headers.first("content-transfer-encoding").strip().lower()
        if encoding in {b"base64", b"quoted-printable"} and not self.raw[start:end].lstrip().startswith(b"--"):
            decoded = decode_transfer(self.raw[start:end], encoding)  # forbidden, and done (RFC 2045, section 6.4)
            if decoded != self.raw[start:end]:
                self.warnings["a composite part is encoded"] = None
                inner = _Reader(decoded)
                inner.count, inner.warnings = self.count, self.warnings
                found = inner._children(Headers(raw={}, body_at=0), kind, type_, (0, len(decoded)), depth)
                self.count = inner.count
                return found
        if not type_.startswith("multipart/"):
            return (self.part(start, end, depth + 1),), type_
        boundary = kind.parameter("boundary").encode("utf-8", "replace").rstrip()
        pieces = self._pieces(boundary, start, end) if boundary else []
        if not pieces:
            self.warnings["the boundary of the parts is missing"] = None
            found_boundary = self._boundary(start, end)
            pieces = self._pieces(found_boundary, start, end) if found_boundary else []
        if not pieces:
            return (), "text/html" if b"<html" in self.raw[start : min(end, start + 1_000)].lower() else "text/plain"
        default = "message/rfc822" if type_ == "multipart/digest" else "text/plain"
        room = max(1, MOST_PARTS - self.count)
        if len(pieces) > room:
            self.warnings["there are too many parts or they nest too deeply"] = None
        return tuple(self.part(first, last, depth + 1, default) for first, last in pieces[:room]), type_

    def _boundary(self, start: int, end: int) -> bytes:
        """A boundary that the header should have named: the first line that begins with two hyphens and comes again."""
        seen: set[bytes] = set()
        for match in _DASHES.finditer(self.raw, start, min(end, start + _FIRST_LOOK)):
            name = match[1].removesuffix(b"--")
            if name in seen:
                return name
            seen.add(name)
        return b""

    def _pieces(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
        """The places between the boundary's lines; the last one reaches to the end where it isn't closed."""
        found: list[tuple[int, int]] = []
        mark = b"--" + boundary
        begin, at = -1, start
        while len(found) <= MOST_PARTS:
            at = self.raw.find(mark, at, end)
            if at < 0:
                break
            after = at + len(mark)
            stop = self.raw.find(b"\n", after, end)
            rest = self.raw[after : stop if stop >= 0 else end][:200].strip()
            is_line = at == start or self.raw[at - 1 : at] in {b"\n", b"\r"}
            if is_line and rest in {b"", b"--"}:
                if begin >= 0:
                    found.append((begin, self._before(at, begin)))
                if rest == b"--":
                    return found
                begin = stop + 1 if stop >= 0 else end
            at = after
        if begin >= 0:
            self.warnings["the last boundary is missing"] = None
            found.append((begin, end))
        return found

    def _before(self, at: int, start: int) -> int:
        """The line break before a boundary belongs to the boundary."""
        at -= self.raw[at - 1 : at] == b"\n"
        at -= self.raw[at - 1 : at] == b"\r"
        return max(at, start)


def read_parts(raw: bytes) -> tuple[Part, tuple[str, ...]]:
    """The outermost part of a message with all below it, and what was broken."""
    reader = _Reader(raw)
    part = reader.part(0, len(raw), 0)
    return part, tuple(reader.warnings)
