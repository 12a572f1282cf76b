"""One query, the book and the moment: the answer, by the rules of the contract ("Which edition, which letter")."""

from dataclasses import replace
from datetime import datetime

from knowledge.answering.asks import CHOOSABLE, TIERS, settle
from knowledge.answering.claims import judge_claims, names_places
from knowledge.answering.gathering import Found, Gatherer
from knowledge.answering.lists import answer_list
from knowledge.answering.meaning import Meaning
from knowledge.answering.refusing import refuse
from knowledge.answering.reverse import answer_which_letter
from knowledge.answering.selecting import CLAIMABLE, SOFT, named_subjects
from knowledge.answering.values import Answer, Option, Reason, Stated, Status, unknown
from knowledge.book import FactBook
from knowledge.model import GENEVA, Fact, Kind, Tags
from knowledge.query import Query

_OF_PLACES = frozenset({"who", "how_many"})
_OF_BODIES = frozenset({"organizer", "host"})
_LONGEST_NAME, _LONGEST_TELEGRAM = 5, 8
_MOST_OPTIONS = 6


class Answerer:
    """Answers one query."""

    def __init__(self, query: Query, book: FactBook, now: datetime) -> None:
        self.meaning = Meaning(query, book)
        self.query = self.meaning.query
        self.book = book
        self.now = now
        self.gatherer = Gatherer(self.query, book, now.astimezone(GENEVA).date())

    def answer(self) -> Answer:
        """The answer to the query, whole."""
        query = self.query
        if query.unexplained or query.entities.unknown_codes:
            return self._refuse(query.topics)
        listed = answer_list(self.meaning, self.now)
        if listed is not None:
            return listed
        asks = self.meaning.asks()
        best: Answer | None = None
        for topics in query.readings:
            reading = self._about(asks, topics)
            if reading.status in {Status.ANSWERED, Status.CLARIFY}:
                return reading
            best = best or reading
        return best or self._refuse(query.topics)

    def _about(self, asks: tuple[str, ...], topics: Tags) -> Answer:
        claims = topics & CLAIMABLE | self.meaning.place_topics(topics)
        if "confirm" in self.query.modes and ("chair" in topics or {"contact", "phone"} & set(asks)):
            claims |= self.meaning.persons()
        answers = [self._ask(ask, topics, claims) for ask in self._instead(asks, topics - claims)]
        if not any(a.stated for a in answers) and (self.query.inherited or not settle(self.query.asks)):
            answers = [self._overview(topics) if self.query.words <= _LONGEST_TELEGRAM else self._refuse(topics)]
        stated = tuple(dict.fromkeys(s for a in answers for s in a.stated))
        if stated:
            unanswered = tuple(ask for ask, a in zip(asks, answers, strict=False) if not a.stated)
            subject = next((a.subject for a in answers if a.stated), None)
            missing = tuple(year for a in answers for year in a.missing_years)
            answer = Answer(
                status=Status.ANSWERED,
                stated=stated,
                asks=asks,
                unanswered=unanswered,
                subject=subject,
                missing_years=missing,
                known_years=next((a.known_years for a in answers if a.missing_years), ()),
            )
            return judge_claims(answer, self.query, claims)
        clarify = next((a for a in answers if a.status is Status.CLARIFY), None)
        return clarify or answers[0]

    def _instead(self, asks: tuple[str, ...], topics: Tags) -> tuple[str, ...]:
        """Whether there is a thing that a sentence of a letter names comes before what its format or place would be."""
        if settle(self.query.asks) == ("exists",) and not self.meaning.names(topics) and topics - SOFT:
            return ("what",) if self.gatherer.gather("what", topics).facts else asks
        return asks

    def _ask(self, ask: str, topics: Tags, claims: Tags) -> Answer:
        if ask == "reference":
            facts = self._references(topics)
            return self._stated(ask, Found(facts=tuple(facts)), topics)
        if ask not in TIERS:
            return self._special(ask, topics, claims)
        if not topics - SOFT and not self._points_elsewhere(topics):
            return self._without_topic(ask, topics) if ask in CHOOSABLE else self._refuse(topics, ask)
        if ask in _OF_BODIES:
            claims = claims | self.meaning.bodies(topics)
        bare = topics - claims
        checks = (ask in _OF_BODIES or set(self.query.asks) <= {"exists"}) and bool(bare - SOFT)
        checks = (
            checks
            or bool(claims & self.meaning.persons() and bare - SOFT)
            or (bool(claims) and not self.meaning.names(topics) and bool(self.meaning.names(bare)))
        )
        found = self.gatherer.gather(ask, bare if checks else topics)
        if not found.facts and not found.rivals and bare - SOFT and not self.meaning.names(topics):
            found = self.gatherer.gather(ask, bare)
        if not found.facts and ask == "issued":
            found = self.gatherer.gather("when", topics)
        return self._stated(ask, found, topics)

    def _points_elsewhere(self, topics: Tags) -> bool:
        """Whether a letter, a day or "the edition of 2020" tells what is meant, without a name."""
        edition = "edition" in topics and bool(self.query.years)
        return bool(self.query.entities.letters or self.gatherer.on_the_day or edition)

    def _references(self, topics: Tags) -> list[Fact]:
        if self.query.entities.letters:
            facts = [
                f for ref in self.query.entities.letters for f in self.book.fact_list(self.book.facts_by_letter[ref])
            ]
            return [f for f in facts if f.kind is Kind.REFERENCE and f.role == "letter"]
        found = answer_which_letter(self.query, topics, self.book)
        return found or answer_which_letter(self.query, topics - SOFT, self.book)

    def _special(self, ask: str, topics: Tags, claims: Tags) -> Answer:
        if ask == "phases":
            found = self.gatherer.gather("when", topics | {"phase"})
            return self._stated(ask, found, topics)
        if ask == "exists":
            bare = topics - claims
            found = self.gatherer.gather("what", bare if self.meaning.names(bare) else topics)
            if not found.facts and named_subjects(topics - claims, self.book):
                found = self.gatherer.gather("when", topics - claims)
            return self._stated(ask, found, topics)
        return self._refuse(topics)

    def _stated(self, ask: str, found: Found, topics: Tags) -> Answer:
        if found.rivals:
            options = tuple(Option(ask, subject) for subject in found.rivals[:_MOST_OPTIONS])
            return Answer(status=Status.CLARIFY, options=options, asks=(ask,))
        facts = self._with_numbers(found.facts)
        if ask in _OF_PLACES:
            facts = tuple(f for f in facts if names_places(f, self.query.places, self.book))
        if not facts:
            if found.wrong_year:
                return unknown(
                    Reason.EDITION,
                    asks=(ask,),
                    known_years=found.known_years,
                    missing_years=self.query.years,
                    subject=found.subject,
                )
            return self._refuse(topics, ask, found.subject)
        original = self.meaning.tells_plan
        stated = tuple(Stated(f, superseded=original and f.replaced) for f in facts)
        covered = {year for f in facts for year in self.gatherer.years_of(f)}
        missing = (
            tuple(y for y in self.query.years if covered and y not in covered) if len(self.query.years) > 1 else ()
        )
        return Answer(status=Status.ANSWERED, stated=stated, asks=(ask,), subject=found.subject, missing_years=missing)

    def _with_numbers(self, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Numbers match exactly: of documents and figures, only those that bear the number asked about."""
        if not self.query.numbers or not any(f.kind in {Kind.REFERENCE, Kind.FIGURE} for f in facts):
            return facts
        return tuple(f for f in facts if any(number in f.value.casefold() for number in self.query.numbers))

    def _overview(self, topics: Tags) -> Answer:
        """For a bare name: when it is and until when something has to be done for it."""
        if not topics - SOFT and not self.query.entities.letters:
            return self._refuse(topics)
        answers = [self._ask(ask, topics, frozenset()) for ask in ("when", "deadline")]
        stated = [a for a in answers if a.stated]
        if not stated:
            described = self._ask("what", topics, frozenset()) if self.query.words <= _LONGEST_NAME else answers[0]
            return described if described.stated else answers[0]
        facts = tuple(s for a in stated for s in a.stated)
        return replace(stated[0], stated=facts, asks=("when", "deadline"))

    def _without_topic(self, ask: str, topics: Tags) -> Answer:
        """An ask that names nothing: answered where all letters agree, else a choice between them."""
        options: dict[str, None] = {}
        facts: list[Fact] = []
        for letter in self.book.latest_letters(_MOST_OPTIONS):
            only = replace(self.query, entities=replace(self.query.entities, letters=(letter.reference,)))
            found = Gatherer(only, self.book, self.gatherer.today).gather(ask, topics - SOFT)
            facts += [f for f in found.facts if not f.replaced]
            if found.facts:
                options[letter.covers[0]] = None
        values = {f.value.casefold() for f in facts}
        if not values:
            return self._refuse(topics, ask)
        if len(values) == 1:
            return self._stated(ask, Found(facts=(facts[0],)), topics)
        return Answer(status=Status.CLARIFY, options=tuple(Option(ask, s) for s in options), asks=(ask,))

    def _refuse(self, topics: Tags, ask: str | None = None, subject: str | None = None) -> Answer:
        return refuse(self.query, topics, self.book, ask, subject)


def answer_query(query: Query, book: FactBook, now: datetime) -> Answer:
    """Answer one query.

    Args:
        query: what is asked.
        book: all that the letters say.
        now: the moment of asking, aware of its zone; it sets the edition that is meant and what is still open.
    """
    return Answerer(query, book, now).answer()
