"""Notes about members: for coordinators of the group and the person themself, and for nobody else."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from community.accounts.archive import make_archive
from community.accounts.models import Member
from community.accounts.signals import member_data
from community.db import db, now
from community.groups import operations, queries
from community.groups.models import MemberNote, Membership, MembershipState, NoteWriting
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, MembershipFactory, NoteFactory, NoteWritingFactory
from tests.laws.samples import GETS, sample_of, sample_url
from tests.laws.world import the_world
from tests.members.factories import member_with_profile

CANARY = "canary of a note"


@pytest.fixture
def group():
    return GroupFactory(slug="choir")


@pytest.fixture
def stay(group):
    return MembershipFactory(group=group, member=member_with_profile())


@pytest.fixture
def coordinator(group):
    member = member_with_profile()
    MembershipFactory(group=group, member=member, coordinator=True)
    return member


def path(stay):
    return f"/en/groups/choir/members/{stay.id}/note"


def notes():
    db.session.rollback()
    return [note.text for note in db.session.scalars(sa.select(MemberNote))]


def test_coordinators_write_and_change_a_note(client, stay, coordinator):
    client.login(coordinator)
    assert client.post(path(stay), {"text": CANARY, "seen": ""}).status == 303
    page = client.get(path(stay))
    assert CANARY in page.text
    assert "Only coordinators of this group see it here, and the person can read it in their data." in page.text
    seen = page.select("input[name=seen]")[0]["value"]
    assert client.post(path(stay), {"text": "Sings.", "seen": seen}).status == 303
    assert notes() == ["Sings."]
    assert len(db.session.scalars(sa.select(NoteWriting)).all()) == 2
    seen = client.get(path(stay)).select("input[name=seen]")[0]["value"]
    assert client.post(path(stay), {"text": "", "seen": seen}).status == 303
    assert (notes(), db.session.scalars(sa.select(NoteWriting)).all()) == ([], [])


def test_nobody_overwrites_what_they_have_not_read(client, stay, coordinator):
    client.login(coordinator)
    client.post(path(stay), {"text": CANARY, "seen": ""})
    late = client.post(path(stay), {"text": "Mine.", "seen": ""})
    assert late.status == 422
    assert (CANARY in late.text, "Mine." in late.text) == (True, True)
    assert notes() == [CANARY]
    seen = late.select("input[name=seen]")[0]["value"]
    assert client.post(path(stay), {"text": "Both.", "seen": seen}).status == 303


def test_two_write_the_first_note_at_once(race, group, stay, coordinator):
    other = MemberFactory()
    MembershipFactory(group=group, member=other, coordinator=True)
    ids, stay_id = (coordinator.id, other.id), stay.id

    def write(member_id):
        actor = db.session.get_one(Member, member_id)
        operations.write_note(
            actor=actor, membership=db.session.get_one(Membership, stay_id), text=member_id.hex, seen=""
        )

    results = race(*(lambda who=who: write(who) for who in ids))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NoteChanged"]
    assert len(notes()) == 1


def test_nobody_writes_about_themselves_nor_after_the_end(stay, coordinator, group):
    own = queries.find_latest_membership(group, coordinator)
    with pytest.raises(operations.NotOneself):
        operations.write_note(actor=coordinator, membership=own, text="Best of all.", seen="")
    operations.remove(actor=coordinator, membership=stay)
    with pytest.raises(operations.NotInGroup):
        operations.write_note(actor=coordinator, membership=stay, text="Gone.", seen="")


@pytest.mark.parametrize("who", ["stranger", "member", "moderator", "administrator", "asleep", "coordinator elsewhere"])
def test_nobody_else_reads_or_writes_one(client, group, stay, who):
    NoteFactory(group=group, member=db.session.get(Member, stay.member_id), text=CANARY)
    person = member_with_profile(moderator=who == "moderator", administrator=who == "administrator")
    if who in ("member", "asleep"):
        sleeps = now() + timedelta(days=2) if who == "asleep" else None
        MembershipFactory(group=group, member=person, coordinator=who == "asleep", powers_from=sleeps)
    if who == "coordinator elsewhere":
        MembershipFactory(group=GroupFactory(slug="films"), member=person, coordinator=True)
        assert client.login(person).get(path(stay).replace("choir", "films")).status == 404
    page = client.login(person).get(path(stay))
    assert (page.status, CANARY in page.response.text) == (403, False)
    assert client.post(path(stay), {"text": "Mine.", "seen": ""}).status == 403
    roster = client.get("/en/groups/choir/members?noted=y")
    assert "Note" not in roster.text.replace("Notes", "")
    assert notes() == [CANARY]


@pytest.mark.parametrize("viewer", ["group_member", "administrator"])
def test_no_page_tells_of_a_note(app, client, viewer):
    """Every page of groups and moderation, as those who come nearest: none has a word of it."""
    world = the_world(app)
    note = db.session.scalars(sa.select(MemberNote)).one()
    note.text = CANARY
    db.session.commit()
    world.enter(client, viewer)
    mine = [endpoint for endpoint in GETS if endpoint.startswith(("groups.", "moderation."))]
    assert "groups.note" in mine
    for endpoint in mine:
        assert CANARY not in client.get(sample_url(endpoint, world), buffered=True).response.text, endpoint


def test_control_the_coordinator_reads_it(app, client):
    world = the_world(app)
    note = db.session.scalars(sa.select(MemberNote)).one()
    stays = sa.select(Membership.id).where(Membership.member_id == note.member_id, Membership.group_id == note.group_id)
    world.enter(client, sample_of("groups.note").by)
    slug = world.slugs["main"]
    page = client.get(f"/en/groups/{slug}/members/{db.session.scalars(stays).one()}/note")
    assert note.text in page.text


# when it ends


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [("left", 0, False), ("removed", 89, True), ("removed", 91, False), ("banned", 89, True), ("banned", 91, False)],
)
def test_a_note_outlasts_only_whoever_was_sent_away(stay, coordinator, state, days, kept):
    group = queries.get_group(stay.group_id)
    member = db.session.get(Member, stay.member_id)
    NoteFactory(group=group, member=member, text=CANARY)
    NoteFactory(group=group, member=coordinator, text="stays")
    if state == "left":
        operations.leave(actor=member, group=group)
    else:
        getattr(operations, {"removed": "remove", "banned": "ban"}[state])(actor=coordinator, membership=stay)
    db.session.execute(
        sa.update(Membership).where(Membership.id == stay.id).values(ended_at=now() - timedelta(days=days))
    )
    db.session.commit()
    operations.forget_notes()
    assert sorted(notes()) == [CANARY, "stays"][not kept :]
    assert queries.find_latest_membership(group, member).state is MembershipState(state)


def test_the_person_has_it_in_their_data_and_nobody_elses(stay, coordinator, group):
    member = db.session.get(Member, stay.member_id)
    note = NoteFactory(group=group, member=member, text=CANARY)
    NoteWritingFactory(note=note, writer=coordinator)
    told = {}
    for person in (member, coordinator):
        parts = [part for _listener, parts in member_data.send(person) for part in parts]
        with zipfile.ZipFile(BytesIO(make_archive(parts))) as archive:
            told[person.id] = {name: archive.read(name).decode() for name in archive.namelist()}
    [mine] = json.loads(told[member.id]["notes.json"])
    assert (mine["group"], mine["text"]) == ("choir", CANARY)
    assert coordinator.handle not in told[member.id]["notes.json"]
    assert not any(CANARY in text for text in told[coordinator.id].values())
    [written] = json.loads(told[coordinator.id]["notes_written.json"])
    assert set(written) == {"group", "day"}
