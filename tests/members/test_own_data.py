"""The copy of one's own data tells the whole profile: for people in their language, for machines by names."""

import pytest

from community.db import db
from community.i18n import in_language
from community.members.models import FIELDS, Audience, Belonging
from community.members.own_data import tell_profile
from community.members.queries import get_profile
from tests.members.factories import member_with_profile

VALUES = {
    "pronouns": "they",
    "bio_text": "By the river.",
    "bio_language": "en",
    "second_bio_text": "강가에서.",
    "second_bio_language": "ko",
    "profession_group": "5",
    "profession_words": "Cook",
    "skills": "soup",
    "offers": ["mentoring"],
    "looks_for": ["legal"],
    "spoken": [["ko", "first"], ["en", ""]],
    "country": "KP",
    "city": "함흥",
    "affiliations": ["A choir", "A school"],
    "links": ["https://example.org/"],
    "belonging": Belonging.DEFECTOR_COMMUNITY,
}
FOR_MACHINES = {
    "bio": [{"language": "en", "text": "By the river."}, {"language": "ko", "text": "강가에서."}],
    "profession": {"group": "5", "words": "Cook"},
    "languages": [{"code": "ko", "level": "first"}, {"code": "en", "level": ""}],
    "offers": ["mentoring"],
    "affiliations": ["A choir", "A school"],
    "belonging": "defector_community",
}
FOR_PEOPLE = {
    "en": {
        "bio": ["English: By the river.", "Korean: 강가에서."],
        "profession": "Cook · Services and sales workers",
        "languages": ["Korean (First language)", "English"],
        "offers": ["Mentoring"],
        "country": "North Korea",
        "belonging": "Member of the defector community",
    },
    "ko": {"bio": ["영어: By the river.", "한국어: 강가에서."], "offers": ["멘토링"], "country": "북한"},
}


@pytest.fixture
def told():
    """What is told of each field, in a language."""
    member = member_with_profile(display_name="Haru")
    profile = get_profile(member)
    for name, value in VALUES.items():
        setattr(profile, name, value)
    profile.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME) | {"bio": Audience.GROUPS})
    db.session.commit()

    def tell(language):
        with in_language(language):
            [part] = tell_profile(member)
            rows = [{fact.key: fact for fact in record} for record in part.records]
            return {row["field"].value: (row["value"].value, row["value"].shown, row["audience"].value) for row in rows}

    return tell


def test_every_field_is_told_with_its_audience(told):
    told = told("en")
    assert set(told) == set(FIELDS)
    assert {field: audience for field, (_, _, audience) in told.items()} == dict.fromkeys(FIELDS, "only_me") | {
        "bio": "groups"
    }


def test_machines_read_the_parts_by_their_names(told):
    told = told("en")
    assert {field: told[field][0] for field in FOR_MACHINES} == FOR_MACHINES


@pytest.mark.parametrize("language", FOR_PEOPLE)
def test_people_read_it_in_their_language(told, language):
    told = told(language)
    assert {field: told[field][1] for field in FOR_PEOPLE[language]} == FOR_PEOPLE[language]


def test_what_is_empty_is_said_to_be():
    [part] = tell_profile(member_with_profile())
    shown = {record[0].value: record[1].shown for record in part.records}
    assert shown["bio"] == shown["profession"] == shown["languages"] == "nothing"
