"""Once a day, proves that server and register agree: what lies in the folders is stored, and what is stored lies there.

Messages are compared by Message-ID and size. What people have moved or deleted shows as missing on the server.
"""

from collections import Counter
from datetime import timedelta

from bot.clock import Clock
from bot.logs import get_logger
from bot.settings import MailboxSettings
from bot.store import mails, marks
from bot.store.channels import mailbox as channel_of
from bot.store.work import Work
from mail.imap import ImapSession

EVERY = timedelta(days=1)


def reconcile(session: ImapSession, mailbox: MailboxSettings, work: Work, clock: Clock) -> dict[str, int]:
    """Compare a mailbox with what is stored of it, and keep the result; for a thread.

    Args:
        session: a connection to the mailbox.
        mailbox: its settings.
        work: the database.
        clock: the service's time.

    Returns:
        `agree` messages, `not_stored` ones on the server, `not_on_server` ones that were moved to a folder of ours.
    """
    folders = (mailbox.folders.inbox, mailbox.folders.done, mailbox.folders.review)
    there = Counter(identity for folder in folders for identity in session.identities(folder))
    with work.database.reading() as connection:
        kept = mails.kept(connection, mailbox.address)
    stored = Counter((message_id, size) for message_id, size, _ in kept)
    moved = Counter((message_id, size) for message_id, size, is_moved in kept if is_moved)
    found = {
        "agree": (there & stored).total(),
        "not_stored": (there - stored).total(),
        "not_on_server": (moved - there).total(),
    }
    with work.database.transaction() as connection:
        marks.note_reconciled(connection, mailbox.address, found, clock.now())
    log = get_logger(channel_of(mailbox.address))
    differs = found["not_stored"] or found["not_on_server"]
    (log.warning if differs else log.info)("server and register compared", **found)
    return found
