"""The first tables."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Id, Json, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    _conversations()
    _register()
    _messages()
    _service()


def _conversations() -> None:
    op.create_table(
        "people",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("timezone", sa.Text()),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("inactive_because", sa.Text()),
        sa.Column("first_seen", UtcDateTime(), nullable=False),
        sa.Column("last_seen", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_people_channel_address")),
    )
    op.create_index("ix_people_last_seen", "people", ["last_seen"])
    op.create_table(
        "dialogues",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.Column("question", Id),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", "speaker", name=op.f("pk_dialogues")),
    )
    op.create_index("ix_dialogues_updated_at", "dialogues", ["updated_at"])
    op.create_table(
        "forms",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("state", Json, nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat", "speaker", name=op.f("pk_forms")),
    )
    op.create_index("ix_forms_updated_at", "forms", ["updated_at"])
    op.create_table(
        "questions",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text()),
        sa.Column("speaker", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("reply", sa.Text()),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("facts", Json, nullable=False),
        sa.Column("options", Json, nullable=False),
        sa.Column("feedback", sa.Integer()),
        sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_questions_asked_at", "questions", ["asked_at"])
    op.create_index("ix_questions_channel_chat_message", "questions", ["channel", "chat", "message"])
    op.create_index("ix_questions_channel_speaker", "questions", ["channel", "speaker"])


def _register() -> None:
    op.create_table(
        "interests",
        sa.Column("id", Id, nullable=False),
        sa.Column("letter", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("message_ids", Json, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_interests_channel_owner", "interests", ["channel", "owner"])
    op.create_index("ix_interests_letter", "interests", ["letter"])
    op.create_index("ix_interests_updated_at", "interests", ["updated_at"])
    op.create_table(
        "participants",
        sa.Column("interest", Id, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.ForeignKeyConstraint(
            ["interest"], ["interests.id"], name=op.f("fk_participants_interest"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("interest", "place", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_email", "participants", ["email"])
    op.create_table(
        "interest_events",
        sa.Column("id", Id, nullable=False),
        sa.Column("interest", Id, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["interest"], ["interests.id"], name=op.f("fk_interest_events_interest"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest_events")),
    )
    op.create_index("ix_interest_events_interest", "interest_events", ["interest"])


def _messages() -> None:
    op.create_table(
        "updates",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", Json),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("calls", Json),
        sa.Column("called", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("done_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("source", "update_id", name=op.f("pk_updates")),
    )
    op.create_index("ix_updates_source_done_at", "updates", ["source", "done_at"])
    op.create_table(
        "outbox",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("campaign", sa.Text()),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("payload", Json),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("in_doubt", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("lease", sa.Text()),
        sa.Column("leased_until", UtcDateTime()),
        sa.Column("last_error", sa.Text()),
        sa.Column("receipt", sa.Text()),
        sa.Column("finished_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_campaign_state", "outbox", ["campaign", "state"])
    op.create_index("ix_outbox_channel_address", "outbox", ["channel", "address"])
    op.create_index("ix_outbox_channel_state_urgency_due_at", "outbox", ["channel", "state", "urgency", "due_at"])
    op.create_index("ix_outbox_finished_at", "outbox", ["finished_at"])
    op.create_table(
        "broadcasts",
        sa.Column("id", Id, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("progress", Json),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_broadcasts_state", "broadcasts", ["state"])


def _service() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "channels",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("beat_at", UtcDateTime(), nullable=False),
        sa.Column("last_success", UtcDateTime()),
        sa.Column("last_error", sa.Text()),
        sa.Column("last_error_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channels")),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )


def downgrade() -> None:
    """Go back to the version before."""
    for table in (
        "marks",
        "channels",
        "leases",
        "broadcasts",
        "outbox",
        "updates",
        "interest_events",
        "participants",
        "interests",
        "questions",
        "forms",
        "dialogues",
        "people",
    ):
        op.drop_table(table)
