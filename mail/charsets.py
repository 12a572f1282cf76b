"""Bytes to text, whatever their charset is said to be.

Charsets that nobody knows, that are missing or lie end in the best guess and a warning, never in an exception.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

FALLBACK = "cp1252"

_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8-mac": "utf-8",
    "utf8mb4": "utf-8",
    "iso-8859-1": FALLBACK,
    "iso8859-1": FALLBACK,
    "latin1": FALLBACK,
    "latin-1": FALLBACK,
    "x-ansi": FALLBACK,
    "ansi": FALLBACK,
    "iso-8859-8-i": "iso-8859-8",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "cp936": "gb18030",
    "big5": "big5hkscs",
    "x-mac-cyrillic": "mac_cyrillic",
    "koi8": "koi8-r",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
}
"""What is meant by the names that people's programs write; the superset where one exists, as browsers do."""

_NO_NAMES = {"", "unknown", "unknown-8bit", "x-unknown", "default", "default_charset", "_iso-2022-jp$esc", "binary"}
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
"""Codecs that decode text to other text, or slowly; no mail is written in them."""

_MULTI_BYTE = re.compile(r"utf|gb|big5|iso2022|cp9(?:32|49|50)|euc|shift|johab|hz", re.IGNORECASE)
_BEYOND_ASCII = ("utf-16", "utf-32", "utf-7", "hz", "utf16", "utf32", "utf7")
"""Charsets that write other letters with ASCII's bytes."""
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]+")
_HIGH = re.compile(rb"[\x80-\xff]+")
_MOST_LOOKED_AT = 20_000
_FOREIGN_SHARE = 0.5
_COMMON_SHARE = 0.4
_BROKEN_SHARE = 20

_COMMON = {
    "cp1251": "оеаинтср".encode("cp1251"),
    "koi8-r": "оеаинтср".encode("koi8-r"),
    "cp1256": "اليمونتر".encode("cp1256"),
}
"""The most frequent letters of Russian and Arabic, by the charsets in which old programs write them."""


_NO_TEXT = re.compile("[\\x00\\ud800-\\udfff]")


def scrub(text: str) -> str:
    """A text without the characters that no database and no wire takes: NUL, and halves of others."""
    return _NO_TEXT.sub(lambda match: "" if match[0] == "\0" else "\ufffd", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A text, and what was wrong with its charset."""

    text: str
    warning: str | None = None


def known_charset(name: str | None) -> str | None:
    """The codec that is meant by a charset's name; None for an unknown or useless one."""
    plain = (name or "").strip().strip("\"'").lower()
    if plain in _NO_NAMES or not plain.isascii():
        return None
    plain = re.sub(r"^(?:x-)?(?:windows-|win-?)(?=\d)", "cp", _ALIASES.get(plain, plain))
    try:
        found = codecs.lookup(plain).name
        b"text".decode(found, "replace")  # refuses what is no encoding of text
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if found in _REFUSED else found


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return scrub(raw.decode(codec))
    except (UnicodeError, ValueError):
        return None


def _foreign(raw: bytes) -> str | None:
    """The charset of a text that is mostly of bytes beyond ASCII: Chinese, Russian or Arabic."""
    sample = raw[:_MOST_LOOKED_AT]
    high = b"".join(_HIGH.findall(sample))
    if len(high) < _FOREIGN_SHARE * sum(map(len, _LETTERS.findall(sample))):
        return None
    scores = {name: sum(map(high.count, (bytes([b]) for b in common))) for name, common in _COMMON.items()}
    best = max(scores, key=scores.__getitem__)
    if scores[best] > len(high) * _COMMON_SHARE:
        return best
    text = _strictly(raw, "gb18030")
    return "gb18030" if text is not None else None


def _nearly_utf8(raw: bytes) -> str | None:
    """The text of UTF-8 with a few broken bytes, such as one that was cut off."""
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    high = sum(map(len, _HIGH.findall(raw)))
    return scrub(text) if high > _BROKEN_SHARE * broken else None


def guess(raw: bytes, hints: Iterable[str | None] = ()) -> str:
    """The text of bytes without a charset: UTF-8, else what the hints say, else what the letters tell, else cp1252.

    Args:
        raw: the bytes.
        hints: names of charsets that other parts of the same message bear.
    """
    text = _strictly(raw, "utf-8-sig") or _nearly_utf8(raw)
    if text is not None:
        return text
    candidates = [known_charset(hint) for hint in hints]
    for codec in [c for c in candidates if c and not c.startswith(("utf", FALLBACK))] + [_foreign(raw)]:
        text = _strictly(raw, codec) if codec else None
        if text is not None:
            return text
    return scrub(raw.decode(FALLBACK, "replace"))


def decode(raw: bytes, charset: str | None, hints: Iterable[str | None] = ()) -> Decoded:
    """Decode bytes.

    Args:
        raw: the bytes.
        charset: the name that they bear, which may be missing or wrong.
        hints: names that other parts of the same message bear.
    """
    named = (charset or "").strip().lower()
    if raw.isascii() and b"\x1b" not in raw and not named.startswith(_BEYOND_ASCII):
        return Decoded(text=scrub(raw.decode("ascii")))
    codec = known_charset(charset)
    if codec is None:
        warning = f"unknown charset {charset!r:.40}" if charset else "no charset is named"
        return Decoded(text=guess(raw, hints), warning=warning)
    if codec == "utf-8":
        text = _strictly(raw, "utf-8-sig")
        return Decoded(text=text) if text is not None else Decoded(text=guess(raw, hints), warning="no valid UTF-8")
    return _decode_as(raw, codec)


def _decode_as(raw: bytes, codec: str) -> Decoded:
    text = None if _MULTI_BYTE.match(codec) else _strictly(raw, "utf-8-sig")
    if text is not None:  # text of a single-byte charset is hardly ever valid UTF-8 by chance
        return Decoded(text=text, warning=f"UTF-8 is named {codec}")
    text = _strictly(raw, codec)
    if text is not None:
        return Decoded(text=text)
    text = _strictly(raw, "utf-8")
    return Decoded(text=scrub(raw.decode(codec, "replace")) if text is None else text, warning=f"no valid {codec}")
