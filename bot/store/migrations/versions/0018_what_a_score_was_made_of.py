"""What a suggestion's score was made of, and which words led to it

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
    for name in ("parts", "links"):
        op.add_column(
            "suggestions", sa.Column(name, sa.JSON(), server_default="[]", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("suggestions") as table:
        table.drop_column("links")
        table.drop_column("parts")
