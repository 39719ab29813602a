"""subscribers' district and agency stand nowhere in clear

Revision: 0011, after: 0010 and the job that seals them
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_subscribers_audience", table_name="subscribers")
    for column in ("district", "agency"):
        op.execute(f"ALTER TABLE subscribers DROP COLUMN {column}")
    op.create_index(
        "ix_subscribers_audience",
        "subscribers",
        ["bot_id", "active", "id", "role", "province", "district_key", "agency_key"],
        unique=False,
    )


def downgrade() -> None:
    raise NotImplementedError("there is no way back but by a backup")
