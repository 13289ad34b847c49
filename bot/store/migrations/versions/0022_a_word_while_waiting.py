"""Owners who go on writing in the queue hear once that it is kept, and once of the way back

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("noted_epoch", "offered_epoch"):
        op.add_column("conversations", sa.Column(name, sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversations") as table:
        table.drop_column("offered_epoch")
        table.drop_column("noted_epoch")
