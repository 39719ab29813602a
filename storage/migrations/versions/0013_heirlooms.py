"""heirlooms: where the contents of reports from before the pool lie

Revision: 0013, after: 0012. The job ``contents`` moves them while the database stands here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_heirlooms",
        sa.Column("report_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="slots of a report from before the pool, sealed",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_heirlooms")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("report_heirlooms")
