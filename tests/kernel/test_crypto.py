"""Keys: what is sealed opens only in its place, what is signed only for its purpose and in time."""

import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.models import Member
from community.crypto import KeyRing, blind_index, sealed, sign, unsign
from community.db import db, now
from tests.factories import MemberFactory

RING = KeyRing("a secret of the tests, long enough to be one")


@given(st.text())
def test_what_is_sealed_opens_in_its_place(plain):
    assert RING.open(RING.seal(plain, "member.email.1"), "member.email.1") == plain


@pytest.mark.parametrize("elsewhere", ["member.email.2", "member.note.1", "outbox.email.1", ""])
def test_what_is_sealed_opens_nowhere_else(elsewhere):
    envelope = RING.seal("haru@example.org", "member.email.1")
    with pytest.raises(InvalidTag):
        RING.open(envelope, elsewhere)


def test_what_is_sealed_does_not_open_with_one_bit_changed():
    envelope = RING.seal("haru@example.org", "member.email.1")
    for position in range(len(envelope)):
        changed = bytearray(envelope)
        changed[position] ^= 1
        with pytest.raises(InvalidTag):
            RING.open(bytes(changed), "member.email.1")


def test_what_is_sealed_does_not_open_with_the_key_of_another_installation():
    with pytest.raises(InvalidTag):
        KeyRing("another secret").open(RING.seal("haru@example.org", "member.email.1"), "member.email.1")


def test_the_same_text_is_never_sealed_alike():
    assert RING.seal("haru@example.org", "member.email.1") != RING.seal("haru@example.org", "member.email.1")


def move(column: str, source: Member, target: Member) -> None:
    """Copy a column of one row into another, as somebody with the database in their hands would."""
    value = sa.select(getattr(Member, column)).where(Member.id == source.id).scalar_subquery()
    db.session.execute(sa.update(Member).where(Member.id == target.id).values({column: value}))
    db.session.commit()


def test_a_sealed_column_moved_to_another_row_does_not_open():
    mine, other = MemberFactory(address="mine@example.org"), MemberFactory()
    move("email_sealed", mine, other)
    assert mine.email == "mine@example.org"
    with pytest.raises(InvalidTag):
        _ = other.email


class Row:
    """The least that a sealed field needs of a model."""

    __tablename__ = "row"

    email_sealed: bytes | None = None
    note_sealed: bytes | None = None
    email = sealed("email_sealed")
    note = sealed("note_sealed")

    def __init__(self, identity: uuid.UUID) -> None:
        self.id = identity


class OtherRow(Row):
    """The same in another table."""

    __tablename__ = "other_row"


def test_a_sealed_value_moved_to_another_column_or_table_does_not_open():
    mine = Row(uuid.uuid4())
    mine.email = "mine@example.org"
    assert mine.email == "mine@example.org"
    mine.note_sealed = mine.email_sealed
    with pytest.raises(InvalidTag):
        _ = mine.note
    other = OtherRow(mine.id)
    other.email_sealed = mine.email_sealed
    with pytest.raises(InvalidTag):
        _ = other.email


def test_nothing_is_sealed_as_nothing():
    row = Row(uuid.uuid4())
    row.email = None
    assert (row.email_sealed, row.email) == (None, None)


def test_blind_indexes_of_one_purpose_agree_and_of_two_never():
    assert blind_index("email", "haru@example.org") == blind_index("email", "haru@example.org")
    different = [
        blind_index("email", "haru@example.org"),
        blind_index("client", "haru@example.org"),
        blind_index("email", "haru@example.com"),
        blind_index("emai", "lharu@example.org"),
        KeyRing("another secret").blind_index("email", "haru@example.org"),
    ]
    assert len(set(different)) == len(different)


def test_a_signed_token_gives_back_its_parts_as_text():
    assert unsign("reset", sign("reset", "물결", 7), max_age=60) == ["물결", "7"]


def test_a_signed_token_serves_no_other_purpose():
    token = sign("reset", "haru")
    assert unsign("signup", token, max_age=60) is None


def test_a_signed_token_does_not_pass_with_one_character_changed():
    token = sign("reset", "haru")
    for position, character in enumerate(token[:-1]):  # the last character carries bits that mean nothing
        changed = token[:position] + ("A" if character != "A" else "B") + token[position + 1 :]
        assert unsign("reset", changed, max_age=60) is None


@given(st.text())
def test_what_somebody_made_up_is_no_token(app, token):
    assert unsign("reset", token, max_age=60) is None


def test_a_signed_token_ends_with_its_time():
    token = sign("reset", "haru")
    with time_machine.travel(now() + timedelta(seconds=50)):
        assert unsign("reset", token, max_age=60) == ["haru"]
    with time_machine.travel(now() + timedelta(seconds=70)):
        assert unsign("reset", token, max_age=60) is None
        assert unsign("reset", token, max_age=None) == ["haru"]


def test_a_token_of_another_installation_does_not_pass():
    foreign = KeyRing("another secret").serializer("reset").dumps(["haru"])
    assert unsign("reset", foreign, max_age=60) is None
