"""Whatever anybody asks for, they read of others what these have opened to them, and nothing else.

Everybody has a canary in every field. Drawn are who may see which field, who looks, and at what: every page there is,
a search of the directory for a canary, a picture. What else leaves the site is looked at too: what follows a form,
mails, the copy of one's own data.
"""

import io
import zipfile
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from community.access import viewer as looking
from community.accounts.models import Member
from community.accounts.operations import ask_for_copy
from community.db import db
from community.errands import run_due_errands
from community.mail import OutboxMail
from community.members.models import FIELDS, Audience
from tests.laws.samples import GETS, POSTS, sample_form, sample_of, sample_url
from tests.laws.snapshot import take_snapshot
from tests.laws.world import send, the_world
from tests.members.canaries import COMMON, COUNTRIES, PEOPLE, VIEWERS, Flock, token
from tests.pages import KNOWN_SECRET, PageClient

# What is not made for one reader, or is itself about the machine.
SAME_FOR_ALL = {"static", "machines.healthz", "machines.readyz", "mailbox.index", "mailbox.message", "styleguide.index"}
SURFACES = [endpoint for endpoint in GETS if endpoint not in SAME_FOR_ALL and not endpoint.startswith("downloads.")]
ALL = {audience: dict.fromkeys(FIELDS, audience) for audience in Audience}
MIXED = [dict(zip(FIELDS, [*list(Audience)[at:], *list(Audience) * 4], strict=False)) for at in range(len(Audience))]
audiences = st.fixed_dictionaries({field: st.sampled_from(Audience) for field in FIELDS})
# In the directory they are searched for as words, or chosen in a filter.
SEARCHED = ("display_name", "bio", "profession", "skills", "city", "affiliations")
FILTERED = {"offers": "offers", "looks_for": "looks_for", "languages": "language", "profession": "profession"}
# What is found is told as it was drawn: to make it small would take minutes.
QUICK = settings(
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def world(app):
    world = the_world(app)
    yield world
    world.put_back_kept()


@pytest.fixture
def flock(world):
    return Flock(world)


class Reader:
    """Somebody who looks, with a browser."""

    def __init__(self, app: Flask, flock: Flock, viewer: str) -> None:
        self.client = PageClient(app)
        if viewer != "visitor":
            self.client.enter(flock.cookies[viewer])

    def read(self, url: str) -> str:
        """Everything that an answer says: its head and its body."""
        response = send(self.client, "GET", url, buffered=True)
        said = f"{response.headers}\n{response.data.decode(errors='replace')}"
        response.close()
        assert response.status_code < 500, url
        return said


def addresses(endpoint, world, people=PEOPLE):
    """Where a page is; what is about one member is there for each of these."""
    url = sample_url(endpoint, world)
    values = sample_of(endpoint).values(world)
    if set(values) != {"handle"}:
        return [url]
    return [f"/{'/'.join(who if part == values['handle'] else part for part in url.split('/')[1:])}" for who in people]


@settings(QUICK, max_examples=50)
@given(chosen=audiences, surface=st.tuples(st.sampled_from(VIEWERS), st.sampled_from(SURFACES), st.integers(0, 10)))
@example(chosen=ALL[Audience.GROUPS], surface=("stranger", "members.profile", PEOPLE.index("owner")))
@example(chosen=ALL[Audience.MEMBERS], surface=("deputy", "members.profile", PEOPLE.index("owner")))
def test_whatever_is_asked_shows_only_what_is_open(app, flock, chosen, surface):
    viewer, endpoint, at = surface
    urls = addresses(endpoint, flock.world)
    url = urls[at % len(urls)]
    flock.open(chosen)
    assert flock.leaks(viewer, Reader(app, flock, viewer).read(url), chosen) == set(), f"{viewer} reads {url}"


# Those who see most, where nothing is open; those to whom nothing is open, where fellows see everything.
LOOK = {
    Audience.ONLY_ME: ("fellow", "coordinator", "administrator"),
    Audience.GROUPS: ("visitor", "stranger", "applicant", "moderator", "deputy"),
}


@pytest.mark.parametrize("audience", LOOK)
def test_no_page_shows_anybody_what_is_closed_to_them(app, world, flock, audience):
    flock.open(ALL[audience])
    leaks = {}
    for viewer in LOOK[audience]:
        reader = Reader(app, flock, viewer)
        for endpoint in SURFACES:
            for url in addresses(endpoint, world, ("coordinator", "owner", "suspended")):
                found = flock.leaks(viewer, reader.read(url), ALL[audience])
                if found:
                    leaks[viewer, url] = found
    assert leaks == {}


def test_control_what_is_open_is_seen(app, world, flock):
    """The canaries can be read where they are meant to be: on pages of others, and in groups."""
    flock.open(ALL[Audience.EVERYONE])
    seen = flock.canaries_in(Reader(app, flock, "visitor").read("/en/members/owner"))
    assert seen == {("owner", field) for field in FIELDS}
    roster = flock.canaries_in(Reader(app, flock, "coordinator").read(f"/en/groups/{world.slugs['main']}/members"))
    assert {("deputy", "display_name"), ("deputy", "picture"), ("barred", "display_name")} <= roster


LEAKS = {
    "the name of a member": lambda member: member.display_name,
    "a title": lambda member: f"<title>{member.display_name}</title>",
    "the address of a picture": lambda member: f'<img src="/en/{token(member.handle, "picture")}/96">',
}


@pytest.mark.parametrize("leak", LEAKS)
def test_control_a_page_that_shows_more_is_found(app, world, flock, monkeypatch, leak):
    def about():
        deputy = db.session.scalars(sa.select(Member).where(Member.handle == "deputy")).one()
        return LEAKS[leak](deputy) if looking() is not None else ""

    monkeypatch.setitem(app.view_functions, "home.about", about)
    flock.open(ALL[Audience.GROUPS])
    found = {
        viewer
        for viewer in VIEWERS
        if flock.leaks(viewer, Reader(app, flock, viewer).read("/en/about"), ALL[Audience.GROUPS])
    }
    assert found == {"administrator", "applicant", "barred", "moderator", "newcomer", "notary", "stranger"}


def is_listed(said, who):
    return f'href="/en/members/{who}"' in said


QUERIES = [("words", who, field) for field in SEARCHED for who in ("owner", "fellow", "deputy", "coordinator")]
QUERIES += [(name, "anybody", field) for field, name in FILTERED.items()] * 3


@settings(QUICK, max_examples=36)
@given(chosen=audiences, viewer=st.sampled_from(VIEWERS[1:-1]), query=st.sampled_from(QUERIES))
@example(chosen=ALL[Audience.GROUPS], viewer="deputy", query=("words", "owner", "city"))
@example(chosen=ALL[Audience.ONLY_ME], viewer="stranger", query=("words", "owner", "display_name"))
@example(chosen=ALL[Audience.GROUPS], viewer="stranger", query=("offers", "owner", "offers"))
def test_nobody_is_found_by_what_they_do_not_show(app, flock, chosen, viewer, query):
    flock.open(chosen)
    name, who, field = query
    asked = token(who, field) if name == "words" else COMMON[name]
    said = Reader(app, flock, viewer).read(f"/en/members?{name}={asked}")
    for one in set(PEOPLE) - {viewer}:
        open_to_viewer = all(flock.may_see(viewer, one, wanted, chosen) for wanted in ("display_name", field))
        assert not is_listed(said, one) or open_to_viewer, f"{viewer} finds {one} by {field}"


@pytest.mark.parametrize("field", [*SEARCHED, *sorted(FILTERED), "country"])
def test_each_field_alone_finds_nobody_while_it_is_closed_and_somebody_when_it_is_open(app, flock, field):
    query = {
        **{name: f"words={token('owner', name)}" for name in SEARCHED},
        **{name: f"{asked}={COMMON[asked]}" for name, asked in FILTERED.items() if name not in SEARCHED},
        "country": f"country={COUNTRIES['owner']}",
    }[field]
    for audience, expected in ((Audience.GROUPS, False), (Audience.MEMBERS, True)):
        chosen = ALL[Audience.MEMBERS] | {field: audience}
        flock.open(chosen)
        assert is_listed(Reader(app, flock, "stranger").read(f"/en/members?{query}"), "owner") is expected


def test_moderators_find_nobody_by_a_name_that_is_closed_to_them(app, flock):
    reader = Reader(app, flock, "moderator")
    for audience, expected in ((Audience.GROUPS, False), (Audience.MEMBERS, True)):
        flock.open(ALL[Audience.ONLY_ME] | {"display_name": audience})
        said = reader.read(f"/en/admin/members?q={token('owner', 'display_name')}")
        assert ('href="/en/admin/members/owner"' in said) is expected


def test_control_audiences_that_are_passed_over_are_found(app, flock, monkeypatch):
    monkeypatch.setattr("community.members.models.audiences.audience_of", lambda chosen, field: Audience.EVERYONE)
    flock.open(ALL[Audience.ONLY_ME])
    closed = dict.fromkeys(FIELDS, Audience.ONLY_ME)
    said = Reader(app, flock, "visitor").read("/en/members/owner")
    assert flock.leaks("visitor", said, closed) == {("owner", field) for field in FIELDS}
    assert is_listed(Reader(app, flock, "stranger").read(f"/en/members?words={token('owner', 'city')}"), "owner")


def picture_of(who):
    return f"/en/members/{who}/picture/{token(who, 'picture')}/96"


@pytest.mark.parametrize("chosen", [*ALL.values(), *MIXED], ids=lambda chosen: chosen["picture"].value)
def test_a_picture_is_there_for_whom_it_is_open(app, flock, chosen):
    flock.open(chosen)
    for viewer in ("visitor", "stranger", "deputy", "owner", "administrator", "suspended"):
        client = Reader(app, flock, viewer).client
        for who in ("owner", "coordinator", "suspended"):
            seen = send(client, "GET", picture_of(who)).status_code == 200
            expected = all(flock.may_see(viewer, who, field, chosen) for field in ("display_name", "picture"))
            assert seen is (expected and who != "suspended"), f"{viewer} sees the picture of {who}"


# Who comes in by a form, and what is opened on purpose, with a reason, to be told to the member.
COMES_IN = {"accounts.login": "stranger", "accounts.login_with_passkey": "coordinator"}
OPENED = {"moderation.open_field": {("fellow", "bio")}}


def test_what_forms_answer_and_mail_tells_nothing_that_is_closed(app, world, flock):
    """The page that follows with its message, and every mail: a mail says nothing of anybody but its reader."""
    flock.open(ALL[Audience.ONLY_ME])
    db.session.execute(sa.delete(OutboxMail))
    db.session.commit()
    planted = replace(world, snapshot=take_snapshot())
    found = {endpoint: told_by(app, planted, flock, endpoint) for endpoint in POSTS}
    mailed = set().union(*(mails for _leaks, mails in found.values()))
    assert {endpoint: leaks for endpoint, (leaks, _mails) in found.items() if leaks} == OPENED
    assert mailed - {True} == set()
    assert mailed  # the control: some of them do send mails


def told_by(app, planted, flock, endpoint):
    """What may not be read after a form was sent; and of each mail that follows, whether it is about its reader."""
    planted.restore()
    by = sample_of(endpoint).by
    viewer = COMES_IN.get(endpoint, "visitor") if by == "visitor" else planted.people[by].handle
    client = planted.enter(PageClient(app, KNOWN_SECRET), by)
    page = client.post(sample_url(endpoint, planted), sample_form(endpoint, planted), follow=True)
    assert page.status < 500
    run_due_errands()
    mails = set()
    for mail in db.session.scalars(sa.select(OutboxMail)):
        reader = mail.recipient.partition("@")[0].removeprefix("old-")
        said = f"{mail.subject}\n{mail.text}\n{mail.html}"
        others = {who for who, _field in flock.canaries_in(said)} - {reader}
        mails.add(not others or (endpoint, reader, *others))
    return flock.leaks(viewer, page.response.text, ALL[Audience.ONLY_ME]), mails


@pytest.mark.parametrize("viewer", ["owner", "deputy", "coordinator", "moderator", "administrator"])
def test_the_copy_of_ones_data_has_nothing_of_others(app, world, flock, viewer):
    flock.open(ALL[Audience.EVERYONE])
    ask_for_copy(actor=db.session.scalars(sa.select(Member).where(Member.handle == viewer)).one(), device="")
    run_due_errands()
    response = send(Reader(app, flock, viewer).client, "GET", "/en/settings/data/download")
    with zipfile.ZipFile(io.BytesIO(response.data)) as packed:
        said = "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    assert {who for who, _field in flock.canaries_in(said)} == {viewer}
