"""What a query means in the light of the book: which topics name, which claim, and what is asked of what."""

from dataclasses import replace

from knowledge.answering.asks import settle
from knowledge.answering.selecting import CLAIMABLE, SOFT, is_event, named_subjects
from knowledge.book import FactBook
from knowledge.model import Kind, Tags
from knowledge.query import Query
from knowledge.understanding.moments import span_of

_OF_LETTERS = frozenset({"signatory", "reference", "addressee", "subject_line", "issued"})
_NAMING_A_PERSON = frozenset({"secretary-general"})
_BARE_NAME = 4
"""A message of so few words that it can be a bare name, not a sentence on what somebody does."""
_DOCUMENTS = frozenset({"resolution", "tunis-agenda"})


class Meaning:
    """One query, read against the book."""

    def __init__(self, query: Query, book: FactBook) -> None:
        """Read a query.

        Args:
            query: as it was framed; what names a letter by its date, or an edition by a month, is resolved here.
            book: all that the letters say.
        """
        self.query = _with_years(_with_dated_letter(query, book))
        self.book = book

    def narrow_topics(self) -> Tags:
        """The topics but for places and for those that say nothing by themselves."""
        return self.query.topics - SOFT - self.place_topics(self.query.topics)

    def place_topics(self, topics: Tags) -> Tags:
        """The places among topics."""
        return frozenset(t for t in topics if t in self.book.subjects and self.book.subjects[t].kind == "place")

    def names(self, topics: Tags) -> bool:
        """Whether topics name an event, a series or a body."""
        return bool(named_subjects(topics - SOFT - self.persons(), self.book))

    def bodies(self, topics: Tags) -> Tags:
        """The organisations named, of which a question may claim a part in an event."""
        facts = [self.book.facts[i] for t in topics for i in self.book.facts_by_tag.get(t, ())]
        about = frozenset().union(*(fact.about for fact in facts if fact.kind is Kind.ORGANIZER))
        return frozenset(t for t in topics & about if t in self.book.subjects)

    def asks(self) -> tuple[str, ...]:
        """What is asked, settled; where nothing is asked in words, what the claims or the bare names ask."""
        asks = self.query.asks
        if self.query.entities.letters and len(asks) > 1:
            asks = tuple(ask for ask in asks if ask != "reference")
        asks = settle(self._literal(ask, asks) for ask in asks)
        if self.tells_plan and "phases" in asks:
            asks = tuple(dict.fromkeys("when" if ask == "phases" else ask for ask in asks))
        if not asks or asks == ("exists",):
            asks = ("deadline",) if "open" in self.query.modes else self._implied() or asks
        return asks

    @property
    def tells_plan(self) -> bool:
        """Whether the plan before a change is asked for; a letter that is named is asked for its own plan."""
        return "original" in self.query.modes and not self.query.entities.letters

    def _literal(self, ask: str, asks: tuple[str, ...]) -> str:
        """An ask in the light of what it is asked of: the date of what is no letter is when it takes place."""
        topics = self.query.topics
        of_letter = bool(self.query.entities.letters) or "letter" in topics
        bare = not self.narrow_topics()
        readings = {
            "issued": "issued" if of_letter else "when",
            "who": "identity" if self.persons() else "who",
            "letters": "letters" if bare else "reference",
            "whats_on": "what",
            "when": "issued" if bare and self.query.entities.letters and _OF_LETTERS & set(asks) else "when",
            "theme": "subject_line" if bare and of_letter else "theme",
            "reference": "document" if topics & _DOCUMENTS else "reference",
        }
        return readings.get(ask, ask)

    def persons(self) -> Tags:
        """The persons, and the post that names one, among the topics."""
        subjects = self.book.subjects
        named = frozenset(t for t in self.query.topics if t in subjects and subjects[t].kind == "person")
        return named | (self.query.topics & _NAMING_A_PERSON)

    def _implied(self) -> tuple[str, ...]:
        """What a claim or a bare name asks: the thing that would settle it."""
        query = self.query
        found: list[str] = []
        if query.moments:
            found.append("deadline" if query.until else "when")
        claimed = query.topics & CLAIMABLE
        places = {t for t in query.topics if t in self.book.subjects and not is_event(self.book.subjects[t])}
        persons = {t for t in places if self.book.subjects[t].kind == "person"}
        if places - persons or query.places:
            found.append("where")
        if "chair" in query.topics and ("confirm" in query.modes or query.words <= _BARE_NAME):
            found.append("who")
        if claimed:
            found.append("format")
        entities = query.entities
        named = (("email", entities.emails), ("phone", entities.phones), ("url", entities.urls))
        found += [ask for ask, values in named if values]
        if persons and not set(query.asks):
            found.append("identity")
        return tuple(found)


def _with_dated_letter(query: Query, book: FactBook) -> Query:
    """A letter named by its date ("the letter of 23 July 2019") is that letter, and the date no day asked about."""
    about_more = "reference" in query.asks and bool(query.topics - SOFT)
    if "letter" not in query.topics or query.entities.letters or about_more:
        return query
    for moment in query.moments:
        spans = span_of(moment, [moment.year] if moment.year else [])
        dated = list({f.letter for span in spans for f in book.dated(*span) if f.role == "issued"})
        if len(dated) == 1:
            rest = tuple(m for m in query.moments if m is not moment)
            return replace(query, moments=rest, entities=replace(query.entities, letters=(dated[0],)))
    return query


def _with_years(query: Query) -> Query:
    """A month with its year ("the Forum of March 2023") names the edition; a whole date may be a mere claim."""
    years = tuple(dict.fromkeys(m.year for m in query.moments if m.year and m.day is None))
    if query.years or not years or "whats_on" in query.asks:
        return query
    return replace(query, years=years)
