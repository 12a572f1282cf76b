"""The dates of a sentence, each with its year, its role and its words: what deadlines and events are made of."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.edtf import parse_edtf
from knowledge.extraction.around import Around, Cues
from knowledge.extraction.dates import Bound, FoundDate, YearFrom, find_dates, find_years
from knowledge.extraction.folding import flatten
from knowledge.extraction.gone import is_moved_range, is_told_as_past
from knowledge.extraction.places import find_place
from knowledge.extraction.roles import role_of, windows
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.setting import Role, Setting
from knowledge.extraction.words import Cue, LetterWords
from knowledge.extraction.years import YearHints, settle_year, weekday_warning, year_warning

_BREAK = re.compile(r"[;؛；]|¤+")
"""Semicolons and what is struck out: the words before them don't speak of a date behind them."""
_IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A date that is a deadline, an event or a period. `before` and `after` are its own words on either side."""

    role: Role
    found: FoundDate
    sentence: Sentence
    quote: str
    before: str
    after: str
    topic: str
    place: str | None
    is_subject: bool = False


def _without_shared_hours(found: Sequence[FoundDate]) -> list[FoundDate]:
    """Days of one list without the hours that only the last of them shows: they are meant for all."""
    counts = Counter((one.start, one.end) for one in found)
    timed = Counter((one.start, one.end) for one in found if one.value and "T" in one.value)
    return [
        replace(one, value=one.value[:_DAY_LENGTH], zone=None)
        if one.value and "T" in one.value and timed[one.start, one.end] < counts[one.start, one.end]
        else one
        for one in found
    ]


_DAY_LENGTH = len("2025-01-01")


@dataclass(slots=True)
class DateReader:
    """Reads the sentences of one letter and collects what a person should check."""

    language: str
    words: LetterWords
    letter: date | None
    warnings: list[str]

    def read(self, sentence: Sentence, *, is_subject: bool = False) -> Iterator[Candidate]:
        """The dates of a sentence that are still to come, in order."""
        text = sentence.text
        found = _without_shared_hours(find_dates(text, self.language, self.words.dates))
        if not found:
            return
        flat = flatten(text)
        patterns = self.words.languages[self.language].cues
        cues = Cues(flat, patterns)
        spans = sorted({(one.start, one.end) for one in found})
        breaks = [flat.offset(match.end()) for match in _BREAK.finditer(text)]
        folded = [(flat.offset(start), flat.offset(end)) for start, end in spans]
        reach = windows(len(flat.text), folded, breaks)
        years = find_years(text, self.language, self.words.dates)
        previous: Role | None = None
        lead = Cues(flatten(sentence.lead), patterns)
        for one in found:
            n = spans.index((one.start, one.end))
            around = Around(
                cues=cues,
                low=reach[n][0],
                start=folded[n][0],
                end=folded[n][1],
                high=reach[n][1],
                is_until=one.bound is Bound.UNTIL,
                is_last=n + 1 == len(folded) or reach[n][1] < folded[n + 1][0],
            )
            dated = self._dated(one, around, text, years)
            if dated is None:
                continue
            is_moved = is_moved_range(around, dated, previous)
            dated = self._moved_to(dated, around, text) if is_moved else dated
            setting = Setting(lead=lead, is_listed=sentence.is_listed, previous=previous, is_moved=is_moved)
            role = role_of(around, dated, self.letter, setting)
            previous = role
            self._warn(one, dated, role, text)
            if role not in {Role.DEADLINE, Role.EVENT, Role.PERIOD, Role.BEGUN}:
                continue
            low, high = flat.place(around.low), flat.place(around.high)
            verb = around.first_before(Cue.FUTURE, Cue.PLANNED, Cue.HELD)
            yield Candidate(
                role=role,
                found=dated,
                sentence=sentence,
                quote=sentence.quote(dated.start, dated.end),
                before=text[low : dated.start],
                after=text[dated.end : high],
                topic=text[low : flat.place(verb)] if verb is not None else text[low : dated.start],
                place=find_place(text, (dated.start, dated.end), around, spans, self.words.languages[self.language]),
                is_subject=is_subject,
            )

    def _dated(self, one: FoundDate, around: Around, text: str, years: Sequence[tuple[int, int]]) -> FoundDate | None:
        """A date with its year; None for a day that cannot be."""
        if one.rule == _IMPOSSIBLE:
            self.warnings.append(f"“{text[one.start : one.end]}”: there is no such day")
            return None
        edition = max((year for _, year in years), default=None) if years else None
        hints = YearHints(
            letter=self.letter,
            edition=edition,
            is_past=is_told_as_past(around) or around.anywhere(Cue.BEGUN),
            is_task=around.is_until or around.has(Cue.SUBMIT) or around.has(Cue.DEADLINE),
        )
        dated = settle_year(one, hints)
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

    def _warn(self, one: FoundDate, dated: FoundDate, role: Role, text: str) -> None:
        quoted = text[one.start : one.end]
        is_live = role in {Role.DEADLINE, Role.EVENT, Role.PERIOD, Role.BEGUN}
        rows = [weekday_warning(dated, quoted)]
        if is_live:
            rows.append(year_warning(one, dated, quoted))
            rows.append(self._early(dated, quoted))
        elif role is Role.PAST and dated.value and self.letter and parse_edtf(dated.value).last_day() > self.letter:
            rows.append(f"“{quoted}”: the letter, of {self.letter}, tells of it as past")
        if is_live and dated.rule.startswith("numeric-") and dated.year_from is YearFrom.WRITTEN:
            rows.append(f"“{quoted}”: day and month may be the other way round" if "ambiguous" in dated.rule else None)
        self.warnings += [row for row in rows if row and row not in self.warnings]

    def _early(self, dated: FoundDate, quoted: str) -> str | None:
        if self.letter is None or dated.value is None or "XXXX" in dated.value or dated.value.endswith("/.."):
            return None
        if parse_edtf(dated.value).last_day() >= self.letter:
            return None
        return f"“{quoted}”: {dated.value} is before the letter's own date, {self.letter}"
