"""The lists that can be had without a question: open deadlines, letters."""

from datetime import datetime

from knowledge.answering.reverse import answer_letters, answer_upcoming
from knowledge.answering.values import Answer
from knowledge.book import FactBook
from knowledge.query import Query


def open_deadlines(book: FactBook, now: datetime) -> Answer:
    """The deadlines still open at a moment, soonest first."""
    return answer_upcoming(Query(asks=("deadline",), modes=frozenset({"open"})), book, now)


def all_letters(book: FactBook) -> Answer:
    """All letters, oldest first."""
    return answer_letters(book, latest=False)
