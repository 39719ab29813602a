"""the letterbox

Revision: 0012, after: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letterbox",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column(
            "letter",
            sa.LargeBinary(),
            nullable=False,
            comment="a sealed report on its way in; sealed once more",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letterbox")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("letterbox")
