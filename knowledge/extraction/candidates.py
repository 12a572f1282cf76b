"""The dates of a letter that are still to come, each with its year, its role and its words.

Deadlines and events are made of them by `facts`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.extraction.around import Around
from knowledge.extraction.checks import impossible, warnings_of
from knowledge.extraction.dates import FoundDate, YearFrom, find_dates
from knowledge.extraction.frames import Frame, make_frame
from knowledge.extraction.gone import is_moved_range, is_told_as_past
from knowledge.extraction.places import find_place
from knowledge.extraction.roles import role_of
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.setting import LIVE, Role, Setting
from knowledge.extraction.tentative import tentative
from knowledge.extraction.words import Cue, LetterWords
from knowledge.extraction.years import YearHints, settle_year
from knowledge.text import fold

_IMPOSSIBLE = "impossible"
_LONG_TOPIC = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A date that is a deadline, an event or a period.

    `before` and `after` are its own words on either side, `topic` those before its verb.
    """

    role: Role
    found: FoundDate
    sentence: Sentence
    quote: str
    before: str
    after: str
    topic: str
    place: str | None
    is_subject: bool = False


@dataclass(slots=True)
class DateReader:
    """Reads the sentences of one letter and collects what a person should check."""

    language: str
    words: LetterWords
    letter: date | None
    warnings: list[str]

    def read(self, sentence: Sentence, *, is_subject: bool = False) -> Iterator[Candidate]:
        """The dates of a sentence that are still to come, in order.

        Args:
            sentence: of the letter's text, or its subject.
            is_subject: whether it is the subject.
        """
        frame = make_frame(sentence, self.language, self.words)
        if frame is None:
            return
        previous: Role | None = None
        for written in frame.found:
            quoted = sentence.text[written.start : written.end]
            around = frame.around[written.start, written.end]
            dated = self._dated(written, around, frame)
            if dated is None:
                self.warnings.append(impossible(quoted))
                continue
            is_moved = is_moved_range(around, dated, previous)
            dated = self._moved_to(dated, around, sentence.text) if is_moved else dated
            dated = tentative(dated, around)
            head = frame.head(written.start)
            setting = Setting(
                lead=frame.lead if head is None else head,
                is_listed=sentence.is_listed,
                is_column=head is not None,
                previous=previous,
                is_moved=is_moved,
            )
            previous = role_of(around, dated, self.letter, setting)
            self.warnings += warnings_of(written, dated, previous, self.letter, quoted)
            if previous in LIVE:
                yield _candidate(dated, previous, around, frame, is_subject=is_subject)

    def _dated(self, written: FoundDate, around: Around, frame: Frame) -> FoundDate | None:
        """A date with its year; None for a day that cannot be."""
        if written.rule == _IMPOSSIBLE:
            return None
        hints = YearHints(
            letter=self.letter,
            edition=frame.edition(written.start),
            is_past=(is_told_as_past(around) and "~" not in (written.value or "")) or around.anywhere(Cue.BEGUN),
            is_task=around.is_until or around.latest(Cue.SUBMIT, Cue.DEADLINE) > around.latest(Cue.EVENT),
            is_future=around.latest(Cue.FUTURE, Cue.PLANNED) >= 0 or around.near_after(Cue.FUTURE, 4),
        )
        dated = settle_year(written, hints)
        return dated if dated.rule != _IMPOSSIBLE else None

    def _moved_to(self, dated: FoundDate, around: Around, text: str) -> FoundDate:
        """Of "from A to B": B, which may be a range itself."""
        flat = around.cues.flat
        for begin, end in around.cues.of(Cue.TO):
            if not around.start < begin < around.end:
                continue
            first = find_dates(text[dated.start : flat.place(begin)], self.language, self.words.dates)
            second = find_dates(text[flat.place(end) : dated.end], self.language, self.words.dates)
            if len(first) == len(second) == 1 and second[0].value and second[0].year_from is not YearFrom.UNKNOWN:
                return replace(dated, value=second[0].value, zone=second[0].zone)
        return replace(dated, value=(dated.value or "").partition("/")[2])


def _candidate(dated: FoundDate, role: Role, around: Around, frame: Frame, *, is_subject: bool) -> Candidate:
    sentence, flat = frame.sentence, around.cues.flat
    text = sentence.text
    low, high = flat.place(around.low), flat.place(around.high)
    return Candidate(
        role=role,
        found=dated,
        sentence=sentence,
        quote=sentence.quote(dated.start, dated.end),
        before=text[low : dated.start],
        after=text[dated.end : high],
        topic=_topic(around, frame),
        place=find_place(text, (dated.start, dated.end), around, frame.spans, frame.words),
        is_subject=is_subject,
    )


def _topic(around: Around, frame: Frame) -> str:
    """What takes place: the words from the last name of an event up to its verb; a short beginning stays whole."""
    flat = around.cues.flat
    event = around.before(Cue.EVENT)
    verb = around.first_before(Cue.FUTURE, Cue.PLANNED, Cue.HELD, low=event)
    end = around.start if verb is None else verb
    begin = around.low
    if event is not None and event - around.low > _LONG_TOPIC:
        begin = max(start for start, stop in around.cues.of(Cue.EVENT) if stop <= event)
    words = frame.sentence.text[flat.place(begin) : flat.place(end)].split()
    while words and fold(words[-1]) in frame.words.function:
        words.pop()
    return " ".join(words)
