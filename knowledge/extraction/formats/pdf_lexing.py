"""The instructions of a PDF's pages as tokens (ISO 32000-1, 7.2 and 7.8.2), in one pass over the bytes.

The library's own reader of them takes ten times as long, which a report of 200 pages does not bear.
"""

import re
from collections.abc import Callable, Iterator

Operand = float | bytes | str | list["Operand"] | dict[str, "Operand"]
"""A number, a string's bytes, a name without its slash, an array, a dictionary."""

_TOKEN = re.compile(
    rb"""
    (?P<number>[+-]{0,3}+(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:-[0-9]*+)?+)
    | (?P<word>[A-Za-z'"*][A-Za-z0-9'"*]*+)
    | (?P<string>\((?:[^()\\]++|\\.)*+\))
    | (?P<hex><[0-9A-Fa-f\s]*+>)
    | (?P<name>/[^\x00\s()<>\[\]{}/%]*+)
    | (?P<sign><<|>>|\[|\])
    | (?P<nested>\()
    | %[^\r\n]*+
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_IMAGE_END = re.compile(rb"[\s]EI(?![A-Za-z0-9])")
_CONSTANTS = frozenset({"true", "false", "null"})
_MOST_OPERANDS = 5_000
_DEEPEST = 20


def operations(data: bytes) -> Iterator[tuple[str, list[Operand]]]:
    """The operators with their operands; what is no token is passed over.

    Args:
        data: an unpacked content stream.
    """
    stack: list[list[Operand]] = [[]]
    at = 0
    while found := _TOKEN.search(data, at):
        at = found.end()
        kind, token, top = found.lastgroup, found.group(), stack[-1]
        if kind == "word":
            word = token.decode("ascii")
            if word in _CONSTANTS:
                continue
            at = _after_image(data, at) if word == "ID" else at
            yield word, stack[0]
            stack = [[]]
        elif kind == "sign":
            _nest(stack, token)
        elif kind == "nested":
            at = _nested_end(data, at)
            top.append(_unescaped(data[found.end() : at - 1]))
        elif kind is not None:
            top.append(_VALUES[kind](token))
        if len(top) > _MOST_OPERANDS:
            del top[: _MOST_OPERANDS // 2]


def _after_image(data: bytes, at: int) -> int:
    """Where a picture among the instructions ends."""
    end = _IMAGE_END.search(data, at)
    return end.end() if end else len(data)


def _nest(stack: list[list[Operand]], sign: bytes) -> None:
    """An array or dictionary begins or ends."""
    if sign in {b"[", b"<<"}:
        if len(stack) < _DEEPEST:
            inner: list[Operand] = []
            stack.append(inner)
        return
    if len(stack) == 1:
        return
    inner = stack.pop()
    if sign == b"]":
        stack[-1].append(inner)
        return
    pairs = zip(inner[::2], inner[1::2], strict=False)
    stack[-1].append({key: item for key, item in pairs if isinstance(key, str)})


def _number(token: bytes) -> float:
    try:
        return float(token)
    except ValueError:  # "--5" and "5-3" are met in the wild, and read so by viewers
        digits = token.lstrip(b"+-").partition(b"-")[0]
        return -float(digits) if token.startswith(b"-") else float(digits)


def _unescaped(raw: bytes) -> bytes:
    if b"\\" not in raw:
        return raw
    return _ESCAPE.sub(_character, raw)


def _character(found: re.Match[bytes]) -> bytes:
    octal, other = found.groups()
    if octal:
        return bytes([int(octal, 8) & 255])
    return _ESCAPED.get(other, other)


def _from_hex(raw: bytes) -> bytes:
    digits = b"".join(raw.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)


def _nested_end(data: bytes, at: int) -> int:
    """Where a string ends in which parentheses stand."""
    depth = 1
    for found in _PARENTHESIS.finditer(data, at):
        sign = found.group()
        depth += 1 if sign == b"(" else -1 if sign == b")" else 0
        if depth == 0:
            return found.end()
    return len(data) + 1


_VALUES: dict[str, Callable[[bytes], Operand]] = {
    "number": _number,
    "string": lambda token: _unescaped(token[1:-1]),
    "hex": lambda token: _from_hex(token[1:-1]),
    "name": lambda token: token[1:].decode("latin-1"),
}
