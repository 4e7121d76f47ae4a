"""Everybody in the small world has a canary in every field of the profile.

Who may see which of them is written here once more, apart from the code, so that the two must agree.
"""

import re

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from community.accounts.models import Member
from community.accounts.operations import open_session
from community.db import db
from community.i18n import country_name, language_name
from community.members.models import FIELDS, Audience, Belonging, Picture, Profile
from tests.laws.world import World

# Whoever has a profile.
PEOPLE = tuple(
    "administrator applicant barred coordinator deputy fellow group-member moderator newcomer notary owner stranger"
    " suspended".split()
)
VIEWERS = ("visitor", *PEOPLE)
# Rare enough to stand on a page only where somebody has chosen them; no name of one stands inside another.
COUNTRIES = dict(
    zip(PEOPLE, ("BT", "MW", "BZ", "GA", "VU", "KI", "NR", "TV", "TO", "SB", "LS", "RW", "BJ"), strict=True)
)
LANGUAGES = {"owner": "th", "deputy": "vi", "fellow": "mn", "coordinator": "pt"}
# What can be chosen in a list is the same for many, so only one says how they belong, and these are asked for.
COMMON = {"language": LANGUAGES["owner"], "offers": "mentoring", "looks_for": "legal", "profession": "2"}

# Who is in a working group with whom, and who has blocked whom, in the small world.
CIRCLES = ({"coordinator", "deputy", "group-member"}, {"deputy", "owner", "fellow"})
BLOCKED = {("owner", "deputy")}
# Who is shown to nobody, and sees what visitors see.
SHUT = {"suspended"}
SEEN_BY = {
    "visitor": {Audience.EVERYONE},
    "member": {Audience.EVERYONE, Audience.MEMBERS},
    "fellow": {Audience.EVERYONE, Audience.MEMBERS, Audience.GROUPS},
}


def token(who: str, field: str) -> str:
    """What stands in a field that takes words."""
    short = "pic" if field == "picture" else field  # the address of a picture has room for so much
    return f"canary{who}{short}".replace("-", "").replace("_", "")


def is_to(viewer: str, who: str) -> str:
    """What a viewer is to somebody."""
    if viewer in {"visitor", *SHUT} or (who, viewer) in BLOCKED:
        return "visitor"
    return "fellow" if any({viewer, who} <= circle for circle in CIRCLES) else "member"


class Flock:
    """The people of the world, each with their canaries."""

    def __init__(self, world: World) -> None:
        self.world = world
        known = sa.select(Member).join(Profile, Profile.member_id == Member.id).order_by(Member.handle)
        members = list(db.session.scalars(known))
        assert tuple(member.handle for member in members) == PEOPLE
        self.cookies = {person.handle: person.cookie for person in world.people.values()}
        for member in members:
            if member.handle not in self.cookies:
                self.cookies[member.handle] = open_session(member=member, device="", second_factor=True).get_id()
        self._words = {token(who, field): (who, field) for who in PEOPLE for field in FIELDS}
        self._words |= {country_name(code).lower(): (who, "country") for who, code in COUNTRIES.items()}
        self._words |= {language_name(code).lower(): (who, "languages") for who, code in LANGUAGES.items()}
        self._words["researcher"] = ("owner", "belonging")
        self._pattern = re.compile(rf"\b({'|'.join(self._words)})(?:\b|two\b)")
        for profile in self._profiles():
            self._plant(profile)
        db.session.commit()

    def _profiles(self) -> list[Profile]:
        found = sa.select(Profile).join(Profile.member).options(contains_eager(Profile.member))
        return list(db.session.scalars(found.order_by(Member.handle)))

    def _plant(self, profile: Profile) -> None:
        who = profile.member.handle
        profile.member.display_name = token(who, "display_name").title()
        for field in ("pronouns", "skills", "city"):
            setattr(profile, field, token(who, field))
        profile.bio_text, profile.bio_language = token(who, "bio"), "en"
        profile.second_bio_text, profile.second_bio_language = token(who, "bio") + "two", "ko"
        profile.profession_words, profile.profession_group = token(who, "profession"), COMMON["profession"]
        profile.offers = [token(who, "offers"), COMMON["offers"]]
        profile.looks_for = [token(who, "looks_for"), COMMON["looks_for"]]
        profile.spoken, profile.country = [(LANGUAGES[who], "basic")] if who in LANGUAGES else [], COUNTRIES[who]
        profile.affiliations, profile.links = [token(who, "affiliations")], [f"https://{token(who, 'links')}.example/"]
        profile.belonging = Belonging.RESEARCHER if who == "owner" else None
        db.session.execute(sa.delete(Picture).where(Picture.member_id == profile.member_id))
        picture = Picture(member_id=profile.member_id)
        picture.keep(b"small", b"large")
        db.session.add(picture)

    def open(self, chosen: dict[str, Audience]) -> None:
        """Let everybody choose who may see each field."""
        db.session.rollback()
        for profile in self._profiles():
            profile.open_to(chosen)
            profile.picture = token(profile.member.handle, "picture")
        db.session.commit()

    def canaries_in(self, text: str) -> set[tuple[str, str]]:
        """Whose fields are to be read in an answer; lists of choices, which are the same for everybody, left out."""
        told = re.sub(r'(?s)<select.*?</select>|<label for="spoken_.*?</label>', "", text).lower()
        return {self._words[found] for found in self._pattern.findall(told)}

    def may_see(self, viewer: str, who: str, field: str, chosen: dict[str, Audience]) -> bool:
        """Whether a field may be seen: one's own always, another's where it is open to what one is to them."""
        if viewer == who:
            return True
        if who in SHUT:
            return False
        return chosen[field] in SEEN_BY[is_to(viewer, who)]

    def leaks(self, viewer: str, text: str, chosen: dict[str, Audience]) -> set[tuple[str, str]]:
        """What is to be read in an answer and may not be."""
        return {seen for seen in self.canaries_in(text) if not self.may_see(viewer, *seen, chosen)}
