"""The tables. `migrations/` makes them; a test holds that both say the same.

`channel` is where somebody writes (`telegram`, `email`), `chat` the conversation there and `speaker` who speaks in it:
in a private chat the two are the same, in a group they are not.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from bot.store.types import Id, Json, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _speaking() -> tuple[Column[str], Column[str], Column[str]]:
    return (
        Column("channel", Text, primary_key=True),
        Column("chat", Text, primary_key=True),
        Column("speaker", Text, primary_key=True),
    )


people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("language", Text),
    Column("timezone", Text),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("inactive_because", Text),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "address"),
    Index(None, "last_seen"),
)

dialogues = Table(
    "dialogues",
    metadata,
    *_speaking(),
    Column("state", Json, nullable=False),
    Column("question", Id),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "updated_at"),
)

forms = Table(
    "forms",
    metadata,
    *_speaking(),
    Column("state", Json, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index(None, "updated_at"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("chat", Text),
    Column("speaker", Text),
    Column("message", Text),
    Column("reply", Text),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("language", Text, nullable=False),
    Column("text", Text),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("facts", Json, nullable=False),
    Column("options", Json, nullable=False),
    Column("feedback", Integer),
    Column("settled", Boolean, nullable=False, server_default=false()),
    Index(None, "asked_at"),
    Index(None, "channel", "chat", "message"),
    Index(None, "channel", "speaker"),
    sqlite_autoincrement=True,
)

interests = Table(
    "interests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("letter", Text),
    Column("state", Text, nullable=False),
    Column("organization", Text),
    Column("country", Text),
    Column("late", Boolean, nullable=False),
    Column("channel", Text, nullable=False),
    Column("owner", Text),
    Column("received_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("message_ids", Json, nullable=False),
    Index(None, "letter"),
    Index(None, "channel", "owner"),
    Index(None, "updated_at"),
    sqlite_autoincrement=True,
)

participants = Table(
    "participants",
    metadata,
    Column("interest", Id, ForeignKey("interests.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("position", Text),
    Column("email", Text),
    Column("phone", Text),
    Index(None, "email"),
)

interest_events = Table(
    "interest_events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("interest", Id, ForeignKey("interests.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("details", Json, nullable=False),
    Index(None, "interest"),
)

updates = Table(
    "updates",
    metadata,
    Column("source", Text, primary_key=True),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Json),
    Column("received_at", UtcDateTime, nullable=False),
    Column("calls", Json),
    Column("called", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", Text),
    Column("done_at", UtcDateTime),
    Index(None, "source", "done_at"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("campaign", Text),
    Column("urgency", Integer, nullable=False),
    Column("payload", Json),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("state", Text, nullable=False),
    Column("in_doubt", Boolean, nullable=False, server_default=false()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease", Text),
    Column("leased_until", UtcDateTime),
    Column("last_error", Text),
    Column("receipt", Text),
    Column("finished_at", UtcDateTime),
    Index(None, "channel", "state", "urgency", "due_at"),
    Index(None, "campaign", "state"),
    Index(None, "channel", "address"),
    Index(None, "finished_at"),
    sqlite_autoincrement=True,
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("progress", Json),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "state"),
    sqlite_autoincrement=True,
)

mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("message_id", Text),
    Column("raw", LargeBinary),
    Column("size", Integer, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("kind", Text),
    Column("sender", Text),
    Column("subject", Text),
    Column("reason", Text),
    Column("target", Text),
    Column("interest", Id, ForeignKey("interests.id", ondelete="SET NULL")),
    Column("recorded_at", UtcDateTime),
    Column("moved_at", UtcDateTime),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
    Index(None, "mailbox", "sha256"),
    Index(None, "mailbox", "state"),
    Index(None, "stored_at"),
    Index(None, "sender"),
    sqlite_autoincrement=True,
)

threads = Table(
    "threads",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("mailbox", Text, nullable=False),
    Column("correspondent", Text, nullable=False),
    Column("is_ours", Boolean, nullable=False),
    Column("interest", Id, ForeignKey("interests.id", ondelete="CASCADE")),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "interest"),
    Index(None, "at"),
)

replies = Table(
    "replies",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("correspondent", Text, primary_key=True),
    Column("thread", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("questions", Json, nullable=False),
    Index(None, "due_at"),
)

subscribers = Table(
    "subscribers",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("token", Text, nullable=False, unique=True),
    Column("language", Text, nullable=False),
    Column("lead_days", Json),
    Column("send_at", Text),
    Column("quiet", Json),
    Column("generation", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime),
    Index(None, "next_at"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("scope", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("deadline", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("lead", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("message", Text),
    Index(None, "deadline"),
    Index(None, "message"),
    Index(None, "at"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("thing", Text, primary_key=True),
    Column("fact", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Column("details", Json, nullable=False),
)

paces = Table(
    "paces",
    metadata,
    Column("name", Text, primary_key=True),
    Column("spent_until", UtcDateTime, nullable=False),
    Column("held_until", UtcDateTime),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text),
    Column("fence", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("name", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),
    Column("last_success", UtcDateTime),
    Column("last_error", Text),
    Column("last_error_at", UtcDateTime),
)

marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("details", Json, nullable=False),
)
