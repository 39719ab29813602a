"""a report's tables lose their foreign keys, and are written anew in the order of ids

Revision: 0015, after: 0014. There is no way back: no order can be given back to them.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TO_REPORTS = (
    "report_keys",
    "report_work",
    "report_messages",
    "report_notices",
    "report_retention",
    "original_requests",
)
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
    for table in _TO_REPORTS:  # first: a cascade would turn the rewriting into an erasure
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_report_id_reports", type_="foreignkey")
    for table, key in _HEADS.items():
        _sorted_by_id(table, key)


def downgrade() -> None:
    raise NotImplementedError
