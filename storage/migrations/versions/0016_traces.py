"""traces of conversations about reports, under keys that only a button carries

Revision: 0016, after: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "traces",
        sa.Column(
            "id",
            sa.LargeBinary(length=16),
            nullable=False,
            comment="hash of a key that only a button in the chat carries",
        ),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="message ids, sealed by that key, always as long",
        ),
        sa.Column(
            "ended_on", sa.Date(), nullable=False, comment="the day the conversation ended, never the hour"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_traces")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("traces")
