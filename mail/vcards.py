"""Text of vCards, as labelled lines (:rfc:`6350`; also the older versions 2.1 and 3.0).

Own code: the pattern by which vobject 0.9.9 takes a line apart needs exponential time, 150 bytes are enough to hang it.
"""

import quopri
import re

from mail.charsets import decode
from mail.errors import UnreadableError

_MOST_BYTES = 200_000
_MOST_CARDS = 50
_LONGEST_LINE = 2_000

_LABELS = {"fn": "Name", "org": "Organization", "title": "Title", "email": "E-mail", "tel": "Phone"}
_FOLD = re.compile(rb"\r?\n[ \t]")
_SOFT_BREAK = re.compile(rb"=\r?\n")
_HEAD = re.compile(rb'((?:[^":]|"[^"]*")*+):')
_ESCAPED = re.compile(r"\\(.)")
_COMPONENT = re.compile(r"(?<!\\);")


def _lines(content: bytes) -> list[bytes]:
    """The content lines, unfolded; a quoted-printable value goes on where its line ends with "="."""
    folded = _FOLD.sub(b"", content[:_MOST_BYTES])
    if b"quoted-printable" in folded.lower():
        folded = _SOFT_BREAK.sub(b"", folded)
    return folded.replace(b"\r", b"\n").split(b"\n")


def _value(raw: bytes, parameters: str) -> str:
    if "quoted-printable" in parameters:
        raw = quopri.decodestring(raw)
    charset = re.search(r"charset=\"?([\w.:-]+)", parameters)
    text = decode(raw, charset[1] if charset else None).text
    parts = [_ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], part) for part in _COMPONENT.split(text)]
    return " ".join(", ".join(part.strip() for part in parts if part.strip()).split())


def _line(line: bytes) -> tuple[str, str]:
    """The name of a property and its value; empty where the line is none. A group before the name is left out."""
    match = _HEAD.match(line[:_LONGEST_LINE])
    if match is None:
        return "", ""
    value = line[match.end() : _LONGEST_LINE]
    name, _, parameters = match[1].decode("ascii", "replace").lower().partition(";")
    name = name.rpartition(".")[2].strip()
    if name in {"begin", "end"}:
        return name, value.decode("ascii", "replace").strip().lower()
    return name, _value(value, parameters).removeprefix("tel:").removeprefix("mailto:") if name in _LABELS else ""


def vcard_text(content: bytes) -> tuple[str, str | None]:
    """The cards of a file: names, organisations, titles, addresses and telephone numbers.

    Raises:
        UnreadableError: there is no card with any of these.
    """
    cards: list[dict[str, list[str]]] = []
    is_open = False
    for line in _lines(content):
        name, value = _line(line)
        if (name, value) == ("begin", "vcard"):
            if len(cards) == _MOST_CARDS:
                break
            cards.append({})
            is_open = True
        elif (name, value) == ("end", "vcard"):
            is_open = False
        elif is_open and name in _LABELS and value:
            cards[-1].setdefault(name, []).append(value)
    found = ["\n".join(f"{_LABELS[n]}: {v}" for n in _LABELS for v in card.get(n, ())) for card in cards]
    if not any(found):
        raise UnreadableError("there is no card in the file")
    return "\n\n".join(filter(None, found)), None
