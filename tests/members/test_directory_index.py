"""The index of the directory is what the profiles say, whatever was done, and forgets what they do not say any more."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from community.accounts.models import Member
from community.accounts.operations import close, delete_closed, open_session
from community.accounts.operations.readdressing import WAY_BACK_LASTS
from community.crypto import KeyRing
from community.db import atomic, db
from community.members.models import FIELDS, Audience, Belonging, DirectoryEntry, Profile
from community.members.operations import complete_directory, hide, list_in_directory
from community.members.queries import get_profile
from community.migrating import upgrade
from tests.apps import another_app
from tests.conftest import ON_POSTGRESQL
from tests.files import bytes_of
from tests.members.directory import kept_index, names_found, right_index, searched_marks, somebody

NAMES = ("Haru", "나도", "Mina")
VALUES = {
    "display_name": st.sampled_from(["Haru", "강하루", "O’Neill"]),
    "handle": st.sampled_from(["paper-boat", "small-tide", "north-wind"]),
    "bio_text": st.sampled_from(["", "I teach.", "영어를 가르칩니다"]),
    "skills": st.sampled_from(["", "번역"]),
    "offers": st.sampled_from([[], ["legal"], ["legal", "media"]]),
    "country": st.sampled_from(["", "KR"]),
    "belonging": st.sampled_from([None, *Belonging]),
}
AUDIENCES = st.fixed_dictionaries({field: st.sampled_from(list(Audience)) for field in FIELDS})
DEEDS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), st.fixed_dictionaries({}, optional=VALUES)),
    st.tuples(st.just("open"), st.sampled_from(NAMES), AUDIENCES),
    st.tuples(st.sampled_from(["hide", "list", "unlist", "delete", "fail"]), st.sampled_from(NAMES), st.none()),
)


@atomic
def write(member, values):
    """What an operation does, in several flushes."""
    profile = get_profile(member)
    for name, value in values.items():
        if name != "handle" or not db.session.scalars(sa.select(Member.id).where(Member.handle == value)).all():
            setattr(member if name in ("display_name", "handle") else profile, name, value)
            db.session.flush()


@atomic
def fail(member):
    get_profile(member).skills = member.display_name = "never"
    db.session.flush()
    raise RuntimeError


def do(member, deed, values):
    if deed == "write":
        write(member, values)
    elif deed == "open":
        atomic(lambda: get_profile(member).open_to(values))()
    elif deed == "hide":
        hide(actor=member, session=open_session(member=member, device=""))
    elif deed in ("list", "unlist"):
        list_in_directory(actor=member, listed=deed == "list")
    elif deed == "fail":
        with pytest.raises(RuntimeError):
            fail(member)
    else:
        delete(member)


def delete(member):
    close(actor=member, device="")
    member.closes_at = member.created_at - WAY_BACK_LASTS - timedelta(days=1)
    db.session.commit()
    delete_closed()


@settings(max_examples=10)
@given(st.lists(DEEDS, min_size=1, max_size=8))
def test_whatever_is_done_the_index_is_what_the_profiles_say(app, deeds):
    members = {name: somebody(name).id for name in NAMES}
    for deed, name, values in deeds:
        member = db.session.get(Member, members[name])
        if member is not None:
            do(member, deed, values)
    assert kept_index() == right_index()
    searched_marks()
    for identity in members.values():
        if (member := db.session.get(Member, identity)) is not None:
            delete(member)
    assert kept_index() == []
    assert searched_marks() == []


def test_control_a_change_beside_the_session_is_noticed(app):
    haru = somebody("Haru", skills="weaving")
    db.session.execute(sa.update(Profile).where(Profile.member_id == haru.id).values(skills="carpentry"))
    db.session.commit()
    assert kept_index() != right_index()


@atomic
def try_savepoints(member, deeds):
    """Hide, then do something in savepoints, each inside the one before, and take back those that are to fail."""
    get_profile(member).hide()
    db.session.flush()
    if deeds:
        nested = db.session.begin_nested()
        for deed in deeds[1:]:
            inner = db.session.begin_nested()
            get_profile(member).skills = "weaving"
            db.session.flush()
            getattr(inner, deed)()
        getattr(nested, deeds[0])()


@pytest.mark.parametrize(
    "deeds",
    [(), ("rollback",), ("commit",), ("rollback", "rollback"), ("commit", "rollback"), ("rollback", "commit")],
    ids=" ".join,
)
def test_a_savepoint_that_is_taken_back_takes_nothing_else_from_the_index(app, deeds):
    """Whoever hides is not found any more, whatever is tried and given up in the same transaction."""
    haru = somebody("Haru", skills="cooking")
    assert names_found(haru, words="haru") == ["Haru"]
    try_savepoints(haru, deeds)
    assert kept_index() == right_index() == []


def test_what_was_given_up_altogether_is_not_indexed_later(app, monkeypatch):
    haru, other = somebody("Haru"), somebody("Mina")
    with pytest.raises(RuntimeError):
        fail(haru)
    indexed = []
    monkeypatch.setattr("community.members.operations.indexing.index", indexed.append)
    write(other, {"skills": "weaving"})
    assert indexed == [{other.id}]


def test_an_entry_has_another_place_after_every_change(app):
    haru = somebody("Haru")
    places = set()
    for number in range(5):
        write(haru, {"skills": f"weaving {number}"})
        places |= set(searched_marks())
    assert len(places) == 5


def test_two_changes_at_once_leave_the_index_of_the_last(app, race):
    identity = somebody("Haru").id

    def change(name, values):
        return lambda: write(db.session.get_one(Member, identity), values)

    assert race(change("a", {"display_name": "Mina"}), change("b", {"skills": "weaving"})) == [None, None]
    assert kept_index() == right_index()
    assert names_found(somebody("Viewer"), words="mina weaving") == ["Mina"]


def test_preparing_makes_what_is_missing_and_leaves_what_is_there(app):
    kept, missing = somebody("Kept"), somebody("Missing")
    before = searched_marks()
    db.session.execute(sa.delete(DirectoryEntry).where(DirectoryEntry.member_id == missing.id))
    db.session.commit()
    complete_directory()
    assert kept_index() == right_index()
    assert len(set(before) & set(searched_marks())) == 1
    places = searched_marks()
    complete_directory()
    assert searched_marks() == places
    assert kept.is_active


def test_preparing_makes_anew_what_another_key_or_another_release_made(app):
    haru = somebody("Haru", skills="weaving")
    db.session.execute(sa.update(DirectoryEntry).values(edition="earlier"))
    db.session.commit()
    complete_directory()
    assert kept_index() == right_index()
    assert names_found(haru, words="weaving") == ["Haru"]


def test_preparing_goes_through_all_of_them(app, monkeypatch):
    monkeypatch.setattr("community.members.operations.indexing._AT_A_TIME", 2)
    for number in range(5):
        somebody(f"Member {number}", {"display_name": Audience.ONLY_ME if number % 2 else Audience.MEMBERS})
    right = kept_index()
    db.session.execute(sa.delete(DirectoryEntry))
    db.session.commit()
    complete_directory()
    assert kept_index() == right == right_index()


def test_a_search_with_another_key_finds_nothing(app):
    somebody("Haru", skills="weaving")
    haru = somebody("Viewer")
    ring, app.extensions["key_ring"] = app.extensions["key_ring"], KeyRing("another secret, as long as the first one")
    try:
        assert names_found(haru, words="weaving") == []
    finally:
        app.extensions["key_ring"] = ring
    assert names_found(haru, words="weaving") == ["Haru"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL overwrites what is deleted when it vacuums")
@pytest.mark.parametrize("deed", ["write", "hide", "unlist", "delete"])
def test_what_is_not_said_any_more_is_not_in_the_file(app, tmp_path, deed):
    """Not the words, and not the marks of a table beside: the file of SQLite as a thief reads it."""
    with another_app(app, DATABASE_URL=f"sqlite:///{tmp_path / 'own.sqlite'}") as other, other.app_context():
        upgrade()
        haru = somebody("Haru", skills="canaryword", bio_text="카나리아새", bio_language="ko")
        somebody("Other")
        wanted = ["canaryword", "카나리아새", ".카.나.리.아.새", "카나", "anary"]
        assert all(word.encode() in written(tmp_path) for word in wanted)
        do(haru, deed, {"skills": "", "bio_text": ""})
        if deed in ("hide", "unlist"):  # the profile itself still says it to its owner
            write(haru, {"skills": "", "bio_text": ""})
        assert [word for word in wanted if word.encode() in written(tmp_path)] == []
        db.session.remove()
        db.engine.dispose()


def written(folder: Path) -> bytes:
    """Every byte of a database, after all that was written has come into its file."""
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return bytes_of(folder.glob("own.sqlite*"))


def test_nobody_reads_a_word_out_of_the_marks(app):
    somebody("Haru", skills="weaving", bio_text="영어", bio_language="ko")
    ((*_rest, marks),) = kept_index()
    assert all(len(mark) == 8 and mark.isalnum() for mark in marks)
    assert not {"wea", "eav", "영어", "offers"} & set(marks)
