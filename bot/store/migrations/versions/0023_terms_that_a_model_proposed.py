"""Technical terms that a language model proposed

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "term_asks",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_term_asks_need_id_needs")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_term_asks")),
    )
    op.create_index("ix_term_asks_state_due", "term_asks", ["state", "due_at"])
    op.create_table(
        "term_proposals",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("said", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("term", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_term_proposals_need_id_needs")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_term_proposals_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_proposals")),
        sa.UniqueConstraint("said", "kind", "term", name=op.f("uq_term_proposals_said_kind_term")),
    )
    op.create_index(op.f("ix_term_proposals_need_id"), "term_proposals", ["need_id"])
    op.create_index(
        "ix_term_proposals_state_proposed", "term_proposals", ["state", "proposed_at", "id"]
    )


def downgrade() -> None:
    op.drop_table("term_proposals")
    op.drop_table("term_asks")
