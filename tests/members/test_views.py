"""The pages of members: the directory."""

import pytest

from community.db import db
from community.members.models import FIELDS, Audience
from community.members.queries import get_profile
from tests.members.factories import member_with_profile


@pytest.fixture
def member(app):
    return member_with_profile(handle="river-1", display_name="Haru")


@pytest.fixture
def profile(member):
    return get_profile(member)


@pytest.fixture
def me(client, member):
    return client.login(member)


def test_index_lists_every_open_member_once_page_by_page(me):
    handles = {member_with_profile().handle for _ in range(29)} | {"river-1"}
    found, path = [], "/en/members"
    while path:
        page = me.get(path)
        found += [note.get_text().removeprefix("@") for note in page.select("main .person-note")]
        following = page.select(".pager a[rel=next]")
        path = f"/en/members{following[0]['href']}" if following else None
    assert len(found) == 30
    assert set(found) == handles


def test_index_of_nobody_says_what_to_do(me, member, profile):
    profile.open_to(dict.fromkeys(FIELDS, Audience.ONLY_ME))
    db.session.commit()
    assert me.get("/en/members").has("main a[href='/en/settings/profile']")
