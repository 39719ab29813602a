"""announcements: campaigns, their counters, the ledger of recipients, the one sender

Revision: 0002, after: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OPEN = sa.text("state IN ('pending', 'leased')")


def upgrade() -> None:
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subscribers_audience", ["bot_id", "active", "id", "role", "province"], unique=False
        )
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.String(length=8), nullable=False, comment="random, short enough for a button"),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="title, content and audience, sealed"),
        sa.Column("author_key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("approver_key", sa.LargeBinary(length=16), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at", sa.BigInteger(), nullable=False, comment="seconds since 1970, as all times here"
        ),
        sa.Column("start_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "rate", sa.Float(), nullable=True, comment="messages a second asked for; null for the setting"
        ),
        sa.Column("total", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "cursor",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="the last subscriber taken into the ledger",
        ),
        sa.Column("rate_now", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("halt", sa.String(length=20), nullable=True, comment="why the engine paused it"),
        sa.Column("aftermath", sa.String(length=8), nullable=True, comment="retract or edit"),
        sa.Column("aftermath_body", sa.LargeBinary(), nullable=True, comment="the change, sealed"),
        sa.Column("aftermath_cursor", sa.LargeBinary(length=16), nullable=True),
        sa.Column("aftermath_done", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.create_index("ix_broadcasts_state", ["bot_id", "state"], unique=False)
    op.create_table(
        "broadcast_counts",
        sa.Column("campaign", sa.String(length=8), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("campaign", "outcome", name=op.f("pk_broadcast_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "broadcast_ledger",
        sa.Column("campaign", sa.String(length=8), nullable=False),
        sa.Column(
            "subscriber",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="subscribers.id; all zero for the channel",
        ),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "repeats",
            sa.SmallInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="possible repeats",
        ),
        sa.Column(
            "part",
            sa.SmallInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="calls that are done",
        ),
        sa.Column("messages", sa.LargeBinary(), nullable=True, comment="message ids, 8 bytes each"),
        sa.PrimaryKeyConstraint("campaign", "subscriber", name=op.f("pk_broadcast_ledger")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("broadcast_ledger", schema=None) as batch_op:
        batch_op.create_index(
            "ix_broadcast_ledger_open",
            ["campaign", "state", "subscriber"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    op.create_table(
        "broadcast_sender",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "holder", sa.LargeBinary(length=16), nullable=False, comment="the one process that may send"
        ),
        sa.Column(
            "until",
            sa.BigInteger(),
            nullable=False,
            comment="seconds since 1970; renewed while it sends",
        ),
        sa.PrimaryKeyConstraint("bot_id", name=op.f("pk_broadcast_sender")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("broadcast_sender")
    op.drop_table("broadcast_ledger")
    op.drop_table("broadcast_counts")
    op.drop_table("broadcasts")
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.drop_index("ix_subscribers_audience")
