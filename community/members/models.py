"""A profile and the audience of each of its fields."""

import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from community.accounts.models import Member
from community.crypto import sealed
from community.db import Model
from community.members.fellowship import are_fellows
from community.policy import Relation


class Audience(StrEnum):
    """Who may see a field, from the fewest to the most."""

    ONLY_ME = "only_me"
    GROUPS = "groups"
    MEMBERS = "members"
    EVERYONE = "everyone"


class Belonging(StrEnum):
    """How a member belongs to the movement, where they say it."""

    DEFECTOR_COMMUNITY = "defector_community"
    ACTIVIST = "activist"
    RESEARCHER = "researcher"
    STUDENT = "student"
    PROFESSIONAL = "professional"
    ALLY = "ally"


FIELDS = (
    "display_name",
    "pronouns",
    "bio",
    "profession",
    "skills",
    "languages",
    "country",
    "city",
    "affiliation",
    "links",
    "belonging",
)
# A new field is seen by nobody until its owner opens it; only the name that was chosen to be seen starts open.
FIRST_AUDIENCES = {"display_name": Audience.MEMBERS}

_REACH = {
    Relation.SELF: set(Audience),
    Relation.FELLOW: {Audience.GROUPS, Audience.MEMBERS, Audience.EVERYONE},
    Relation.MEMBER: {Audience.MEMBERS, Audience.EVERYONE},
    Relation.ANYONE: {Audience.EVERYONE},
}


class Profile(Model):
    """What a member tells about themselves. One row for each member, bound to the member's id."""

    __tablename__ = "profile"

    member_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    pronouns: Mapped[str] = mapped_column(sa.String(40), default="")
    bio: Mapped[str] = mapped_column(sa.Text, default="")
    profession: Mapped[str] = mapped_column(sa.String(100), default="")
    skills: Mapped[str] = mapped_column(sa.String(300), default="")
    languages: Mapped[list[Any]] = mapped_column(default=list)
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    city: Mapped[str] = mapped_column(sa.String(80), default="")
    affiliation: Mapped[str] = mapped_column(sa.String(120), default="")
    links: Mapped[list[Any]] = mapped_column(default=list)
    belonging_sealed: Mapped[bytes | None]
    audiences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The audience of the name once more, as the directory asks for it in a query.
    name_open: Mapped[bool] = mapped_column(default=True)

    member: Mapped[Member] = relationship(lazy="raise")
    belonging = sealed("belonging_sealed")

    @property
    def id(self) -> uuid.UUID:
        """The member's id, which the sealed field is bound to."""
        return self.member_id

    def audience(self, field: str) -> Audience:
        """Who may see a field; only its owner, where nothing else was chosen."""
        return Audience(self.audiences.get(field, FIRST_AUDIENCES.get(field, Audience.ONLY_ME)))

    def open_to(self, audiences: dict[str, Audience]) -> None:
        """Choose who may see each field."""
        self.audiences = {field: Audience(audiences[field]).value for field in FIELDS}
        self.name_open = self.audience("display_name") in (Audience.MEMBERS, Audience.EVERYONE)

    def hide(self) -> None:
        """Show nothing to anybody."""
        self.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME))

    def shown_to(self, relations: set[Relation]) -> dict[str, Any]:
        """The filled-in fields that somebody with these relations may see. Every surface asks here."""
        reach = set().union(*(_REACH.get(relation, set()) for relation in relations))
        seen = {field: self._value(field) for field in FIELDS if self.audience(field) in reach}
        return {field: value for field, value in seen.items() if value}

    def _value(self, field: str) -> Any:
        return self.member.display_name if field == "display_name" else getattr(self, field)

    def relations_to(self, member: Member) -> set[Relation]:
        """What `member` is to the owner of this profile."""
        found = self.member.relations_to(member)
        return found | {Relation.FELLOW} if are_fellows(self.member_id, member.id) else found
