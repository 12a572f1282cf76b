"""Sending again from a restored database, without what the original may have sent since the copy was made."""

from datetime import datetime

from sqlalchemy import Connection

from bot.reminders.changes import fingerprint, follow
from bot.store import marks, restoring
from bot.store.restoring import Skipped
from knowledge.book import FactBook


def skip_missed(connection: Connection, book: FactBook, now: datetime) -> Skipped:
    """Let nothing be sent that fell due by now: what the letters have changed since the copy is known, but not told.

    Args:
        connection: in the transaction that lets messages go out again.
        book: all that the letters say.
        now: the moment.
    """
    if marks.letters(connection, to_follow=True) != fingerprint(book):
        follow(connection, book, now)
    return restoring.skip(connection, now)
