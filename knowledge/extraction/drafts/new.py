"""Subjects that a letter brings with it, as they are proposed: rows of `subjects.yaml`, each with an id of its own."""

from dataclasses import dataclass, field

from knowledge.book import FactBook
from knowledge.extraction.drafts.naming import slug_of
from knowledge.extraction.drafts.topics import TopicReader
from knowledge.model import SubjectKind, Tags
from knowledge.schema import SomeNames, SubjectRow
from knowledge.text import IS_HAN, fold


@dataclass(slots=True, kw_only=True)
class NewSubjects:
    """Collects the new subjects of one letter, beside those that are known."""

    book: FactBook
    reader: TopicReader
    language: str
    rows: dict[str, SubjectRow] = field(default_factory=dict)

    def tags_of(self, subject: str | None) -> Tags:
        """Everything that can pick a subject out, known or new."""
        if subject is None:
            return frozenset()
        if subject in self.book.subjects:
            return self.book.subjects[subject].tags
        row = self.rows[subject]
        return frozenset({row.id, *row.tags, *row.at, *row.along}) | self.tags_of(row.part_of)

    def person(self, name: str) -> str:
        """The subject that a person is, known by the full name or new."""
        folded = fold(name)
        is_full = len(folded.split()) > 1 or IS_HAN.match(folded) is not None
        for subject in self.book.subjects.values():
            names = (*subject.names.values(), *(alias for words in subject.aliases.values() for alias in words))
            if subject.kind is SubjectKind.PERSON and is_full and folded in map(fold, names):
                return subject.id
        same = next((r.id for r in self.rows.values() if r.kind is SubjectKind.PERSON and has_name(r, folded)), None)
        if same:
            return same
        row = SubjectRow(
            id=self.free(slug_of(name)),
            kind=SubjectKind.PERSON,
            rank=0,
            names=self.named(name),
            aliases={self.language: [name]},
        )
        return self.add(row)

    def shown(self, subject: str) -> str:
        """A subject's name in the letter's language."""
        row = self.rows.get(subject)
        return (row.names.filled() if row else self.book.subjects[subject].names)[self.language]

    def named(self, name: str) -> SomeNames:
        """A name in the letter's language."""
        return SomeNames.model_validate({self.language: name})

    def aliases(self, *names: str) -> dict[str, list[str]]:
        """The names as people may write them; none that consists of known words, which the tags stand for."""
        new = [name for name in dict.fromkeys(names) if name and self.reader.is_new(name)]
        return {self.language: new} if new else {}

    def free(self, wanted: str) -> str:
        """An id that no subject and no concept has."""
        taken = {*self.book.subjects, *self.rows, *self.reader.lexicon.titles}
        numbered = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
        return next(name for name in numbered if name not in taken)

    def add(self, row: SubjectRow) -> str:
        """Add a new subject; returns its id."""
        self.rows[row.id] = row
        return row.id


def has_name(row: SubjectRow, folded: str) -> bool:
    """Whether a subject has a name that folds to this."""
    return any(fold(name) == folded for name in row.names.model_dump().values() if name)
