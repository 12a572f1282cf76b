"""What a letter is about, as subjects: an edition of a known series, or something new. Only proposals.

Two subjects are never made one here: whether a new name means something known is for a person to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.selecting import CLAIMABLE, SOFT, editions_of
from knowledge.extraction.drafts.naming import edition_names, event_name, slug_of, without_year, years_in
from knowledge.extraction.drafts.new import NewSubjects, has_name
from knowledge.extraction.values import Event
from knowledge.model import Subject, SubjectKind, Tags
from knowledge.schema import SubjectRow
from knowledge.text import fold

_NAMED_TAGS = 2
"""So many of a series' tags, one of them a subject's id, name it where its own name does not stand."""
_NOT_NAMING = frozenset({SubjectKind.PERSON, SubjectKind.PLACE})


@dataclass(slots=True, kw_only=True)
class SubjectProposals(NewSubjects):
    """Finds the subjects of one letter. `main` is what it is about, `name` what its title calls that."""

    main: str | None = None
    name: str = ""

    def find_main(self, pieces: Sequence[str], body: str, years: Sequence[int], otherwise: str) -> None:
        """Settle what the letter is about.

        Args:
            pieces: its subject line, cut at its dates.
            body: its text.
            years: of its events, then of the letter itself.
            otherwise: what it is called where the title names nothing.
        """
        name = event_name(pieces, body, self.reader)
        self.name = name if any(map(str.isalpha, name)) else otherwise
        title = " ; ".join(pieces)
        topics = self.reader.topics(title)
        given = years_in(title)
        year = next((y for y in given if y in years), next(iter([*given, *years]), None))
        series = self._series(topics)
        if series is not None:
            self.main = self._edition(series, year)
            return
        self.main = self._new(year, self._naming(self.reader.topics(self.name)), self._places(title))

    def _series(self, topics: Tags) -> Subject | None:
        best: tuple[bool, int] = (False, 0)
        found: Subject | None = None
        for subject in self.book.subjects.values():
            if subject.kind is not SubjectKind.SERIES:
                continue
            named = (subject.own - SOFT) & topics
            enough = len(named) >= _NAMED_TAGS and not named.isdisjoint(self.book.subjects)
            if (subject.id in topics or enough) and (subject.id in topics, len(named)) > best:
                best, found = (subject.id in topics, len(named)), subject
        return found

    def _edition(self, series: Subject, year: int | None) -> str:
        editions = sorted(editions_of(series, self.book), key=lambda edition: edition.year or 0)
        known = next((edition for edition in editions if edition.year == year), None)
        if known or year is None:
            return known.id if known else series.id
        last = editions[-1] if editions else None
        sibling = (last.names, last.year) if last and last.year else None
        return self.add(
            SubjectRow(
                id=self.free(f"{series.id}-{year}"),
                kind=SubjectKind.EDITION,
                part_of=series.id,
                rank=2,
                year=year,
                names=edition_names(series.names, sibling, year),
            )
        )

    def _new(self, year: int | None, tags: Tags, places: Tags) -> str:
        """A series that is not known yet, with its edition where the year is."""
        series = self.add(
            SubjectRow(
                id=self.free(slug_of(self.name)),
                kind=SubjectKind.SERIES,
                rank=2,
                tags=sorted(tags),
                names=self.named(self.name),
                aliases=self.aliases(self.name),
            )
        )
        if year is None:
            return series
        return self.add(
            SubjectRow(
                id=self.free(f"{series}-{year}"),
                kind=SubjectKind.EDITION,
                part_of=series,
                rank=2,
                year=year,
                at=sorted(places),
                names=edition_names({self.language: self.name}, None, year),
            )
        )

    def is_main(self, event: Event) -> bool:
        """Whether an event is what the letter is about: its sentence names that, and nothing besides."""
        extra = self._extra(event)
        named = fold(self.name) in fold(event.quote) or not self._own_topics().isdisjoint(
            self.reader.topics(event.name)
        )
        return named and not extra

    def _own_topics(self) -> Tags:
        return self.tags_of(self.main) - SOFT

    def _extra(self, event: Event) -> Tags:
        """What an event's name names beyond the main subject; its sentence counts where the name says nothing."""
        named = self.reader.topics(event.name)
        if not named and fold(self.name) not in fold(event.quote):
            named = self.reader.topics(event.quote)
        return self._naming(named) - self.tags_of(self.main) - CLAIMABLE - SOFT

    def part_for(self, topics: Tags) -> str | None:
        """The known part of the main subject that topics name best."""
        whole = self.main
        rows: dict[str, Tags] = {i: self.book.subjects[i].own for i in self._parts_of(whole)}
        rows |= {row.id: frozenset({row.id, *row.tags}) for row in self.rows.values() if row.part_of == whole}
        scores = {i: len((own - SOFT) & topics) for i, own in rows.items()}
        best = max(scores.values(), default=0)
        return next(i for i, score in scores.items() if score == best) if best else None

    def _parts_of(self, whole: str | None) -> tuple[str, ...]:
        return self.book.parts.get(whole, ()) if whole else ()

    def of_event(self, event: Event, called: str, noun: str) -> str | None:
        """The subject of an event that is not the main one: a known part, or a new one.

        Args:
            event: as it was read.
            called: what its sentence calls it, such as "introductory webinar"; may be empty.
            noun: the word for an event in that.
        """
        if self.main is None:
            return None
        extra = self._extra(event)
        if known := self.part_for(extra):
            return known
        called = without_year(called or event.name)
        if same := next(
            (row.id for row in self.rows.values() if row.part_of == self.main and has_name(row, fold(called))), None
        ):
            return same
        return self.add(
            SubjectRow(
                id=self.free(f"{self.main}-{slug_of(called)}"),
                kind=SubjectKind.PART,
                part_of=self.main,
                rank=1,
                tags=sorted(extra | self._naming(self.reader.topics(called)) - self.tags_of(self.main)),
                names=self.named(called),
                aliases=self.aliases(called, noun),
            )
        )

    def of_task(self, topics: Tags, about: Tags) -> str | None:
        """The subject of something that has to be done.

        It is the main subject, or a part of it: a known one that the topics name, or a new one where another edition
        has such a part. A question that names the thing would else mean that other edition alone.

        Args:
            topics: all that the sentence names.
            about: the concepts in it that the main subject lacks.
        """
        known = self.part_for(topics)
        if known or self.main is None or not about or not self._elsewhere(about):
            return known or self.main
        called = f"{self.shown(self.main)} – {self.reader.lexicon.titles[min(about)]}"
        return self.add(
            SubjectRow(
                id=self.free(f"{self.main}-{min(about)}"),
                kind=SubjectKind.PART,
                part_of=self.main,
                rank=1,
                tags=sorted(about),
                names=self.named(called),
            )
        )

    def _elsewhere(self, about: Tags) -> bool:
        """Whether another edition of the series, or a part of one, has one of these tags."""
        row = self.rows.get(self.main or "")
        known = self.book.subjects.get(self.main or "")
        series = row.part_of if row else known.ancestors[-1] if known and known.ancestors else None
        others = (
            s for s in self.book.subjects.values() if series in s.ancestors and self.main not in {s.id, *s.ancestors}
        )
        return any(subject.own & about for subject in others)

    def _naming(self, topics: Tags) -> Tags:
        """The topics that can name an event: concepts and bodies, no persons, places or claims."""
        subjects = self.book.subjects
        return frozenset(t for t in topics if t not in subjects or subjects[t].kind not in _NOT_NAMING) - CLAIMABLE

    def _places(self, text: str) -> Tags:
        subjects = self.book.subjects
        topics = self.reader.topics(text)
        return frozenset(t for t in topics if t in subjects and subjects[t].kind is SubjectKind.PLACE)
