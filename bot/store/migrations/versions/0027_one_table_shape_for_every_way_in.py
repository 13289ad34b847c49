"""Single sign-on keeps its tries and bindings in the columns that WeChat's have

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _rename_key_of_bindings("subject_hash", "person_hash")
    # A try lives for minutes: whoever was under way begins again.
    op.drop_table("identity_tries")
    _create_tries("identity_tickets", "scene_hash")


def downgrade() -> None:
    op.drop_table("identity_tickets")
    _create_tries("identity_tries", "state_hash")
    _rename_key_of_bindings("person_hash", "subject_hash")


def _rename_key_of_bindings(old: str, new: str) -> None:
    with op.batch_alter_table("staff_identities") as batch_op:
        batch_op.drop_constraint(op.f(f"uq_staff_identities_{old}"), type_="unique")
        batch_op.alter_column(old, new_column_name=new)
    # By itself: SQLite's copy of the table knows the new name only when it is made.
    with op.batch_alter_table("staff_identities") as batch_op:
        batch_op.create_unique_constraint(op.f(f"uq_staff_identities_{new}"), [new])


def _create_tries(table: str, key: str) -> None:
    op.create_table(
        table,
        sa.Column(key, sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_browser_hash"), table, ["browser_hash"])
