"""the letterbox; a report's tables lose their foreign keys

Revision: 0012, after: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_TO_REPORTS = (
    "report_keys",
    "report_work",
    "report_messages",
    "report_notices",
    "report_retention",
    "original_requests",
    "report_originals",
)


def _without_foreign_keys(table: str, name: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="foreignkey")


_HEADS = {
    "reports": "id",
    "report_keys": "report_id",
    "report_work": "report_id",
    "report_messages": "id",
    "report_notices": "report_id, notice",
    "report_retention": "report_id",
}


def _sorted_by_id(table: str, key: str) -> None:
    """Writes the rows anew in the order of their ids: until now their places told the order they came in."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"WITH gone AS (DELETE FROM {table} RETURNING *) "  # noqa: S608 - names that stand above
            f"INSERT INTO {table} SELECT * FROM gone ORDER BY {key}"
        )
        return
    op.execute(f"CREATE TEMP TABLE sorting AS SELECT * FROM {table}")  # noqa: S608 - names that stand above
    op.execute(f"DELETE FROM {table}")  # noqa: S608 - names that stand above
    op.execute(f"INSERT INTO {table} SELECT * FROM sorting ORDER BY {key}")  # noqa: S608 - names that stand above
    op.execute("DROP TABLE sorting")


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
    # The marks first: SQLite copies a table to alter it, and dropping the old one would take along what
    # still refers to it.
    _without_foreign_keys("evidence_marks", "fk_evidence_marks_evidence_id_report_evidence")
    for table in ("report_evidence", *_TO_REPORTS):
        _without_foreign_keys(table, f"fk_{table}_report_id_reports")
    for table, key in _HEADS.items():
        _sorted_by_id(table, key)


def downgrade() -> None:
    raise NotImplementedError("the way back is a backup")
