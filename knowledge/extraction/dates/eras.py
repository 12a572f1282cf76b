"""Years that count from another first year than the common one: 民國115年 is 2026.

Only what the era's name stands before, or, in a text that counts so throughout, a year of two or three digits with its
unit. Other calendars, whose months differ, are not read.
"""

from collections.abc import Sequence

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.words import Label

_YEAR_WIDTH = 4
_SURE_YEAR = 100


def count_from_eras(items: Sequence[Item], base: int | None) -> list[Item]:
    """Put the common year in the place of an era's.

    Args:
        items: of a text.
        base: the common year before the first of the era by which the whole text counts; None where it counts by none.
    """
    found = list(items)
    for n in range(len(items) - 1):
        item = items[n]
        if not 0 < item.width < _YEAR_WIDTH or item.number < 1 or Label.YEAR_UNIT not in items[n + 1].labels:
            continue
        era = items[n - 1].labels.get(Label.ERA) if n else None
        first = int(era) if era is not None else base if _is_year(items, n) else None
        if first is not None:
            found[n] = item._replace(number=first + item.number, width=_YEAR_WIDTH)
    return found


def _is_year(items: Sequence[Item], at: int) -> bool:
    """Whether a number with the unit of years names a year, and is no length of time: 115年, 99年3月."""
    month = items[at + 2] if at + 3 < len(items) else None
    is_dated = month is not None and month.number > 0 and Label.MONTH_UNIT in items[at + 3].labels
    return items[at].width > 1 and (items[at].number >= _SURE_YEAR or is_dated)
