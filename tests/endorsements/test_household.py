"""Two people of a household share an address: told apart by their names, and never mixed up."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.signals import email_changed, member_confirmed, member_deleted, member_hiding
from community.crypto import sign
from community.db import atomic, db, now
from community.endorsements import operations, queries
from community.endorsements.models import Endorsement, EndorsementState, Shown
from community.errands import run_due_errands
from community.ledger.operations import seal_all
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import token_of
from tests.endorsements.test_operations import ADDRESS, ANSWERS, endorse, templates
from tests.factories import MemberFactory

BIRD, TREE, STONE = "Kim Bird", "Kim Tree", "Kim Stone"


def states():
    db.session.rollback()
    rows = db.session.execute(sa.select(Endorsement.name, Endorsement.state))
    return {name: state.value for name, state in rows}


def counted():
    seal_all()
    return queries.count_endorsers()


def confirm_all(outbox):
    for mail in outbox():
        if mail.template.endswith("/confirm"):
            operations.confirm(token=token_of(mail, "confirm"))


def token(endorsement, purpose="endorse-confirm"):
    return sign(purpose, endorsement.id.hex)


def test_two_of_a_household_count_once_each(outbox):
    endorse(name=BIRD)
    endorse("HANEUL@example.org", name=TREE)
    confirm_all(outbox)
    assert states() == {BIRD: "counted", TREE: "counted"}
    assert counted() == 2


@pytest.mark.parametrize("again", [BIRD, "bird  KIM", "Ｋｉｍ Bird", "Kim, Bird", "", None])
def test_a_name_written_otherwise_or_no_name_is_the_same_person(outbox, again):
    EndorsementFactory(address=ADDRESS, name=BIRD)
    endorse(name=again, shown=Shown.NAMED if again else Shown.COUNTED)
    assert states() == {BIRD: "counted"}
    assert templates(outbox()) == ["already_endorsed"]


def test_who_counts_without_a_name_can_be_told_from_nobody(outbox):
    EndorsementFactory(address=ADDRESS, unnamed=True)
    endorse(name=TREE)
    assert states() == {None: "counted"}
    assert templates(outbox()) == ["already_endorsed"]


def test_a_name_that_is_not_shown_tells_two_apart_and_is_not_kept(outbox):
    endorse(name=BIRD, shown=Shown.COUNTED)
    endorse(name=TREE, shown=Shown.COUNTED)
    confirm_all(outbox)
    assert states() == {None: "counted"}
    assert counted() == 2
    marks = db.session.scalars(sa.select(Endorsement.name_mark)).all()
    assert len(set(marks)) == 2
    assert all("Kim" not in mark for mark in marks)


def test_a_third_gets_a_mail_that_explains_five_times_at_most(outbox):
    for name in (BIRD, TREE):
        EndorsementFactory(address=ADDRESS, name=name)
    for _attempt in range(7):
        endorse(name=STONE)
    assert states() == {BIRD: "counted", TREE: "counted"}
    assert templates(outbox()) == ["crowded"] * 5


def test_only_a_few_wait_and_nobody_pumps_mails(outbox):
    for number in range(30):
        endorse(name=f"Name {number}")
    assert len(states()) == 3
    # One for each that waits, and four more to the first, of which none repeats what was typed.
    mails = outbox()
    assert sorted(set(templates(mails))) == ["confirm", "crowded"]
    assert len(mails) == 3 + 4
    assert not any("Name" in mail.text for mail in mails)


def test_what_has_waited_for_a_day_gives_way_with_its_mails(outbox, time_machine_to):
    for name in (BIRD, TREE, STONE):
        for _attempt in range(5):
            endorse(name=name)
    time_machine_to(now() + timedelta(days=1, minutes=1))
    for _attempt in range(3):
        endorse(name="The owner")
    assert states() == {TREE: "pending", STONE: "pending", "The owner": "pending"}
    assert templates(outbox()) == ["confirm"] * (15 + 1)


def test_the_third_that_waited_is_refused_when_two_count(outbox):
    for name in (BIRD, TREE, STONE):
        endorse(name=name)
    first, second, third = (token_of(mail, "confirm") for mail in outbox())
    operations.confirm(token=first)
    operations.confirm(token=second)
    with pytest.raises(operations.HouseholdFull):
        operations.confirm(token=third)
    assert counted() == 2


def test_one_who_waited_without_a_name_cannot_count_beside_another(outbox):
    endorse(name=None, shown=Shown.COUNTED)
    endorse(name=BIRD)
    nameless, named = (token_of(mail, "confirm") for mail in outbox())
    operations.confirm(token=named)
    with pytest.raises(operations.NameNeeded):
        operations.confirm(token=nameless)
    assert counted() == 1


def test_refusing_one_leaves_the_other(outbox):
    for name in (BIRD, TREE):
        endorse(name=name)
    bird, tree = (token_of(mail, "confirm") for mail in outbox())
    operations.refuse(token=bird)
    operations.confirm(token=tree)
    assert states() == {None: "refused", TREE: "counted"}


def test_withdrawing_one_leaves_the_other_and_makes_room(outbox):
    bird, _tree = (EndorsementFactory(address=ADDRESS, name=name) for name in (BIRD, TREE))
    operations.withdraw_by_token(token=token(bird, "endorse-withdraw"))
    assert states() == {None: "withdrawn", TREE: "counted"}
    endorse(name=STONE)
    confirm_all(outbox)
    assert counted() == 2


# One of them has an account


@pytest.fixture
def member():
    return MemberFactory(address=ADDRESS, display_name=TREE)


ANNOUNCED = {"confirmed": member_confirmed, "deleted": member_deleted, "moved": email_changed}


@pytest.mark.parametrize("happens", ANNOUNCED)
@pytest.mark.parametrize("state", ["pending", "counted"])
def test_nothing_that_happens_to_an_account_touches_a_house_mate(member, happens, state):
    confirmed_at = now() if state == "counted" else None
    other = EndorsementFactory(
        address=ADDRESS, name=BIRD, state=EndorsementState(state), confirmed_at=confirmed_at, affiliation="A school"
    )
    atomic(ANNOUNCED[happens].send)(member)
    db.session.rollback()
    db.session.refresh(other)
    assert (other.state, other.member_id, other.affiliation) == (EndorsementState(state), None, "A school")


def test_who_hides_is_shown_under_no_name_whatever_it_was(member):
    EndorsementFactory(address=ADDRESS, name=BIRD, affiliation="A school")
    atomic(member_hiding.send)(member)
    assert states() == {None: "counted"}
    assert counted() == 1


def test_a_member_sees_and_withdraws_no_house_mates(client, member):
    EndorsementFactory(address=ADDRESS, name=BIRD)
    page = client.login(member).get("/en/endorsements/mine")
    assert BIRD not in page.response.text
    with pytest.raises(operations.NothingToWithdraw):
        operations.withdraw(actor=member)
    assert states() == {BIRD: "counted"}


def test_of_two_a_member_owns_the_one_under_their_name(member):
    for name in (BIRD, TREE):
        EndorsementFactory(address=ADDRESS, name=name)
    atomic(member_confirmed.send)(member)
    assert queries.find_my_endorsement(member).name == TREE
    atomic(member_deleted.send)(member)
    assert states() == {BIRD: "counted", None: "withdrawn"}


def test_a_member_owns_the_one_without_a_name(member):
    EndorsementFactory(address=ADDRESS, unnamed=True)
    atomic(member_confirmed.send)(member)
    assert queries.find_my_endorsement(member) is not None


def test_what_a_house_mate_confirms_stays_theirs(outbox, member):
    operations.endorse_as_member(actor=member, **ANSWERS | {"name": TREE})
    endorse(name=BIRD)
    confirm_all(outbox)
    assert states() == {BIRD: "counted", TREE: "counted"}
    assert queries.find_my_endorsement(member).name == TREE


def test_a_member_takes_over_what_they_endorsed_under_the_name_that_they_write(member):
    EndorsementFactory(address=ADDRESS, name="Pen Name")
    operations.endorse_as_member(actor=member, **ANSWERS | {"name": "pen name"})
    assert queries.find_my_endorsement(member).name == "pen name"
    assert counted() == 1


@pytest.mark.parametrize(
    ("others", "name", "refusal"),
    [
        ([BIRD], None, operations.NameNeeded),
        ([BIRD, STONE], TREE, operations.HouseholdFull),
    ],
)
def test_a_member_is_told_where_there_is_no_room(member, others, name, refusal):
    for other in others:
        EndorsementFactory(address=ADDRESS, name=other)
    with pytest.raises(refusal):
        operations.endorse_as_member(actor=member, **ANSWERS | {"name": name, "shown": Shown.COUNTED})
    assert states() == dict.fromkeys(others, "counted")


def test_a_member_cannot_rename_themself_to_a_house_mate(member):
    EndorsementFactory(address=ADDRESS, name=BIRD)
    operations.endorse_as_member(actor=member, **ANSWERS | {"name": TREE})
    with pytest.raises(operations.NameTaken):
        operations.endorse_as_member(actor=member, **ANSWERS | {"name": BIRD})
    assert states() == {BIRD: "counted", TREE: "counted"}


def test_a_member_who_takes_a_name_clears_what_waits_under_it(member):
    operations.endorse_as_member(actor=member, **ANSWERS | {"name": TREE})
    endorse(name=BIRD)
    operations.endorse_as_member(actor=member, **ANSWERS | {"name": BIRD})
    assert states() == {BIRD: "counted"}


def test_the_page_says_what_is_wrong_and_keeps_what_was_typed(client, member):
    EndorsementFactory(address=ADDRESS, name=BIRD)
    page = client.login(member).post(
        "/en/endorse", {"shown": "counted", "name": "", "commitments": ["2"], "pledge_2": "Listen."}
    )
    assert page.status == 422
    assert page.has('.error-summary a[href="#name"]')
    assert page.one("textarea[name=pledge_2]").get_text().strip() == "Listen."


def test_a_member_who_moves_to_the_address_of_others_takes_nothing_from_them():
    mover = MemberFactory(display_name=TREE)
    operations.endorse_as_member(actor=mover, **ANSWERS | {"name": TREE})
    for name in (BIRD, TREE):
        EndorsementFactory(address="new@example.org", name=name)
    mover.email = "new@example.org"
    db.session.commit()
    atomic(email_changed.send)(mover)
    # The one under the same name was theirs, made as a visitor.
    assert states() == {BIRD: "counted", TREE: "counted", None: "withdrawn"}
    assert queries.find_my_endorsement(mover).email == "new@example.org"


def test_endorsements_of_an_earlier_release_are_told_apart_by_their_names(outbox):
    EndorsementFactory(address=ADDRESS, name=BIRD, name_mark="")
    endorse(name=BIRD)
    endorse(name=TREE)
    assert templates(outbox()) == ["already_endorsed", "confirm"]


def test_spellings_of_one_mailbox_are_one_household(outbox):
    EndorsementFactory(address="two.names@gmail.com", name=BIRD)
    endorse("twonames+news@googlemail.com", name=BIRD)
    run_due_errands()
    assert templates(outbox()) == ["already_endorsed"]
