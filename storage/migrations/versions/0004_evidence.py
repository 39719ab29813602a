"""originals of evidence, and the index that finds repeated pictures

Revision: 0004, after: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_originals",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column(
            "about", sa.LargeBinary(), nullable=False, comment="kind, size, hash, key of the content; sealed"
        ),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="the untouched file, sealed on arrival"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["reports.id"],
            name=op.f("fk_report_originals_report_id_reports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_originals")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("report_originals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_originals_report_id"), ["report_id"], unique=False)
    op.create_table(
        "evidence_marks",
        sa.Column(
            "mark",
            sa.LargeBinary(length=8),
            nullable=False,
            comment="keyed hash of a part of a difference hash",
        ),
        sa.Column("evidence_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["report_evidence.id"],
            name=op.f("fk_evidence_marks_evidence_id_report_evidence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("mark", "evidence_id", name=op.f("pk_evidence_marks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("evidence_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_marks_evidence_id"), ["evidence_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("evidence_marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_marks_evidence_id"))
    op.drop_table("evidence_marks")
    with op.batch_alter_table("report_originals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_originals_report_id"))
    op.drop_table("report_originals")
