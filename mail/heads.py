"""Where an earlier message begins in a text: its lines of attribution, its header, the marker above it.

Each line is looked at for a bounded time, whatever it holds. What follows from a head is decided in `quoted`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mail.lines import Line, Mark

_LONGEST_LOOKED_AT = 600
_LONGEST_ATTRIBUTION = 500
_MOST_ATTRIBUTION_LINES = 4
_HEADER_WINDOW = 14
_FEWEST_FIELDS = 3

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_COLON = re.compile(r"[:：]")
_LONGEST_LABEL = 60
_RULE = re.compile(r"[-_=–—─ ]{5,}")
_TIME = re.compile(r"(?<![\d.])\d{1,2}\s?[:.٫hч時时点]\s?\d\d(?!\d|\.\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20|١٩|٢٠)\d\d(?!\d)")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
_LAST_ADDRESS = re.compile(r"[<(\[][^<>()\s]{1,200}@[^<>()\s]{1,200}[>)\]]\s*[:：]$")
_DIGIT = re.compile(r"\d")
_PREFIX = re.compile(r"[\s\[(]*([^\s:：\[\]()]{1,12}(?: [^\s:：\[\]()]{1,12})?)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]")
_TELLING = re.compile(r"[\d@<]")
_STOPS = (".", "!", "?", ",", "。", "！", "？", "，", "؟", "،")
_EDGES = " \t-–—_*=:：|<>«»\"'.─"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingWords:
    """What mail programs write around earlier messages, folded by `fold`.

    `wrote` are the verbs of a line that says who wrote what, `openings` begin one; `fields` maps the labels of a header
    to `from`, `date`, `to`, `cc` and `subject`; `original` and `forwarded` stand in the line above an earlier message;
    `forwarded_by` begin such a line; `reply` and `forward` are the prefixes of a subject.
    """

    wrote: tuple[str, ...]
    openings: tuple[str, ...]
    fields: Mapping[str, str]
    original: frozenset[str]
    forwarded: frozenset[str]
    forwarded_by: tuple[str, ...]
    reply: frozenset[str]
    forward: frozenset[str]


class Kind(Enum):
    """What a head says of what follows it."""

    ATTRIBUTION = auto()
    """A line like "On Monday, Ana wrote:"."""
    ORIGINAL = auto()
    """The header of an earlier message: answered, or passed on."""
    FORWARD = auto()
    """The header of a message that is passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The lines between what precedes and an earlier message."""

    kind: Kind
    shown_from: int
    end: int
    subject: str = ""
    is_sure: bool = True


def fold(text: str) -> str:
    """A text as words are compared: without case, invisible marks, and kinds of space and apostrophe."""
    plain = _INVISIBLE.sub("", text[:_LONGEST_LOOKED_AT]).replace("’", "'")
    return " ".join(plain.casefold().split())


def subject_prefix(subject: str) -> str:
    """The folded first prefix of a subject, such as "re" or "fwd"; empty where there is none."""
    match = _PREFIX.match(fold(subject))
    return match[1] if match else ""


def _field(line: str) -> tuple[str, str] | None:
    """The label and the value of a line with a colon, also where they are set in bold."""
    label, *value = _COLON.split(line[:_LONGEST_LOOKED_AT], maxsplit=1)
    if not value or len(label) > _LONGEST_LABEL:
        return None
    return label.strip(" \t\xa0*_|"), value[0].strip(" \t\xa0*_")


class Heads:
    """Finds the heads in the lines of one message."""

    def __init__(self, lines: Sequence[Line], words: QuotingWords) -> None:
        """Prepare all lines: fold them, and look for labels."""
        self.lines = lines
        self.words = words
        self.folded = [fold(line.text) for line in lines]
        found = [_field(line) for line in self.folded]
        self.labels = [words.fields.get(field[0]) if field else None for field in found]
        self.next_text = self._next_texts()

    def _next_texts(self) -> list[int]:
        """For each line, the index of the next one, itself included, that isn't blank."""
        following = [len(self.lines)] * (len(self.lines) + 1)
        for index in range(len(self.lines) - 1, -1, -1):
            following[index] = index if self.folded[index] else following[index + 1]
        return following

    def head(self, at: int) -> Head | None:
        """The head that begins at a line, if one does."""
        return self.marked(at) or self._header(at) or self._attribution(at) or self._structural(at)

    def marked(self, at: int) -> Head | None:
        """A line like "-----Original Message-----" or "Begin forwarded message:", with the header below it."""
        line = self.folded[at]
        core = line.strip(_EDGES)
        is_set_off = line[:2] != core[:2] or line.endswith((":", "："))
        if not is_set_off:
            return None
        if core in self.words.forwarded or (core.startswith(self.words.forwarded_by) and line[:2] != core[:2]):
            kind = Kind.FORWARD
        elif core in self.words.original and line[:2] != core[:2]:
            kind = Kind.ORIGINAL
        else:
            return None
        end, fields = self._fields(self.next_text[at + 1])
        end = end if fields else at + 1
        return Head(kind=kind, shown_from=at + 1, end=end, subject=fields.get("subject", ""))

    def _header(self, at: int) -> Head | None:
        """From, Sent, To and Subject as Outlook puts them, with or without the rule above them."""
        is_rule = bool(_RULE.fullmatch(self.folded[at]))
        start = self.next_text[at + 1] if is_rule else at
        if start > at + 2 or self._label(start) not in {"from", "date", "subject"}:
            return None
        end, fields = self._fields(start)
        shown = " ".join(self.folded[start:end])
        is_sure = bool(self.lines[start].mark or self.lines[at].mark) or bool(
            _TIME.search(fields.get("date", "")) or (_ADDRESS.search(shown) and _DIGIT.search(fields.get("date", "")))
        )
        if len(fields) < _FEWEST_FIELDS or "from" not in fields or not is_sure:
            return None
        return Head(kind=Kind.ORIGINAL, shown_from=start, end=end, subject=fields.get("subject", ""))

    def _label(self, at: int) -> str | None:
        return self.labels[at] if at < len(self.labels) else None

    def _fields(self, start: int) -> tuple[int, dict[str, str]]:
        """The header fields that begin at a line, and where they end; a long list of recipients may be broken."""
        found: dict[str, str] = {}
        end = start
        depth = self.lines[start].depth if start < len(self.lines) else 0
        for at in range(start, min(start + _HEADER_WINDOW, len(self.lines))):
            label = self._label(at)
            if self.lines[at].depth != depth:
                break
            if label is not None and label not in found:
                field = _field(self.lines[at].text)
                found[label] = field[1] if field else ""
                end = at + 1
            elif not self.folded[at]:
                if self._label(at + 1) is None or "subject" in found:
                    break
            elif not found or not self._is_broken_field(at):
                break
        return end, found

    def _is_broken_field(self, at: int) -> bool:
        """Whether a line without a label goes on with a field: another field follows before a blank line."""
        for later in range(at + 1, min(at + 5, len(self.lines))):
            if not self.folded[later]:
                return False
            if self._label(later) is not None:
                return True
        return False

    def _attribution(self, at: int) -> Head | None:
        """A line like "On Monday, Ana <ana@example.org> wrote:", on one line or broken over a few."""
        whole, depth = "", self.lines[at].depth
        for end in range(at + 1, min(at + _MOST_ATTRIBUTION_LINES, len(self.lines)) + 1):
            line = self.folded[end - 1]
            if not line or self.lines[end - 1].depth != depth or len(whole) + len(line) > _LONGEST_ATTRIBUTION:
                return None
            if whole and self.lines[end - 1].mark:
                return None
            whole = f"{whole} {line}" if whole else line
            if line.endswith((":", "：")):
                found = self._attributes(whole, at, end)
                return None if found and self._begins_later(at, end) else found
        return None

    def _begins_later(self, at: int, end: int) -> bool:
        """Whether the first line is the writer's own, and the rest says by itself who wrote what follows."""
        if at + 1 == end:
            return False
        rest = " ".join(self.folded[at + 1 : end])
        later = self._attributes(rest, at + 1, end)
        if later is None or not later.is_sure:
            return self._begins_later(at + 1, end)
        first = self.folded[at]
        return rest.startswith(self.words.openings) or first.endswith(_STOPS) or not _TELLING.search(first)

    def _attributes(self, whole: str, at: int, end: int) -> Head | None:
        following = self.next_text[end]
        is_quoted = following < len(self.lines) and (
            self.lines[following].depth > self.lines[at].depth or self.lines[following].is_indented
        )
        has_verb = any(verb in whole for verb in self.words.wrote)
        has_address, has_time = bool(_ADDRESS.search(whole)), bool(_TIME.search(whole))
        is_dated = bool(_DIGIT.search(whole))
        ends_with_address = bool(_LAST_ADDRESS.search(whole))
        ends_with_verb = whole.rstrip(":： ").endswith(self.words.wrote)
        is_sure = (
            (has_verb and is_dated and ends_with_address)
            or (ends_with_verb and is_dated and (has_address or has_time))
            or (ends_with_address and has_time and bool(_YEAR.search(whole)))
        )  # else words of the writer's own that end with a colon would take all below them along
        if is_sure or (is_quoted and has_verb and (is_dated or has_address or end == at + 1)):
            return Head(kind=Kind.ATTRIBUTION, shown_from=at, end=end, is_sure=is_sure)
        return None

    def _structural(self, at: int) -> Head | None:
        """What the HTML says, where no words are known."""
        mark = self.lines[at].mark
        if mark is Mark.ATTRIBUTION:
            following = self.next_text[at + 1]
            is_quoted = following < len(self.lines) and self.lines[following].depth > self.lines[at].depth
            kind = Kind.ATTRIBUTION if is_quoted else Kind.ORIGINAL
            return Head(kind=kind, shown_from=at, end=at + 1)
        if mark is Mark.HEADER or (mark is Mark.RULE and self._looks_like_header(at)):
            return Head(kind=Kind.ORIGINAL, shown_from=at, end=at + 1)
        return None

    def _looks_like_header(self, at: int) -> bool:
        """Whether three lines with a colon follow, in a language that nobody foresaw."""
        lines = self.folded[at : at + _FEWEST_FIELDS]
        return len(lines) == _FEWEST_FIELDS and all(map(_field, lines))
