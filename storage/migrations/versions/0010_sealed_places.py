"""subscribers' district and agency: columns for them sealed, and found by keyed hash

Revision: 0010, after: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column(
            "district_key",
            sa.LargeBinary(length=8),
            nullable=True,
            comment="keyed hash; empty where not named",
        ),
        sa.Column(
            "agency_key",
            sa.LargeBinary(length=8),
            nullable=True,
            comment="keyed hash; empty where not named",
        ),
        sa.Column("places", sa.LargeBinary(), nullable=True, comment="district and agency, sealed"),
    ):
        op.add_column("subscribers", column)


def downgrade() -> None:
    raise NotImplementedError("there is no way back but by a backup")
