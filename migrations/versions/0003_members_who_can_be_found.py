"""members who can be found

Revision ID: 0003
Revises: 0002
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_call",
        sa.Column(
            "kind",
            sa.Enum("reports", "looking", name="callkind", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_desk_call")),
    )
    op.create_table(
        "help_kind",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("name_ko", sa.String(length=60), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_help_kind")),
        sa.UniqueConstraint("name_en", name=op.f("uq_help_kind_name_en")),
        sa.UniqueConstraint("name_ko", name=op.f("uq_help_kind_name_ko")),
    )
    op.create_table(
        "retired_handle",
        sa.Column("handle_mark", sa.LargeBinary(), nullable=False),
        sa.Column("owner_mark", sa.LargeBinary(), nullable=True),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(handle_mark) = 32", name=op.f("ck_retired_handle_a_mark")),
        sa.PrimaryKeyConstraint("handle_mark", name=op.f("pk_retired_handle")),
    )
    with op.batch_alter_table("retired_handle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retired_handle_free_at"), ["free_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_retired_handle_owner_mark"), ["owner_mark"], unique=False)

    op.create_table(
        "block",
        sa.Column("blocker_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.String(length=30), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("blocker_id != blocked_id", name=op.f("ck_block_not_oneself")),
        sa.ForeignKeyConstraint(["blocked_id"], ["member.id"], name=op.f("fk_block_blocked_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["blocker_id"], ["member.id"], name=op.f("fk_block_blocker_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name=op.f("pk_block")),
        sa.UniqueConstraint("id", name=op.f("uq_block_id")),
    )
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_blocked_id"), ["blocked_id"], unique=False)

    op.create_table(
        "contact_request",
        sa.Column("asker_id", sa.Uuid(), nullable=False),
        sa.Column("asked_id", sa.Uuid(), nullable=False),
        sa.Column("asker_handle", sa.String(length=30), nullable=False),
        sa.Column("asked_handle", sa.String(length=30), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "ignored",
                "declined",
                "withdrawn",
                name="requeststate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'declined') = (declined_at IS NOT NULL)", name=op.f("ck_contact_request_declined_has_time")
        ),
        sa.CheckConstraint(
            "(state IN ('waiting', 'ignored')) = (words_sealed IS NOT NULL)",
            name=op.f("ck_contact_request_words_while_pending"),
        ),
        sa.CheckConstraint("asker_id != asked_id", name=op.f("ck_contact_request_not_oneself")),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["member.id"], name=op.f("fk_contact_request_asked_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["member.id"], name=op.f("fk_contact_request_asker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_request")),
        sa.UniqueConstraint("asker_id", "asked_id", name="uq_contact_request_pair"),
    )
    with op.batch_alter_table("contact_request", schema=None) as batch_op:
        batch_op.create_index("ix_contact_request_received", ["asked_id", "state", "created_at", "id"], unique=False)
        batch_op.create_index("ix_contact_request_sent", ["asker_id", "created_at", "id"], unique=False)

    op.create_table(
        "contact_settings",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column(
            "who_may_ask",
            sa.Enum(
                "members", "groups", "nobody", name="whomayask", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("mails", sa.Boolean(), nullable=False),
        sa.Column("was_told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_contact_settings_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_contact_settings")),
    )
    op.create_table(
        "conversation",
        sa.Column("first_id", sa.Uuid(), nullable=True),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("first_handle", sa.String(length=30), nullable=False),
        sa.Column("second_handle", sa.String(length=30), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen", sa.Integer(), nullable=False),
        sa.Column("second_seen", sa.Integer(), nullable=False),
        sa.Column("first_deleted", sa.Integer(), nullable=False),
        sa.Column("second_deleted", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_conversation_in_order")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["member.id"], name=op.f("fk_conversation_first_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["member.id"], name=op.f("fk_conversation_second_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("first_id", "second_id", name="uq_conversation_pair"),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_second_id"), ["second_id"], unique=False)

    op.create_table(
        "directory_alarm",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_directory_alarm_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_directory_alarm")),
    )
    with op.batch_alter_table("directory_alarm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_alarm_day"), ["day"], unique=False)

    op.create_table(
        "directory_entry",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reach",
            sa.Enum("members", "fellows", name="reach", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.Column("edition", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_directory_entry_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_directory_entry")),
        sa.UniqueConstraint("member_id", "reach", name="uq_directory_entry_member_reach"),
    )
    op.create_table(
        "field_opening",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("opener_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_field_opening_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opener_id"], ["member.id"], name=op.f("fk_field_opening_opener_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_opening")),
    )
    with op.batch_alter_table("field_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_opening_member_id"), ["member_id"], unique=False)

    op.create_table(
        "picture",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("small_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("large_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_picture_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("member_id", name=op.f("uq_picture_member_id")),
    )
    op.create_table(
        "reached_limit",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reached",
            sa.Enum(
                "directory",
                "profiles",
                "contacts",
                "join_requests",
                "invitations",
                "vouches",
                "reports",
                "pictures",
                "openings",
                name="limit",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_reached_limit_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reached_limit")),
        sa.UniqueConstraint("member_id", "reached", "day", name="uq_reached_limit_member_reached_day"),
    )
    with op.batch_alter_table("reached_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reached_limit_day"), ["day"], unique=False)

    op.create_table(
        "report",
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("about_handle", sa.String(length=30), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "danger",
                "infiltrator",
                "harassment",
                "impersonation",
                "spam",
                "other",
                name="reportreason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("evidence_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "settled", name="reportstate", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("outcome_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state = 'open' OR settled_at IS NOT NULL", name=op.f("ck_report_settled_has_time")),
        sa.CheckConstraint("reporter_id != about_id", name=op.f("ck_report_not_oneself")),
        sa.ForeignKeyConstraint(["about_id"], ["member.id"], name=op.f("fk_report_about_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["member.id"], name=op.f("fk_report_reporter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["member.id"], name=op.f("fk_report_settled_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_report_state_created_at", ["state", "created_at"], unique=False)
        batch_op.create_index(
            "uq_report_open",
            ["reporter_id", "about_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "vouch",
        sa.Column("voucher_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("declined_on IS NULL OR note_sealed IS NULL", name=op.f("ck_vouch_declined_has_no_note")),
        sa.CheckConstraint("voucher_id != member_id", name=op.f("ck_vouch_not_oneself")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_vouch_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["voucher_id"], ["member.id"], name=op.f("fk_vouch_voucher_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouch")),
        sa.UniqueConstraint("voucher_id", "member_id", name=op.f("uq_vouch_voucher_id_member_id")),
    )
    with op.batch_alter_table("vouch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vouch_member_id"), ["member_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_message_author_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("conversation_id", "number", name="uq_message_place"),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_author_id"), ["author_id"], unique=False)

    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.add_column(sa.Column("picture", sa.String(length=22), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(
            sa.Column("bio_language", sa.String(length=3), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(sa.Column("second_bio_text", sa.Text(), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(
            sa.Column("second_bio_language", sa.String(length=3), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("profession_group", sa.String(length=1), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(sa.Column("offers", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("looks_for", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("affiliations", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("listed", sa.Boolean(), server_default=sa.text("(true)"), nullable=False))
        batch_op.add_column(
            sa.Column("steps_dismissed", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )

    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("professions", sa.Text(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column("vouches_needed", sa.Integer(), server_default=sa.text("0"), nullable=False))

    _carry_over()
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.drop_column("affiliation")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_working_group_vouches_within_reach"), "vouches_needed BETWEEN 0 AND 10"
        )
    op.bulk_insert(
        sa.table("help_kind", *(sa.column(name) for name in ("code", "name_en", "name_ko", "is_retired"))),
        [{"code": code, "name_en": en, "name_ko": ko, "is_retired": False} for code, en, ko in HELP],
    )
    for statement in DIRECTORY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in ("TRIGGER directory_entry_comes", "TRIGGER directory_entry_goes", "TABLE directory_search"):
            op.execute(f"DROP {statement}")
    _carry_back()
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_working_group_vouches_within_reach"), type_="check")
    with op.batch_alter_table("working_group", schema=None) as batch_op:
        batch_op.drop_column("vouches_needed")
        batch_op.drop_column("professions")

    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.drop_column("steps_dismissed")
        batch_op.drop_column("listed")
        batch_op.drop_column("affiliations")
        batch_op.drop_column("looks_for")
        batch_op.drop_column("offers")
        batch_op.drop_column("profession_group")
        batch_op.drop_column("second_bio_language")
        batch_op.drop_column("second_bio_text")
        batch_op.drop_column("bio_language")
        batch_op.drop_column("picture")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_author_id"))

    op.drop_table("message")
    with op.batch_alter_table("vouch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vouch_member_id"))

    op.drop_table("vouch")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_report_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index("ix_report_state_created_at")
        batch_op.drop_index(batch_op.f("ix_report_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_report_created_at"))
        batch_op.drop_index(batch_op.f("ix_report_about_id"))

    op.drop_table("report")
    with op.batch_alter_table("reached_limit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reached_limit_day"))

    op.drop_table("reached_limit")
    op.drop_table("picture")
    with op.batch_alter_table("field_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_field_opening_member_id"))

    op.drop_table("field_opening")
    op.drop_table("directory_entry")
    with op.batch_alter_table("directory_alarm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_alarm_day"))

    op.drop_table("directory_alarm")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_second_id"))

    op.drop_table("conversation")
    op.drop_table("contact_settings")
    with op.batch_alter_table("contact_request", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_request_sent")
        batch_op.drop_index("ix_contact_request_received")

    op.drop_table("contact_request")
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_blocked_id"))

    op.drop_table("block")
    with op.batch_alter_table("retired_handle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retired_handle_owner_mark"))
        batch_op.drop_index(batch_op.f("ix_retired_handle_free_at"))

    op.drop_table("retired_handle")
    op.drop_table("help_kind")
    op.drop_table("desk_call")


# The kinds of help that an installation begins with; its administrators add to them.
HELP = (
    ("mentoring", "Mentoring", "멘토링"),
    ("translation", "Translation", "번역"),
    ("interpreting", "Interpreting", "통역"),
    ("testimony", "Telling one’s own story", "경험 나누기·증언"),
    ("legal", "Legal advice", "법률 상담"),
    ("medical", "Medical help", "의료 지원"),
    ("counselling", "Counselling", "심리 상담"),
    ("teaching-english", "Teaching English", "영어 가르치기"),
    ("teaching-korean", "Teaching Korean", "한국어 가르치기"),
    ("tutoring", "Help with studies", "학업 도움"),
    ("jobs", "Help finding work", "취업 도움"),
    ("media", "Media and journalism", "언론과 미디어"),
    ("writing", "Writing and editing", "글쓰기와 편집"),
    ("film", "Film and photography", "영상과 사진"),
    ("design", "Design", "디자인"),
    ("technology", "Technology", "기술"),
    ("digital-security", "Digital security", "디지털 보안"),
    ("research", "Research", "연구와 조사"),
    ("advocacy", "Advocacy", "인권 옹호 활동"),
    ("funding", "Funding and scholarships", "후원과 장학금"),
    ("events", "Organising events", "행사 기획"),
    ("hosting", "Hosting people and meetings", "숙소와 모임 장소"),
    ("arts", "Music, theatre and art", "음악·연극·미술"),
)


def _profiles(*names: str) -> sa.TableClause:
    return sa.table("profile", sa.column("member_id", sa.Uuid()), *(sa.column(name) for name in names))


def _carry_over() -> None:
    """One affiliation becomes a list of one; languages get a level that is not said, a text about oneself a language."""
    table, connection = _profiles("affiliation", "affiliations", "languages", "bio", "bio_language"), op.get_bind()
    members = sa.table("member", sa.column("id", sa.Uuid()), sa.column("language"))
    rows = connection.execute(
        sa.select(table.c.member_id, table.c.affiliation, table.c.languages, table.c.bio, members.c.language).join(
            members, members.c.id == table.c.member_id
        )
    ).all()
    for member_id, affiliation, languages, bio, language in rows:
        connection.execute(
            sa.update(table)
            .where(table.c.member_id == member_id)
            .values(
                affiliations=json.dumps([affiliation] if affiliation else [], ensure_ascii=False),
                languages=json.dumps([[code, ""] for code in json.loads(languages)]),
                bio_language=language if bio else "",
            )
        )
    _rename_audience("affiliation", "affiliations")


def _carry_back() -> None:
    """What the earlier release can hold of it: the first affiliation, languages without their level."""
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("affiliation", sa.String(length=120), nullable=False, server_default=sa.text("''"))
        )
    table, connection = _profiles("affiliation", "affiliations", "languages"), op.get_bind()
    rows = connection.execute(sa.select(table.c.member_id, table.c.affiliations, table.c.languages)).all()
    for member_id, affiliations, languages in rows:
        connection.execute(
            sa.update(table)
            .where(table.c.member_id == member_id)
            .values(
                affiliation=next(iter(json.loads(affiliations)), ""),
                languages=json.dumps([code for code, _level in json.loads(languages)]),
            )
        )
    _rename_audience("affiliations", "affiliation")


def _rename_audience(before: str, after: str) -> None:
    """What was chosen for a field holds for it under its other name."""
    table, connection = _profiles("audiences"), op.get_bind()
    for member_id, audiences in connection.execute(sa.select(table.c.member_id, table.c.audiences)).all():
        chosen = {after if name == before else name: value for name, value in json.loads(audiences).items()}
        connection.execute(
            sa.update(table)
            .where(table.c.member_id == member_id)
            .values(audiences=json.dumps(chosen, ensure_ascii=False, sort_keys=True))
        )


# The index of the directory, which every database has in its own way.
DIRECTORY = {
    "sqlite": (
        "CREATE VIRTUAL TABLE directory_search USING fts5("
        "marks, content='directory_entry', content_rowid='position', detail='none', columnsize=0, tokenize='ascii')",
        "CREATE TRIGGER directory_entry_comes AFTER INSERT ON directory_entry BEGIN "
        "INSERT INTO directory_search (rowid, marks) VALUES (new.position, new.marks); END",
        "CREATE TRIGGER directory_entry_goes AFTER DELETE ON directory_entry BEGIN "
        "INSERT INTO directory_search (directory_search, rowid, marks) VALUES ('delete', old.position, old.marks); END",
    ),
    "postgresql": (
        "ALTER TABLE directory_entry ALTER COLUMN marks SET STORAGE MAIN",
        "CREATE INDEX ix_directory_entry_marks ON directory_entry USING gin (marks)",
    ),
}
