"""Challenges, bids, contracts and licences; what staff think of suggestions

Revision ID: 0010
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "challenges",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("reward_yuan", sa.BigInteger(), nullable=True),
        sa.Column("ip_terms", sa.Text(), nullable=True),
        sa.Column("bids_until", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_challenges_need_id_needs")
        ),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_challenges")),
    )
    op.create_table(
        "contracts",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("university_id", sa.String(length=64), nullable=True),
        sa.Column("party", sa.String(length=200), nullable=False),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=True),
        sa.Column("technology_yuan", sa.BigInteger(), nullable=True),
        sa.Column("ip_terms", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("registration_no", sa.String(length=40), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_contracts_need_id_needs")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_contracts")),
    )
    op.create_index(op.f("ix_contracts_signed_on"), "contracts", ["signed_on"])
    op.create_index(op.f("ix_contracts_university_id"), "contracts", ["university_id"])
    op.create_table(
        "licences",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("patent_id", sa.String(length=64), nullable=False),
        sa.Column("patent_no", sa.String(length=32), nullable=False),
        sa.Column("patent_title", sa.String(length=300), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_licences_need_id_needs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licences")),
    )
    op.create_index(op.f("ix_licences_need_id"), "licences", ["need_id"])
    op.create_index(op.f("ix_licences_patent_id"), "licences", ["patent_id"])
    op.create_table(
        "bids",
        sa.Column("need_id", sa.String(length=32), nullable=False),
        sa.Column("university_id", sa.String(length=64), nullable=True),
        sa.Column("mentor_id", sa.String(length=64), nullable=True),
        sa.Column("bidder", sa.String(length=200), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("price_yuan", sa.BigInteger(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["challenges.need_id"], name=op.f("fk_bids_need_id_challenges")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bids")),
    )
    op.create_index(op.f("ix_bids_need_id"), "bids", ["need_id"])
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("origin", sa.String(length=8), server_default="bot", nullable=False)
        )
        batch_op.add_column(sa.Column("verdict", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("verdict_reason", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("verdict_note", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("verdict_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_suggestions_verdict_by_staff"), "staff", ["verdict_by"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("suggestions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_suggestions_verdict_by_staff"), type_="foreignkey")
        batch_op.drop_column("verdict_at")
        batch_op.drop_column("verdict_by")
        batch_op.drop_column("verdict_note")
        batch_op.drop_column("verdict_reason")
        batch_op.drop_column("verdict")
        batch_op.drop_column("origin")

    op.drop_index(op.f("ix_bids_need_id"), table_name="bids")
    op.drop_table("bids")
    op.drop_index(op.f("ix_licences_patent_id"), table_name="licences")
    op.drop_index(op.f("ix_licences_need_id"), table_name="licences")
    op.drop_table("licences")
    op.drop_index(op.f("ix_contracts_university_id"), table_name="contracts")
    op.drop_index(op.f("ix_contracts_signed_on"), table_name="contracts")
    op.drop_table("contracts")
    op.drop_table("challenges")
