"""Which deliveries a sent message carried, for when the platform says later that it did not arrive

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("channel_sends") as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("carried", sa.JSON(), server_default="[]", nullable=False))
        batch_op.create_unique_constraint(op.f("uq_channel_sends_name"), ["name"])


def downgrade() -> None:
    with op.batch_alter_table("channel_sends") as batch_op:
        batch_op.drop_constraint(op.f("uq_channel_sends_name"), type_="unique")
        batch_op.drop_column("carried")
        batch_op.drop_column("name")
