"""contents left: tables whose rows lie in the pool now, and the marks of pictures

Revision: 0014, after: 0013. There is no way back: what was moved can't be told from random bytes.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("evidence_marks", "report_originals", "report_evidence", "draft_files"):
        op.drop_table(table)


def downgrade() -> None:
    raise NotImplementedError
