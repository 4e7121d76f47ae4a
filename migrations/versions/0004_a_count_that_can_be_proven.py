"""a count that can be proven

Revision ID: 0004
Revises: 0003
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "endorsement_figures_renewal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.CheckConstraint("number = 1", name=op.f("ck_endorsement_figures_renewal_one_renewal")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_endorsement_figures_renewal")),
    )
    op.create_table(
        "endorsement_flood",
        sa.Column(
            "sign",
            sa.Enum(
                "network",
                "domain",
                "pattern",
                "text",
                "burst",
                name="sign",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "pace",
            sa.Enum(
                "quick", "form", "answer", "alike", name="pace", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("mark", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("active", "dismissed", name="floodstate", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("filled_from", sa.Double(), nullable=False),
        sa.Column("filled_to", sa.Double(), nullable=False),
        sa.Column("answered_from", sa.Double(), nullable=False),
        sa.Column("answered_to", sa.Double(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement_flood")),
        sa.UniqueConstraint("mark", "sign", "pace", name=op.f("uq_endorsement_flood_mark_sign_pace")),
    )
    with op.batch_alter_table("endorsement_flood", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_endorsement_flood_last_at"), ["last_at"], unique=False)

    op.create_table(
        "endorsement_tally",
        sa.Column(
            "kind",
            sa.Enum(
                "all",
                "commitment",
                "country",
                "profession",
                "language",
                "day",
                name="tallykind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("shown", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_endorsement_tally")),
    )
    op.create_table(
        "ledger_checkpoint",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_ledger_checkpoint")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.String(length=120), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("leaf", name=op.f("uq_ledger_entry_leaf")),
    )
    op.create_table(
        "ledger_head",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number = 1", name=op.f("ck_ledger_head_one_head")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "ledger_key",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number = 1", name=op.f("ck_ledger_key_one_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_key")),
        sa.UniqueConstraint("number", name=op.f("uq_ledger_key_number")),
    )
    op.create_table(
        "ledger_tile",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_ledger_tile")),
    )
    op.create_table(
        "ledger_waiting",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("content", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_ledger_waiting")),
    )
    op.create_table(
        "endorsement_bulk",
        sa.Column(
            "kind",
            sa.Enum("set_aside", "let_in", name="bulkkind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "counting",
                "ready",
                "running",
                "done",
                "cancelled",
                "undoing",
                "undone",
                name="bulkstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("conditions_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("cursor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_endorsement_bulk_actor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement_bulk")),
    )
    with op.batch_alter_table("endorsement_bulk", schema=None) as batch_op:
        batch_op.create_index(
            "ix_endorsement_bulk_at_work",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('counting', 'running', 'undoing')"),
            postgresql_where=sa.text("state IN ('counting', 'running', 'undoing')"),
        )
        batch_op.create_index("ix_endorsement_bulk_created_at", ["created_at", "id"], unique=False)

    op.create_table(
        "export",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.Enum("names", "counts", name="exportcontent", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "form",
            sa.Enum("csv", "json", name="exportformat", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asker_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decider_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("decided_at IS NOT NULL OR NOT approved", name=op.f("ck_export_approved_has_time")),
        sa.CheckConstraint(
            "decider_id IS NULL OR asker_id IS NULL OR decider_id != asker_id", name=op.f("ck_export_two_people")
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["member.id"], name=op.f("fk_export_asker_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["decider_id"], ["member.id"], name=op.f("fk_export_decider_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
        sa.UniqueConstraint("number", name=op.f("uq_export_number")),
    )
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_export_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_export_decider_id"), ["decider_id"], unique=False)
        batch_op.create_index("ix_export_latest", ["asked_at", "id"], unique=False)

    op.create_table(
        "endorsement_arrival",
        sa.Column("endorsement_id", sa.Uuid(), nullable=False),
        sa.Column("network_mark", sa.LargeBinary(), nullable=True),
        sa.Column("domain_mark", sa.LargeBinary(), nullable=True),
        sa.Column("pattern_mark", sa.LargeBinary(), nullable=True),
        sa.Column("text_mark", sa.LargeBinary(), nullable=True),
        sa.Column("mail_id", sa.Uuid(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filled_in", sa.Double(), nullable=True),
        sa.Column("answered_in", sa.Double(), nullable=True),
        sa.Column("unlooked", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsement.id"],
            name=op.f("fk_endorsement_arrival_endorsement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("endorsement_id", name=op.f("pk_endorsement_arrival")),
    )
    with op.batch_alter_table("endorsement_arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_endorsement_arrival_arrived_at"), ["arrived_at"], unique=False)
        batch_op.create_index("ix_endorsement_arrival_confirmed_at", ["confirmed_at"], unique=False)
        batch_op.create_index(
            "ix_endorsement_arrival_domain_mark",
            ["domain_mark", "confirmed_at"],
            unique=False,
            sqlite_where=sa.text("domain_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("domain_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_arrival_network_mark",
            ["network_mark", "confirmed_at"],
            unique=False,
            sqlite_where=sa.text("network_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("network_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_arrival_pattern_mark",
            ["pattern_mark", "confirmed_at"],
            unique=False,
            sqlite_where=sa.text("pattern_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("pattern_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_arrival_text_mark",
            ["text_mark", "confirmed_at"],
            unique=False,
            sqlite_where=sa.text("text_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("text_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_arrival_unlooked",
            ["confirmed_at"],
            unique=False,
            sqlite_where=sa.text("unlooked"),
            postgresql_where=sa.text("unlooked"),
        )

    op.create_table(
        "pledge",
        sa.Column("endorsement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=280), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 7", name=op.f("ck_pledge_one_of_seven")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"], ["endorsement.id"], name=op.f("fk_pledge_endorsement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("endorsement_id", "number", name=op.f("uq_pledge_endorsement_id_number")),
    )
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("name_mark", sa.String(length=64), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(sa.Column("profession_group", sa.String(length=1), nullable=True))
        batch_op.add_column(sa.Column("taken_on", sa.SmallInteger(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("featured_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("leaf", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("opening_sealed", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("share_code", sa.String(length=22), nullable=True))
        batch_op.add_column(sa.Column("flood_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("held_reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("moved_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("moved_from", sa.String(length=20), nullable=True))
        batch_op.drop_index(
            batch_op.f("uq_endorsement_live_email"),
            sqlite_where=sa.text("state IN ('pending', 'counted', 'set_aside')"),
        )
        batch_op.drop_index(
            batch_op.f("uq_endorsement_live_member"),
            sqlite_where=sa.text("state IN ('pending', 'counted', 'set_aside')"),
        )
        batch_op.create_index(
            "ix_endorsement_counted",
            ["confirmed_at", "id"],
            unique=False,
            sqlite_where=sa.text("(state = 'counted') IS TRUE"),
            postgresql_where=sa.text("(state = 'counted') IS TRUE"),
        )
        batch_op.create_index(
            "ix_endorsement_featured",
            ["featured_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'counted' AND shown = 'named' AND featured_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'counted' AND shown = 'named' AND featured_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_flood_id",
            ["flood_id", "confirmed_at", "id"],
            unique=False,
            sqlite_where=sa.text("flood_id IS NOT NULL"),
            postgresql_where=sa.text("flood_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_listed_country",
            ["country", "confirmed_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'counted' AND shown = 'named'"),
            postgresql_where=sa.text("state = 'counted' AND shown = 'named'"),
        )
        batch_op.create_index(
            "ix_endorsement_listed_profession",
            ["profession_group", "confirmed_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'counted' AND shown = 'named'"),
            postgresql_where=sa.text("state = 'counted' AND shown = 'named'"),
        )
        batch_op.create_index(
            "ix_endorsement_moved_by",
            ["moved_by", "id"],
            unique=False,
            sqlite_where=sa.text("moved_by IS NOT NULL"),
            postgresql_where=sa.text("moved_by IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_endorsement_pending",
            ["created_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_endorsement_quarantined",
            ["confirmed_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'quarantined'"),
            postgresql_where=sa.text("state = 'quarantined'"),
        )
        batch_op.create_index(
            "ix_endorsement_set_aside",
            ["confirmed_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'set_aside'"),
            postgresql_where=sa.text("state = 'set_aside'"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_endorsement_leaf"), ["leaf"])
        batch_op.create_index(
            "uq_endorsement_live_account",
            ["member_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
            postgresql_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
        )
        batch_op.create_index(
            "uq_endorsement_live_person",
            ["email_index", "name_mark"],
            unique=True,
            sqlite_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
            postgresql_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_endorsement_share_code"), ["share_code"])
        batch_op.create_foreign_key(
            batch_op.f("fk_endorsement_flood_id"), "endorsement_flood", ["flood_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_endorsement_moved_by"), "endorsement_bulk", ["moved_by"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        for name in ("endorsementstate", "live_has_address"):
            batch_op.drop_constraint(batch_op.f(f"ck_endorsement_{name}"), type_="check")
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_endorsement_{name}"), condition)
    _carry_over()
    with op.batch_alter_table("endorsed_commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_endorsed_commitment_number"))

    op.drop_table("endorsed_commitment")


def downgrade() -> None:
    op.create_table(
        "endorsed_commitment",
        sa.Column("endorsement_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.INTEGER(), nullable=False),
        sa.Column("pledge", sa.VARCHAR(length=280), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 7", name=op.f("ck_endorsed_commitment_one_of_seven")),
        sa.ForeignKeyConstraint(
            ["endorsement_id"],
            ["endorsement.id"],
            name=op.f("fk_endorsed_commitment_endorsement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsed_commitment")),
        sa.UniqueConstraint("endorsement_id", "number", name=op.f("uq_endorsed_commitment_endorsement_id_number")),
    )
    with op.batch_alter_table("endorsed_commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_endorsed_commitment_number"), ["number"], unique=False)
    _carry_back()
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_endorsement_{name}"), type_="check")
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        for name, condition in FORMER_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_endorsement_{name}"), condition)
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_endorsement_moved_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_endorsement_flood_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_endorsement_share_code"), type_="unique")
        batch_op.drop_index(
            "uq_endorsement_live_person",
            sqlite_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
            postgresql_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
        )
        batch_op.drop_index(
            "uq_endorsement_live_account",
            sqlite_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
            postgresql_where=sa.text("state IN ('pending', 'counted', 'quarantined', 'set_aside')"),
        )
        batch_op.drop_constraint(batch_op.f("uq_endorsement_leaf"), type_="unique")
        batch_op.drop_index(
            "ix_endorsement_set_aside",
            sqlite_where=sa.text("state = 'set_aside'"),
            postgresql_where=sa.text("state = 'set_aside'"),
        )
        batch_op.drop_index(
            "ix_endorsement_quarantined",
            sqlite_where=sa.text("state = 'quarantined'"),
            postgresql_where=sa.text("state = 'quarantined'"),
        )
        batch_op.drop_index(
            "ix_endorsement_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            "ix_endorsement_moved_by",
            sqlite_where=sa.text("moved_by IS NOT NULL"),
            postgresql_where=sa.text("moved_by IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_endorsement_listed_profession",
            sqlite_where=sa.text("state = 'counted' AND shown = 'named'"),
            postgresql_where=sa.text("state = 'counted' AND shown = 'named'"),
        )
        batch_op.drop_index(
            "ix_endorsement_listed_country",
            sqlite_where=sa.text("state = 'counted' AND shown = 'named'"),
            postgresql_where=sa.text("state = 'counted' AND shown = 'named'"),
        )
        batch_op.drop_index(
            "ix_endorsement_flood_id",
            sqlite_where=sa.text("flood_id IS NOT NULL"),
            postgresql_where=sa.text("flood_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_endorsement_featured",
            sqlite_where=sa.text("state = 'counted' AND shown = 'named' AND featured_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'counted' AND shown = 'named' AND featured_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_endorsement_counted",
            sqlite_where=sa.text("(state = 'counted') IS TRUE"),
            postgresql_where=sa.text("(state = 'counted') IS TRUE"),
        )
        batch_op.create_index(
            batch_op.f("uq_endorsement_live_member"),
            ["member_id"],
            unique=1,
            sqlite_where=sa.text("state IN ('pending', 'counted', 'set_aside')"),
        )
        batch_op.create_index(
            batch_op.f("uq_endorsement_live_email"),
            ["email_index"],
            unique=1,
            sqlite_where=sa.text("state IN ('pending', 'counted', 'set_aside')"),
        )
        batch_op.drop_column("moved_from")
        batch_op.drop_column("moved_by")
        batch_op.drop_column("held_reason")
        batch_op.drop_column("flood_id")
        batch_op.drop_column("share_code")
        batch_op.drop_column("opening_sealed")
        batch_op.drop_column("leaf")
        batch_op.drop_column("featured_at")
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("taken_on")
        batch_op.drop_column("profession_group")
        batch_op.drop_column("name_mark")

    op.drop_table("pledge")
    with op.batch_alter_table("endorsement_arrival", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_endorsement_arrival_unlooked", sqlite_where=sa.text("unlooked"), postgresql_where=sa.text("unlooked")
        )
        batch_op.drop_index(
            "ix_endorsement_arrival_text_mark",
            sqlite_where=sa.text("text_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("text_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_endorsement_arrival_pattern_mark",
            sqlite_where=sa.text("pattern_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("pattern_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_endorsement_arrival_network_mark",
            sqlite_where=sa.text("network_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("network_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_endorsement_arrival_domain_mark",
            sqlite_where=sa.text("domain_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("domain_mark IS NOT NULL AND confirmed_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_endorsement_arrival_confirmed_at")
        batch_op.drop_index(batch_op.f("ix_endorsement_arrival_arrived_at"))

    op.drop_table("endorsement_arrival")
    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.drop_index("ix_export_latest")
        batch_op.drop_index(batch_op.f("ix_export_decider_id"))
        batch_op.drop_index(batch_op.f("ix_export_asker_id"))

    op.drop_table("export")
    with op.batch_alter_table("endorsement_bulk", schema=None) as batch_op:
        batch_op.drop_index("ix_endorsement_bulk_created_at")
        batch_op.drop_index(
            "ix_endorsement_bulk_at_work",
            sqlite_where=sa.text("state IN ('counting', 'running', 'undoing')"),
            postgresql_where=sa.text("state IN ('counting', 'running', 'undoing')"),
        )

    op.drop_table("endorsement_bulk")
    op.drop_table("ledger_waiting")
    op.drop_table("ledger_tile")
    op.drop_table("ledger_key")
    op.drop_table("ledger_head")
    op.drop_table("ledger_entry")
    op.drop_table("ledger_checkpoint")
    op.drop_table("endorsement_tally")
    with op.batch_alter_table("endorsement_flood", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_endorsement_flood_last_at"))

    op.drop_table("endorsement_flood")
    op.drop_table("endorsement_figures_renewal")


CHECKS = {
    "endorsementstate": "state IN ('pending', 'counted', 'withdrawn', 'refused', 'quarantined', 'set_aside')",
    "live_has_address": "email_index IS NOT NULL OR NOT (state IN ('pending', 'counted', 'quarantined', 'set_aside'))",
    "of_seven": "taken_on BETWEEN 0 AND 127",
}
FORMER_CHECKS = {
    "endorsementstate": "state IN ('pending', 'counted', 'withdrawn', 'refused', 'set_aside')",
    "live_has_address": "email_index IS NOT NULL OR NOT (state IN ('pending', 'counted', 'set_aside'))",
}
_endorsement = sa.table(
    "endorsement",
    *(sa.column(name) for name in ("id", "taken_on", "state", "shown", "name", "country", "affiliation")),
    *(
        sa.column(name)
        for name in ("email_index", "email_sealed", "member_id", "created_at", "confirmed_at", "ended_at")
    ),
)
_taken = sa.table("endorsed_commitment", *(sa.column(name) for name in ("id", "endorsement_id", "number", "pledge")))
_pledge = sa.table("pledge", *(sa.column(name) for name in ("id", "endorsement_id", "number", "text")))


def _carry_over() -> None:
    """Seven rows become seven bits; what was pledged keeps its row."""
    connection = op.get_bind()
    bits = sa.select(sa.func.coalesce(sa.func.sum(sa.literal(1).op("<<")(_taken.c.number - 1)), 0))
    mask = bits.where(_taken.c.endorsement_id == _endorsement.c.id).scalar_subquery()
    connection.execute(sa.update(_endorsement).values(taken_on=mask))
    pledged = sa.select(_taken.c.id, _taken.c.endorsement_id, _taken.c.number, _taken.c.pledge)
    pledged = pledged.where(_taken.c.pledge.is_not(None))
    connection.execute(sa.insert(_pledge).from_select(["id", "endorsement_id", "number", "text"], pledged))


def _carry_back() -> None:
    """Seven bits become rows again. Of a household, the one who endorsed first stays: there was room for one."""
    connection = op.get_bind()
    first = _endorsement.alias()
    live = "state IN ('pending', 'counted', 'quarantined', 'set_aside')"
    earlier = sa.exists().where(
        first.c.email_index == _endorsement.c.email_index,
        sa.tuple_(first.c.created_at, first.c.id) < sa.tuple_(_endorsement.c.created_at, _endorsement.c.id),
        first.c.state.in_(("pending", "counted", "quarantined", "set_aside")),
    )
    ended = dict.fromkeys(("email_index", "email_sealed", "member_id", "name", "country", "affiliation"))
    connection.execute(
        sa.update(_endorsement)
        .where(sa.text(live), earlier)
        .values(state="withdrawn", shown="counted", taken_on=0, ended_at=_endorsement.c.created_at, **ended)
    )
    connection.execute(sa.update(_endorsement).where(_endorsement.c.state == "quarantined").values(state="set_aside"))
    texts = {(row.endorsement_id, row.number): row.text for row in connection.execute(sa.select(_pledge))}
    rows = connection.execute(sa.select(_endorsement.c.id, _endorsement.c.taken_on).where(_endorsement.c.taken_on > 0))
    carried = [
        {
            "id": uuid.uuid4() if connection.dialect.name == "postgresql" else uuid.uuid4().hex,
            "endorsement_id": row.id,
            "number": number,
            "pledge": texts.get((row.id, number)),
        }
        for row in rows
        for number in range(1, 8)
        if row.taken_on & 1 << number - 1
    ]
    if carried:
        connection.execute(sa.insert(_taken), carried)
