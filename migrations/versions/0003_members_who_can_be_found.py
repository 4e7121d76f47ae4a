"""members who can be found

Revision ID: 0003
Revises: 0002
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_kind",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.Column("name_ko", sa.String(length=60), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_help_kind")),
    )
    op.create_table(
        "block",
        sa.Column("blocker_id", sa.Uuid(), nullable=False),
        sa.Column("blocked_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("blocker_id != blocked_id", name=op.f("ck_block_not_oneself")),
        sa.ForeignKeyConstraint(["blocked_id"], ["member.id"], name=op.f("fk_block_blocked_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["blocker_id"], ["member.id"], name=op.f("fk_block_blocker_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("blocker_id", "blocked_id", name=op.f("pk_block")),
    )
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_block_blocked_id"), ["blocked_id"], unique=False)

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

    _carry_over()
    with op.batch_alter_table("profile", schema=None) as batch_op:
        batch_op.drop_column("affiliation")
    op.bulk_insert(
        sa.table("help_kind", *(sa.column(name) for name in ("code", "name_en", "name_ko", "is_retired"))),
        [{"code": code, "name_en": en, "name_ko": ko, "is_retired": False} for code, en, ko in HELP],
    )


def downgrade() -> None:
    _carry_back()
    with op.batch_alter_table("working_group", schema=None) as batch_op:
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

    with op.batch_alter_table("reached_limit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reached_limit_day"))

    op.drop_table("reached_limit")
    with op.batch_alter_table("block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_block_blocked_id"))

    op.drop_table("block")
    op.drop_table("help_kind")


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
