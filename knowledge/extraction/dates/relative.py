"""Deadlines that count from something else: "within ten working days", "au plus tard deux semaines avant la réunion".

They have no value: from when they count is not for the grammar to say.
"""

from collections.abc import Sequence

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.parts import has, skip, text_at
from knowledge.extraction.dates.words import Label

_ALONE = 2
_COUNTED = 2
_MOST = 3


def _unit(items: Sequence[Item], at: int) -> int | None:
    """The index of the unit that a number counts ("ten (10) working days"), or of one that needs no number."""
    if has(items, at, Label.UNIT) and int(items[at].labels[Label.UNIT]) == _COUNTED:
        return at
    if at >= len(items) or items[at].number < 1 or items[at].width > _MOST:
        return None
    end = at + 1
    if text_at(items, end) == "(" and text_at(items, end + 2) == ")":
        end += 3
    end += text_at(items, end) == "-" and items[end].glued
    unit = end if has(items, end, Label.UNIT) else skip(items, end, Label.UNIT_KIND, Label.OF, most=_MOST)
    return unit if has(items, unit, Label.UNIT) else None


def read_relative(items: Sequence[Item], at: int) -> int | None:
    """Read a relative deadline that begins at an item.

    Args:
        items: of the text.
        at: index of "within", "at least", "by", or of a number.

    Returns:
        The index after it, None where none begins there.
    """
    start = skip(items, at, Label.WITHIN, Label.UNTIL, Label.THE, Label.OF, Label.UNIT_KIND, most=4)
    unit = _unit(items, start)
    if unit is None and start > at and has(items, start - 1, Label.UNIT) and not has(items, start, Label.MONTH):
        unit = start - 1  # "в двухнедельный срок" says both
    if unit is None:
        return None
    end = skip(items, unit + 1, Label.UNIT_KIND, most=_MOST)
    around = int(items[end].labels[Label.AROUND]) if has(items, end, Label.AROUND) else 0
    inside = any(int(items[n].labels.get(Label.WITHIN, 0)) for n in range(at, start))
    if not (inside or (around and start > at) or around == _ALONE):
        return None
    return end + bool(around)
