"""What stands in a roster that is downloaded: only what is shown to members of the group, and where it came from."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.db import db, now
from community.groups import operations
from community.groups.models import Membership, RosterColumn
from community.groups.roster_files import write_roster
from community.members.models import FIELDS, Audience, Block
from community.members.queries import get_profile
from tests.groups.factories import GroupFactory
from tests.groups.rostering import approved, coordinator, inside, rows_of


@pytest.fixture
def group():
    return GroupFactory(slug="choir")


@pytest.fixture
def asker(group):
    return coordinator(group)


@pytest.fixture
def second(group):
    return coordinator(group)


@pytest.mark.parametrize("way", ["hides", "closes", "blocks", "leaves", "suspended", "shows"])
def test_whoever_closes_themselves_after_the_approval_is_not_in_it(group, asker, second, way):
    member = inside(group, display_name="Canary")
    found = approved(asker, second, group)
    if way == "hides":
        get_profile(member).hide()
    elif way == "closes":
        get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.GROUPS) | {"display_name": Audience.ONLY_ME})
    elif way == "blocks":
        db.session.add(Block(blocker_id=member.id, blocked_id=asker.id, handle="x"))
    elif way == "leaves":
        operations.leave(actor=member, group=group)
    elif way == "suspended":
        member.state = "suspended"
    db.session.commit()
    assert any(row["name"] == "Canary" for row in rows_of(found, asker)) is (way == "shows")


def test_no_field_that_is_closed_and_none_that_was_not_asked_for(group, asker, second):
    member = inside(group, display_name="Kim")
    profile = get_profile(member)
    profile.skills, profile.city, profile.belonging = "canary skills", "canary city", "defector_community"
    profile.open_to(dict.fromkeys(FIELDS, Audience.GROUPS) | {"skills": Audience.ONLY_ME})
    own = get_profile(asker)
    own.skills = "canary of the asker"
    db.session.commit()
    everything = "".join(write_roster(approved(asker, second, group), asker, now()))
    for canary in ("canary", "defector", "example.org", "@example"):
        assert canary not in everything.replace("@" + asker.handle, "")
    assert "Kim" in everything
    handles = approved(asker, second, group, columns=())
    assert set(rows_of(handles, asker)[0]) == {"day", "handle", "roster"}


def test_a_newcomer_opens_nothing_to_groups_yet(group, asker, second):
    member = inside(group, display_name="Canary")
    stay = sa.update(Membership).where(Membership.member_id == member.id)
    db.session.execute(stay.values(settles_at=now() + timedelta(days=2)))
    db.session.commit()
    assert not any(row["name"] == "Canary" for row in rows_of(approved(asker, second, group), asker))


def test_a_name_that_is_a_formula_is_none(group, asker, second):
    inside(group, display_name='=HYPERLINK("http://x")')
    assert any(row["name"].startswith("'=") for row in rows_of(approved(asker, second, group), asker))


def test_a_leaked_roster_is_traced(app, tmp_path, group, asker, second):
    for number in range(40):
        inside(group, display_name=f"Person {number}")
    files = [approved(asker, second, group, columns=[RosterColumn.NAME]) for _number in range(3)]
    lines = "".join(write_roster(files[1], asker, now())).removeprefix("\ufeff").splitlines()
    names = [line.split(",")[2] for line in lines[1:]]
    for leaked in (lines, [line.rpartition(",")[0].replace(" ,", ",") for line in lines[1:]], names):
        (tmp_path / "leaked").write_text("\n".join(leaked))
        result = app.test_cli_runner().invoke(args=["exports", "trace", str(tmp_path / "leaked")])
        assert result.output.startswith(f"Roster {files[1].number} of choir, asked for by @{asker.handle}")
        assert len(result.output.splitlines()) == 1
    (tmp_path / "leaked").write_text("\n".join(f"Person {number}" for number in range(40)))
    assert app.test_cli_runner().invoke(args=["exports", "trace", str(tmp_path / "leaked")]).exit_code == 1
