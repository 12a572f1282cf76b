"""From a reading to queries: which clause asks, which only tells, and what an earlier question supplies."""

from dataclasses import replace

from knowledge.answering.selecting import SOFT, is_event, named_subjects, root_of
from knowledge.book import FactBook
from knowledge.model import Tags, compound
from knowledge.query import Dialogue, Query
from knowledge.understanding.reading import Clause, Reading

_ASKING_MODES = frozenset({"confirm", "open"})
_OF_PERSONS = frozenset({"phone", "fax", "email", "post", "who", "contact"})
_OF_LETTERS = frozenset({"signatory", "reference", "addressee", "issued", "subject_line"})
_NAMING = frozenset({"forum", "open-consultation", "high-level", "final-week"})
_OF_EDITIONS = frozenset({"theme", "organizer", "host", "cofacilitator"})
_INVITED = 2


def _union(clauses: list[Clause]) -> Tags:
    return frozenset().union(*(clause.topics for clause in clauses))


def _asks(clause: Clause) -> bool:
    return bool(clause.asks or clause.modes & _ASKING_MODES)


def _is_ordinal(topic: str) -> bool:
    return topic.startswith("number-") or "+" in topic


def _has_content(clause: Clause) -> bool:
    return bool(
        clause.topics or clause.moments or clause.years or clause.places or clause.numbers or clause.unexplained
    )


class Framer:
    """Frames one reading within a dialogue."""

    def __init__(self, reading: Reading, dialogue: Dialogue, book: FactBook) -> None:
        self.reading = reading
        self.dialogue = dialogue
        self.book = book

    def queries(self) -> tuple[Query, ...]:
        """What is asked, in order; nothing for a message that neither asks nor names anything."""
        sentences = self._sentences()
        asking = [n for n, clauses in sentences.items() if any(map(_asks, clauses))]
        asking = [n for n in asking if self._says_something(sentences[n])] or asking
        bare_check = all(not self._says_something(sentences[n]) for n in asking)
        if not asking or (bare_check and len(sentences) > 1):
            merged = self._query([c for clauses in sentences.values() for c in clauses], [], whole=True)
            return (self._in_dialogue(merged),) if merged else ()
        found: list[Query] = []
        told = [c for n, clauses in sentences.items() if n not in asking for c in clauses]
        for n in asking:
            query = self._query(sentences[n], told, whole=False)
            if query:
                found.append(self._in_dialogue(query) if not found else self._after(query, found[-1]))
        return tuple(found)

    def _sentences(self) -> dict[int, list[Clause]]:
        found: dict[int, list[Clause]] = {}
        for clause in self.reading.clauses:
            found.setdefault(clause.sentence, []).append(clause)
        return found

    def _says_something(self, clauses: list[Clause]) -> bool:
        return any(c.asks or c.topics or c.moments or c.places or "open" in c.modes for c in clauses)

    def _query(self, sentence: list[Clause], told: list[Clause], *, whole: bool) -> Query | None:
        entities = self.reading.entities
        asking = self._main(sentence) if whole else [c for c in sentence if _asks(c)]
        beside = [c for c in sentence if c not in asking]
        own, near = _union(asking), _union(beside)
        far = self._carried(_union(told))
        counted = asking if own else sentence
        if not own | near:
            far = _union(told)
            counted = [*sentence, *told]
        exact = entities.emails or entities.phones or entities.urls or entities.letters or entities.unknown_codes
        recalls = self.dialogue.last and any("original" in c.modes for c in sentence)
        if not any(map(_has_content, sentence)) and not any(map(_asks, sentence)) and not exact and not recalls:
            return None
        years = tuple(dict.fromkeys(y for c in sentence for y in c.years)) or tuple(
            dict.fromkeys(y for c in told for y in c.years)
        )
        halves = self._halves(asking, told) if len(asking) > 1 and not whole else ()
        return Query(
            halves=halves,
            asks=tuple(dict.fromkeys(a for c in sentence for a in c.asks)),
            modes=frozenset().union(*(c.modes for c in sentence)),
            readings=self._ladder(own, near, far, anchored=self._names_something(own) or bool(entities.letters)),
            places=tuple(p for c in sentence for p in c.places),
            years=years,
            moments=tuple(m for c in sentence for m in c.moments),
            numbers=tuple(n for c in sentence for n in c.numbers) + entities.documents,
            until=any(c.until for c in sentence),
            words=sum(c.words for c in sentence),
            unexplained=tuple(w for c in counted for w in c.unexplained),
            entities=entities,
        )

    def _halves(self, asking: list[Clause], told: list[Clause]) -> tuple[Query, ...]:
        """Each asking clause as a question of its own; one that names nothing leans on the one before."""
        found: list[Query] = []
        for clause in asking:
            query = self._query([clause], told, whole=False) if clause.asks else None
            if query:
                found.append(self._after(query, found[-1]) if found else query)
        return tuple(found) if len(found) > 1 else ()

    def _main(self, clauses: list[Clause]) -> list[Clause]:
        """Of a message that asks nothing in so many words: the clauses that name an event, or claim a day of one."""
        claiming = [c for c in clauses if c.moments and self._names_something(c.topics)]
        return claiming or clauses

    def _carried(self, topics: Tags) -> Tags:
        return frozenset(t for t in topics if t in self.book.subjects or t in self.book.facts_by_tag)

    def _ladder(self, own: Tags, near: Tags, far: Tags, *, anchored: bool) -> tuple[Tags, ...]:
        """The topics to try: the asking clause's with those around it, then with fewer."""
        steps = [own | near | far, own | near]
        if anchored:
            steps += [own | far, own]
        elif far:
            steps += [own | self._events(near | far)]
        return tuple(dict.fromkeys(map(compound, steps)))

    def _names_something(self, topics: Tags) -> bool:
        """Whether topics name an event, series or body by themselves; then what stands around may be left aside."""
        return bool(topics & _NAMING) or any(topic in self.book.subjects for topic in self._events(topics))

    def _events(self, topics: Tags) -> Tags:
        return frozenset(t for t in topics if t not in self.book.subjects or is_event(self.book.subjects[t]))

    def _after(self, query: Query, earlier: Query) -> Query:
        """A further question of the same message, which may lean on the one before."""
        if query.topics - SOFT:
            whole = self._names_something(query.topics)
            return query if whole else replace(query, years=query.years or earlier.years)
        return replace(query, readings=(earlier.topics | query.topics,), years=query.years or earlier.years)

    # -- the dialogue --------------------------------------------------------------------------------------------

    def _in_dialogue(self, query: Query) -> Query:
        last = self.dialogue.last
        entities = query.entities
        exact = entities.letters or entities.emails or entities.phones or entities.urls or entities.unknown_codes
        if last is None or exact:
            return query
        if not query.topics - SOFT:
            return self._elliptic(query, last)
        named = named_subjects(query.topics - SOFT, self.book)
        names_a_whole = any(s.rank == _INVITED and s.kind in {"series", "edition"} for s in named)
        asks = query.asks or (() if query.moments else last.asks)
        if asks == ("who",) and "contact" in last.asks:
            asks = ("contact",)
        query = replace(query, inherited=asks != query.asks)
        roots = {root_of(s) for s in named}
        last_roots = {root_of(s) for s in named_subjects(last.topics - SOFT, self.book)}
        if names_a_whole or (roots and last_roots and roots.isdisjoint(last_roots)):
            return replace(query, asks=asks, years=query.years or (last.years if roots & last_roots else ()))
        counted = any(_is_ordinal(topic) for topic in query.topics)
        earlier = frozenset(t for t in last.topics if not (counted and _is_ordinal(t)))
        joined = tuple(earlier | topics for topics in query.readings)
        years = query.years or last.years
        return replace(query, asks=asks, readings=joined + query.readings, years=years)

    def _whole(self, topics: Tags, asks: tuple[str, ...]) -> tuple[Tags, ...]:
        """The topics that name the edition of a part, for what only the edition has: "and its theme?"."""
        if not set(asks) <= _OF_EDITIONS:
            return ()
        parts = named_subjects(topics - SOFT, self.book)
        editions = {s.edition for s in parts if s.edition and s.edition != s.id}
        return tuple(topics & self.book.subjects[edition].identity for edition in sorted(editions))

    def _elliptic(self, query: Query, last: Query) -> Query:
        """A question without a subject of its own: "and who is the contact?", "and in 2021?"."""
        asks = query.asks or last.asks
        person = self.dialogue.person
        about_letter = frozenset[str]()
        if set(query.asks) == {"when"} and set(last.asks) & _OF_LETTERS:
            asks, about_letter = ("issued",), frozenset({"letter"})
        if query.modes & {"open", "all"} and "deadline" in query.asks:
            return query
        if person and set(query.asks) & _OF_PERSONS and not query.years:
            topics = last.topics | {person}
            asks = tuple(ask for ask in query.asks if ask in _OF_PERSONS)
        else:
            topics = self._events(last.topics) or last.topics
        letters = () if query.years and last.entities.letters else last.entities.letters
        return replace(
            query,
            asks=asks,
            readings=tuple(
                dict.fromkeys(
                    steps | about_letter for steps in (topics | query.topics, topics, *self._whole(topics, asks))
                )
            ),
            years=query.years or last.years,
            entities=replace(query.entities, letters=letters),
        )


def frame(reading: Reading, dialogue: Dialogue, book: FactBook) -> tuple[Query, ...]:
    """Work out what a reading asks.

    Args:
        reading: the question, read.
        dialogue: what was said before.
        book: to know which topics the letters treat.

    Returns:
        The queries in order; none when the message is only small talk.
    """
    return Framer(reading, dialogue, book).queries()
