"""Whether a date is past, another paper's, replaced by another one, or how long a plan lasts: nothing still to come."""

from datetime import date, timedelta

from knowledge.edtf import Edtf
from knowledge.extraction.around import Around
from knowledge.extraction.dates import FoundDate
from knowledge.extraction.setting import Role
from knowledge.extraction.words import Cue

_LONG_TERM = timedelta(days=180)
_GOING_ON = timedelta(days=200)


def is_told_as_past(around: Around) -> bool:
    """Whether the letter tells of a date as past, or as that of another paper: it then lies before the letter."""
    if _is_of_document(around):
        return True
    past = around.before(Cue.PAST)
    other = around.latest(Cue.FUTURE, Cue.PLANNED, Cue.ASK, Cue.DEADLINE, Cue.UNTIL, Cue.MOVED)
    if past is None or past <= other or (other >= 0 and around.words(other, past) <= 3):  # noqa: PLR2004 - "will be held"
        return False
    return around.words(past, around.start) <= 12 and around.after(Cue.FUTURE) is None  # noqa: PLR2004 - a clause


def _is_surely_past(around: Around) -> bool:
    """The same, with nothing between that could take place later."""
    past = around.before(Cue.PAST)
    if past is None or around.is_until or not is_told_as_past(around):
        return False
    return past >= around.latest(Cue.EVENT, Cue.HELD)


def _is_of_document(around: Around) -> bool:
    paper = around.before(Cue.DOCUMENT)
    other = around.latest(Cue.FUTURE, Cue.PLANNED, Cue.UNTIL, Cue.DEADLINE, Cue.HELD)
    if paper is None or around.is_until or paper <= other:
        return False
    return around.words(paper, around.start) <= 4  # noqa: PLR2004 - "Circular CL-19/35 of"


def _is_named_paper(around: Around) -> bool:
    """Whether the date stands right behind the name of a paper: "the agreement of"."""
    paper = around.before(Cue.DOCUMENT)
    if paper is None or not _is_of_document(around):
        return False
    if around.latest(Cue.FUTURE, Cue.PUBLISH, Cue.HELD, Cue.PLANNED, Cue.ASK) >= 0:
        return False
    if around.is_last and any(around.near_after(cue, 6) for cue in (Cue.HELD, Cue.PUBLISH, Cue.FUTURE)):
        return False
    between = around.cues.flat.text[paper : around.start].replace(" ", "")
    return (not between or between.isalpha()) and around.words(paper, around.start) <= 1


def is_moved_range(around: Around, found: FoundDate, previous: Role | None) -> bool:
    """Whether "from A to B" tells where something is moved, and not how long it lasts.

    Args:
        around: the date in its sentence.
        found: the date.
        previous: what the date before it is; where that is the old one, the range is the new one.
    """
    is_range = found.value is not None and "/" in found.value and not found.value.endswith("..")
    is_old = not around.is_last and around.words(around.end, around.high) <= 1
    if not is_range or is_old or previous is Role.REPLACED or around.has(Cue.TERM):
        return False
    if around.holds(Cue.MOVED):
        return True
    moved = around.before(Cue.MOVED)
    if moved is None:
        return False
    if around.near_before(Cue.REPLACED, 4):
        return True
    if moved <= around.latest(Cue.FUTURE, Cue.HELD, Cue.PLANNED):
        return False
    return around.words(moved, around.start) <= 6 and around.begins_with(Cue.FROM)  # noqa: PLR2004 - a clause


def gone(around: Around, when: Edtf, letter: date | None) -> Role | None:
    """Of what does not lie ahead: which it is."""
    if _is_dead(around):
        return Role.REPLACED
    if (past := _past(around, when, letter)) is not None:
        return past
    return Role.TERM if _is_term(around, when) else None


def _is_dead(around: Around) -> bool:
    """Whether another date holds instead, or the thing does not take place."""
    alive = around.latest(Cue.FUTURE, Cue.MOVED)
    for cue, words in ((Cue.REPLACED, 6), (Cue.CANCELLED, 4)):
        at = around.before(cue)
        if at is not None and at >= alive and around.words(at, around.start) <= words:
            return True
    if around.near_after(Cue.CANCELLED, 6):
        return True
    if not around.is_last and around.near_after(Cue.MOVED, 6):
        return True
    moved = around.before(Cue.MOVED)
    follows = not around.is_last and around.words(around.end, around.high) <= 2  # noqa: PLR2004
    return moved is not None and follows and moved >= alive and around.begins_with(Cue.FROM)


def _past(around: Around, when: Edtf, letter: date | None) -> Role | None:
    """Of what lies before the letter, or is another paper's date: which it is. What has begun goes on."""
    if letter is None:
        return Role.PAST if _is_surely_past(around) else None
    begun = around.anywhere(Cue.BEGUN) and when.end is None and letter - when.first_day() <= _GOING_ON
    if begun and when.first_day() <= letter and not when.open_end:
        return Role.BEGUN
    if _is_named_paper(around):
        return Role.DOCUMENT
    if when.open_end or when.last_day() > letter:
        return Role.PAST if _is_surely_past(around) and not when.open_end else None
    if when.last_day() < letter:
        return _before_letter(around)
    return None if when.has_clock else Role.DOCUMENT


def _before_letter(around: Around) -> Role | None:
    """Of a date before the letter: what it is; None where the letter tells of it as to come."""
    if _is_of_document(around):
        return Role.DOCUMENT
    told = around.latest(Cue.FUTURE, Cue.PLANNED)
    is_future = told >= 0 and told > around.latest(Cue.PAST) and around.words(told, around.start) <= 12  # noqa: PLR2004
    return None if is_future else Role.PAST


def _is_term(around: Around, when: Edtf) -> bool:
    """How long a plan, a budget or an office lasts: a long stretch of time, or a year's end, beside its name."""
    if not around.has(Cue.TERM) and around.before(Cue.TERM, 0) is None:
        return False
    is_long = when.end is not None and when.last_day() - when.first_day() >= _LONG_TERM
    is_year = when.start.month is None
    nearest = around.before(Cue.TERM)
    others = (Cue.SUBMIT, Cue.DEADLINE, Cue.ASK, Cue.EVENT, Cue.PUBLISH, Cue.FUTURE)
    is_beside = nearest is not None and nearest > around.latest(*others)
    return is_long or is_year or (is_beside and around.words(nearest or 0, around.start) <= 6)  # noqa: PLR2004
