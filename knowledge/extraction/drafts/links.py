"""What a draft's facts change of what earlier letters say: proposals to replace, and contradictions to be looked at."""

from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.book import FactBook
from knowledge.extraction.drafts.draft import DraftFact
from knowledge.extraction.folding import flatten
from knowledge.extraction.words import Cue, LetterWords
from knowledge.model import Fact, Kind
from knowledge.text import fold

_WHERE = frozenset({Kind.PLACE, Kind.FORMAT})
_HELD = frozenset({"held", "opening"})


def linked(
    facts: Sequence[DraftFact], book: FactBook, day: date | None, reference: str, moved: "MovedWords"
) -> list[DraftFact]:
    """The facts with what each replaces, as a proposal, and a warning that says so.

    Args:
        facts: of the draft.
        book: all that is published.
        day: the letter's own; only earlier letters are replaced.
        reference: the letter's own; what it said itself before is no other letter's.
        moved: tells whether a sentence moves a date.
    """
    return [_linked(fact, list(_rivals(fact, book, day, reference)), moved) for fact in facts]


class MovedWords:
    """Tells whether a sentence says that a date was moved, extended or cancelled."""

    def __init__(self, words: LetterWords, language: str) -> None:
        """Take the words of the letter's language."""
        cues = words.languages[language].cues
        self._cues = (cues[Cue.MOVED], cues[Cue.REPLACED], cues[Cue.CANCELLED])

    def says_so(self, quote: str) -> bool:
        """Whether the sentence does."""
        text = flatten(quote).text
        return any(cue.search(text) for cue in self._cues)


def _rivals(fact: DraftFact, book: FactBook, day: date | None, reference: str) -> Iterator[Fact]:
    """The live facts of earlier letters that say another thing of the same."""
    for i in book.facts_by_subject.get(fact.subject or "", ()):
        old = book.facts[i]
        is_earlier = day is None or book.letters[old.letter].date.first_day() <= day
        if old.letter != reference and not old.replaced and is_earlier and _is_same_thing(fact, old):
            yield old


def _is_same_thing(fact: DraftFact, old: Fact) -> bool:
    if fact.kind is Kind.DATE and old.kind is Kind.DATE:
        return {fact.role, old.role} <= _HELD and fact.value != old.value
    if fact.kind in _WHERE and old.kind in _WHERE:
        return {fact.role, old.role} <= {"held", ""} and fold(fact.value) != fold(old.value)
    return fact.kind is Kind.DEADLINE and old.kind is Kind.DEADLINE and fact.value != old.value


def _linked(fact: DraftFact, rivals: Sequence[Fact], moved: MovedWords) -> DraftFact:
    says_so = moved.says_so(fact.quote)
    if fact.kind is Kind.DEADLINE:
        alike = [old for old in rivals if old.about & set(fact.about) or not (old.about and fact.about)]
        replaced = alike if says_so and len(alike) == 1 else [old for old in alike if says_so and old.about]
    else:
        alike = replaced = list(rivals)
    if not alike:
        return fact
    proposed = {old.id for old in replaced}
    warnings = [_warning(old, is_proposed=old.id in proposed) for old in alike]
    update = {"supersedes": [*fact.supersedes, *proposed], "warnings": (*fact.warnings, *warnings)}
    return fact.model_copy(update=update)


def _warning(old: Fact, *, is_proposed: bool) -> str:
    if is_proposed:
        return f"{old.id} says {old.value}: proposed to be replaced"
    return f"{old.id} says {old.value}: if this replaces it, name it in `supersedes`"
