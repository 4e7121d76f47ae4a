"""The small world serves the laws only if it leaves no endpoint out and if what it sends is valid."""

import pytest
from flask import current_app

from community.access import ALL_POLICY
from community.accounts.models import Member
from community.db import db
from community.groups.models import Group
from community.groups.queries import find_group_by_slug
from community.members.queries import get_profile
from tests.laws.samples import GETS, POSTS, SAMPLES, NoSample, methods_of, sample_form, sample_of, sample_url
from tests.laws.world import PEOPLE, RELATIONS, digest

# Forms that rightly leave the database as it is.
CHANGES_NOTHING = {
    "styleguide.index": "it only shows what errors look like",
    "accounts.second_step": "without the password it leads back to the log-in",
    "endorsements.renew": "the text in force is the one that was endorsed",
    "endorsements.renew_by_mail": "the text in force is the one that was endorsed",
    "moderation.unfeature": "it does not stand first",
    "announcements.unpin": "it is not pinned",
    "discussions.unpin": "it is not pinned",
    "discussions.reopen": "it is open",
}
SHOWN_AGAIN = {
    "styleguide.index": "nothing is done with what is sent",
    "accounts.add_totp": "the recovery codes are shown in the answer and never again",
    "accounts.quick_exit": "it leads away by itself: a redirect after a form may not leave the site",
    "accounts.renew_codes": "the recovery codes are shown in the answer and never again",
    "exports.download": "the file is the answer",
    "groups.download_roster": "the file is the answer",
    "meetings.calendars": "the address of a new calendar is shown in the answer and never again",
    "moderation.open_field": "what was opened has no address to come back to; whoever asks again has asked again",
}


def endpoints_without_sample(endpoints):
    return sorted(set(endpoints) - set(SAMPLES))


def test_every_endpoint_has_a_sample():
    missing = endpoints_without_sample(set(ALL_POLICY) | set(current_app.view_functions))
    assert not missing, f"Add a row to SAMPLES of tests/laws/samples.py, so that the laws can visit: {missing}"


def test_every_sample_has_an_endpoint():
    assert sorted(set(SAMPLES) - set(current_app.view_functions)) == []


def test_control_an_endpoint_without_a_sample_is_found(world):
    assert endpoints_without_sample([*SAMPLES, "groups.rename"]) == ["groups.rename"]
    with pytest.raises(NoSample, match=r"groups\.rename has no row in SAMPLES"):
        sample_of("groups.rename")
    with pytest.raises(NoSample, match=r"home\.about takes a POST"):
        sample_form("home.about", world)


def test_samples_say_which_methods_an_endpoint_takes():
    methods = {endpoint: methods_of(endpoint) for endpoint in SAMPLES}
    assert [endpoint for endpoint, taken in methods.items() if "GET" in taken] == GETS
    assert [endpoint for endpoint, taken in methods.items() if "POST" in taken] == POSTS


@pytest.mark.parametrize("endpoint", POSTS)
def test_what_a_sample_sends_is_accepted_and_does_something(world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    before = digest()
    page = client.post(sample_url(endpoint, world), sample_form(endpoint, world))
    assert page.status == (200 if endpoint in SHOWN_AGAIN else 303), page.errors or page.text
    assert (digest() == before) is (endpoint in CHANGES_NOTHING)


@pytest.mark.parametrize("endpoint", GETS)
def test_what_a_sample_shows_is_there(world, client, endpoint):
    world.enter(client, sample_of(endpoint).by)
    assert client.get(sample_url(endpoint, world), buffered=True).status == 200


def test_people_are_to_things_what_the_world_says(world):
    members = {
        name: db.session.query(Member).filter_by(handle=person.handle).one() for name, person in world.people.items()
    }
    group = find_group_by_slug(world.slugs["main"])
    assert isinstance(group, Group)
    things = {"group": group, "profile": get_profile(members["owner"])}
    for name, thing in things.items():
        said = {person: RELATIONS[name].get(person, set()) for person in PEOPLE}
        assert said == {person: thing.relations_to(members[person]) for person in PEOPLE}


def test_the_world_is_put_back_as_it_was(world, client):
    before = digest()
    world.enter(client, "coordinator")
    client.post(sample_url("announcements.announce", world), sample_form("announcements.announce", world))
    assert digest() != before
    world.restore()
    assert digest() == before
