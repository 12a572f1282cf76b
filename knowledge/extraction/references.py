"""A letter's own reference: the value of its label, the number of a named paper, or a code that stands by itself."""

import re
from collections.abc import Iterable, Sequence

from knowledge.extraction.dates import find_dates
from knowledge.extraction.fields import Field
from knowledge.extraction.folding import flatten
from knowledge.extraction.words import Label, LetterWords

_ENDS = " |•·,;:*"
_SIGN = r"(?<!\w)(?:№|[nN]\s?\.?\s?[°º]\.?|[nN]o\.?(?=\s)|رقم|العدد)"
_SIGNED = re.compile(rf"\s{{0,2}}{_SIGN}\s{{0,2}}:?\s?(?P<code>\S.{{0,60}})")
_PLAIN_NUMBER = re.compile(r"\s{0,2}(?P<code>\d[\w/.-]{0,20})")
_CODE = re.compile(
    r"[\u3400-\u9fff]{1,12}[〔\[（(]\d{4}[〕\]）)]\s?第?\d{1,5}号|"
    r"[〔\[（(]\d{4}[〕\]）)][\u3400-\u9fff]{1,8}\d{1,5}号|"
    r"(?<![\w@/.-])[^\W_][\w./()-]{2,40}"
)
_STROKE = re.compile(r"[/-]")
_NOT_CODES = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|[\d()/.-]+|\S*(?:www\.|://|\.\w{2,}/)\S*|\w*[-–]\d{3,}")
_CUT = re.compile(r"\s[—–-]\s|\s{2,}|\s\|\s|[;,]\s")
_HAN_DATE = re.compile(r"[年月日]")
_SPACE = re.compile(r"(?<!/)\s(?!/)")
"""Not beside a stroke: "12 / 4 / 2026" is one number."""
_LONGEST_LINE = 160
_LONGEST_CODE = 40
_SHORT_LINE = 60
_MOST_PLAIN_WORDS = 3


def read_reference(fields: Sequence[Field], words: LetterWords) -> str | None:
    """A letter's reference; None where its head has none.

    Args:
        fields: of the head, without the subject.
        words: of all languages.
    """
    for field in fields:
        if field.label is Label.REFERENCE and (found := _labelled(field.value, words)):
            return found
    lines = [field.value for field in fields if field.label is None and len(field.value) <= _LONGEST_LINE]
    for way in (_numbered, _titled):
        for line in lines:
            if found := way(line, words):
                return found
    return next((code for line in lines if (code := _lone_code(line))), None)


def is_reference(value: str) -> bool:
    """Whether a value that is labelled so can be a reference, and is no subject that some letters label alike."""
    return any(c.isdigit() for c in value) or len(value.split()) <= _MOST_PLAIN_WORDS


def _labelled(value: str, words: LetterWords) -> str | None:
    if not value or not is_reference(value):
        return None
    bare = re.sub(rf"^{_SIGN}\s?", "", value.strip(_ENDS))
    return _CUT.split(_without_date(bare, words), maxsplit=1)[0].strip(_ENDS) or None


def _without_date(value: str, words: LetterWords) -> str:
    """A reference without the place and date behind it: it ends with its last number."""
    for language in words.languages:
        dates = [one for one in find_dates(value, language, words.dates) if one.value and one.start > 0]
        if dates and dates[0].value and len(dates[0].value) == len("2025-01-01"):
            tokens = value[: dates[0].start].split()
            while len(tokens) > 1 and not any(c.isdigit() for c in tokens[-1]):
                tokens.pop()
            return " ".join(tokens)
    return value


def _numbered(line: str, words: LetterWords) -> str | None:
    """What follows a sign for "number" at the beginning of a line, or behind the name of such a paper."""
    flat = flatten(line)
    name = words.circular.search(flat.text)
    found = _SIGNED.match(line)
    if found is None and name is not None:
        found = _SIGNED.search(line, flat.place(name.end()))
    if found is None and len(line) <= _SHORT_LINE:
        found = _SIGNED.search(line)
    if found is None:
        return None
    code = _without_date(_CUT.split(found["code"], maxsplit=1)[0], words).strip(_ENDS)
    first = _SPACE.split(code, maxsplit=1)[0]
    whole = code if len(code) <= _LONGEST_CODE and not first[:1].isdigit() and len(first) < 3 else first  # noqa: PLR2004
    return whole if any(c.isdigit() for c in whole) else None


def _titled(line: str, words: LetterWords) -> str | None:
    """What follows the name of such a paper at the beginning of a line: "Administrative Circular CACE/1012"."""
    flat = flatten(line)
    found = words.circular.search(flat.text)
    if not found or flat.text[: found.start()].strip():
        return None
    end = flat.place(found.end())
    codes = _codes([line[end:]])
    if code := next(iter(codes), None):
        return code
    number = _PLAIN_NUMBER.match(line, end)
    if number is None:
        return None
    return number["code"] if _STROKE.search(number["code"]) else line[: number.end()].strip(_ENDS)


def _lone_code(line: str) -> str | None:
    return next(iter(_codes([line])), None)


def _codes(lines: Iterable[str]) -> list[str]:
    """Words that look like codes: letters and digits, joined by strokes or hyphens."""
    found = [match.group().strip(_ENDS + ".") for line in lines for match in _CODE.finditer(line)]
    return [code for code in found if _is_code(code)]


def _is_code(code: str) -> bool:
    if code.endswith("号"):
        return not _HAN_DATE.search(code)
    if "@" in code or _HAN_DATE.search(code) or _NOT_CODES.fullmatch(code) or not _STROKE.search(code):
        return False
    return any(c.isdigit() for c in code) and any(c.isalpha() for c in code)
