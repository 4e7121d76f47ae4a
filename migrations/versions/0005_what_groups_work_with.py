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
        batch_op.add_column(sa.Column("probation_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("powers_delay_days", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(batch_op.f("ix_working_group_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_working_group_parent_id"), "working_group", ["parent_id"], ["id"])

    with op.batch_alter_table("working_group") as batch_op:
        batch_op.create_check_constraint("probation_has_an_end", "probation_days BETWEEN 0 AND 90")
        batch_op.create_check_constraint("powers_wake", "powers_delay_days BETWEEN 0 AND 30")
    # CHECKS of new columns on old tables; autogenerate does not see them. (upgrade calls)


def downgrade() -> None:
    # (downgrade calls, at the very beginning)
    with op.batch_alter_table("working_group") as batch_op:
        batch_op.drop_constraint(op.f("ck_working_group_probation_has_an_end"), type_="check")
        batch_op.drop_constraint(op.f("ck_working_group_powers_wake"), type_="check")
        batch_op.drop_constraint(op.f("ck_working_group_groupstate"), type_="check")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_working_group_parent_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_working_group_parent_id"))
        batch_op.drop_column("powers_delay_days")
        batch_op.drop_column("probation_days")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("state")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("powers_from")
        batch_op.drop_column("settles_at")

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("time_zone")
