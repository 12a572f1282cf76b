"""A letter that was read and not published yet: its facts as they were proposed, and what a person decided of each.

The values are also the form of a draft's file; `draft_file` reads and writes it, `proposing` makes the first version.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from knowledge.schema import FactRow, LetterFile, SubjectRow, Text


class State(StrEnum):
    """What was decided of a fact."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class DraftFact(FactRow):
    """A fact with what a person should know of it.

    `warnings` says what needs an eye, `by` and `at` who decided and when (ISO 8601).
    """

    state: State
    warnings: tuple[Text, ...] = ()
    by: str | None = None
    at: str | None = None

    @property
    def row(self) -> FactRow:
        """The fact alone, as a published letter has it."""
        return FactRow.model_validate({name: getattr(self, name) for name in FactRow.model_fields})

    @property
    def is_decided(self) -> bool:
        """Whether somebody accepted or rejected it."""
        return self.state is not State.PROPOSED


class Draft(BaseModel):
    """A letter's draft: what its file will hold, the subjects that are new with it, and what needs an eye.

    `source` is the name of the file that was read; `added_by` and `added_at` tell who read it and when.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reference: Text
    language: Text
    date: Text | None = None
    zone: Text
    source: str
    added_by: str
    added_at: str
    warnings: tuple[Text, ...] = ()
    covers: tuple[Text, ...] = ()
    covers_about: tuple[Text, ...] = ()
    subjects: tuple[SubjectRow, ...] = ()
    facts: tuple[DraftFact, ...]

    @property
    def undecided(self) -> tuple[DraftFact, ...]:
        """The facts that nobody accepted or rejected yet."""
        return tuple(fact for fact in self.facts if not fact.is_decided)

    @property
    def accepted(self) -> tuple[DraftFact, ...]:
        """The facts that will be published."""
        return tuple(fact for fact in self.facts if fact.state is State.ACCEPTED)

    def fact(self, fact_id: str) -> DraftFact | None:
        """The fact with this id."""
        return next((fact for fact in self.facts if fact.id == fact_id), None)


def changed(draft: Draft, fact: DraftFact) -> Draft:
    """The draft with one of its facts as it is now."""
    return draft.model_copy(update={"facts": tuple(fact if other.id == fact.id else other for other in draft.facts)})


def decided(fact: DraftFact, state: State, by: str, at: str) -> DraftFact:
    """A fact on which somebody decided."""
    return fact.model_copy(update={"state": state, "by": by, "at": at})


def in_turn(draft: Draft) -> list[DraftFact]:
    """The facts in the order in which a person looks at them: what needs an eye first."""
    return sorted(draft.facts, key=lambda fact: not fact.warnings)


def carried_over(draft: Draft, earlier: Draft) -> Draft:
    """A draft that was made anew, with what was decided before of the facts that are the same."""
    known = {_sameness(fact): fact for fact in earlier.facts if fact.is_decided}
    facts = []
    for fact in draft.facts:
        old = known.get(_sameness(fact))
        facts.append(decided(fact, old.state, old.by or "", old.at or "") if old else fact)
    return draft.model_copy(update={"facts": tuple(facts)})


def published_before(letter: LetterFile) -> Draft:
    """A published letter as the draft that it was: every fact in it is accepted."""
    known = {"state": State.ACCEPTED, "by": "published", "at": letter.date}
    facts = [row.model_dump(exclude_unset=True) | known for row in letter.facts]
    head = letter.model_dump(exclude={"facts"})
    added = {"source": letter.reference, "added_by": "published", "added_at": letter.date}
    return Draft.model_validate(head | added | {"facts": facts})


def _sameness(fact: DraftFact) -> tuple[object, ...]:
    return fact.kind, fact.role, fact.value, fact.quote, fact.subject, fact.person


def merged(draft: Draft, old: str, new: str) -> Draft:
    """The draft with one subject put in the place of another: what a person knows to be the same.

    Args:
        draft: in which `old` is spoken of.
        old: the id of the subject that goes.
        new: the id of the one that stays; it is known, or proposed in the draft.
    """

    def swap(name: str | None) -> str | None:
        return new if name == old else name

    subjects = tuple(row.model_copy(update={"part_of": swap(row.part_of)}) for row in draft.subjects if row.id != old)
    facts = tuple(
        fact.model_copy(update={name: swap(getattr(fact, name)) for name in ("subject", "person", "label_of")})
        for fact in draft.facts
    )
    covers = tuple(dict.fromkeys(new if name == old else name for name in draft.covers))
    return draft.model_copy(update={"subjects": subjects, "facts": facts, "covers": covers})


def letter_file(draft: Draft) -> dict[str, object]:
    """What will be published: the accepted facts, without what points to facts that are not among them.

    Returns:
        The content of a letter's file; `loading` checks it.
    """
    kept = {fact.id for fact in draft.accepted}
    facts = []
    for fact in draft.accepted:
        row = fact.row.model_copy(update={"send_to": [i for i in fact.send_to if i in kept]})
        facts.append(row.model_dump(mode="json", exclude_defaults=True))
    head = {name: getattr(draft, name) for name in LetterFile.model_fields if name != "facts"}
    lists = {name: list(value) for name, value in head.items() if isinstance(value, tuple)}
    return {name: value for name, value in (head | lists).items() if value or name == "covers"} | {"facts": facts}


def new_subjects(draft: Draft, known: Callable[[str], bool]) -> list[SubjectRow]:
    """The subjects that have to be published with the draft: those that its accepted facts and `covers` need.

    Args:
        draft: with its decisions.
        known: whether there is a subject with this id already.
    """
    rows = {row.id: row for row in draft.subjects}
    wanted = [*draft.covers]
    for fact in draft.accepted:
        wanted += [name for name in (fact.subject, fact.person, fact.label_of, *fact.about) if name]
    found: dict[str, SubjectRow] = {}
    while wanted:
        row = rows.get(wanted.pop())
        if row is None or row.id in found or known(row.id):
            continue
        found[row.id] = row
        wanted += _needs(row, rows)
    return [row for row in draft.subjects if row.id in found]


def _needs(row: SubjectRow, rows: Mapping[str, SubjectRow]) -> Sequence[str]:
    named = (row.part_of, *row.tags, *row.at, *row.along)
    return [name for name in named if name and name in rows]
