"""A push that WeChat delivers again gets the answer that it got before

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passive_replies",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("push", sa.String(length=160), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("carried", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_passive_replies_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "push", name=op.f("pk_passive_replies")),
    )
    op.create_index("ix_passive_replies_began_at", "passive_replies", ["began_at"])


def downgrade() -> None:
    op.drop_table("passive_replies")
