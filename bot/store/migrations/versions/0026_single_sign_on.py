"""Staff bind an account of a single sign-on and sign in with it

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_identities",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_identities_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_identities")),
        sa.UniqueConstraint("person_hash", name=op.f("uq_staff_identities_person_hash")),
    )
    op.create_table(
        "identity_tickets",
        sa.Column("scene_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("page", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_identity_tickets_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("scene_hash", name=op.f("pk_identity_tickets")),
    )
    op.create_index(op.f("ix_identity_tickets_browser_hash"), "identity_tickets", ["browser_hash"])


def downgrade() -> None:
    op.drop_table("identity_tickets")
    op.drop_table("staff_identities")
