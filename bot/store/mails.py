"""What came by e-mail: stored as it came before anything is made of it, recorded, and then moved on the server.

A message is known by its place (mailbox, folder, UIDVALIDITY, UID) and by its content (SHA-256). The same bytes in the
same mailbox are the same message, whatever their place; the same Message-ID alone proves nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, bindparam, func, select, update

from bot.store.rows import change_row, find_row, put_all_new
from bot.store.tables import mails

_LONGEST_HEADER = 65_536
_ID_FIELD = re.compile(rb"^message-id:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_PLACE = ("mailbox", "folder", "uidvalidity", "uid")
_ERASED = {"raw": None, "sender": None, "subject": None, "message_id": None, "reason": None}


class Stage(StrEnum):
    """How far a message has come."""

    STORED = "stored"
    RECORDED = "recorded"
    MOVED = "moved"


class Target(StrEnum):
    """Where a message goes when it is recorded."""

    DONE = "done"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message lies on the server (:rfc:`3501`, section 2.3.1.1)."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int

    def keys(self) -> dict[str, object]:
        """The columns that find it."""
        return {"mailbox": self.mailbox, "folder": self.folder, "uidvalidity": self.uidvalidity, "uid": self.uid}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message that waits to be dealt with."""

    id: int
    mailbox: str
    raw: bytes
    sha256: str
    attempts: int
    stored_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a message: what it was, where it goes and why, and the entry of the register that it changed."""

    kind: str
    target: Target
    reason: str | None = None
    sender: str | None = None
    subject: str | None = None
    interest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A message as the secretariat sees it."""

    id: int
    mailbox: str
    kind: str | None
    sender: str | None
    subject: str | None
    reason: str | None
    target: str | None
    state: str
    interest: int | None
    stored_at: datetime


_WAITING = (
    select(*(mails.c[name] for name in Stored.__dataclass_fields__))
    .where(mails.c.mailbox == bindparam("mailbox"), mails.c.state == str(Stage.STORED), mails.c.raw.is_not(None))
    .order_by(mails.c.attempts, mails.c.id)  # what failed comes last, and keeps nobody waiting
    .limit(bindparam("most"))
)


def store(connection: Connection, arrived: Sequence[tuple[Place, bytes]], now: datetime) -> None:
    """Store messages as they came; what is stored at its place already stays as it is."""
    rows = [
        {
            **place.keys(),
            "sha256": sha256(raw).hexdigest(),
            "message_id": _message_id(raw),
            "raw": raw,
            "size": len(raw),
            "stored_at": now,
            "state": str(Stage.STORED),
        }
        for place, raw in arrived
    ]
    put_all_new(connection, mails, _PLACE, rows)


def _message_id(raw: bytes) -> str:
    """The Message-ID as it stands in the header, for comparing with the server; empty where there is none."""
    head, _, _ = raw[:_LONGEST_HEADER].replace(b"\r\n", b"\n").partition(b"\n\n")
    found = _ID_FIELD.search(head)
    return " ".join(found[1].decode("ascii", "replace").split()) if found else ""


def known_uids(connection: Connection, mailbox: str, folder: str, uidvalidity: int) -> set[int]:
    """The UIDs that are stored already."""
    query = select(mails.c.uid).filter_by(mailbox=mailbox, folder=folder, uidvalidity=uidvalidity)
    return set(connection.execute(query).scalars())


def waiting(connection: Connection, mailbox: str, limit: int) -> list[Stored]:
    """Messages that are stored and not yet dealt with, the oldest first."""
    rows = connection.execute(_WAITING, {"mailbox": mailbox, "most": limit})
    return [Stored(**row._mapping) for row in rows]  # noqa: SLF001 - the documented way to columns by name


def twin(connection: Connection, stored: Stored) -> Outcome | None:
    """What became of the same bytes, where they came to this mailbox before."""
    earlier = (mails.c.mailbox == stored.mailbox) & (mails.c.sha256 == stored.sha256) & (mails.c.id < stored.id)
    query = select(mails).where(earlier, mails.c.state != str(Stage.STORED)).order_by(mails.c.id).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Outcome(
        kind=row.kind,
        target=Target(row.target),
        reason=f"the same as number {row.id}",
        sender=row.sender,
        subject=row.subject,
        interest=row.interest,
    )


def record(connection: Connection, number: int, outcome: Outcome, now: datetime) -> bool:
    """Say what became of a message; False when somebody else did so first."""
    values = {name: getattr(outcome, name) for name in Outcome.__dataclass_fields__} | {"target": str(outcome.target)}
    keys = {"id": number, "state": str(Stage.STORED)}
    return change_row(connection, mails, keys, **values, state=str(Stage.RECORDED), recorded_at=now) > 0


def note_attempts(connection: Connection, number: int, attempts: int) -> None:
    """Note how often a message could not be dealt with."""
    change_row(connection, mails, {"id": number}, attempts=attempts)


def to_move(connection: Connection, mailbox: str, folder: str, uidvalidity: int) -> dict[Target, list[int]]:
    """The UIDs of messages that are recorded and still lie in a folder, by where they go."""
    where = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity, "state": str(Stage.RECORDED)}
    found: dict[Target, list[int]] = {target: [] for target in Target}
    query = select(mails.c.uid, mails.c.target).filter_by(**where).where(mails.c.moved_at.is_(None))
    for uid, target in connection.execute(query):
        found[Target(target)].append(uid)
    return found


def note_moved(connection: Connection, place: Place, uids: Sequence[int], now: datetime) -> None:
    """Note that messages of a folder were moved; the UID of `place` is not looked at."""
    for uid in uids:
        keys = {**place.keys(), "uid": uid, "state": str(Stage.RECORDED)}
        change_row(connection, mails, keys, state=str(Stage.MOVED), moved_at=now)


def note_reset(connection: Connection, mailbox: str, folder: str, uidvalidity: int, now: datetime) -> int:
    """Let go of the places of an earlier UIDVALIDITY: what lay there has new UIDs now, or is gone.

    What was stored and not yet dealt with is still dealt with; it cannot be moved by its old UID.

    Returns:
        How many places there were.
    """
    old = (mails.c.mailbox == mailbox) & (mails.c.folder == folder) & (mails.c.uidvalidity != uidvalidity)
    lost = update(mails).where(old, mails.c.state == str(Stage.RECORDED))
    return connection.execute(lost.values(state=str(Stage.MOVED), moved_at=now)).rowcount


def replay(connection: Connection, number: int) -> bool:
    """Deal with a message once more; False where it is not there, not recorded, or its bytes are erased."""
    row = find_row(connection, mails, id=number)
    if row is None or row.state == str(Stage.STORED) or row.raw is None:
        return False
    change_row(connection, mails, {"id": number}, state=str(Stage.STORED), attempts=0, reason=None)
    return True


def listed(connection: Connection, target: Target | None = None, limit: int = 1000) -> list[Listed]:
    """Messages, the latest first; of those recorded only the ones that went to a target, where it is given."""
    query = select(*(mails.c[name] for name in Listed.__dataclass_fields__)).order_by(mails.c.id.desc()).limit(limit)
    if target is not None:
        query = query.where(mails.c.target == str(target))
    return [Listed(**row._mapping) for row in connection.execute(query)]  # noqa: SLF001 - as above


def kept(connection: Connection, mailbox: str) -> list[tuple[str, int, bool]]:
    """What is stored of a mailbox, each message as its Message-ID, its size, and whether it was moved."""
    query = select(mails.c.message_id, mails.c.size, mails.c.state).where(mails.c.mailbox == mailbox)
    return [(row.message_id or "", row.size, row.state == str(Stage.MOVED)) for row in connection.execute(query)]


def count(connection: Connection, mailbox: str) -> dict[str, int]:
    """How many messages of a mailbox are in each stage, and how many went to review."""
    mine = mails.c.mailbox == mailbox
    by_state = connection.execute(select(mails.c.state, func.count()).where(mine).group_by(mails.c.state))
    review = select(func.count()).where(mine, mails.c.target == str(Target.REVIEW))
    return {**dict(by_state.all()), "review": connection.execute(review).scalar_one()}


def of_sender(connection: Connection, sender: str) -> list[Listed]:
    """What somebody sent, the latest first."""
    query = select(*(mails.c[name] for name in Listed.__dataclass_fields__)).filter_by(sender=sender)
    rows = connection.execute(query.order_by(mails.c.id.desc()))
    return [Listed(**row._mapping) for row in rows]  # noqa: SLF001 - the documented way to columns by name


def forget(connection: Connection, sender: str) -> int:
    """Erase what somebody sent; the places stay, so that nothing is dealt with twice. Returns how many they were."""
    mine = update(mails).where(mails.c.sender == sender, mails.c.state != str(Stage.STORED))
    return connection.execute(mine.values(_ERASED)).rowcount


def expire(connection: Connection, before: datetime) -> int:
    """Erase the messages that came before a moment and are dealt with; returns how many there were."""
    old = update(mails).where(mails.c.stored_at < before, mails.c.state != str(Stage.STORED), mails.c.raw.is_not(None))
    return connection.execute(old.values(_ERASED)).rowcount
