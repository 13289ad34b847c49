"""What a suggestion's score was made of, and which words led to it

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("parts", "links"):
        op.add_column(
            "suggestions", sa.Column(name, sa.JSON(), server_default="[]", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("suggestions") as table:
        table.drop_column("links")
        table.drop_column("parts")
