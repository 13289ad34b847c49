"""Whom a site vouches for: the name that a signed token gave a web visitor

Revision ID: 0013
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("identity", sa.String(length=128), nullable=True))
    op.create_index("ix_conversations_identity", "conversations", ["identity"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_conversations_identity", table_name="conversations")
    op.drop_column("conversations", "identity")
