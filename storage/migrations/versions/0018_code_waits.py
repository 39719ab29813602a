"""waits after wrong codes outlast a restart

Revision: 0018, after: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_wait_keys",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary(8), nullable=False, comment="random"),
        sa.Column("key", sa.LargeBinary(), nullable=False, comment="names chats for a day; sealed"),
        sa.Column("expires_at", sa.BigInteger(), nullable=False, comment="seconds since 1970"),
        sa.PrimaryKeyConstraint("bot_id", "id", name=op.f("pk_code_wait_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_code_wait_keys_expires_at"), "code_wait_keys", ["expires_at"])
    op.create_table(
        "code_waits",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("who", sa.LargeBinary(16), nullable=False, comment="hash of the chat under the day's key"),
        sa.Column("wrong", sa.SmallInteger(), nullable=False, comment="wrong codes that led to the wait"),
        sa.Column("expires_at", sa.BigInteger(), nullable=False, comment="end of the wait"),
        sa.PrimaryKeyConstraint("bot_id", "who", name=op.f("pk_code_waits")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_code_waits_expires_at"), "code_waits", ["expires_at"])


def downgrade() -> None:
    op.drop_table("code_waits")
    op.drop_table("code_wait_keys")
