"""Whether a date is the last day of something that those written to have to do, or the time in which they may."""

from datetime import timedelta

from knowledge.edtf import Edtf
from knowledge.extraction.around import Around, Cues
from knowledge.extraction.dates import Bound, FoundDate
from knowledge.extraction.setting import Role, Setting
from knowledge.extraction.words import Cue

_MOST_OF_LABEL = 20
_LABEL_SIGNS = frozenset(":：-–—|")
_LONG_PERIOD = timedelta(days=6)


def is_stretch(when: Edtf) -> bool:
    """Whether it is several days in a row, given to the day."""
    return when.end is not None and when.is_day and when.last_day() > when.first_day()


def is_period(around: Around, when: Edtf) -> bool:
    """A stretch of days during which something can be handed in."""
    if not is_stretch(when):
        return False
    period = around.latest(Cue.PERIOD)
    if period < 0 and _labels(around):
        period = around.end if around.near_after(Cue.PERIOD, 3) else -1
    if period < 0 and _frames_task(around):
        return True
    if period < 0 and around.has(Cue.WINDOW) and around.latest(Cue.HELD) < 0:
        period = around.latest(Cue.SUBMIT)
    if period < 0 or around.latest(Cue.EVENT) > period:
        return False
    return around.has(Cue.WINDOW) or when.last_day() - when.first_day() >= _LONG_PERIOD


def _frames_task(around: Around) -> bool:
    """Whether what is to be handed in stands behind its days: "于…期间提出意见"."""
    if not around.near_after(Cue.WINDOW, 0) and not around.near_before(Cue.ASK, 1):
        return False
    is_task = around.near_after(Cue.SUBMIT, 8) or around.near_after(Cue.PERIOD, 8)
    return is_task and not any(map(around.has, (Cue.EVENT, Cue.HELD)))


def is_deadline(around: Around, found: FoundDate, when: Edtf, setting: Setting) -> bool:
    """Whether something has to be done by a date.

    Args:
        around: the date in its sentence.
        found: the date.
        when: the same as a value.
        setting: what surrounds the sentence.
    """
    before = around.before(Cue.UNTIL)
    is_near = before is not None and before > around.latest(Cue.EVENT) and around.near_before(Cue.UNTIL, 4)
    is_until = around.is_until or is_near or around.near_after(Cue.UNTIL, 0)
    if is_until and found.bound is not Bound.FROM and not is_stretch(when):
        return not is_announcement(around) and not _lasts(around) and not _is_moved_event(around)
    if found.bound is Bound.FROM:
        return False
    if setting.is_column:
        return _by_setting(around, when, setting)
    if _is_named_deadline(around) or _is_moved_deadline(around) or _closes(around):
        return True
    return _by_setting(around, when, setting)


def is_announcement(around: Around) -> bool:
    """Whether the sender is to make something known, and nobody is asked to."""
    is_empty = around.latest(Cue.SUBMIT, Cue.ASK, Cue.WINDOW, Cue.PERIOD, Cue.CLOSING, Cue.EVENT) < 0
    publish = around.before(Cue.PUBLISH, 0 if is_empty else None)
    if publish is None and around.near_after(Cue.PUBLISH, 6):
        return around.latest(Cue.ASK, Cue.DEADLINE, Cue.SUBMIT) < 0
    if publish is None or publish <= around.latest(Cue.ASK, Cue.DEADLINE, low=0):
        return False
    relative = around.before(Cue.RELATIVE)
    return relative is None or not publish < relative < around.latest(Cue.SUBMIT)


def _lasts(around: Around) -> bool:
    """Whether something takes place until then, and nothing is to be handed in."""
    if around.anywhere(Cue.SUBMIT) or around.anywhere(Cue.ASK) or around.anywhere(Cue.PERIOD):
        return False
    return around.latest(Cue.HELD, Cue.EVENT) >= 0


def _is_named_deadline(around: Around) -> bool:
    named = around.before(Cue.DEADLINE)
    other = around.latest(Cue.HELD, Cue.EVENT)
    if named is not None and (named >= other or _is_joined(around)):
        return True
    joins = around.near_before(Cue.COPULA, 1) or (other < 0 and _is_joined(around))
    if named is None and around.low and joins and around.before(Cue.DEADLINE, 0) is not None:
        return True
    reach = _MOST_OF_LABEL if _labels(around) else 3
    return other < 0 and around.is_last and around.near_after(Cue.DEADLINE, reach)


def _labels(around: Around) -> bool:
    """Whether the date stands first, and after a sign what it is for."""
    return around.cues.flat.text[around.end : around.end + 3].strip()[:1] in _LABEL_SIGNS


def _is_moved_deadline(around: Around) -> bool:
    """Whether what is moved to the date is a last day: "registration has been extended to"."""
    moved = around.before(Cue.MOVED)
    if moved is None or moved < around.latest(Cue.EVENT, Cue.HELD):
        return False
    if around.before(Cue.DEADLINE, 0) is not None:
        return True
    tasks, events = around.cues.of(Cue.PERIOD), around.cues.of(Cue.EVENT)
    return bool(tasks) and (not events or tasks[0] < events[0])


def _is_moved_event(around: Around) -> bool:
    """Whether "until" belongs to what is put off: "the forum has been postponed until"."""
    if not around.holds(Cue.MOVED) and not around.near_before(Cue.MOVED, 1):
        return False
    events, tasks = around.cues.of(Cue.EVENT), around.cues.of(Cue.PERIOD)
    return bool(events) and not around.anywhere(Cue.DEADLINE) and (not tasks or events[0] < tasks[0])


def _is_joined(around: Around) -> bool:
    """Whether the date stands right after "is" or a colon."""
    return around.near_before(Cue.COPULA, 1) or around.cues.flat.text[: around.start].rstrip()[-1:] in _LABEL_SIGNS


def _closes(around: Around) -> bool:
    if not (around.anywhere(Cue.PERIOD) or around.anywhere(Cue.SUBMIT)):
        return False
    closing = around.before(Cue.CLOSING)
    if closing is not None:
        return closing > around.latest(Cue.EVENT) and around.words(closing, around.start) <= 4  # noqa: PLR2004
    is_label = around.is_last and around.latest(Cue.HELD, Cue.EVENT, Cue.WINDOW) < 0
    return is_label and around.near_after(Cue.CLOSING, 4)


def _by_setting(around: Around, when: Edtf, setting: Setting) -> bool:
    """Whether what surrounds it makes it a deadline, where nothing in its own words does."""
    if setting.is_column:
        return not is_stretch(when) and names_task(setting.lead)
    says_other = any(map(around.has, (Cue.EVENT, Cue.PUBLISH))) or around.latest(Cue.HELD, Cue.FUTURE) >= 0
    is_single = when.end is None and when.is_day
    if says_other or not is_single:
        return False
    if setting.lead.of(Cue.DEADLINE):
        return True
    if setting.is_listed and not when.has_clock and _begins_with_task(around):
        return True
    return setting.previous is Role.DEADLINE and around.low > 0 and around.words(around.low, around.start) <= 8  # noqa: PLR2004


def names_task(head: Cues) -> bool:
    """Whether the head of a column says that its days are last days, or what is to be handed in by them."""
    if any(map(head.of, (Cue.DEADLINE, Cue.UNTIL, Cue.CLOSING))):
        return True
    return bool(head.of(Cue.SUBMIT) or head.of(Cue.PERIOD)) and not any(map(head.of, _NO_TASKS))


_NO_TASKS = (Cue.EVENT, Cue.HELD, Cue.PUBLISH, Cue.WINDOW, Cue.PAST)


def _begins_with_task(around: Around) -> bool:
    tasks = around.cues.of(Cue.PERIOD)
    return bool(tasks) and tasks[0][0] <= 3 and not around.has(Cue.HELD)  # noqa: PLR2004 - after a bullet
