"""audit log and retention

Revision: 0006, after: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_log",
        sa.Column(
            "seq", sa.BigInteger(), autoincrement=False, nullable=False, comment="1, 2, 3 ... without a gap"
        ),
        sa.Column(
            "entry", sa.LargeBinary(), nullable=False, comment="who (a pseudonym) did what when, sealed"
        ),
        sa.Column(
            "mac",
            sa.LargeBinary(length=32),
            nullable=False,
            comment="keyed hash of the entry and the mac before it",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False, comment="keyed hash of seq and mac"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_retention",
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "closed_on", sa.Date(), nullable=True, comment="the day it was seen closed; empty while open"
        ),
        sa.Column(
            "warned_on", sa.Date(), nullable=True, comment="the day officers were told of the coming erasure"
        ),
        sa.Column(
            "held_on",
            sa.Date(),
            nullable=True,
            comment="the day an officer put a hold on it; empty without",
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_retention_report_id_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_retention")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("report_retention", schema=None) as batch_op:
        batch_op.create_index("ix_report_retention_closed_on", ["closed_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("report_retention", schema=None) as batch_op:
        batch_op.drop_index("ix_report_retention_closed_on")
    op.drop_table("report_retention")
    op.drop_table("audit_head")
    op.drop_table("audit_log")
