"""What in a message is the sender's own, what is quoted of earlier messages, and what is passed on.

One pass over the lines, each looked at for a bounded time: no text makes it slow. The words of the mail programs'
languages are handed in; this module reads no files.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mail.lines import Line, Mark, joined, plain_lines

_LONGEST_LOOKED_AT = 600
_LONGEST_ATTRIBUTION = 500
_MOST_ATTRIBUTION_LINES = 4
_HEADER_WINDOW = 14
_FEWEST_FIELDS = 3

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_FIELD = re.compile(r"[\s*_|]*([^:：]{1,40}?)[\s*_]*[:：][\s*_]*(.*)", re.DOTALL)
_RULE = re.compile(r"[-_=–—─ ]{5,}")
_TIME = re.compile(r"(?<![\d.])\d{1,2}\s?[:.٫hч時时点]\s?\d\d(?!\d|\.\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20|١٩|٢٠)\d\d(?!\d)")
_ADDRESS = re.compile(r"[^\s<>@]@[^\s<>@]")
_DIGIT = re.compile(r"\d")
_PREFIX = re.compile(r"[\s\[(]*([^\s:：\[\]()]{1,12}(?: [^\s:：\[\]()]{1,12})?)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]")
_EDGES = " \t-–—_*=:：|<>«»\"'.─"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotingWords:
    """What mail programs write around earlier messages, folded by `fold`.

    `wrote` are the verbs of a line that says who wrote what; `fields` maps the labels of a header to `from`, `date`,
    `to`, `cc` and `subject`; `original` and `forwarded` stand in the line above an earlier message; `forwarded_by`
    begin such a line; `reply` and `forward` are the prefixes of a subject.
    """

    wrote: tuple[str, ...]
    fields: dict[str, str]
    original: frozenset[str]
    forwarded: frozenset[str]
    forwarded_by: tuple[str, ...]
    reply: frozenset[str]
    forward: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The three parts of a text, see `Message`."""

    own: str
    quoted: str
    forwarded: str


class _Kind(Enum):
    ATTRIBUTION = auto()
    """"On Monday, Ana wrote:"."""
    ORIGINAL = auto()
    """The header of an earlier message: answered, or passed on."""
    FORWARD = auto()
    """The header of a message that is passed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The lines between what precedes and an earlier message."""

    kind: _Kind
    shown_from: int
    end: int
    subject: str = ""
    is_sure: bool = True


class _Place(Enum):
    OWN = auto()
    QUOTED = auto()
    FORWARDED = auto()


def fold(text: str) -> str:
    """A text as words are compared: without case, invisible marks, and kinds of space and apostrophe."""
    plain = _INVISIBLE.sub("", text[:_LONGEST_LOOKED_AT]).replace("’", "'")
    return " ".join(plain.casefold().split())


def subject_prefix(subject: str) -> str:
    """The folded first prefix of a subject, such as "re" or "fwd"; empty where there is none."""
    match = _PREFIX.match(fold(subject))
    return match[1] if match else ""


class _Splitter:
    def __init__(self, lines: Sequence[Line], words: QuotingWords, subject: str) -> None:
        self.lines = lines
        self.words = words
        self.folded = [fold(line.text) for line in lines]
        self.next_text = self._next_texts()
        self.parts: dict[_Place, list[str]] = {place: [] for place in _Place}
        self.has_text = dict.fromkeys(_Place, False)
        self.place = _Place.OWN
        self.base = 0
        self.set_in = False
        self.prefix = subject_prefix(subject)
        self.since_head = False

    def _next_texts(self) -> list[int]:
        """For each line, the index of the next one, itself included, that isn't blank."""
        following = [len(self.lines)] * (len(self.lines) + 1)
        for index in range(len(self.lines) - 1, -1, -1):
            following[index] = index if self.folded[index] else following[index + 1]
        return following

    # -- one line after the other --------------------------------------------------------------------------------

    def run(self) -> None:
        """Deal out all lines."""
        at = 0
        while at < len(self.lines):
            at = self._step(at)

    def _step(self, at: int) -> int:
        line = self.lines[at]
        if self.folded[at]:
            self.set_in = self.set_in and line.is_indented
            if self.place is _Place.FORWARDED and line.depth < self.base:
                self.place, self.base = _Place.OWN, 0
        if self.place is _Place.QUOTED or line.depth > self.base or self.set_in:
            self._put(_Place.QUOTED, at, at + 1)
            return at + 1
        head = self.head(at) if self.folded[at] or line.mark else None
        if head is None:
            self._put(self.place, at, at + 1)
            return at + 1
        self._enter(at, head)
        return head.end

    def _put(self, place: _Place, start: int, end: int) -> None:
        self.parts[place].extend(line.text for line in self.lines[start:end])
        if any(self.folded[start:end]):
            self.has_text[place] = True
            self.since_head = True

    def _enter(self, at: int, head: _Head) -> None:
        """Decide what follows a head: an answer's quotation, to its end or to the end of all, or what is passed on."""
        following = self.next_text[head.end]
        depth = self.lines[following].depth if following < len(self.lines) else 0
        if head.kind is _Kind.FORWARD or (head.kind is _Kind.ORIGINAL and self._passes_on()):
            if self.parts[_Place.FORWARDED]:
                self.parts[_Place.FORWARDED].append("")
            self._put(_Place.FORWARDED, head.shown_from, head.end)
            self.parts[_Place.FORWARDED].append("")
            self.place, self.base, self.since_head = _Place.FORWARDED, max(depth, self.lines[at].depth), False
            self.prefix = subject_prefix(head.subject) if head.subject else self.prefix
            return
        self._put(_Place.QUOTED, at, head.end)
        if depth > self.base:
            return
        if following < len(self.lines) and self.lines[following].is_indented and not self.lines[at].is_indented:
            self.set_in = True
        elif head.is_sure:
            self.place = _Place.QUOTED

    def _passes_on(self) -> bool:
        """Whether an earlier message is passed on rather than answered: by the subject, or as nothing stands above."""
        if self.prefix in self.words.forward:
            return True
        return not self.since_head and self.prefix not in self.words.reply

    # -- heads ---------------------------------------------------------------------------------------------------

    def head(self, at: int) -> _Head | None:
        """The head that begins at a line, if one does."""
        return self._marked(at) or self._header(at) or self._attribution(at) or self._structural(at)

    def _marked(self, at: int) -> _Head | None:
        """A line like "-----Original Message-----" or "Begin forwarded message:", with the header below it."""
        line = self.folded[at]
        core = line.strip(_EDGES)
        is_set_off = line[:2] != core[:2] or line.endswith((":", "："))
        if not is_set_off:
            return None
        if core in self.words.forwarded or (core.startswith(self.words.forwarded_by) and line[:2] != core[:2]):
            kind = _Kind.FORWARD
        elif core in self.words.original and line[:2] != core[:2]:
            kind = _Kind.ORIGINAL
        else:
            return None
        end, fields = self._fields(self.next_text[at + 1])
        end = end if fields else at + 1
        return _Head(kind=kind, shown_from=at + 1, end=end, subject=fields.get("subject", ""))

    def _header(self, at: int) -> _Head | None:
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
        return _Head(kind=_Kind.ORIGINAL, shown_from=start, end=end, subject=fields.get("subject", ""))

    def _label(self, at: int) -> str | None:
        if at >= len(self.lines):
            return None
        match = _FIELD.match(self.folded[at])
        return self.words.fields.get(match[1]) if match else None

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
                match = _FIELD.match(self.lines[at].text[:_LONGEST_LOOKED_AT])
                found[label] = match[2].strip() if match else ""
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

    def _attribution(self, at: int) -> _Head | None:
        """A line like "On Monday, Ana <ana@example.org> wrote:", on one line or broken over a few."""
        whole, depth = "", self.lines[at].depth
        for end in range(at + 1, min(at + _MOST_ATTRIBUTION_LINES, len(self.lines)) + 1):
            line = self.folded[end - 1]
            if not line or self.lines[end - 1].depth != depth or len(whole) + len(line) > _LONGEST_ATTRIBUTION:
                return None
            whole = f"{whole} {line}" if whole else line
            if line.endswith((":", "：")):
                return self._attributes(whole, at, end)
        return None

    def _attributes(self, whole: str, at: int, end: int) -> _Head | None:
        following = self.next_text[end]
        is_quoted = following < len(self.lines) and (
            self.lines[following].depth > self.lines[at].depth or self.lines[following].is_indented
        )
        has_verb = any(verb in whole for verb in self.words.wrote)
        has_address, has_time = bool(_ADDRESS.search(whole)), bool(_TIME.search(whole))
        is_dated = bool(_DIGIT.search(whole))
        is_sure = (has_verb and is_dated and (has_address or has_time)) or (
            has_address and has_time and bool(_YEAR.search(whole))
        )
        if is_sure or (is_quoted and has_verb and (is_dated or has_address or end == at + 1)):
            return _Head(kind=_Kind.ATTRIBUTION, shown_from=at, end=end, is_sure=is_sure)
        return None

    def _structural(self, at: int) -> _Head | None:
        """What the HTML says, where no words are known."""
        mark = self.lines[at].mark
        if mark is Mark.ATTRIBUTION:
            following = self.next_text[at + 1]
            is_quoted = following < len(self.lines) and self.lines[following].depth > self.lines[at].depth
            kind = _Kind.ATTRIBUTION if is_quoted else _Kind.ORIGINAL
            return _Head(kind=kind, shown_from=at, end=at + 1)
        if mark is Mark.HEADER or (mark is Mark.RULE and self._looks_like_header(at)):
            return _Head(kind=_Kind.ORIGINAL, shown_from=at, end=at)
        return None

    def _looks_like_header(self, at: int) -> bool:
        """Whether three lines with a colon follow, in a language that nobody foresaw."""
        lines = self.folded[at : at + _FEWEST_FIELDS]
        return len(lines) == _FEWEST_FIELDS and all(_FIELD.match(line) for line in lines)

    # -- the end -------------------------------------------------------------------------------------------------

    def result(self) -> Split:
        """The parts; what was quoted is passed on where else a whole forward would be lost."""
        own, quoted, forwarded = (joined(self.parts[place]) for place in (_Place.OWN, _Place.QUOTED, _Place.FORWARDED))
        return Split(own=own, quoted=quoted, forwarded=forwarded)


def split_lines(lines: Sequence[Line], words: QuotingWords, subject: str = "") -> Split:
    """Split a message's lines.

    Args:
        lines: from `plain_lines` or `html_lines`.
        words: of the mail programs.
        subject: of the message; its prefix tells an answer from what is passed on where the text doesn't.
    """
    splitter = _Splitter(lines, words, subject)
    splitter.run()
    split = splitter.result()
    prefix = subject_prefix(subject)
    is_lost = not split.own.strip() and prefix not in words.reply
    if split.quoted and not split.forwarded.strip() and (prefix in words.forward or is_lost):
        return Split(own=split.own, quoted="", forwarded=split.quoted)
    return split


def split_quoted(text: str, words: QuotingWords, subject: str = "") -> Split:
    """Split a plain text; for the arguments see `split_lines`."""
    return split_lines(plain_lines(text), words, subject)
