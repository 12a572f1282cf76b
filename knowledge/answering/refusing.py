"""Why a question is refused: an edition that no letter covers, a thing that none states, or nothing about letters."""

from knowledge.answering.reverse import named_values
from knowledge.answering.selecting import SOFT, is_event, known_years, named_subjects
from knowledge.answering.values import Answer, Reason, unknown
from knowledge.book import FactBook
from knowledge.model import Tags
from knowledge.query import Query

_OFF_TOPIC = "off-topic"


def refuse(query: Query, topics: Tags, book: FactBook, ask: str | None = None, subject: str | None = None) -> Answer:
    """Refuse a query, with the reason.

    Args:
        query: what was asked.
        topics: what it names.
        book: all that the letters say.
        ask: the ask that found nothing, where it is known.
        subject: what it was about, where it is known.
    """
    carried = frozenset(t for t in topics if t in book.subjects or t in book.facts_by_tag)
    unstated = tuple(sorted(topics - carried - {_OFF_TOPIC}))
    if not _is_about_letters(query, carried, book) and (query.unexplained or not (unstated or carried)):
        return unknown(Reason.OFF_TOPIC, unstated=unstated)
    if _OFF_TOPIC in topics and not _is_about_letters(query, carried, book):
        return unknown(Reason.OFF_TOPIC)
    events = frozenset(t for t in carried if t not in book.subjects or is_event(book.subjects[t]))
    named = named_subjects(events - SOFT, book)
    known = known_years(named, book) if named else ()
    asks = (ask,) if ask else ()
    if query.years and known and not set(query.years) & set(known):
        return unknown(Reason.EDITION, known_years=known, missing_years=query.years, subject=named[0].id, asks=asks)
    about = subject or (named[0].id if named else None)
    return unknown(Reason.NOT_STATED, unstated=unstated, subject=about, asks=asks)


def _is_about_letters(query: Query, carried: Tags, book: FactBook) -> bool:
    """Whether it names anything that the letters treat."""
    entities = query.entities
    return bool(carried - SOFT or entities.letters or entities.unknown_codes or named_values(query, book))
