"""What a date in a letter is: a deadline, an event, a period, or nothing that is still to come.

It is decided by the cue words nearest to the date; dates themselves are found by `dates`, values are settled by
`years`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from knowledge.edtf import parse_edtf
from knowledge.extraction.around import Around
from knowledge.extraction.dates import FoundDate
from knowledge.extraction.gone import gone
from knowledge.extraction.setting import Role, Setting
from knowledge.extraction.tasks import is_announcement, is_deadline, is_period, is_stretch
from knowledge.extraction.words import Cue


def role_of(around: Around, found: FoundDate, letter: date | None, setting: Setting) -> Role:
    """Tell what a date is.

    Args:
        around: the date in its sentence.
        found: the date, its year settled.
        letter: the letter's own date.
        setting: what surrounds the sentence.
    """
    if found.value is None:
        is_task = around.anywhere(Cue.SUBMIT) or around.anywhere(Cue.ASK)
        return Role.DEADLINE if is_task and not is_announcement(around) else Role.TERM
    when = parse_edtf(found.value)
    if not setting.is_moved and (over := gone(around, when, letter)) is not None:
        return over
    if is_period(around, when) or (around.is_until and is_stretch(when) and around.anywhere(Cue.SUBMIT)):
        return Role.PERIOD
    return Role.DEADLINE if is_deadline(around, found, when, setting) else Role.EVENT


def windows(length: int, spans: Sequence[tuple[int, int]], breaks: Sequence[int]) -> list[tuple[int, int]]:
    """For each date of a sentence, how far its own words reach: to the dates and semicolons on either side.

    Args:
        length: of the folded sentence.
        spans: of the dates there, in order.
        breaks: where its semicolons stand, in order.
    """
    edges = [0, *breaks, length]
    found: list[tuple[int, int]] = []
    for n, (start, end) in enumerate(spans):
        low = max(spans[n - 1][1] if n else 0, edges[bisect_right(edges, start, hi=len(edges) - 1) - 1])
        high = min(spans[n + 1][0] if n + 1 < len(spans) else length, edges[bisect_left(edges, end, hi=len(edges) - 1)])
        found.append((low, high))
    return found
