"""Dates that the letter leaves to be confirmed in words at some distance: "the dates … remain to be confirmed"."""

from dataclasses import replace

from knowledge.extraction.around import Around
from knowledge.extraction.dates import FoundDate
from knowledge.extraction.words import Cue

_WORDS_AFTER, _WORDS_BEFORE = 5, 4


def tentative(found: FoundDate, around: Around) -> FoundDate:
    """The date with the sign for "to be confirmed" on both ends, where the words around it say so."""
    value = found.value
    if value is None or found.tentative or "~" in value or value.endswith(".."):
        return found
    is_said = around.is_last and around.near_after(Cue.TENTATIVE, _WORDS_AFTER)
    if not is_said and not around.near_before(Cue.TENTATIVE, _WORDS_BEFORE):
        return found
    return replace(found, value="/".join(f"{part}?" for part in value.split("/")), tentative=True)
