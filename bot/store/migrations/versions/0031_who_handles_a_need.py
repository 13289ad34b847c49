"""Each need may have somebody who answers for it (经办人)

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("needs") as table:
        table.add_column(sa.Column("handler_id", sa.String(length=32), nullable=True))
        table.create_foreign_key(op.f("fk_needs_handler_id_staff"), "staff", ["handler_id"], ["id"])
        table.create_index(op.f("ix_needs_handler_id"), ["handler_id"])


def downgrade() -> None:
    with op.batch_alter_table("needs") as table:
        table.drop_index(op.f("ix_needs_handler_id"))
        table.drop_constraint(op.f("fk_needs_handler_id_staff"), type_="foreignkey")
        table.drop_column("handler_id")
