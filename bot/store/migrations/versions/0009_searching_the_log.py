"""Full-text search over the log: what was changed or deleted is noted by the store itself

Revision ID: 0009
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None

# A later migration that rebuilds the table on SQLite must make these again.
TRIGGERS = ("messages_changed", "messages_deleted")
SQLITE = (
    """
    CREATE TRIGGER messages_changed AFTER UPDATE OF text ON messages
    WHEN OLD.text IS NOT NEW.text
    BEGIN INSERT INTO log_changes (message_id) VALUES (OLD.id); END
    """,
    """
    CREATE TRIGGER messages_deleted AFTER DELETE ON messages
    BEGIN INSERT INTO log_changes (message_id) VALUES (OLD.id); END
    """,
)
POSTGRES = (
    """
    CREATE FUNCTION note_log_change() RETURNS trigger AS $$
    BEGIN
        INSERT INTO log_changes (message_id) VALUES (OLD.id);
        RETURN NULL;
    END
    $$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER messages_changed AFTER UPDATE OF text ON messages FOR EACH ROW
    WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION note_log_change()
    """,
    """
    CREATE TRIGGER messages_deleted AFTER DELETE ON messages FOR EACH ROW
    EXECUTE FUNCTION note_log_change()
    """,
)


def add_triggers() -> None:
    for statement in POSTGRES if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def drop_triggers() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name} ON messages" if postgresql else f"DROP TRIGGER {name}")
    if postgresql:
        op.execute("DROP FUNCTION note_log_change")


def upgrade() -> None:
    op.create_table(
        "log_changes",
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_changes")),
    )
    op.create_table(
        "store_marks",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_store_marks")),
    )
    add_triggers()


def downgrade() -> None:
    drop_triggers()
    op.drop_table("store_marks")
    op.drop_table("log_changes")
