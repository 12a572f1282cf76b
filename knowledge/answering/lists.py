"""Questions for a list, or asked backwards: recognised here, answered in `reverse`."""

from dataclasses import replace
from datetime import datetime

from knowledge.answering.asks import settle
from knowledge.answering.meaning import Meaning
from knowledge.answering.reverse import (
    answer_all_deadlines,
    answer_letters,
    answer_upcoming,
    answer_upcoming_dates,
    answer_whats_on,
    answer_whose,
)
from knowledge.answering.selecting import SOFT
from knowledge.answering.values import Answer
from knowledge.book import FactBook
from knowledge.query import Query

_LOOSE = frozenset({"programme", "meeting", "session"})


def answer_list(meaning: Meaning, now: datetime) -> Answer | None:
    """Answer what asks for a list, or asks backwards; None for everything else.

    Args:
        meaning: of the query.
        now: the moment of asking, aware of its zone.
    """
    query, book = meaning.query, meaning.book
    if _asks_whose(meaning):
        return answer_whose(query, book)
    if (days := _days_asked(meaning)) is not None:
        return answer_whats_on(days, book)
    if "letters" in query.asks and not meaning.narrow_topics():
        return answer_letters(book, latest=bool(query.modes & {"latest"}))
    return _deadlines(meaning, now)


def _asks_whose(meaning: Meaning) -> bool:
    """Whether an address or number is given and its owner asked, in words or by giving nothing else."""
    asks, entities = set(meaning.query.asks), meaning.query.entities
    if not (entities.emails or entities.phones or entities.urls):
        return False
    if asks & {"phone", "fax"} and meaning.persons():
        return False
    alone = not meaning.narrow_topics() - meaning.persons()
    return "whose" in asks or (alone and not asks & {"reference", "deadline", "when"})


def _days_asked(meaning: Meaning) -> Query | None:
    """The query for what there is on a day, when that is what is asked; None otherwise."""
    query = meaning.query
    if "whats_on" in query.asks and (query.moments or query.years):
        return replace(query, readings=(query.topics - _LOOSE,))
    if "confirm" in query.modes or not query.moments:
        return None
    if not query.asks and not meaning.narrow_topics():
        return query
    vague = set(settle(query.asks)) <= {"what", "exists", "when"} and not query.topics - SOFT - _LOOSE
    return replace(query, readings=(frozenset(),)) if vague and any(m.day for m in query.moments) else None


def _deadlines(meaning: Meaning, now: datetime) -> Answer | None:
    query, book = meaning.query, meaning.book
    entities = query.entities
    if entities.letters or entities.emails or entities.phones or entities.urls or query.years:
        return None
    free = not meaning.narrow_topics()
    lists = query.modes & {"open", "next"} or (
        free and not query.moments and ("exists" in query.asks or "confirm" in query.modes)
    )
    if "deadline" in query.asks and lists and (free or "open" in query.modes):
        found = answer_upcoming(query, book, now)
        return found if free or found.stated else None
    if "deadline" in query.asks and "all" in query.modes and free:
        return answer_all_deadlines(query, book)
    if set(query.asks) & {"when", "whats_on"} and free and query.modes & {"open", "next"}:
        return answer_upcoming_dates(query, book, now)
    if not query.asks and free and query.modes & {"open"}:
        return answer_upcoming(query, book, now)
    return None


def open_deadlines(book: FactBook, now: datetime) -> Answer:
    """The deadlines still open at a moment, soonest first."""
    return answer_upcoming(Query(asks=("deadline",), modes=frozenset({"open"})), book, now)


def upcoming_dates(book: FactBook, now: datetime) -> Answer:
    """The events still to come at a moment, soonest first."""
    return answer_upcoming_dates(Query(asks=("when",), modes=frozenset({"next", "all"})), book, now)


def all_letters(book: FactBook) -> Answer:
    """The letters that there are, oldest first."""
    return answer_letters(book, latest=False)
