"""What a date in a letter can be, and what surrounds its sentence."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.extraction.around import Cues


class Role(StrEnum):
    """What a date is; `past` to `term` are nothing that is still to come."""

    DEADLINE = "deadline"
    EVENT = "event"
    PERIOD = "period"
    BEGUN = "begun"
    PAST = "past"
    DOCUMENT = "document"
    REPLACED = "replaced"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What surrounds the sentence: cues of the line that introduces it, its place in a list, the role before it."""

    lead: Cues
    is_listed: bool
    previous: Role | None
    is_column: bool = False
    """Whether `lead` is the head of the date's own column in a table."""
    is_moved: bool = False
    """Whether the date is the new one of "from A to B"."""


LIVE = frozenset({Role.DEADLINE, Role.EVENT, Role.PERIOD, Role.BEGUN})
"""What is still to come, or goes on."""
