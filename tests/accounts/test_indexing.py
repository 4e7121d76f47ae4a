"""Rows of an earlier release are indexed by the rules of today; nobody is locked out, not even of two who collide."""

import pytest
import sqlalchemy as sa

from community.accounts.addresses import FORM, address_mark, plain_form
from community.accounts.models import Member
from community.accounts.operations import renew_indexes
from community.accounts.queries import find_confirmed_by_address
from community.crypto import KeyRing, column_index
from community.db import db
from community.endorsements.models import Endorsement
from community.endorsements.queries import find_household
from tests.apps import another_app
from tests.endorsements.factories import EndorsementFactory
from tests.factories import MemberFactory


@pytest.fixture
def as_released(app):
    """Make rows as the first release wrote them: addresses compared by the plain form alone; returns their ids."""
    ring = KeyRing(app.config["COMMUNITY"].secret_key)

    def write(factory, *addresses):
        indexes = [ring.blind_index("email", plain_form(address)) for address in addresses]
        rows = zip(addresses, indexes, strict=True)
        one_name = {"name_mark": ""} if factory is EndorsementFactory else {}
        return [factory(address=address, email_index=index, address_form=1, **one_name).id for address, index in rows]

    return write


def find_id(address: str) -> object:
    member = find_confirmed_by_address(address)
    return member and member.id


def test_new_rows_need_nothing():
    member, endorsement = MemberFactory(), EndorsementFactory()
    assert (member.address_form, endorsement.address_form) == (FORM, FORM)
    assert (renew_indexes(Member), renew_indexes(Endorsement)) == (0, 0)


def test_whoever_joined_an_earlier_release_is_found_by_every_spelling(as_released):
    mine, plain = as_released(MemberFactory, "H.aru+ripples@gmail.com", "haru@example.org")
    assert find_id("haru@googlemail.com") is None
    assert renew_indexes(Member) == 2
    assert renew_indexes(Member) == 0
    for spelling in ("H.aru+ripples@gmail.com", "haru@gmail.com", "haru@googlemail.com"):
        assert find_id(spelling) == mine
    assert find_id("HARU@example.org") == plain
    assert db.session.get_one(Member, mine).email == "H.aru+ripples@gmail.com"


@pytest.mark.parametrize(
    "addresses",
    [
        ("h.aru@gmail.com", "ha.ru@gmail.com", "haru+x@gmail.com"),
        ("h.aru@gmail.com", "haru@gmail.com", "ha.ru@gmail.com"),  # the second looks as if it had been first
        ("haru@gmail.com", "haru@googlemail.com", "h.aru@gmail.com"),
    ],
)
def test_of_members_with_one_mailbox_each_is_found_by_their_own_spelling_and_one_by_every_other(as_released, addresses):
    members = as_released(MemberFactory, *addresses)
    assert renew_indexes(Member) == 3
    assert [find_id(address.upper()) for address in addresses] == members
    assert (
        find_id("har.u+y@googlemail.com")
        == members["haru@gmail.com" in addresses and addresses.index("haru@gmail.com")]
    )
    assert renew_indexes(Member) == 0


def test_two_who_collide_stay_apart_when_their_rows_are_sealed_anew(as_released):
    older, younger = as_released(MemberFactory, "h.aru@gmail.com", "ha.ru@gmail.com")
    renew_indexes(Member)
    for member_id in (younger, older):
        db.session.get_one(Member, member_id).reindex()
        db.session.commit()
    assert find_id("har.u@gmail.com") == older
    assert find_id("ha.ru@gmail.com") == younger


def test_endorsements_too_and_ended_ones_keep_nothing(as_released):
    older, younger = as_released(EndorsementFactory, "h.aru@gmail.com", "ha.ru@gmail.com")
    ended = EndorsementFactory(state="withdrawn", email=None, email_index=None, shown="counted", name=None)
    db.session.execute(sa.update(Endorsement).where(Endorsement.id == ended.id).values(address_form=1))
    db.session.commit()
    assert renew_indexes(Endorsement) == 3
    assert [one.id for one in find_household("har.u@gmail.com").live][:1] == [older]
    assert younger in [one.id for one in find_household("ha.ru@gmail.com").live]
    assert db.session.get_one(Endorsement, ended.id).email_index is None


def test_prepare_does_it(app, as_released, tmp_path):
    (mine,) = as_released(MemberFactory, "h.aru@gmail.com")
    as_released(EndorsementFactory, "h.aru@gmail.com")
    db.session.rollback()
    # What this one builds is nothing to other tests.
    with another_app(app, STATIC_FOLDER=str(tmp_path)) as other, other.app_context():
        result = other.test_cli_runner().invoke(args=["prepare"])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    assert find_id("haru@gmail.com") == mine
    assert find_household("haru@gmail.com").live


def test_a_refusal_of_an_earlier_release_is_known_by_its_spelling(app):
    ring = KeyRing(app.config["COMMUNITY"].secret_key)
    assert address_mark("haru@gmail.com") == ring.blind_index("email", "haru@gmail.com")
    assert column_index("email", "haru@gmail.com") == ring.blind_index("email", "haru@gmail.com")
