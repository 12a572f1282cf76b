"""What in a message is the sender's own, what is quoted of earlier messages, and what is passed on.

One pass over the lines, each looked at for a bounded time: no text makes it slow. The words of the mail programs'
languages are handed in; this module reads no files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from mail.heads import Head, Heads, Kind, QuotingWords, fold, subject_prefix
from mail.lines import Line, joined, plain_lines

__all__ = ["QuotingWords", "Split", "fold", "split_lines", "split_quoted", "subject_prefix"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The three parts of a text, see `Message`."""

    own: str
    quoted: str
    forwarded: str


class _Place(Enum):
    OWN = auto()
    QUOTED = auto()
    FORWARDED = auto()


class _Splitter:
    """Deals the lines of one message out."""

    def __init__(self, lines: Sequence[Line], words: QuotingWords, subject: str) -> None:
        self.lines = lines
        self.words = words
        self.heads = Heads(lines, words)
        self.folded = self.heads.folded
        self.parts: dict[_Place, list[str]] = {place: [] for place in _Place}
        self.last = _Place.OWN
        self.place = _Place.OWN
        self.base = 0
        self.set_in = False
        self.prefix = subject_prefix(subject)
        self.since_head = False

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
        if self._opens_forward(at):
            self.base = line.depth
        if self.place is _Place.QUOTED or line.depth > self.base or self.set_in:
            self._put(_Place.QUOTED, at, at + 1)
            return at + 1
        head = self.heads.head(at) if self.folded[at] or line.mark else None
        if head is None:
            self._put(self.place, at, at + 1)
            return at + 1
        self._enter(at, head)
        return head.end

    def _opens_forward(self, at: int) -> bool:
        """Whether a quotation that follows own words begins with the marker of what is passed on (Apple Mail)."""
        line = self.lines[at]
        if (
            not self.folded[at]
            or self.place is not _Place.OWN
            or line.depth <= self.base
            or self.last is not _Place.OWN
        ):
            return False
        head = self.heads.marked(at)
        return head is not None and head.kind is Kind.FORWARD

    def _put(self, place: _Place, start: int, end: int) -> None:
        self.parts[place].extend(line.text for line in self.lines[start:end])
        if any(self.folded[start:end]):
            self.last = place
            self.since_head = True

    def _enter(self, at: int, head: Head) -> None:
        """Decide what follows a head: an answer's quotation, to its end or to the end of all, or what is passed on."""
        following = self.heads.next_text[head.end]
        depth = self.lines[following].depth if following < len(self.lines) else 0
        if head.kind is Kind.FORWARD or (head.kind is Kind.ORIGINAL and self._passes_on()):
            if self.parts[_Place.FORWARDED]:
                self.parts[_Place.FORWARDED].append("")
            self._put(_Place.FORWARDED, head.shown_from, head.end)
            self.parts[_Place.FORWARDED].append("")
            self.place, self.base, self.since_head = _Place.FORWARDED, max(depth, self.lines[at].depth), False
            self.prefix = subject_prefix(head.subject) if head.subject else self.prefix
            return
        if self.place is _Place.FORWARDED and not self.since_head:  # some programs put it in place of a header
            self._put(_Place.FORWARDED, at, head.end)
            self.base = max(depth, self.base)
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
