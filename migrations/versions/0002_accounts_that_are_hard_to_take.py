"""Accounts that are hard to take

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt_count",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt_count")),
    )
    with op.batch_alter_table("attempt_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_count_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "data_key",
        sa.Column("key_id", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "announced",
                "current",
                "old",
                "marking",
                name="keystate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_data_key")),
    )
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.create_index(
            "uq_data_key_only_one",
            ["state"],
            unique=True,
            sqlite_where=sa.text("state != 'old'"),
            postgresql_where=sa.text("state != 'old'"),
        )

    op.create_table(
        "errand",
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "dead", name="errandstate", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    with op.batch_alter_table("errand", schema=None) as batch_op:
        batch_op.create_index(
            "ix_errand_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "used_challenge",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_used_challenge")),
    )
    with op.batch_alter_table("used_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_used_challenge_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "data_copy",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archive_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_data_copy_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
        sa.UniqueConstraint("member_id", name=op.f("uq_data_copy_member_id")),
    )
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_copy_ready_at"), ["ready_at"], unique=False)

    op.create_table(
        "mailed_link",
        sa.Column(
            "purpose",
            sa.Enum(
                "reset_password",
                "confirm_email",
                "restore_email",
                "cancel_closing",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_mailed_link_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_mailed_link_token_digest")),
    )
    with op.batch_alter_table("mailed_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_link_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_link_member_id"), ["member_id"], unique=False)

    op.create_table(
        "member_session",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_session_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_session")),
    )
    with op.batch_alter_table("member_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_member_session_member_id"), ["member_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("transports", sa.Text(), nullable=False),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_passkey_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_member_id"), ["member_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_recovery_code_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_member_id"), ["member_id"], unique=False)

    op.create_table(
        "security_event",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "logged_in",
                "new_device",
                "wrong_attempts",
                "session_ended",
                "sessions_ended",
                "password_changed",
                "password_reset",
                "email_asked",
                "email_changed",
                "email_restored",
                "totp_added",
                "totp_removed",
                "codes_made",
                "code_used",
                "passkey_added",
                "passkey_removed",
                "passkey_copied",
                "hidden",
                "data_asked",
                "closing_asked",
                "closing_cancelled",
                "role_changed",
                name="eventkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_security_event_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security_event")),
    )
    with op.batch_alter_table("security_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_security_event_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_security_event_member_id"), ["member_id"], unique=False)

    op.create_table(
        "totp",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_totp_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp")),
        sa.UniqueConstraint("member_id", name=op.f("uq_totp_member_id")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.alter_column("author_id", existing_type=sa.CHAR(length=32), nullable=True)

    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address_form", sa.Integer(), server_default=sa.text("1"), nullable=False))

    with op.batch_alter_table("first_administrator", schema=None) as batch_op:
        batch_op.alter_column("member_id", existing_type=sa.CHAR(length=32), nullable=True)

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("discreet", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(
            sa.Column(
                "exit_to",
                sa.Enum(
                    "site",
                    "encyclopedia",
                    "weather",
                    "portal",
                    name="exitto",
                    native_enum=False,
                    create_constraint=True,
                    length=20,
                ),
                server_default=sa.text("'site'"),
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("exit_ends_session", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )
        batch_op.add_column(sa.Column("address_form", sa.Integer(), server_default=sa.text("1"), nullable=False))
        batch_op.create_index(batch_op.f("ix_member_closes_at"), ["closes_at"], unique=False)
        batch_op.drop_column("session_key")

    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("discreet", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_column("discreet")

    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("session_key", sa.VARCHAR(length=32), server_default=sa.text("''"), nullable=False)
        )
        batch_op.drop_index(batch_op.f("ix_member_closes_at"))
        batch_op.drop_column("address_form")
        batch_op.drop_column("exit_ends_session")
        batch_op.drop_constraint(batch_op.f("ck_member_exitto"), type_="check")
        batch_op.drop_column("exit_to")
        batch_op.drop_column("discreet")
        batch_op.drop_column("closes_at")

    with op.batch_alter_table("first_administrator", schema=None) as batch_op:
        batch_op.alter_column("member_id", existing_type=sa.CHAR(length=32), nullable=False)

    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        batch_op.drop_column("address_form")

    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.alter_column("author_id", existing_type=sa.CHAR(length=32), nullable=False)

    op.drop_table("totp")
    with op.batch_alter_table("security_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_security_event_member_id"))
        batch_op.drop_index(batch_op.f("ix_security_event_at"))

    op.drop_table("security_event")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_member_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_member_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("member_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_member_session_member_id"))

    op.drop_table("member_session")
    with op.batch_alter_table("mailed_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailed_link_member_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_link_expires_at"))

    op.drop_table("mailed_link")
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_copy_ready_at"))

    op.drop_table("data_copy")
    with op.batch_alter_table("used_challenge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_used_challenge_expires_at"))

    op.drop_table("used_challenge")
    with op.batch_alter_table("errand", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_errand_due", sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")
        )

    op.drop_table("errand")
    with op.batch_alter_table("data_key", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_data_key_only_one", sqlite_where=sa.text("state != 'old'"), postgresql_where=sa.text("state != 'old'")
        )

    op.drop_table("data_key")
    with op.batch_alter_table("attempt_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_count_expires_at"))

    op.drop_table("attempt_count")
