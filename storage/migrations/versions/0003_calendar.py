"""calendar: elections of administrators, closed reminders, districts and agencies of subscribers

Revision: 0003, after: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("district", sa.String(length=60), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("agency", sa.String(length=120), nullable=False, server_default=sa.text("''"))
        )
    with op.batch_alter_table("reminders_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminders_sent_noted_on"), ["noted_on"], unique=False)
    op.create_table(
        "reminders_closed",
        sa.Column("bot_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reminder", sa.String(length=120), nullable=False, comment="as in reminders_sent"),
        sa.Column("time_zone", sa.String(length=40), nullable=False),
        sa.Column(
            "skipped",
            sa.BigInteger(),
            nullable=False,
            comment="how many lacked it when it was no longer true",
        ),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "reminder", "time_zone", name=op.f("pk_reminders_closed")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "elections",
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the election as JSON"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False, comment="seconds since 1970"),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_elections")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "elections_revision",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column(
            "revision",
            sa.BigInteger(),
            nullable=False,
            comment="goes up with every change of the calendar",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elections_revision")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("elections_revision")
    op.drop_table("elections")
    op.drop_table("reminders_closed")
    with op.batch_alter_table("reminders_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminders_sent_noted_on"))
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.drop_column("agency")
        batch_op.drop_column("district")
