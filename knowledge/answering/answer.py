"""One query, the book and the moment: the answer, by the rules of the contract ("Which edition, which letter")."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.answering.asks import TIERS, settle
from knowledge.answering.claims import judge_claims, names_places
from knowledge.answering.gathering import Found, Gatherer
from knowledge.answering.refusing import refuse
from knowledge.answering.reverse import (
    answer_all_deadlines,
    answer_letters,
    answer_upcoming,
    answer_upcoming_dates,
    answer_whats_on,
    answer_which_letter,
    answer_whose,
)
from knowledge.answering.selecting import CLAIMABLE, SOFT, is_event, named_subjects
from knowledge.answering.values import Answer, Option, Reason, Stated, Status, unknown
from knowledge.book import FactBook
from knowledge.model import Fact, Kind, Tags
from knowledge.query import Query
from knowledge.understanding.moments import span_of

GENEVA = ZoneInfo("Europe/Zurich")
_OF_LETTERS = frozenset({"signatory", "reference", "addressee", "subject_line", "issued"})
_OF_PLACES = frozenset({"who", "how_many"})
_OF_BODIES = frozenset({"organizer", "host"})
_NAMING_A_PERSON = frozenset({"secretary-general"})
_LONGEST_NAME, _LONGEST_TELEGRAM = 5, 8
_LOOSE = frozenset({"programme", "meeting", "session"})
_DOCUMENTS = frozenset({"resolution", "tunis-agenda"})
_MOST_OPTIONS = 6


class Answerer:
    """Answers one query."""

    def __init__(self, query: Query, book: FactBook, now: datetime) -> None:
        self.query = query = _with_years(_with_dated_letter(query, book))
        self.book = book
        self.now = now
        self.gatherer = Gatherer(query, book, now.astimezone(GENEVA).date())

    def answer(self) -> Answer:
        """The answer to the query, whole."""
        query = self.query
        if query.unexplained or query.entities.unknown_codes:
            return self._refuse(query.topics)
        listed = self._listed()
        if listed is not None:
            return listed
        asks = self._asks()
        best: Answer | None = None
        for topics in query.readings:
            reading = self._about(asks, topics)
            if reading.status in {Status.ANSWERED, Status.CLARIFY}:
                return reading
            best = best or reading
        return best or self._refuse(query.topics)

    # -- lists and reverse questions -----------------------------------------------------------------------------

    def _listed(self) -> Answer | None:
        query = self.query
        if self._asks_whose():
            return answer_whose(query, self.book)
        if (days := self._days_asked()) is not None:
            return answer_whats_on(days, self.book)
        if "letters" in query.asks and not self._narrow_topics():
            return answer_letters(self.book, latest=bool(query.modes & {"latest"}))
        return self._deadlines()

    def _asks_whose(self) -> bool:
        """Whether an address or number is given and its owner asked, in words or by giving nothing else."""
        asks, entities = set(self.query.asks), self.query.entities
        if not (entities.emails or entities.phones or entities.urls):
            return False
        if "confirm" in self.query.modes and asks & {"phone", "fax", "email"} and self._persons():
            return False
        alone = not self._narrow_topics() - self._persons()
        return "whose" in asks or (alone and not asks & {"reference", "deadline", "when"})

    def _days_asked(self) -> Query | None:
        """The query for what there is on a day, when that is what is asked; None otherwise."""
        query = self.query
        if "whats_on" in query.asks and (query.moments or query.years):
            return replace(query, readings=(query.topics - _LOOSE,))
        if "confirm" in query.modes or not query.moments:
            return None
        if not query.asks and not self._narrow_topics():
            return query
        vague = set(settle(query.asks)) <= {"what", "exists", "when"} and not query.topics - SOFT - _LOOSE
        return replace(query, readings=(frozenset(),)) if vague and any(m.day for m in query.moments) else None

    def _deadlines(self) -> Answer | None:
        query = self.query
        if entities_named(query) or query.years:
            return None
        free = not self._narrow_topics()
        lists = query.modes & {"open", "next"} or (free and ("exists" in query.asks or "confirm" in query.modes))
        if "deadline" in query.asks and lists and (free or "open" in query.modes):
            found = answer_upcoming(query, self.book, self.now)
            return found if free or found.stated else None
        if "deadline" in query.asks and "all" in query.modes and free:
            return answer_all_deadlines(query, self.book)
        if set(query.asks) & {"when", "whats_on"} and free and query.modes & {"open", "next"}:
            return answer_upcoming_dates(query, self.book, self.now)
        if not query.asks and free and query.modes & {"open"}:
            return answer_upcoming(query, self.book, self.now)
        return None

    def _narrow_topics(self) -> Tags:
        """The topics but for places and for those that say nothing by themselves."""
        return self.query.topics - SOFT - self._place_topics(self.query.topics)

    # -- what is asked -------------------------------------------------------------------------------------------

    def _asks(self) -> tuple[str, ...]:
        asks = self.query.asks
        if self.query.entities.letters and len(asks) > 1:
            asks = tuple(ask for ask in asks if ask != "reference")
        asks = settle(self._literal(ask, asks) for ask in asks)
        if self.gatherer.original and "phases" in asks:
            asks = tuple(dict.fromkeys("when" if ask == "phases" else ask for ask in asks))
        if not asks or asks == ("exists",):
            asks = ("deadline",) if "open" in self.query.modes else self._implied() or asks
        return asks

    def _literal(self, ask: str, asks: tuple[str, ...]) -> str:
        """An ask in the light of what it is asked of: the date of what is no letter is when it takes place."""
        topics = self.query.topics
        of_letter = bool(self.query.entities.letters) or "letter" in topics
        bare = not self._narrow_topics()
        readings = {
            "issued": "issued" if of_letter else "when",
            "who": "identity" if self._persons() else "who",
            "letters": "letters" if bare else "reference",
            "whats_on": "what",
            "when": "issued" if bare and self.query.entities.letters and _OF_LETTERS & set(asks) else "when",
            "theme": "subject_line" if bare and of_letter else "theme",
            "reference": "document" if topics & _DOCUMENTS else "reference",
        }
        return readings.get(ask, ask)

    def _persons(self) -> Tags:
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
        if "chair" in query.topics:
            found.append("who")
        if claimed:
            found.append("format")
        entities = query.entities
        named = (("email", entities.emails), ("phone", entities.phones), ("url", entities.urls))
        found += [ask for ask, values in named if values]
        if persons and not set(query.asks):
            found.append("identity")
        return tuple(found)

    def _about(self, asks: tuple[str, ...], topics: Tags) -> Answer:
        claims = topics & CLAIMABLE | self._place_topics(topics)
        if "confirm" in self.query.modes and ("chair" in topics or {"contact", "phone"} & set(asks)):
            claims |= self._persons()
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
        if settle(self.query.asks) == ("exists",) and not self._named(topics) and topics - SOFT:
            return ("what",) if self.gatherer.gather("what", topics).facts else asks
        return asks

    def _place_topics(self, topics: Tags) -> Tags:
        return frozenset(t for t in topics if t in self.book.subjects and self.book.subjects[t].kind == "place")

    def _ask(self, ask: str, topics: Tags, claims: Tags) -> Answer:
        if ask == "reference":
            facts = self._references(topics)
            return self._stated(ask, Found(facts=tuple(facts)), topics)
        if ask not in TIERS:
            return self._special(ask, topics, claims)
        if not topics - SOFT and not self.query.entities.letters and not self.gatherer.on_the_day:
            return self._without_topic(ask, topics)
        if ask in _OF_BODIES:
            claims = claims | self._bodies(topics)
        bare = topics - claims
        checks = (ask in _OF_BODIES or set(self.query.asks) <= {"exists"}) and bool(bare - SOFT)
        checks = (
            checks
            or bool(claims & self._persons() and bare - SOFT)
            or (bool(claims) and not self._named(topics) and bool(self._named(bare)))
        )
        found = self.gatherer.gather(ask, bare if checks else topics)
        if not found.facts and not found.rivals and bare - SOFT and not self._named(topics):
            found = self.gatherer.gather(ask, bare)
        if not found.facts and ask == "issued":
            found = self.gatherer.gather("when", topics)
        return self._stated(ask, found, topics)

    def _named(self, topics: Tags) -> bool:
        return bool(named_subjects(topics - SOFT - self._persons(), self.book))

    def _bodies(self, topics: Tags) -> Tags:
        """The organisations named, of which a question may claim a part in an event."""
        facts = [self.book.facts[i] for t in topics for i in self.book.facts_by_tag.get(t, ())]
        about = frozenset().union(*(fact.about for fact in facts if fact.kind is Kind.ORGANIZER))
        return frozenset(t for t in topics & about if t in self.book.subjects)

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
            found = self.gatherer.gather("what", bare if self._named(bare) else topics)
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
        original = self.gatherer.original
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


def _with_dated_letter(query: Query, book: FactBook) -> Query:
    """A letter named by its date ("the letter of 23 July 2019") is that letter, and the date no day asked about."""
    if "letter" not in query.topics or query.entities.letters or "reference" in query.asks:
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


def entities_named(query: Query) -> bool:
    """Whether the question names a letter, an address or a number."""
    entities = query.entities
    return bool(entities.letters or entities.emails or entities.phones or entities.urls)


def answer_query(query: Query, book: FactBook, now: datetime) -> Answer:
    """Answer one query.

    Args:
        query: what is asked.
        book: all that the letters say.
        now: the moment of asking, aware of its zone; it sets the edition that is meant and what is still open.
    """
    return Answerer(query, book, now).answer()
