"""The life of a membership: every operation is tried in every state, and a random life against a tiny model."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from community.db import db
from community.groups import operations, queries
from community.groups.models import LIVE, Membership, MembershipState
from community.groups.operations import refusals as no
from community.refusals import Refusal
from tests.factories import MemberFactory
from tests.groups.factories import GroupFactory, InvitationFactory, MembershipFactory

S = MembershipState
# A life that has not begun, and every state that a row can be in.
STATES = [None, *S]
ENDED = (None, S.DECLINED, S.CANCELLED, S.LEFT, S.REMOVED)


class Life:
    """One person and one group that decides on requests, with a coordinator who runs it."""

    def __init__(self, state=None):
        self.group = GroupFactory()
        self.coordinator, self.person = MemberFactory(), MemberFactory()
        MembershipFactory(group=self.group, member=self.coordinator, coordinator=True)
        self.stay = MembershipFactory(group=self.group, member=self.person, state=state) if state else None

    def join(self):
        operations.join(actor=self.person, group=self.group, answers=[("Why?", "Because.")])

    def cancel(self):
        operations.cancel_request(actor=self.person, group=self.group)

    def leave(self):
        operations.leave(actor=self.person, group=self.group)

    def accept_link(self):
        link = InvitationFactory(group=self.group, created_by=self.coordinator)
        operations.accept_invitation(actor=self.person, token=queries.invitation_token(link))

    def accept_name(self):
        named = InvitationFactory(
            group=self.group, created_by=self.coordinator, way="handle", invitee_id=self.person.id
        )
        operations.accept_invited(actor=self.person, invitation=named)

    def _decide(self, operation, **values):
        stay = queries.find_latest_membership(self.group, self.person)
        if stay is None:
            raise Nothing
        operation(actor=self.coordinator, membership=stay, **values)

    def approve(self):
        self._decide(operations.approve)

    def decline(self):
        self._decide(operations.decline)

    def remove(self):
        self._decide(operations.remove)

    def ban(self):
        self._decide(operations.ban)

    def unban(self):
        self._decide(operations.unban)

    def settle(self):
        self._decide(operations.settle)

    @property
    def state(self):
        db.session.rollback()
        stay = queries.find_latest_membership(self.group, self.person)
        return stay.state if stay else None


class Nothing(Refusal):
    """There is no row that anything could be done to: no page offers it."""


ACTS = (
    "join",
    "cancel",
    "leave",
    "accept_link",
    "accept_name",
    "approve",
    "decline",
    "remove",
    "ban",
    "unban",
    "settle",
)
COMES = dict.fromkeys(ENDED, S.ACTIVE) | {S.REQUESTED: S.ACTIVE, S.ACTIVE: no.AlreadyMember, S.BANNED: no.NotAdmitted}
DECIDED = dict.fromkeys(S, no.RequestAlreadyDecided) | {None: Nothing}
GONE = dict.fromkeys(S, no.NotInGroup) | {None: Nothing}
# What each act makes of each state, or the refusal that it is answered with.
EDGES = {
    "join": dict.fromkeys(ENDED, S.REQUESTED)
    | {S.REQUESTED: no.RequestWaiting, S.ACTIVE: no.AlreadyMember, S.BANNED: no.NotAdmitted},
    "cancel": dict.fromkeys(STATES, no.RequestAlreadyDecided) | {S.REQUESTED: S.CANCELLED},
    "leave": dict.fromkeys(STATES, no.NotInGroup) | {S.ACTIVE: S.LEFT},
    "accept_link": COMES,
    "accept_name": COMES,
    "approve": DECIDED | {S.REQUESTED: S.ACTIVE},
    "decline": DECIDED | {S.REQUESTED: S.DECLINED},
    "remove": GONE | {S.ACTIVE: S.REMOVED},
    "ban": GONE | {S.ACTIVE: S.BANNED, S.REQUESTED: S.BANNED},
    "unban": dict.fromkeys(S, no.NotKeptOut) | {None: Nothing, S.BANNED: S.REMOVED},
    "settle": GONE | {S.ACTIVE: no.AlreadySettled},
}


def test_the_table_says_something_of_every_act_in_every_state():
    assert set(EDGES) == set(ACTS)
    assert all(set(edges) == set(STATES) for edges in EDGES.values())


@pytest.mark.parametrize("state", STATES, ids=str)
def test_every_act_in_every_state_leads_where_the_table_says_or_is_refused(state):
    for act in ACTS:
        life, expected = Life(state), EDGES[act][state]
        if isinstance(expected, S):
            getattr(life, act)()
            assert life.state is expected, act
        else:
            with pytest.raises(expected):
                getattr(life, act)()
            assert life.state is state, act


@settings(
    max_examples=8,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=6, max_size=12))
def test_whatever_happens_in_whatever_order_agrees_with_the_table(app, acts):
    life, state = Life(), None
    for act in acts:
        expected = EDGES[act][state]
        if isinstance(expected, S):
            getattr(life, act)()
            state = expected
        else:
            with pytest.raises(expected):
                getattr(life, act)()
        assert life.state is state, acts
        live = sa.select(sa.func.count()).where(Membership.member_id == life.person.id, Membership.state.in_(LIVE))
        assert db.session.scalar(live) <= 1


# Newcomers


def test_probation_is_that_of_the_day_on_which_one_came():
    life = Life()
    life.group.probation_days = 7
    db.session.commit()
    life.accept_link()
    stay = queries.find_latest_membership(life.group, life.person)
    until = stay.settles_at
    assert not stay.is_settled
    life.group.probation_days = 0
    db.session.commit()
    assert queries.find_latest_membership(life.group, life.person).settles_at == until
    life.settle()
    assert stay.is_settled
    with pytest.raises(no.AlreadySettled):
        life.settle()


def test_nobody_ends_their_own_probation():
    life = Life(S.ACTIVE)
    life.stay.settles_at = life.stay.joined_at.replace(year=2100)
    db.session.commit()
    with pytest.raises(no.NotOneself):
        operations.settle(actor=life.person, membership=life.stay)
