"""questions: memory of chats, queue, overlays, weekly counts

Revision: 0007, after: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_memory",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="topic, role or quiz"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="sealed"),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat_key", "kind", name=op.f("pk_chat_memory")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_chat_memory_expires_at"), "chat_memory", ["expires_at"], unique=False)
    op.create_table(
        "questions",
        sa.Column(
            "id",
            sa.LargeBinary(length=8),
            nullable=False,
            comment="random: tells neither order nor person",
        ),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "digest",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="keyed hash of the normalised words",
        ),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="scrubbed words and candidates, sealed"),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False, comment="the day, never the hour"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sqlite_with_rowid=False,
    )
    op.create_index("uq_questions_digest", "questions", ["bot_id", "digest"], unique=True)
    op.create_index("ix_questions_status", "questions", ["bot_id", "status", "times"], unique=False)
    op.create_table(
        "overlays",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False, comment="newest wins"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="scrubbed words, sealed"),
        sa.Column("topic", sa.String(length=50), nullable=False, comment="empty: the link was taken back"),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("exported", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "seq", name=op.f("pk_overlays")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "topic_counts",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("week", sa.Date(), nullable=False, comment="its Monday"),
        sa.Column("topic", sa.String(length=50), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("helped", sa.BigInteger(), nullable=False),
        sa.Column("not_helped", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "week", "topic", name=op.f("pk_topic_counts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("topic_counts")
    op.drop_table("overlays")
    op.drop_index("ix_questions_status", table_name="questions")
    op.drop_index("uq_questions_digest", table_name="questions")
    op.drop_table("questions")
    op.drop_index(op.f("ix_chat_memory_expires_at"), table_name="chat_memory")
    op.drop_table("chat_memory")
