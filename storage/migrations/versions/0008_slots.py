"""slots: contents of drafts and reports in a pool of equal slots

Revision: 0008, after: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slots",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="65,536 bytes: sealed, or random"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_slots")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":  # random bytes: trying to compress them is in vain
        op.execute("ALTER TABLE slots ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "slot_use",
        sa.Column(
            "block", sa.BigInteger(), autoincrement=False, nullable=False, comment="of 256 slots: 0, 1, 2 ..."
        ),
        sa.Column("bits", sa.LargeBinary(length=32), nullable=False, comment="which of them are in use"),
        sa.Column(
            "fresh",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="which are still to be mixed with others",
        ),
        sa.PrimaryKeyConstraint("block", name=op.f("pk_slot_use")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("slot_use")
    op.drop_table("slots")
