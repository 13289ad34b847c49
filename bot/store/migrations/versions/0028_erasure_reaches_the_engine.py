"""Erasure reaches the engine's dialogues; a summary is stored only where staff wrote it

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_erasures",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_tracker_erasures_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_tracker_erasures")),
    )
    op.create_index("ix_tracker_erasures_due_at", "tracker_erasures", ["due_at"])
    _forget_derived_summaries()


def downgrade() -> None:
    op.drop_table("tracker_erasures")


def _forget_derived_summaries() -> None:
    """What was derived when a need was recorded is derived anew from now on, so that corrections
    and secrecy reach it. What staff wrote stays: the history tells."""
    events = sa.table(
        "need_events", sa.column("need_id"), sa.column("event"), sa.column("data", sa.JSON)
    )
    needs = sa.table("needs", sa.column("id"), sa.column("public_summary"))
    edited = sa.select(events.c.need_id, events.c.data).where(events.c.event == "edited")
    by_hand = {
        need_id
        for need_id, data in op.get_bind().execute(edited)
        if "public_summary" in (data or {}).get("fields", ())
    }
    stored = sa.select(needs.c.id).where(needs.c.public_summary.is_not(None))
    for (need_id,) in op.get_bind().execute(stored).fetchall():
        if need_id not in by_hand:
            op.execute(needs.update().where(needs.c.id == need_id).values(public_summary=None))
