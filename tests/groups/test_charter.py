"""The charter of a group: every version stays, and nobody's words are lost."""

import uuid

import pytest
import sqlalchemy as sa

from community.audit import AuditEntry
from community.db import db
from community.groups import operations, queries
from community.groups.models import CharterVersion, Group
from community.groups.signals import group_told
from community.groups.works import find_works
from tests.factories import MemberFactory
from tests.groups.factories import CharterFactory, GroupFactory, MembershipFactory, member_of
from tests.groups.test_races import act, refusals

TEXTS = {"en": "# We decide\n\nBy consent.", "ko": "# 우리는\n\n합의로 정합니다."}


@pytest.fixture
def group():
    return GroupFactory(slug="film-nights")


@pytest.fixture
def author(group):
    return member_of(group, coordinator=True)


def save(author, group, began_with, texts=TEXTS, **values):
    operations.save_charter(actor=author, group=group, texts=texts, began_with=began_with, **values)


def numbers(group):
    db.session.rollback()
    versions = sa.select(CharterVersion.number).where(CharterVersion.group_id == group.id)
    return list(db.session.scalars(versions.order_by(CharterVersion.number)))


def test_each_saving_is_a_version_that_the_group_is_told_of(group, author):
    heard = []

    def hear(sender, **values):
        heard.append((sender.id, values["kind"], values["subject_id"], values["actor"].id))

    with group_told.connected_to(hear):
        save(author, group, 0, summary="the beginning")
        save(author, group, 1, {"en": "By vote."})
    latest = queries.find_charter(group)
    assert (latest.number, latest.text_en, latest.text_ko) == (2, "By vote.", "")
    assert latest.author == author
    assert numbers(group) == [1, 2]
    assert heard == [(group.id, "charter", group.id, author.id)] * 2
    trail = db.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.at)).all()
    assert trail == ["groups.change_charter"] * 2


def test_the_same_words_make_no_version(group, author):
    save(author, group, 0)
    save(author, group, 1, is_public=True)
    assert numbers(group) == [1]
    assert db.session.get_one(Group, group.id).charter_is_public


@pytest.mark.parametrize("began_with", [0, 2, -1])
def test_who_began_with_another_version_is_refused(group, author, began_with):
    save(author, group, 0)
    with pytest.raises(operations.CharterChanged):
        save(author, group, began_with, {"en": "Mine."}, is_public=True)
    assert numbers(group) == [1]
    assert not db.session.get_one(Group, group.id).charter_is_public


def test_a_charter_says_something(group, author):
    with pytest.raises(operations.CharterEmpty):
        save(author, group, 0, {"en": "", "ko": ""})


def test_an_earlier_version_is_saved_anew(group, author):
    save(author, group, 0)
    save(author, group, 1, {"en": "By vote."})
    first = queries.find_charter_version(author, "film-nights", 1)
    with pytest.raises(operations.CharterChanged):
        operations.restore_charter(actor=author, version=first, began_with=1)
    db.session.rollback()
    operations.restore_charter(actor=author, version=first, began_with=2)
    latest = queries.find_charter(group)
    assert (latest.number, latest.restores, latest.text_en) == (3, 1, TEXTS["en"])
    operations.restore_charter(actor=author, version=latest, began_with=3)
    assert numbers(group) == [1, 2, 3]


@pytest.mark.parametrize("_round", range(3))
def test_of_two_who_save_at_once_one_is_told(race, group, author, _round):
    save(author, group, 0)
    other = member_of(group, coordinator=True)
    writing = [
        act(operations.save_charter, one, group=group, texts={"en": words}, began_with=1)
        for one, words in ((author, "One."), (other, "Two."))
    ]
    assert refusals(race(*writing)) == [operations.CharterChanged]
    assert numbers(group) == [1, 2]


def test_the_words_are_sealed(group, author):
    save(author, group, 0, summary="the beginning")
    row = db.session.execute(sa.text("SELECT * FROM charter_version")).mappings().one()
    stored = " ".join(str(value) for value in row.values())
    assert "consent" not in stored
    assert "beginning" not in stored


@pytest.mark.parametrize(
    ("public", "traits", "reads"),
    [
        (False, None, False),
        (False, {"requested": True}, False),
        (False, {"banned": True}, False),
        (False, {}, True),
        (True, None, True),
        (True, {"banned": True}, True),
    ],
)
def test_who_reads_it(group, author, public, traits, reads):
    save(author, group, 0, is_public=public)
    viewer = member_of(group, **traits) if traits is not None else MemberFactory()
    assert (queries.find_group_with_charter(viewer, "film-nights") is not None) is reads
    assert (queries.find_group_with_charter(None, "film-nights") is not None) is public


def test_a_public_charter_of_a_hidden_group_is_as_hidden_as_the_group(author):
    group = GroupFactory(slug="hidden", hidden=True, charter_is_public=True)
    CharterFactory(group=group)
    assert queries.find_group_with_charter(MemberFactory(), "hidden") is None
    assert queries.find_charter_version(MemberFactory(), "hidden", 1) is None


def test_there_is_no_version_of_any_number(author):
    assert queries.find_charter_version(author, "film-nights", 2**63) is None


def test_notices_and_search_know_the_last_version_for_those_inside(group, author):
    save(author, group, 0)
    save(author, group, 1, {"en": "By vote."})
    found = find_works(author, "charter", [group.id, uuid.uuid4()])
    assert [one.work.text for one in found.values()] == ["By vote."]
    assert find_works(MemberFactory(), "charter", [group.id]) == {}
    assert list(find_works(author, "state", [group.id])) == [group.id]


def test_who_deletes_the_account_leaves_the_charter_without_a_name(group, author):
    save(author, group, 0)
    MembershipFactory(group=group, coordinator=True)
    operations.release_member(author)
    db.session.commit()
    version = queries.find_charter(group)
    assert (version.author, version.text_en) == (None, TEXTS["en"])
