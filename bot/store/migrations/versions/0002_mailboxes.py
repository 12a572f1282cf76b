"""What came by e-mail, the threads it belongs to, and when who was answered last."""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Id, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    _mails()
    _threads()
    op.create_table(
        "replies",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("correspondent", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("questions", Json, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "correspondent", "thread", name=op.f("pk_replies")),
    )
    op.create_index("ix_replies_due_at", "replies", ["due_at"])


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", Id, nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text()),
        sa.Column("raw", sa.LargeBinary()),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("kind", sa.Text()),
        sa.Column("sender", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("target", sa.Text()),
        sa.Column("interest", Id),
        sa.Column("recorded_at", UtcDateTime()),
        sa.Column("moved_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["interest"], ["interests.id"], name=op.f("fk_mails_interest"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint(
            "mailbox", "folder", "uidvalidity", "uid", name=op.f("uq_mails_mailbox_folder_uidvalidity_uid")
        ),
        sqlite_autoincrement=True,
    )
    for columns in (["mailbox", "sha256"], ["mailbox", "state"], ["stored_at"], ["sender"]):
        op.create_index(f"ix_mails_{'_'.join(columns)}", "mails", columns)


def _threads() -> None:
    op.create_table(
        "threads",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("correspondent", sa.Text(), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("interest", Id),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["interest"], ["interests.id"], name=op.f("fk_threads_interest"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_threads")),
    )
    for columns in (["interest"], ["at"]):
        op.create_index(f"ix_threads_{'_'.join(columns)}", "threads", columns)


def downgrade() -> None:
    """Go back to the version before."""
    for table in ("replies", "threads", "mails"):
        op.drop_table(table)
