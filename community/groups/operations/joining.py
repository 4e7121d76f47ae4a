"""Coming in: joining, asking, taking the request back, and what coordinators decide about it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock, now
from community.groups import emails, queries
from community.groups.models import Group, JoinPolicy, Membership, MembershipState, Visibility
from community.groups.operations.guarding import ensure_active
from community.groups.operations.refusals import (
    AlreadyMember,
    AlreadySettled,
    ApplicantVouchesNeeded,
    InvitationNeeded,
    NotAdmitted,
    NotInGroup,
    NotOneself,
    OwnRequest,
    RequestAlreadyDecided,
    RequestWaiting,
    VouchesNeeded,
)
from community.groups.operations.subgroups import ensure_in_parent
from community.groups.reasons import Declined
from community.groups.signals import group_told
from community.vouching.queries import count_held


@atomic
def join(*, actor: Member, group: Group, answers: Sequence[tuple[str, str]] = ()) -> Membership:
    """Join an open group at once, or ask to join one that decides on requests.

    answers: what the group asks, each question as it was read with its answer.
    Refuses with GroupAtRest, AlreadyMember, RequestWaiting, InvitationNeeded, NotAdmitted, VouchesNeeded. An
    invitation by a coordinator asks for no vouches: `accept_invitation` goes another way.
    """
    db.session.refresh(group)
    ensure_active(group)
    # Whoever asked before a group hid itself knows of it still: nobody comes into it without its coordinators.
    is_open = group.join_policy is JoinPolicy.OPEN and group.visibility is not Visibility.HIDDEN
    membership = queries.find_live_membership(group.id, actor.id)
    if membership is not None:
        refuse_unless_waiting(membership)
        if not is_open:
            raise RequestWaiting
    elif group.join_policy is JoinPolicy.BY_INVITATION or group.visibility is Visibility.HIDDEN:
        # Who finds a hidden group without being in it is a moderator: that they may look lets them in no further.
        raise InvitationNeeded
    else:
        membership = Membership(group_id=group.id, member_id=actor.id, state=MembershipState.REQUESTED)
        membership.keep_answers(list(answers))
        db.session.add(membership)
    if is_open:
        membership.admit(group.probation_days)
    flush_or_refuse(AlreadyMember if is_open else RequestWaiting)
    ensure_in_parent(group, actor)
    _require_vouches(group, actor, VouchesNeeded)
    if not is_open:
        # Whoever coordinates is told of it as they asked to be: who it is, and what they answered, stays on the site.
        coordinators = [row.member_id for row in queries.list_coordinators(group)]
        group_told.send(group, kind="request", subject_id=membership.id, actor=actor, concerns=(), only=coordinators)
    return membership


def _require_vouches(group: Group, member: Member, refusal: type[VouchesNeeded]) -> None:
    # Asked last, when the membership is written: one's vouches are held until it is committed, and nothing else is
    # waited for meanwhile. One that is taken back at this moment goes before, and is not counted, or after.
    if group.vouches_needed:
        count = count_held(member)
        if count < group.vouches_needed:
            raise refusal(group.vouches_needed, count)


def refuse_unless_waiting(membership: Membership) -> None:
    """Refuse to let in somebody who is in (AlreadyMember) or is kept out (NotAdmitted)."""
    if membership.state is MembershipState.BANNED:
        raise NotAdmitted
    if membership.state is MembershipState.ACTIVE:
        raise AlreadyMember


def flush_or_refuse(refusal: type[AlreadyMember | RequestWaiting]) -> None:
    """Write; the same person joining twice at the same moment is one membership and one refusal."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise refusal from error


@atomic
def cancel_request(*, actor: Member, group: Group) -> None:
    """Take back one's own request. Refuses with RequestAlreadyDecided."""
    membership = queries.find_live_membership(group.id, actor.id)
    if membership is None or membership.state is not MembershipState.REQUESTED:
        raise RequestAlreadyDecided
    membership.end(MembershipState.CANCELLED)


@atomic
def approve(*, actor: Member, membership: Membership) -> None:
    """Let somebody in who asked.

    Refuses with OwnRequest, RequestAlreadyDecided, GroupAtRest, ApplicantVouchesNeeded.
    """
    group, member = _take_request(actor, membership)
    ensure_active(group)
    ensure_in_parent(group, member)
    membership.admit(group.probation_days)
    db.session.flush()
    _require_vouches(group, member, ApplicantVouchesNeeded)
    audit.record(actor, "groups.approve", member, place=group, group=group.slug)
    emails.send_approved(member, group)


@atomic
def decline(*, actor: Member, membership: Membership, reason: str = "", code: Declined | None = None) -> None:
    """Turn down somebody who asked. code: a sentence that everybody reads in their own language; reason: free words.

    Both are told to them. Refuses with OwnRequest, RequestAlreadyDecided.
    """
    group, member = _take_request(actor, membership)
    membership.end(MembershipState.DECLINED, reason, code or "")
    audit.record(actor, "groups.decline", member, place=group, group=group.slug)
    emails.send_declined(member, group, membership)


@atomic
def settle(*, actor: Member, membership: Membership) -> None:
    """End the probation of a newcomer before its time. Refuses with NotInGroup, NotOneself, AlreadySettled."""
    lock(membership)
    if membership.state is not MembershipState.ACTIVE:
        raise NotInGroup
    if membership.member_id == actor.id:
        raise NotOneself
    if membership.is_settled:
        raise AlreadySettled
    membership.settles_at = now()
    group = db.session.get_one(Group, membership.group_id)
    member = db.session.get_one(Member, membership.member_id)
    audit.record(actor, "groups.settle", member, place=group, group=group.slug)


@atomic
def forget_answers() -> None:
    """Destroy what was answered in requests that were decided long enough ago."""
    old = sa.update(Membership).where(Membership.answers_until <= now())
    db.session.execute(old.values(answers_sealed=None, answers_until=None))


def _take_request(actor: Member, membership: Membership) -> tuple[Group, Member]:
    lock(membership)
    if membership.state is not MembershipState.REQUESTED:
        raise RequestAlreadyDecided
    if membership.member_id == actor.id:
        raise OwnRequest
    membership.decide(actor.id)
    return db.session.get_one(Group, membership.group_id), db.session.get_one(Member, membership.member_id)
