"""Inventing people: members with profiles, and endorsers who are no members."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from community.accounts.addresses import address_index
from community.accounts.models import Member, MemberState, Role
from community.db import now
from community.demo.words import AFFILIATIONS, BIOS, CITIES, LOCALES, PROFESSIONS, PSEUDONYMS, SKILLS
from community.members.models import FIELDS, Audience, Belonging, Profile

try:
    import faker
except ModuleNotFoundError:  # an installation without the extra "demo"
    faker = None  # type: ignore[assignment]

DECLARED = datetime(2024, 7, 22, 15, tzinfo=UTC)
COUNTRIES = {
    "KR": 34,
    "US": 24,
    "GB": 8,
    "CA": 6,
    "DE": 5,
    "JP": 5,
    "AU": 4,
    "FR": 3,
    "NL": 2,
    "CH": 1,
    "SE": 1,
    "NO": 1,
    "KE": 1,
    "TW": 1,
    "MN": 1,
    "BR": 1,
    "IN": 1,
    "PL": 1,
    "CZ": 1,
    "NZ": 1,
    "TH": 0.4,
    "IT": 0.4,
    "ES": 0.4,
    "GH": 0.2,
    "UA": 0.2,
    "AR": 0.2,
    "FI": 0.2,
}
_LOCAL = {"DE": "de", "CH": "de", "FR": "fr", "JP": "ja", "TW": "zh", "MN": "mn", "TH": "th", "ES": "es", "BR": "pt"}
_LEVELS = ("fluent", "good", "basic")
_LINKS = ("https://example.org/blog", "https://example.org/films", "https://example.org/writing")
_QUIET = ("quiet", "early", "paper", "winter", "silver", "north", "slow", "bright", "green", "open", "small", "late")
_THINGS = (
    "river",
    "lantern",
    "harbour",
    "kite",
    "radio",
    "bridge",
    "table",
    "field",
    "window",
    "boat",
    "ember",
    "tide",
)


def can_invent() -> bool:
    """Whether what inventing names needs is installed."""
    return faker is not None


class Inventor:
    """Draws invented people, the same ones for the same seed."""

    def __init__(self, seed: int, kinds_of_help: Sequence[str]) -> None:
        self.random = random.Random(seed)  # noqa: S311  (people are invented, nothing is secret)
        self._fakers = {language: faker.Faker(locale) for language, locale in LOCALES.items()}
        for source in self._fakers.values():
            source.seed_instance(seed)
        self._handles: set[str] = set()
        self._kinds_of_help = kinds_of_help

    def language(self) -> str:
        """Korean a little less often than English."""
        return self.random.choice(("ko", "ko", "ko", "ko", "en", "en", "en", "en", "en"))

    def name(self, language: str) -> str:
        """A person's name, now and then a pseudonym."""
        if self.random.random() < 0.04:
            return self.random.choice(PSEUDONYMS[language])
        return str(self._fakers[language].name())

    def country(self, language: str) -> str:
        """Where somebody lives: a Korean speaker in South Korea more often than not."""
        if language == "ko" and self.random.random() < 0.6:
            return "KR"
        return self.random.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]

    def moment(self) -> datetime:
        """Some time since the declaration; many came at once in its first weeks, others ever since."""
        whole = now() - DECLARED
        share = self.random.betavariate(1, 9) if self.random.random() < 0.35 else self.random.random()
        return min(DECLARED + whole * share, now() - timedelta(minutes=5))

    def member(self, number: int, password_hash: str) -> Member:
        """An active member with an address of their own."""
        language = self.language()
        return self.new_member(
            handle=self.handle(),
            name=self.name(language),
            address=f"member{number}@example.org",
            language=language,
            password_hash=password_hash,
        )

    def new_member(
        self, *, handle: str, name: str, address: str, language: str, password_hash: str, role: Role = Role.MEMBER
    ) -> Member:
        """An active member as described."""
        joined = self.moment()
        member = Member(
            handle=handle,
            display_name=name,
            email_index=address_index(address),
            password_hash=password_hash,
            language=language,
            role=role,
            state=MemberState.ACTIVE,
            created_at=joined,
            confirmed_at=joined,
        )
        member.email = address
        return member

    def handle(self) -> str:
        """A handle that nobody has yet."""
        while True:
            handle = f"{self.random.choice(_QUIET)}-{self.random.choice(_THINGS)}-{self.random.randrange(10, 1000)}"
            if handle not in self._handles:
                self._handles.add(handle)
                return handle

    def profile(self, member: Member) -> Profile:
        """What a member tells, in their language, opened as far as they like."""
        pick = self.random.choice
        language, country = member.language, self.country(member.language)
        group, words = pick(PROFESSIONS)
        profile = Profile(
            member_id=member.id,
            profession_group=group,
            profession_words=words[language],
            skills=", ".join(self.random.sample(SKILLS[language], 3)),
            offers=self._help(),
            looks_for=self._help(),
            spoken=self._languages(language, country),
            country=country,
            city=pick(CITIES.get(country, ("",))),
            affiliations=[pick(AFFILIATIONS[language])] if self.random.random() < 0.4 else [],
            links=[pick(_LINKS)] if self.random.random() < 0.2 else [],
            listed=self.random.random() < 0.97,
            **self._bio(language),
        )
        if self.random.random() < 0.6:
            profile.belonging = pick(list(Belonging))
        profile.open_to(self._audiences(profile.belonging))
        return profile

    def _bio(self, language: str) -> dict[str, str]:
        """A few sentences, now and then in both languages."""
        number, other = self.random.randrange(len(BIOS[language])), "en" if language == "ko" else "ko"
        bio = {"bio_text": BIOS[language][number], "bio_language": language}
        if self.random.random() < 0.25:
            bio |= {"second_bio_text": BIOS[other][number], "second_bio_language": other}
        return bio

    def _help(self) -> list[str]:
        return sorted(self.random.sample(self._kinds_of_help, self.random.choice((0, 1, 1, 2, 3))))

    def _languages(self, language: str, country: str) -> list[list[str]]:
        """One's first language, often the other one, sometimes that of the country; the best first."""
        draw = self.random
        spoken = {language: "first"}
        if draw.random() < 0.7:
            spoken["en" if language == "ko" else "ko"] = draw.choice(_LEVELS)
        if country in _LOCAL and draw.random() < 0.6:
            spoken[_LOCAL[country]] = draw.choice(_LEVELS)
        return sorted(
            ([code, level] for code, level in spoken.items()), key=lambda one: ("first", *_LEVELS).index(one[1])
        )

    def _audiences(self, belonging: str | None) -> dict[str, Audience]:
        level = self.random.choices([Audience.EVERYONE, Audience.MEMBERS, Audience.GROUPS], [3, 6, 1])[0]
        audiences = {name: level if self.random.random() < 0.8 else Audience.ONLY_ME for name in FIELDS}
        audiences["display_name"] = Audience.MEMBERS if level is Audience.GROUPS else level
        if belonging == Belonging.DEFECTOR_COMMUNITY:
            audiences["belonging"] = Audience.ONLY_ME
        return audiences
