"""what groups work with

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "charter_version",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("text_en_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("text_ko_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("summary_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_charter_version_counted_from_one")),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_charter_version_author_id")),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_charter_version_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_version")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_charter_version_group_id_number")),
    )
    with op.batch_alter_table("charter_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charter_version_author_id"), ["author_id"], unique=False)

    op.create_table(
        "group_proposal",
        sa.Column("proposer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent_back",
                "approved",
                "withdrawn",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commitments", sa.Text(), nullable=False),
        sa.Column("working_language", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column(
            "join_policy",
            sa.Enum(
                "open",
                "on_request",
                "by_invitation",
                name="joinpolicy",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "public", "members", "hidden", name="visibility", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (group_id IS NOT NULL)", name=op.f("ck_group_proposal_approved_is_a_group")
        ),
        sa.CheckConstraint(
            "state != 'sent_back' OR reason_sealed IS NOT NULL", name=op.f("ck_group_proposal_sent_back_for_a_reason")
        ),
        sa.CheckConstraint("decided_by_id != proposer_id", name=op.f("ck_group_proposal_not_decided_by_oneself")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["member.id"], name=op.f("fk_group_proposal_decided_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["group_id"], ["working_group.id"], name=op.f("fk_group_proposal_group_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["working_group.id"], name=op.f("fk_group_proposal_parent_id")),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["member.id"], name=op.f("fk_group_proposal_proposer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_proposal")),
    )
    with op.batch_alter_table("group_proposal", schema=None) as batch_op:
        batch_op.create_index("ix_group_proposal_listing", ["state", "changed_at", "id"], unique=False)
        batch_op.create_index("ix_group_proposal_mine", ["proposer_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_proposal_parent_id"), ["parent_id"], unique=False)

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("time_zone", sa.String(length=64), server_default=sa.text("''"), nullable=False))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settles_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("powers_from", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "state",
                sa.Enum(
                    "active",
                    "paused",
                    "archived",
                    name="groupstate",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                server_default=sa.text("'active'"),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("working_language", sa.String(length=2), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("region", sa.String(length=2), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(
            sa.Column("charter_is_public", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(sa.Column("probation_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("powers_delay_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(batch_op.f("ix_working_group_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_working_group_parent_id"), "working_group", ["parent_id"], ["id"])

    with op.batch_alter_table("working_group") as batch_op:
        batch_op.create_check_constraint("probation_has_an_end", "probation_days BETWEEN 0 AND 90")
        batch_op.create_check_constraint("powers_wake", "powers_delay_days BETWEEN 0 AND 30")
        batch_op.create_check_constraint("not_its_own_parent", "parent_id != id")
    # CHECKS of new columns on old tables; autogenerate does not see them. (upgrade calls)


def downgrade() -> None:
    # (downgrade calls, at the very beginning)
    with op.batch_alter_table("working_group") as batch_op:
        batch_op.drop_constraint(op.f("ck_working_group_probation_has_an_end"), type_="check")
        batch_op.drop_constraint(op.f("ck_working_group_powers_wake"), type_="check")
        batch_op.drop_constraint(op.f("ck_working_group_not_its_own_parent"), type_="check")
        batch_op.drop_constraint(op.f("ck_working_group_groupstate"), type_="check")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_working_group_parent_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_working_group_parent_id"))
        batch_op.drop_column("powers_delay_days")
        batch_op.drop_column("probation_days")
        batch_op.drop_column("charter_is_public")
        batch_op.drop_column("region")
        batch_op.drop_column("working_language")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("state")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("powers_from")
        batch_op.drop_column("settles_at")

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("time_zone")

    with op.batch_alter_table("group_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_proposal_parent_id"))
        batch_op.drop_index("ix_group_proposal_mine")
        batch_op.drop_index("ix_group_proposal_listing")

    op.drop_table("group_proposal")
    with op.batch_alter_table("charter_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charter_version_author_id"))

    op.drop_table("charter_version")
