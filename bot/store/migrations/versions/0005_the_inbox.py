"""The console's inbox: waits, labels, marks of what was seen, canned replies, rules of the desk

Revision ID: 0005
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_rules",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_desk_rules")),
    )
    op.create_table(
        "labels",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
        sa.UniqueConstraint("name", name=op.f("uq_labels_name")),
    )
    op.create_table(
        "canned_replies",
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("shortcut", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_canned_replies_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
    )
    op.create_index(op.f("ix_canned_replies_staff_id"), "canned_replies", ["staff_id"])

    op.create_table(
        "labellings",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("label_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_labellings_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["labels.id"], name=op.f("fk_labellings_label_id_labels")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "label_id", name=op.f("pk_labellings")),
    )
    op.create_index("ix_labellings_label", "labellings", ["label_id"])

    op.create_table(
        "seen",
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_seen_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_seen_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", "conversation_id", name=op.f("pk_seen")),
    )
    op.create_table(
        "waits",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_waits_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_waits_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    op.create_index("ix_waits_conversation_ended", "waits", ["conversation_id", "ended_at"])
    op.create_index("ix_waits_since", "waits", ["since"])

    op.create_table(
        "mentions",
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_mentions_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], name=op.f("fk_mentions_note_id_notes")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_mentions_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("note_id", "staff_id", name=op.f("pk_mentions")),
    )
    op.create_index("ix_mentions_staff", "mentions", ["staff_id", "seen_at"])

    with op.batch_alter_table("conversations") as batch_op:
        batch_op.add_column(sa.Column("awaiting_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("last_user_seq", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("row_version", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.create_index(
            "ix_conversations_awaiting", ["owner", "awaiting_since"], unique=False
        )

    with op.batch_alter_table("staff") as batch_op:
        batch_op.add_column(
            sa.Column("accepting", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE conversations SET last_user_seq = COALESCE((SELECT MAX(seq) FROM messages "
        "WHERE messages.conversation_id = conversations.id AND messages.author = 'user'), 0)"
    )
    op.execute("UPDATE conversations SET awaiting_since = queued_at WHERE owner = 'queue'")
    op.execute(
        "INSERT INTO waits (conversation_id, kind, since) "
        "SELECT id, 'first', queued_at FROM conversations "
        "WHERE owner = 'queue' AND queued_at IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("staff") as batch_op:
        batch_op.drop_column("assigned_at")
        batch_op.drop_column("accepting")

    with op.batch_alter_table("conversations") as batch_op:
        batch_op.drop_index("ix_conversations_awaiting")
        batch_op.drop_column("row_version")
        batch_op.drop_column("last_user_seq")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("awaiting_since")

    op.drop_index("ix_mentions_staff", table_name="mentions")

    op.drop_table("mentions")
    op.drop_index("ix_waits_since", table_name="waits")
    op.drop_index("ix_waits_conversation_ended", table_name="waits")

    op.drop_table("waits")
    op.drop_table("seen")
    op.drop_index("ix_labellings_label", table_name="labellings")

    op.drop_table("labellings")
    op.drop_index(op.f("ix_canned_replies_staff_id"), table_name="canned_replies")

    op.drop_table("canned_replies")
    op.drop_table("labels")
    op.drop_table("desk_rules")
