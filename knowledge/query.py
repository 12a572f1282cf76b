"""What is asked, once it is understood: the value that understanding makes and answering takes."""

from dataclasses import dataclass

from knowledge.model import Tags
from knowledge.understanding.entities import Entities
from knowledge.understanding.moments import Moment

NO_ENTITIES = Entities()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One thing asked, or several about the same subject.

    `readings` are the sets of topics to try, the fullest first: the words around a question may narrow it, but must not
    spoil it. `halves` are the questions of its clauses one by one, for when they find no answer together. `unexplained`
    are words of the asking clause that nothing explains; with them no answer is certain. `inherited`: the
    asks are those of the question before.
    """

    asks: tuple[str, ...]
    modes: Tags = frozenset()
    readings: tuple[Tags, ...] = (frozenset(),)
    places: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    moments: tuple[Moment, ...] = ()
    numbers: tuple[str, ...] = ()
    until: bool = False
    words: int = 0
    inherited: bool = False
    halves: tuple["Query", ...] = ()
    unexplained: tuple[str, ...] = ()
    entities: Entities = NO_ENTITIES

    @property
    def topics(self) -> Tags:
        """The fullest set of topics."""
        return self.readings[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What a conversation has established: the last query answered or refused, its person, and the language."""

    language: str | None = None
    last: Query | None = None
    person: str | None = None


NEW_DIALOGUE = Dialogue()
"""A conversation in which nothing has been said yet."""
