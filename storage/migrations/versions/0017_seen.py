"""up to where officers saw a report's thread

Revision: 0017, after: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "report_work",
        sa.Column(
            "seen",
            sa.SmallInteger(),
            nullable=True,
            comment="position of the thread up to which officers saw it",
        ),
    )


def downgrade() -> None:
    op.drop_column("report_work", "seen")
