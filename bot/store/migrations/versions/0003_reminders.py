"""Who is reminded of what, what each was told already, how dates have changed, and how fast a channel is written to."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Json, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    _subscribers()
    _reminders()
    op.create_table(
        "revisions",
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("details", Json, nullable=False),
        sa.PrimaryKeyConstraint("thing", name=op.f("pk_revisions")),
    )
    op.create_table(
        "paces",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("spent_until", UtcDateTime(), nullable=False),
        sa.Column("held_until", UtcDateTime()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_paces")),
    )


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("lead_days", Json),
        sa.Column("send_at", sa.Text()),
        sa.Column("quiet", Json),
        sa.Column("generation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("channel", "address", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("token", name=op.f("uq_subscribers_token")),
    )
    op.create_index("ix_subscribers_next_at", "subscribers", ["next_at"])
    op.create_table(
        "subscriptions",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", "scope", name=op.f("pk_subscriptions")),
    )


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("message", sa.Text()),
        sa.PrimaryKeyConstraint("channel", "address", "deadline", "revision", "lead", name=op.f("pk_reminders")),
    )
    for column in ("deadline", "message", "at"):
        op.create_index(f"ix_reminders_{column}", "reminders", [column])


def downgrade() -> None:
    """Go back to the version before."""
    for table in ("paces", "revisions", "reminders", "subscriptions", "subscribers"):
        op.drop_table(table)
