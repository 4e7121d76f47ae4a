"""Endorsing, confirming, refusing, withdrawing."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from community.accounts.addresses import address_mark
from community.accounts.signals import member_confirmed
from community.crypto import sign
from community.db import atomic, db, now
from community.declaration.queries import get_current_version_id
from community.endorsements import operations, queries
from community.endorsements.models import Endorsement, EndorsementState, Pledge, RefusedAddress, Shown
from community.endorsements.operations.endorsing import take_in
from community.errands import run_due_errands
from tests.endorsements.factories import EndorsementFactory
from tests.endorsements.links import link_to, token_of
from tests.factories import MemberFactory

ANSWERS = {
    "commitments": {1: "I will teach.", 6: None},
    "shown": Shown.NAMED,
    "name": "Kim Haneul",
    "country": "KR",
    "affiliation": "A school",
    "language": "ko",
}
ADDRESS = "haneul@example.org"


def endorse(email=ADDRESS, **changes):
    operations.endorse(email=email, **(ANSWERS | changes))
    run_due_errands()


def the_endorsement():
    db.session.rollback()
    return db.session.scalars(sa.select(Endorsement)).one()


def templates(mails):
    return [mail.template.rsplit("/", 1)[1] for mail in mails]


def test_what_an_earlier_release_wrote_down_is_taken_in(app):
    answers = ANSWERS | {"commitments": sorted(ANSWERS["commitments"].items())}
    take_in(email=ADDRESS, version=get_current_version_id().hex, **answers)
    assert the_endorsement().version_id == get_current_version_id()


def test_endorse_waits_for_the_owner_of_the_address(outbox):
    endorse()
    endorsement = the_endorsement()
    assert endorsement.state is EndorsementState.PENDING
    assert endorsement.version_id == get_current_version_id()
    assert (endorsement.email, endorsement.name, endorsement.country) == (ADDRESS, "Kim Haneul", "KR")
    assert queries.list_commitments(endorsement) == {1: "I will teach.", 6: None}
    (mail,) = outbox()
    assert (mail.recipient, mail.language, mail.template) == (ADDRESS, "ko", "endorsements/mail/confirm")
    assert link_to(mail, "confirm").startswith("/ko/")
    assert queries.count_endorsers() == 0


def test_endorse_mail_repeats_nothing_that_was_typed(outbox):
    endorse()
    (mail,) = outbox()
    for words in ("Haneul", "I will teach.", "A school"):
        assert words not in mail.text + mail.html + mail.subject


def test_endorse_counted_only_keeps_no_name():
    endorse(shown=Shown.COUNTED)
    endorsement = the_endorsement()
    assert (endorsement.name, endorsement.affiliation, endorsement.country) == (None, None, "KR")


def test_endorse_again_keeps_the_first_text_and_mails_again(outbox):
    endorse()
    endorse("HANEUL@Example.org", name="haneul  KIM", affiliation="Mischief", commitments={2: "Mischief."})
    endorsement = the_endorsement()
    assert endorsement.name == "Kim Haneul"
    assert queries.list_commitments(endorsement) == {1: "I will teach.", 6: None}
    assert templates(outbox()) == ["confirm", "confirm"]


def test_endorse_mails_five_times_at_most(outbox):
    for _attempt in range(8):
        endorse()
    assert len(outbox()) == 5


def test_endorse_tells_the_one_who_has_endorsed(outbox):
    EndorsementFactory(address=ADDRESS, name="Kim Haneul", affiliation="First")
    endorse()
    assert the_endorsement().affiliation == "First"
    (mail,) = outbox()
    assert mail.template == "endorsements/mail/already_endorsed"
    assert link_to(mail, "withdraw")


def test_endorse_tells_the_one_who_has_endorsed_five_times_at_most(outbox):
    EndorsementFactory(address=ADDRESS)
    for _attempt in range(8):
        endorse()
    assert len(outbox()) == 5


def test_endorse_leaves_a_refused_address_in_peace(outbox):
    endorse()
    operations.refuse(token=token_of(outbox()[0], "refuse"))
    endorse()
    assert the_endorsement().state is EndorsementState.REFUSED
    assert len(outbox()) == 1


def test_endorse_after_withdrawing_begins_anew():
    EndorsementFactory(address=ADDRESS)
    operations.withdraw_by_token(token=sign("endorse-withdraw", the_endorsement().id.hex))
    endorse()
    states = db.session.scalars(sa.select(Endorsement.state)).all()
    assert set(states) == {EndorsementState.WITHDRAWN, EndorsementState.PENDING}


def test_confirm_counts_and_thanks_once(outbox):
    endorse()
    token = token_of(outbox()[0], "confirm")
    operations.confirm(token=token)
    endorsement = the_endorsement()
    assert endorsement.state is EndorsementState.COUNTED
    assert endorsement.confirmed_at is not None
    with pytest.raises(operations.AlreadyConfirmed):
        operations.confirm(token=token)
    assert templates(outbox()) == ["confirm", "thank_you"]
    thanks = outbox()[1]
    assert link_to(thanks, "withdraw")
    assert "/ko/signup" in thanks.text


def test_confirm_gives_it_to_the_member_with_this_address(outbox):
    member = MemberFactory(address=ADDRESS, display_name="Kim Haneul")
    endorse()
    operations.confirm(token=token_of(outbox()[0], "confirm"))
    assert the_endorsement().member_id == member.id
    assert "/signup" not in outbox()[1].text


def test_confirm_does_not_take_an_unconfirmed_member_for_the_owner(outbox):
    MemberFactory(address=ADDRESS, unconfirmed=True)
    endorse()
    operations.confirm(token=token_of(outbox()[0], "confirm"))
    assert the_endorsement().member_id is None


@pytest.mark.parametrize("token", ["", "x", "WyJ4Il0.x.y"])
def test_links_that_we_did_not_make_are_refused(token):
    for operation in (operations.confirm, operations.refuse, operations.withdraw_by_token):
        with pytest.raises(operations.LinkNotValid):
            operation(token=token)


def test_a_link_for_one_purpose_is_none_for_another(outbox):
    endorse()
    token = token_of(outbox()[0], "confirm")
    with pytest.raises(operations.LinkNotValid):
        operations.withdraw_by_token(token=token)


def test_confirm_link_runs_out(outbox, time_machine_to):
    endorse()
    token = token_of(outbox()[0], "confirm")
    time_machine_to(now() + timedelta(weeks=3, minutes=1))
    with pytest.raises(operations.LinkNotValid):
        operations.confirm(token=token)


def test_withdraw_link_never_runs_out(time_machine_to):
    token = sign("endorse-withdraw", EndorsementFactory().id.hex)
    time_machine_to(now() + timedelta(days=3000))
    operations.withdraw_by_token(token=token)
    assert the_endorsement().state is EndorsementState.WITHDRAWN


def test_refuse_ends_and_forgets(outbox):
    endorse()
    token = token_of(outbox()[0], "refuse")
    operations.refuse(token=token)
    endorsement = the_endorsement()
    assert endorsement.state is EndorsementState.REFUSED
    assert endorsement.email is endorsement.name is endorsement.country is None
    assert db.session.scalars(sa.select(Pledge)).all() == []
    assert len(db.session.scalars(sa.select(RefusedAddress)).all()) == 1
    for operation in (operations.refuse, operations.confirm):
        with pytest.raises(operations.LinkNotValid):
            operation(token=token)


def test_refuse_after_confirming_is_too_late(outbox):
    endorse()
    token = token_of(outbox()[0], "confirm")
    operations.confirm(token=token)
    with pytest.raises(operations.AlreadyConfirmed):
        operations.refuse(token=token)


def test_withdraw_by_token_forgets_and_happens_once():
    endorsement = EndorsementFactory(country="KR", pledges={1: "A pledge."})
    token = sign("endorse-withdraw", endorsement.id.hex)
    operations.withdraw_by_token(token=token)
    row = the_endorsement()
    assert row.state is EndorsementState.WITHDRAWN
    assert row.email is row.name is row.country is None
    assert db.session.scalars(sa.select(Pledge)).all() == []
    with pytest.raises(operations.AlreadyWithdrawn):
        operations.withdraw_by_token(token=token)


def test_withdraw_ends_the_members_own():
    member = MemberFactory()
    EndorsementFactory(member_id=member.id)
    other = EndorsementFactory()
    operations.withdraw(actor=member)
    assert queries.find_my_endorsement(member) is None
    assert db.session.get(Endorsement, other.id).state is EndorsementState.COUNTED
    with pytest.raises(operations.NothingToWithdraw):
        operations.withdraw(actor=member)


def test_endorse_as_member_counts_at_once(outbox):
    member = MemberFactory(address=ADDRESS)
    operations.endorse_as_member(actor=member, **ANSWERS)
    endorsement = the_endorsement()
    assert endorsement.state is EndorsementState.COUNTED
    assert (endorsement.member_id, endorsement.email) == (member.id, ADDRESS)
    assert outbox() == []


@pytest.mark.parametrize("first", [Shown.NAMED, Shown.COUNTED])
@pytest.mark.parametrize("then", [Shown.NAMED, Shown.COUNTED])
def test_a_name_is_shown_only_where_everybody_who_typed_it_wished_so(outbox, first, then):
    """Somebody may have typed the name and the address of another before they came themselves."""
    endorse(shown=first)
    endorse(shown=then)
    operations.confirm(token=token_of(outbox()[-1], "confirm"))

    is_named = {first, then} == {Shown.NAMED}
    endorsement = the_endorsement()
    assert (endorsement.state, endorsement.shown is Shown.NAMED) == (EndorsementState.COUNTED, is_named)
    assert (endorsement.name, endorsement.affiliation) == (("Kim Haneul", "A school") if is_named else (None, None))


def test_what_counts_is_hidden_by_nobody_who_types_its_name(outbox):
    EndorsementFactory(address=ADDRESS, name="Kim Haneul")
    endorse(shown=Shown.COUNTED)
    assert the_endorsement().name == "Kim Haneul"


def test_endorse_as_member_again_changes_it():
    member = MemberFactory()
    operations.endorse_as_member(actor=member, **ANSWERS)
    since = the_endorsement().confirmed_at
    operations.endorse_as_member(actor=member, **ANSWERS | {"commitments": {2: "New."}, "shown": Shown.COUNTED})
    endorsement = the_endorsement()
    assert (endorsement.shown, endorsement.name, endorsement.confirmed_at) == (Shown.COUNTED, None, since)
    assert queries.list_commitments(endorsement) == {2: "New."}


@pytest.mark.parametrize("state", ["pending", "counted"])
def test_endorse_as_member_takes_over_what_the_address_endorsed(state):
    member = MemberFactory(address=ADDRESS)
    confirmed_at = now() if state == "counted" else None
    state = EndorsementState(state)
    EndorsementFactory(address=ADDRESS, name="Kim Haneul", state=state, confirmed_at=confirmed_at, pledges={5: "Old."})
    operations.endorse_as_member(actor=member, **ANSWERS)
    endorsement = the_endorsement()
    assert (endorsement.member_id, endorsement.name) == (member.id, "Kim Haneul")
    assert endorsement.state is EndorsementState.COUNTED
    assert queries.list_commitments(endorsement) == ANSWERS["commitments"]


def test_endorse_as_member_leaves_set_aside_what_was():
    member = MemberFactory()
    EndorsementFactory(member_id=member.id, state=EndorsementState.SET_ASIDE)
    operations.endorse_as_member(actor=member, **ANSWERS)
    assert the_endorsement().state is EndorsementState.SET_ASIDE


def test_endorse_as_member_needs_no_mail_so_a_refused_address_may():
    member = MemberFactory(address=ADDRESS)
    db.session.add(RefusedAddress(email_index=address_mark(member.email)))
    db.session.commit()
    operations.endorse_as_member(actor=member, **ANSWERS)
    assert the_endorsement().state is EndorsementState.COUNTED


announce = atomic(member_confirmed.send)


def test_a_new_member_gets_what_the_address_endorsed():
    member = MemberFactory(address=ADDRESS, display_name="As typed")
    EndorsementFactory(address=ADDRESS, name="As typed")
    announce(member)
    endorsement = the_endorsement()
    assert (endorsement.member_id, endorsement.shown, endorsement.name) == (member.id, Shown.NAMED, "As typed")


def test_a_new_members_pending_endorsement_counts_without_the_name_that_anybody_may_have_typed(outbox):
    member = MemberFactory(address=ADDRESS, display_name="As typed")
    EndorsementFactory(address=ADDRESS, pending=True, name="As typed")
    announce(member)
    endorsement = the_endorsement()
    assert (endorsement.state, endorsement.shown) == (EndorsementState.COUNTED, Shown.COUNTED)
    assert endorsement.member_id == member.id
    assert queries.list_endorsements().items == []
    assert templates(outbox()) == ["thank_you"]


def test_a_new_member_without_endorsement_is_no_matter():
    announce(MemberFactory())
    assert db.session.scalars(sa.select(Endorsement)).all() == []


def test_forget_unconfirmed_deletes_what_nobody_confirmed_in_time():
    old = now() - timedelta(weeks=3, minutes=1)
    EndorsementFactory(pending=True, created_at=old, pledges={1: "Gone."})
    kept = [EndorsementFactory(pending=True), EndorsementFactory(created_at=old)]
    operations.forget_unconfirmed()
    assert set(db.session.scalars(sa.select(Endorsement.id))) == {endorsement.id for endorsement in kept}
    assert db.session.scalars(sa.select(Pledge)).all() == []
