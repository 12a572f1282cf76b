"""Between a connection to a mailbox and the database: what is new is stored, what is recorded is moved. For threads."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.clock import Clock
from bot.logs import get_logger
from bot.settings import MailboxSettings
from bot.store import mails
from bot.store.channels import mailbox as channel_of
from bot.store.database import Database
from bot.store.mails import Place, Target
from mail.imap import Fetched, ImapSession

_MOST_MESSAGES, _MOST_BYTES = 200, 8_000_000
"""Of one transaction."""


def _place(mailbox: MailboxSettings, uidvalidity: int, uid: int = 0) -> Place:
    return Place(mailbox=mailbox.address, folder=mailbox.folders.inbox, uidvalidity=uidvalidity, uid=uid)


def store_new(
    session: ImapSession,
    mailbox: MailboxSettings,
    database: Database,
    clock: Clock,
    notify: Callable[[], None] = lambda: None,
) -> int:
    """Store every message of the folder that is not stored yet, as it came.

    Args:
        session: a connection to the mailbox.
        mailbox: its settings.
        database: where to.
        clock: the service's time.
        notify: called after some are stored.

    Returns:
        How many were new.
    """
    folder = mailbox.folders.inbox
    uidvalidity = session.select(folder)
    present = session.new_uids(0)
    with database.transaction() as connection:
        lost = mails.note_reset(connection, mailbox.address, folder, uidvalidity, clock.now())
        known = mails.known_uids(connection, mailbox.address, folder, uidvalidity)
    if lost:
        log = get_logger(channel_of(mailbox.address))
        log.warning("the server counts its messages anew", places=lost, uidvalidity=uidvalidity)
    stored = 0
    for batch in _batches(session.fetch([uid for uid in present if uid not in known])):
        arrived = [(_place(mailbox, uidvalidity, uid), raw) for uid, raw, _ in batch]
        with database.transaction() as connection:
            mails.store(connection, arrived, clock.now())
        stored += len(arrived)
        notify()
    return stored


def move_recorded(session: ImapSession, mailbox: MailboxSettings, database: Database, clock: Clock) -> None:
    """Move every message of the folder that is recorded, and note that it was moved.

    Args:
        session: a connection to the mailbox.
        mailbox: its settings.
        database: what tells where each goes.
        clock: the service's time.
    """
    uidvalidity = session.select(mailbox.folders.inbox)
    with database.reading() as connection:
        waiting = mails.to_move(connection, mailbox.address, mailbox.folders.inbox, uidvalidity)
    targets = {Target.DONE: mailbox.folders.done, Target.REVIEW: mailbox.folders.review}
    for target, uids in waiting.items():
        if uids:
            session.move(uids, targets[target])
            _note_moved(database, _place(mailbox, uidvalidity), uids, clock)


def _note_moved(database: Database, place: Place, uids: Sequence[int], clock: Clock) -> None:
    with database.transaction() as connection:
        mails.note_moved(connection, place, uids, clock.now())


def _batches(fetched: Iterable[Fetched]) -> Iterator[list[Fetched]]:
    """Messages in groups that one transaction can hold."""
    batch: list[Fetched] = []
    size = 0
    for message in fetched:
        batch.append(message)
        size += len(message[1])
        if len(batch) >= _MOST_MESSAGES or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
