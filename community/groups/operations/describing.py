"""The groups themselves: making them, changing what they say of themselves, telling them something."""

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock
from community.groups import emails, queries
from community.groups.founding import FOUNDING_GROUPS
from community.groups.models import (
    QUESTIONS,
    Group,
    GroupRole,
    JoinPolicy,
    Membership,
    MembershipState,
    Visibility,
)
from community.groups.operations.refusals import NameMissing, RulesNotYours, SlugNotUsable, SlugTaken
from community.i18n import LANGUAGES

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 60
# Words that stand in the place of a group's address.
RESERVED = {"mine", "invitations", "new"}


@atomic
def create_group(
    *,
    actor: Member | None,
    slug: str,
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    commitments: Iterable[int] = (),
    join_policy: JoinPolicy = JoinPolicy.ON_REQUEST,
    visibility: Visibility = Visibility.PUBLIC,
    questions: Mapping[str, Sequence[str]] | None = None,
    professions: Iterable[str] = (),
    vouches_needed: int = 0,
    coordinator: Member | None = None,
) -> Group:
    """Make a working group.

    actor: who makes it, or None for the site itself. names, purposes, questions: by language.
    professions: major groups of ISCO-08 whose people it looks for.
    coordinator: its first member and coordinator, who is told by mail.
    Refuses with NameMissing, SlugNotUsable, SlugTaken.
    """
    if not SLUG.fullmatch(slug) or slug in RESERVED or len(slug) > SLUG_LENGTH:
        raise SlugNotUsable
    group = Group(slug=slug, join_policy=join_policy, visibility=visibility)
    _describe(group, names, purposes, commitments, questions or {})
    group.professions = sorted(set(professions))
    group.vouches_needed = vouches_needed
    db.session.add(group)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise SlugTaken from error
    audit.record(actor, "groups.create", group)
    if coordinator is not None:
        _put_in_charge(group, coordinator)
    return group


@atomic
def edit_group(
    *,
    actor: Member,
    group: Group,
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    commitments: Iterable[int],
    questions: Mapping[str, Sequence[str]],
    professions: Iterable[str] = (),
    join_policy: JoinPolicy | None = None,
    visibility: Visibility | None = None,
    vouches_needed: int | None = None,
) -> None:
    """Change what a group says of itself and how it is joined; its address stays.

    join_policy, visibility, vouches_needed: None leaves them as they are.
    Refuses with NameMissing, and RulesNotYours where somebody who does not coordinate it would change these three.
    """
    lock(group)
    before = (group.join_policy, group.visibility, group.vouches_needed)
    _describe(group, names, purposes, commitments, questions)
    group.professions = sorted(set(professions))
    group.join_policy = join_policy or group.join_policy
    group.visibility = visibility or group.visibility
    group.vouches_needed = group.vouches_needed if vouches_needed is None else vouches_needed
    if before != (group.join_policy, group.visibility, group.vouches_needed) and not queries.may_rule(actor, group):
        raise RulesNotYours
    audit.record(actor, "groups.edit", group, join_policy=group.join_policy, visibility=group.visibility)


@atomic
def found_groups() -> int:
    """Make those of the seven founding groups, one for each commitment, that are not there yet; returns how many."""
    missing = [group for group in FOUNDING_GROUPS if queries.find_group_by_slug(group.slug) is None]
    for group in missing:
        create_group(
            actor=None,
            slug=group.slug,
            names=group.names,
            purposes=group.purposes,
            commitments=[group.commitment],
            join_policy=JoinPolicy.OPEN,
        )
    return len(missing)


def _describe(
    group: Group,
    names: Mapping[str, str],
    purposes: Mapping[str, str],
    commitments: Iterable[int],
    questions: Mapping[str, Sequence[str]],
) -> None:
    if not any(names.get(language) for language in LANGUAGES):
        raise NameMissing
    for language in LANGUAGES:
        setattr(group, f"name_{language}", names.get(language, ""))
        setattr(group, f"purpose_{language}", purposes.get(language, ""))
        setattr(group, f"questions_{language}", list(questions.get(language, ()))[:QUESTIONS])
    group.serve(list(commitments))


def _put_in_charge(group: Group, coordinator: Member) -> None:
    membership = Membership(
        group_id=group.id,
        member_id=coordinator.id,
        state=MembershipState.ACTIVE,
        role=GroupRole.COORDINATOR,
    )
    membership.admit()
    db.session.add(membership)
    emails.send_appointed(coordinator, group)
