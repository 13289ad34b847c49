"""Staff bind their WeChat and sign in with it

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_wechat",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_wechat_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_wechat")),
        sa.UniqueConstraint("person_hash", name=op.f("uq_staff_wechat_person_hash")),
    )
    op.create_table(
        "wechat_tickets",
        sa.Column("scene_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("number", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("person_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_wechat_tickets_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("scene_hash", name=op.f("pk_wechat_tickets")),
    )
    op.create_index(op.f("ix_wechat_tickets_browser_hash"), "wechat_tickets", ["browser_hash"])
    op.create_index("ix_wechat_tickets_person", "wechat_tickets", ["person_hash", "created_at"])


def downgrade() -> None:
    op.drop_table("wechat_tickets")
    op.drop_table("staff_wechat")
