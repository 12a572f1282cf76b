"""What a question takes for granted, compared with what the letters say: a false premise is corrected."""

from collections.abc import Iterable
from dataclasses import replace

from babel import Locale

from knowledge.answering.values import Answer
from knowledge.book import FactBook
from knowledge.model import Fact, Kind, Tags
from knowledge.query import Query
from knowledge.text import fold
from knowledge.understanding.moments import Moment, span_of


def judge_claims(answer: Answer, query: Query, claims: Tags) -> Answer:
    """Add to an answer what the question claims wrongly, or that it is right.

    Args:
        answer: with the facts that it asserts.
        query: with the days, addresses and numbers that it names.
        claims: its topics that claim a place, a format or the part of an organisation.
    """
    facts = [stated.fact for stated in answer.stated]
    wrong: list[Moment | str] = []
    if any(fact.when for fact in facts):
        wrong += [m for m in query.moments if not any(agrees(m, fact) for fact in facts)]
    if any(fact.kind in {Kind.PLACE, Kind.FORMAT, Kind.ORGANIZER} for fact in facts):
        borne = frozenset[str]().union(*(fact.tags | {fact.value} for fact in facts))
        wrong += [claim for claim in sorted(claims) if claim not in borne]
        wrong += query.places
    wrong += _wrong_addresses(query, facts)
    named = query.moments or claims or query.entities.emails or query.entities.phones
    confirmed = "confirm" in query.modes and not wrong and bool(named)
    return replace(answer, wrong=tuple(wrong), confirmed=confirmed)


def names_places(fact: Fact, places: Iterable[str], book: FactBook) -> bool:
    """Whether a fact's own words name all of these places.

    Args:
        fact: with its quote, in its letter's language.
        places: codes of territories, or names of time zones, as CLDR has them.
        book: for the letter's language.
    """
    wanted = list(places)
    if not wanted:
        return True
    territories = Locale(book.letters[fact.letter].language).territories
    return all(fold(territories.get(place, place.rpartition("/")[2])) in fold(fact.quote) for place in wanted)


def agrees(moment: Moment, fact: Fact) -> bool:
    """Whether a day or month that a question names falls within a fact's date."""
    when = fact.when
    if when is None or when.start.year is None:
        return False
    spans = span_of(moment, [when.start.year, when.last_day().year])
    if moment.day is None:
        return any(when.overlaps(*span) for span in spans)
    first, last = when.first_day(), when.last_day()
    return when.is_day and any(first <= a and (b <= last or when.open_end) for a, b in spans)


def _wrong_addresses(query: Query, facts: list[Fact]) -> list[str]:
    mails = {fact.value for fact in facts if fact.kind is Kind.EMAIL}
    phones = {fact.value for fact in facts if fact.kind in {Kind.PHONE, Kind.FAX}}
    wrong = [mail for mail in query.entities.emails if mails and mail not in mails]
    return wrong + [n for n in query.entities.phones if phones and not any(p.endswith(n) for p in phones)]
