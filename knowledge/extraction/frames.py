"""A sentence with its dates: what is looked up once for all of them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.extraction.around import Around, Cues
from knowledge.extraction.dates import Bound, FoundDate, find_dates_and_years
from knowledge.extraction.folding import flatten
from knowledge.extraction.roles import windows
from knowledge.extraction.sentences import Sentence
from knowledge.extraction.tasks import names_task
from knowledge.extraction.words import Cue, LanguageWords, LetterWords

_BREAK = re.compile(r"[;؛；]|¤+")
"""Semicolons and what is struck out: the words before them don't speak of a date behind them."""
CELL_SIGN = " | "
_FEWEST_COLUMNS = 3
_DOCUMENT_NAME = 30
_CLAUSE = re.compile(r"[,;:()|،؛，；：（）]")
_DAY_LENGTH = len("2025-01-01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A sentence, its dates, and the words by which they are read.

    Attributes:
        sentence: as it stands in the letter.
        found: its dates, in order.
        around: what surrounds the dates, by their place; the days of a list share one.
        years: years that stand alone, with their places: editions.
        lead: cues of the line that introduces the sentence.
        heads: cues of the heads of a table's columns.
        words: of the letter's language.
    """

    sentence: Sentence
    found: tuple[FoundDate, ...]
    around: dict[tuple[int, int], Around]
    years: tuple[tuple[int, int], ...]
    lead: Cues
    heads: tuple[Cues, ...]
    words: LanguageWords

    def head(self, place: int) -> Cues | None:
        """Cues of the head of the column that a place is in, where it tells the dates of a table apart."""
        column = self.sentence.text.count(CELL_SIGN, 0, place)
        if column >= len(self.heads):
            return None
        is_apart = len(self.heads) >= _FEWEST_COLUMNS and len(self.around) > 1
        return self.heads[column] if is_apart or names_task(self.heads[column]) else None

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the dates stand."""
        return list(self.around)

    def edition(self, place: int) -> int | None:
        """The year of the edition that is named nearest before a place, else the first behind it; None without any."""
        before = [year for at, year in self.years if at < place]
        after = [year for at, year in self.years if at >= place]
        return before[-1] if before else after[0] if after else None


def make_frame(sentence: Sentence, language: str, words: LetterWords) -> Frame | None:
    """Find a sentence's dates and what surrounds them; None where it has none."""
    dates, years = find_dates_and_years(sentence.text, language, words.dates)
    found = _without_shared_hours(dates)
    if not found:
        return None
    own = words.languages[language]
    return Frame(
        sentence=sentence,
        found=tuple(found),
        around=_surroundings(sentence.text, found, own),
        years=tuple((at, year) for at, year in years if not _is_of_document(sentence.text, at, own)),
        lead=Cues(flatten(f"{sentence.lead} {' '.join(sentence.heads)}"), own.cues),
        heads=tuple(Cues(flatten(head), own.cues) for head in sentence.heads),
        words=own,
    )


def _is_of_document(text: str, at: int, words: LanguageWords) -> bool:
    """Whether a year belongs to a document's name: "Resolution A12-4 of 2023"."""
    before = flatten(text[max(0, at - _DOCUMENT_NAME) : at]).text
    return any(not _CLAUSE.search(before, found.end()) for found in words.cues[Cue.DOCUMENT].finditer(before))


def _surroundings(text: str, found: Sequence[FoundDate], words: LanguageWords) -> dict[tuple[int, int], Around]:
    flat = flatten(text)
    cues = Cues(flat, words.cues)
    ends = {(one.start, one.end): one.bound is Bound.UNTIL for one in found}
    spans = sorted(ends)
    folded = [(flat.offset(start), flat.offset(end)) for start, end in spans]
    rows = () if CELL_SIGN in text else _BREAK.finditer(text)  # the first cell of a row speaks of them all
    breaks = [flat.offset(match.end()) for match in rows]
    reach = windows(len(flat.text), folded, breaks)
    return {
        span: Around(
            cues=cues,
            low=reach[n][0],
            start=folded[n][0],
            end=folded[n][1],
            high=reach[n][1],
            is_until=ends[span],
            is_last=n + 1 == len(spans) or reach[n][1] < folded[n + 1][0],
        )
        for n, span in enumerate(spans)
    }


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
