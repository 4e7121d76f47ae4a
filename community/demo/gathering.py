"""Bringing invented members together in groups: coordinators, members, requests that wait, announcements."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from community.accounts.models import Member
from community.announcements.models import Announcement
from community.audit import AuditEntry
from community.db import db, now
from community.demo.circles import QUESTIONS, Circle
from community.demo.words import ANNOUNCEMENTS, ANSWERS
from community.groups.founding import FOUNDING_GROUPS
from community.groups.models import Group, GroupRole, JoinPolicy, Membership, MembershipState
from community.groups.queries import find_group_by_slug

# Groups that the accounts to log in with coordinate, so that somebody waits for their decision.
LED_BY_KNOWN = {"translators": ("june", "sora"), "young-speakers": ("sora",), "records": ("june",)}


def gather(
    draw: random.Random,
    known: Sequence[Member],
    people: Sequence[Member],
    circles: Sequence[Circle],
    advance: Callable[[], object],
) -> None:
    """Found the groups of the demonstration and fill them and the founding groups.

    known: the accounts to log in with, the administrator first. people: everybody who can act, those included.
    """
    founder, others = known[0], [member for member in people if member not in known]
    by_handle = {member.handle: member for member in known}
    founding = filter(None, (find_group_by_slug(group.slug) for group in FOUNDING_GROUPS))
    for group in [*founding, *(_found(circle, founder) for circle in circles)]:
        leaders = [by_handle[handle] for handle in LED_BY_KNOWN.get(group.slug, ())] or draw.sample(
            others, min(2, len(others))
        )
        rest = [member for member in others if member not in leaders]
        company = draw.sample(rest, min(len(rest), draw.randrange(5, 45)))
        waiting = draw.randrange(2, 7) if group.join_policy is JoinPolicy.ON_REQUEST else 0
        _fill(draw, group, leaders, company[waiting:], company[:waiting])
        _announce(draw, group, leaders)
        advance()
    _let_known_join(draw, by_handle)


def _found(circle: Circle, founder: Member) -> Group:
    group = Group(slug=circle.slug, join_policy=circle.policy, visibility=circle.visibility)
    group.vouches_needed = circle.vouches
    group.professions = list(circle.professions)
    for language in ("en", "ko"):
        setattr(group, f"name_{language}", circle.names[language])
        setattr(group, f"purpose_{language}", circle.purposes[language])
        setattr(group, f"questions_{language}", circle.questions[language])
    group.serve(list(circle.commitments))
    db.session.add(group)
    db.session.add(
        AuditEntry(
            action="groups.create",
            actor_id=founder.id,
            actor_name=founder.handle,
            subject_type=group.__tablename__,
            subject_id=group.id,
            subject_name=group.slug,
            details={},
        )
    )
    db.session.flush()
    return group


def _fill(
    draw: random.Random,
    group: Group,
    leaders: Sequence[Member],
    company: Sequence[Member],
    waiting: Sequence[Member],
) -> None:
    for member in (*leaders, *company):
        moment = now() - timedelta(days=draw.randrange(1, 500), minutes=draw.randrange(1440))
        role = GroupRole.COORDINATOR if member in leaders else GroupRole.MEMBER
        _join(group, member, state=MembershipState.ACTIVE, role=role, requested_at=moment, joined_at=moment)
    for member in waiting:
        request = _join(
            group,
            member,
            state=MembershipState.REQUESTED,
            requested_at=now() - timedelta(hours=draw.randrange(3, 300)),
        )
        request.keep_answers(_answer(draw, member))


def _announce(draw: random.Random, group: Group, leaders: Sequence[Member]) -> None:
    for number in range(draw.randrange(1, 4) if leaders else 0):
        author = draw.choice(leaders)
        title, body = draw.choice(ANNOUNCEMENTS[author.language])
        moment = now() - timedelta(days=number * 30 + draw.randrange(30), hours=draw.randrange(24))
        announcement = Announcement(group_id=group.id, author_id=author.id, created_at=moment, language=author.language)
        announcement.title, announcement.body = title, body
        db.session.add(announcement)


def _let_known_join(draw: random.Random, by_handle: dict[str, Member]) -> None:
    """The members to log in with are in a group already, and wait for another."""
    for handle, joined, asked in (("daniel", "film-nights", "translators"), ("bora", "webtoons", "young-speakers")):
        member = by_handle[handle]
        group, other = find_group_by_slug(joined), find_group_by_slug(asked)
        if group is not None:
            _join(group, member, state=MembershipState.ACTIVE, joined_at=now())
        if other is not None:
            request = _join(other, member, state=MembershipState.REQUESTED)
            request.keep_answers(_answer(draw, member))


def _answer(draw: random.Random, member: Member) -> list[tuple[str, str]]:
    questions, answers = QUESTIONS[member.language], ANSWERS[member.language]
    return [(question, draw.choice(offered)) for question, offered in zip(questions, answers, strict=True)]


def _join(group: Group, member: Member, **values: object) -> Membership:
    membership = Membership(group_id=group.id, member_id=member.id, **values)
    db.session.add(membership)
    return membership
