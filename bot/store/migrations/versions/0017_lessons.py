"""Messages that were misunderstood, for staff to label

Revision ID: 0017
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lessons",
        sa.Column(
            "message_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("read_as", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=True),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taught_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_lessons_message_id_messages")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_lessons_staff_id_staff")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_lessons")),
    )
    op.create_index("ix_lessons_state_message", "lessons", ["state", "message_id"])


def downgrade() -> None:
    op.drop_index("ix_lessons_state_message", table_name="lessons")
    op.drop_table("lessons")
