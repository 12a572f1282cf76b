"""Questions asked backwards: whose is this number, what is on that day, which letter says so, what is still open."""

from datetime import date, datetime, timedelta
from itertools import islice

from knowledge.answering.selecting import SOFT, is_event, named_subjects
from knowledge.answering.values import Answer, Reason, Stated, Status, unknown
from knowledge.book import SHORTEST_NUMBER, FactBook, address_key
from knowledge.model import Fact, Kind, Tags
from knowledge.query import Query
from knowledge.understanding.moments import span_of

_MOST_LISTED = 20
_LONGEST_DAY = timedelta(days=2)
_DAY_ROLES = frozenset({"held", "opening", "final_week", "applied", "published"})


def named_values(query: Query, book: FactBook) -> list[Fact]:
    """The facts whose value is an address or number that the question gives, exactly."""
    entities = query.entities
    keys = [
        *((address_key(Kind.EMAIL, mail), mail) for mail in entities.emails),
        *((address_key(Kind.URL, url), "") for url in entities.urls),
        *((address_key(Kind.PHONE, number), number) for number in entities.phones if len(number) >= SHORTEST_NUMBER),
    ]
    facts = ((fact, end) for key, end in keys for fact in book.fact_list(book.facts_by_address.get(key or "", ())))
    return list(dict.fromkeys(fact for fact, end in facts if fact.value.endswith(end)))


def answer_whose(query: Query, book: FactBook) -> Answer:
    """To whom an address or number belongs: the person that a letter names beside it."""
    facts = named_values(query, book)
    if not facts:
        return unknown(Reason.NOT_STATED, asks=("whose",))
    latest = max(facts, key=lambda fact: (fact.kind is not Kind.URL, book.letters[fact.letter].date.first_day()))
    persons = {f.person for f in facts if f.person}
    stated = [Stated(latest)]
    for person in sorted(persons):
        letters = {f.letter for f in facts if f.person == person}
        named = [
            f
            for letter in letters
            for f in book.fact_list(book.facts_by_letter.get(letter, ()))
            if f.kind is Kind.PERSON and f.person == person
        ]
        if named:
            stated.insert(0, Stated(max(named, key=lambda f: book.letters[f.letter].date.first_day())))
    return Answer(status=Status.ANSWERED, stated=tuple(stated), asks=("whose",))


def spans(query: Query, book: FactBook) -> list[tuple[date, date]]:
    """All the days that a question is about; a day without a year means every year that the letters date."""
    found = [span for m in query.moments for span in span_of(m, query.years or book.years())]
    if not query.moments:
        found = [(date(year, 1, 1), date(year, 12, 31)) for year in query.years]
    return found


def _is_exact(fact: Fact, first: date, last: date) -> bool:
    """Whether a fact is as precise as the days asked about: an open or coarse one only covers them."""
    when = fact.when
    if when is None:
        return False
    if when.open_end:
        return first <= when.first_day() <= last
    return when.is_day or (first.day == 1 and last > first)


def answer_whats_on(query: Query, book: FactBook) -> Answer:
    """What the letters date on a day, or in a month or year; what only covers it where nothing is more precise."""
    original = "original" in query.modes
    exact: dict[tuple[Kind, str], Fact] = {}
    wide: dict[tuple[Kind, str], Fact] = {}
    for first, last in spans(query, book):
        for fact in book.dated(first, last):
            counts = fact.role in _DAY_ROLES or fact.kind is Kind.DEADLINE
            if counts and (original or not fact.replaced) and _fits(fact, query.topics, book):
                (exact if _is_exact(fact, first, last) else wide).setdefault((fact.kind, fact.value), fact)
    found = list((exact or wide).values())
    if not found:
        return unknown(Reason.NOT_STATED, asks=("whats_on",))
    stated = tuple(Stated(fact, superseded=fact.replaced) for fact in found[:_MOST_LISTED])
    return Answer(status=Status.ANSWERED, stated=stated, asks=("whats_on",), listing="dates")


def _fits(fact: Fact, topics: Tags, book: FactBook) -> bool:
    hard = frozenset(t for t in topics - SOFT if t not in book.subjects or is_event(book.subjects[t]))
    return hard <= fact.tags


def answer_upcoming(query: Query, book: FactBook, now: datetime) -> Answer:
    """The deadlines that are still open, soonest first; with `next` only the soonest.

    An answer with no facts says that none is left.
    """
    coming = book.deadlines_from((now - _LONGEST_DAY).date())
    still_open = (f for f in coming if f.when and f.when.ends(f.zone) >= now and _fits(f, query.topics, book))
    open_ones = list(islice(still_open, _MOST_LISTED))
    if "next" in query.modes and "all" not in query.modes and open_ones:
        soonest = open_ones[0].when
        open_ones = [fact for fact in open_ones if fact.when == soonest]
    return Answer(
        status=Status.ANSWERED, stated=tuple(map(Stated, open_ones)), asks=("deadline",), listing="open_deadlines"
    )


def answer_all_deadlines(query: Query, book: FactBook) -> Answer:
    """Every deadline, past ones too."""
    facts = [fact for fact in book.fact_list(book.deadlines) if _fits(fact, query.topics, book)]
    if query.years:
        facts = [fact for fact in facts if fact.when and fact.when.last_day().year in query.years]
    stated = tuple(Stated(fact) for fact in facts[-_MOST_LISTED:])
    return Answer(status=Status.ANSWERED, stated=stated, asks=("deadline",), listing="deadlines")


def answer_upcoming_dates(query: Query, book: FactBook, now: datetime) -> Answer:
    """The events that are still to come, soonest first."""
    today = now.date()
    facts: dict[str, Fact] = {}
    for fact in book.dated(today, date(today.year + 3, 12, 31)):
        live = fact.kind is Kind.DATE and fact.role in _DAY_ROLES and not fact.replaced
        if live and fact.when and fact.when.last_day() >= today and _fits(fact, query.topics, book):
            facts.setdefault(fact.value, fact)
    kept = list(facts.values())[: 1 if "next" in query.modes and "all" not in query.modes else _MOST_LISTED]
    stated = tuple(Stated(fact) for fact in kept)
    return Answer(status=Status.ANSWERED, stated=stated, asks=("when",), listing="upcoming")


def answer_letters(book: FactBook, *, latest: bool) -> Answer:
    """The letters that there are, oldest first, or only the latest."""
    wanted = reversed(book.latest_letters(1 if latest else _MOST_LISTED))
    facts = [
        fact
        for letter in wanted
        for fact in book.fact_list(book.facts_by_letter[letter.reference])
        if fact.kind is Kind.REFERENCE and fact.role == "letter"
    ]
    return Answer(status=Status.ANSWERED, stated=tuple(map(Stated, facts)), asks=("letters",), listing="letters")


def answer_which_letter(query: Query, topics: Tags, book: FactBook) -> list[Fact]:
    """The references of the letters that speak of the topics, on the days, with the numbers asked for."""
    facts = [book.facts[i] for i in book.with_tags(topics - {"letter"})] if topics - {"letter"} else []
    values = named_values(query, book)
    if values:
        facts = [fact for fact in facts if fact in values] if facts else values
    elif not facts and query.moments:
        facts = [fact for day in spans(query, book) for fact in book.dated(*day)]
    if query.moments:
        days = spans(query, book)
        facts = [f for f in facts if f.when and any(f.when.overlaps(*day) for day in days)]
        undated = [f for f in facts if f.role != "issued"]
        facts = undated or facts
    elif query.years:
        named = named_subjects(topics - SOFT, book)
        inside = {s.id for s in named if set(query.years) & s.years} if named else set()
        wide = {i for name in inside for i in book.within(name)}
        years = set(query.years)
        facts = [f for f in facts if f.subject in wide or (f.subject and years & book.subjects[f.subject].years)]
    if "original" not in query.modes and any(not fact.replaced for fact in facts):
        facts = [fact for fact in facts if not fact.replaced]
    subjects = [fact for fact in facts if fact.subject] or facts
    letters = dict.fromkeys(f.letter for f in sorted(subjects, key=lambda f: book.letters[f.letter].date.first_day()))
    return [
        fact
        for letter in letters
        for fact in book.fact_list(book.facts_by_letter[letter])
        if fact.kind is Kind.REFERENCE and fact.role == "letter"
    ]
