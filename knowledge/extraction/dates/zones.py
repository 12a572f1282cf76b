"""Time zones beside clock times: UTC, UTC+2, CET, "hora de Ginebra", "(local time)"."""

from collections.abc import Sequence

from knowledge.extraction.dates.items import Item
from knowledge.extraction.dates.words import Label

UTC = "UTC"
_MINUTES = 60
_FARTHEST = {"+": 14, "-": 12}


def _has_zone(items: Sequence[Item], at: int) -> bool:
    return 0 <= at < len(items) and Label.ZONE in items[at].labels


def _text(items: Sequence[Item], at: int) -> str:
    return items[at].text if 0 <= at < len(items) else ""


def zone_before(items: Sequence[Item], at: int) -> tuple[str | None, int]:
    """The zone that stands before a time ("北京时间14:00"), and where the time begins."""
    if not _has_zone(items, at):
        return None, at
    start = at + 1 + (_text(items, at + 1) == ":")
    return str(items[at].labels[Label.ZONE]) or None, start


def read_zone(items: Sequence[Item], at: int) -> tuple[str | None, int]:
    """The zone that stands after a time, perhaps in parentheses, and where it ends."""
    start = at + (_text(items, at) in {"(", ",", "["})
    if not _has_zone(items, start):
        return None, at
    end = start + 1
    zone = str(items[start].labels[Label.ZONE]) or None
    if zone == UTC and _text(items, end) in {"+", "-"} and items[end].glued:
        zone, end = _offset(items, end)
    closes = _text(items, at) in {"(", "["} and _text(items, end) in {")", "]"}
    return zone, end + closes


def _offset(items: Sequence[Item], at: int) -> tuple[str | None, int]:
    """The zone of "+3" or "+05:30" after UTC; only whole hours have an IANA name, with the sign turned round."""
    if at + 1 >= len(items) or not 0 <= items[at + 1].number <= _FARTHEST[items[at].text]:
        return UTC, at
    end, minutes = at + 2, 0
    if _text(items, end) == ":" and end + 1 < len(items) and 0 <= items[end + 1].number < _MINUTES:
        end, minutes = end + 2, items[end + 1].number
    hours = items[at + 1].number
    sign = "-" if items[at].text == "+" else "+"
    if hours == minutes == 0:
        return UTC, end
    return (f"Etc/GMT{sign}{hours}" if not minutes else None), end
