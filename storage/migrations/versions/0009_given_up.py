"""of updates that were given up only a count and a day stay

Revision: 0009, after: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_given_up",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="on which updates were given up"),
        sa.Column(
            "number", sa.BigInteger(), nullable=False, comment="how many; nothing else of them is kept"
        ),
        sa.PrimaryKeyConstraint("bot_id", "day", name=op.f("pk_inbox_given_up")),
        sqlite_with_rowid=False,
    )
    # on which day the old ones were given up nobody wrote down: they count for the day of this migration
    op.execute(
        "INSERT INTO inbox_given_up (bot_id, day, number) "
        "SELECT bot_id, CURRENT_DATE, count(*) FROM inbox WHERE dead GROUP BY bot_id"
    )
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM inbox WHERE dead")):
        installation = sa.table("installation", sa.column("name"), sa.column("value", sa.LargeBinary()))
        op.execute(installation.insert().values(name="migration-owes-a-rewrite", value=b"\x01"))
    op.execute("DELETE FROM inbox WHERE dead")
    op.execute("ALTER TABLE inbox DROP COLUMN dead")


def downgrade() -> None:
    raise NotImplementedError("what was erased does not come back; restore a backup")
