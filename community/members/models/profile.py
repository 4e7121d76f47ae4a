"""A profile: what a member tells, and to whom."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Model
from community.members.fellowship import are_fellows
from community.members.models.audiences import FIELDS, Audience, audience_of, open_fields
from community.members.models.blocks import has_blocked
from community.members.models.pictures import new_mark
from community.policy import Relation


class Belonging(StrEnum):
    """How a member belongs to the movement, where they say it."""

    DEFECTOR_COMMUNITY = "defector_community"
    ACTIVIST = "activist"
    RESEARCHER = "researcher"
    STUDENT = "student"
    PROFESSIONAL = "professional"
    ALLY = "ally"


@dataclass(frozen=True)
class Bio:
    """What a member tells about themselves, in Markdown, in one language."""

    language: str
    text: str


@dataclass(frozen=True)
class Profession:
    """A profession: a major group of ISCO-08 ("0" to "9", or "" where it is not said) and the member's own words."""

    group: str
    words: str


@dataclass(frozen=True)
class Spoken:
    """A language and how well a member speaks it: "basic", "good", "fluent", "first", or "" where it is not said."""

    code: str
    level: str


def profession_of(group: str, words: str) -> Profession | None:
    """A profession, as far as it is said."""
    return Profession(group, words) if group or words else None


def languages_of(spoken: Iterable[tuple[str, str]]) -> list[Spoken]:
    """The languages that somebody speaks, from pairs of a code and a level."""
    return [Spoken(code, level) for code, level in spoken]


class Profile(Model):
    """What a member tells about themselves. One row for each member, bound to the member's id."""

    __tablename__ = "profile"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    # What stands in the address of the picture, drawn anew with every picture; "" where there is none.
    picture: Mapped[str] = mapped_column(sa.String(22), default="", server_default=sa.text("''"))
    pronouns: Mapped[str] = mapped_column(sa.String(40), default="")
    bio_text: Mapped[str] = mapped_column("bio", sa.Text, default="")
    bio_language: Mapped[str] = mapped_column(sa.String(3), default="", server_default=sa.text("''"))
    second_bio_text: Mapped[str] = mapped_column(sa.Text, default="", server_default=sa.text("''"))
    second_bio_language: Mapped[str] = mapped_column(sa.String(3), default="", server_default=sa.text("''"))
    profession_group: Mapped[str] = mapped_column(sa.String(1), default="", server_default=sa.text("''"))
    profession_words: Mapped[str] = mapped_column("profession", sa.String(100), default="")
    skills: Mapped[str] = mapped_column(sa.String(300), default="")
    # Codes of kinds of help.
    offers: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    looks_for: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    # Pairs of a code and a level.
    spoken: Mapped[list[Any]] = mapped_column("languages", default=list)
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    affiliations: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    links: Mapped[list[Any]] = mapped_column(default=list)
    belonging_sealed: Mapped[bytes | None]
    audiences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The audience of the name once more, as the directory asks for it in a query.
    name_open: Mapped[bool] = mapped_column(default=True)
    # Whether the directory may show the member to those who may see the name.
    listed: Mapped[bool] = mapped_column(default=True, server_default=sa.text("true"))
    # Whether the member wants to be left in peace about the first steps.
    steps_dismissed: Mapped[bool] = mapped_column(default=False, server_default=sa.text("false"))

    member: Mapped[Member] = relationship(lazy="raise")
    belonging = sealed("belonging_sealed")

    @property
    def id(self) -> uuid.UUID:
        """The member's id, which the sealed field is bound to."""
        return self.member_id

    @property
    def display_name(self) -> str:
        """The name under which the member is seen; the account has it."""
        return self.member.display_name

    @property
    def bio(self) -> list[Bio]:
        """What the member tells, in one language or two; those that are empty left out."""
        both = (Bio(self.bio_language, self.bio_text), Bio(self.second_bio_language, self.second_bio_text))
        return [bio for bio in both if bio.text]

    @property
    def profession(self) -> Profession | None:
        """The profession, as far as it is said."""
        return profession_of(self.profession_group, self.profession_words)

    @property
    def languages(self) -> list[Spoken]:
        """The languages that the member speaks."""
        return languages_of(self.spoken)

    def audience(self, field: str) -> Audience:
        """Who may see a field; only its owner, where nothing else was chosen."""
        return audience_of(self.audiences, field)

    def open_to(self, audiences: dict[str, Audience]) -> None:
        """Choose who may see each field."""
        chosen = {field: Audience(audiences[field]).value for field in FIELDS}
        if chosen != self.audiences:
            self.renew_address_of_picture()
        self.audiences = chosen
        self.name_open = self.audience("display_name") in (Audience.MEMBERS, Audience.EVERYONE)

    def renew_address_of_picture(self) -> None:
        """Whoever noted where the picture is finds nothing there, and sees no link between an old and a new name."""
        if self.picture:
            self.picture = new_mark()

    def openness(self) -> str:
        """Who may see each field, in one short word that a page can carry along."""
        return "".join(self.audience(field).value[0] for field in FIELDS)

    def hide(self) -> None:
        """Show nothing to anybody."""
        self.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME))

    def shown_to(self, relations: set[Relation], fields: Sequence[str] = FIELDS) -> dict[str, Any]:
        """The filled-in fields that somebody with these relations may see.

        fields: those that the surface has room for; what is not asked for is not opened either.
        """
        seen = {field: getattr(self, field) for field in open_fields(self.audiences, relations, fields)}
        return {field: value for field, value in seen.items() if value}

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the owner of this profile."""
        if has_blocked(self.member_id, member.id):
            return {Relation.BLOCKED}
        found = self.member.relations_to(member)
        return found | {Relation.FELLOW} if are_fellows(self.member_id, member.id) else found
