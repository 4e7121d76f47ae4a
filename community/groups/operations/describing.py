"""The groups themselves: making them, changing what they say of themselves, telling them something."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db
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
from community.groups.operations.coordinating import tell_of
from community.groups.operations.founding_refusals import (
    NameMissing,
    SlugNotUsable,
    SlugTaken,
)
from community.groups.operations.guarding import ensure_active
from community.groups.operations.refusals import (
    RulesNotYours,
)
from community.groups.operations.subgroups import (
    ensure_not_wider,
    hold_as_parent,
    hold_from_above,
    narrow_subgroups,
)
from community.i18n import LANGUAGES, lazy
from community.refusals import Refusal

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 60
# Who may know of a group, who comes in and how soon they are trusted: for its coordinators to say.
RULES = ("join_policy", "visibility", "vouches_needed", "probation_days", "powers_delay_days")
# Words that stand in the place of a group's address.
RESERVED = {"mine", "desk", "invitations", "invited", "new", "proposals", "calendars"}


class GroupChanged(Refusal):
    """Somebody else has changed the group meanwhile."""

    sentence = lazy(
        "Somebody else has changed the group while you were writing. Who may know of it and how people join it stand "
        "below as they are now. Check everything, then save again."
    )


def edition_of_group(group: Group) -> str:
    """What tells one description of a group, with its rules, from the next."""
    told = [group.commitments, group.professions, group.working_language, group.region]
    told += [getattr(group, f"{text}_{code}") for text in ("name", "purpose", "questions") for code in LANGUAGES]
    told += [getattr(group, name) for name in RULES]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


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
    probation_days: int = 0,
    powers_delay_days: int = 0,
    working_language: str = "",
    region: str = "",
    parent: Group | None = None,
    coordinator: Member | None = None,
) -> Group:
    """Make a working group.

    actor: who makes it, or None for the site itself. names, purposes, questions: by language.
    professions: major groups of ISCO-08 whose people it looks for. probation_days: how long members are newcomers.
    powers_delay_days: how long the powers of those who are made coordinators later sleep.
    working_language: the language it works in, "" for both. region: the country it works in, "" for anywhere.
    parent: the group that it is part of, which the coordinator coordinates, too.
    coordinator: its first member and coordinator, who is told by mail.
    Refuses with NameMissing, SlugNotUsable, SlugTaken; with NoParentForGroups, GroupAtRest, VisibilityTooWide.
    """
    if parent is not None:
        hold_as_parent(coordinator, parent)
        ensure_not_wider(visibility, parent)
    if not SLUG.fullmatch(slug) or slug in RESERVED or len(slug) > SLUG_LENGTH:
        raise SlugNotUsable
    group = Group(slug=slug, join_policy=join_policy, visibility=visibility, parent_id=parent.id if parent else None)
    _describe(group, names, purposes, commitments, questions or {})
    group.professions = sorted(set(professions))
    group.vouches_needed = vouches_needed
    group.probation_days, group.powers_delay_days = probation_days, powers_delay_days
    group.working_language, group.region = working_language, region
    db.session.add(group)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise SlugTaken from error
    audit.record(actor, "groups.create", group, place=group)
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
    working_language: str = "",
    region: str = "",
    join_policy: JoinPolicy | None = None,
    visibility: Visibility | None = None,
    vouches_needed: int | None = None,
    probation_days: int | None = None,
    powers_delay_days: int | None = None,
    seen: str = "",
) -> None:
    """Change what a group says of itself and how it is joined; its address and what it is part of stay.

    join_policy and what follows: its rules; None leaves one as it is. Groups under this one are known to no more people
    than it is itself. probation_days, powers_delay_days: hold for those who come, or take charge, from now on.
    seen: `edition_of_group` that the actor had before them, so that an old page does not undo what was done since.
    Refuses with GroupAtRest, GroupChanged, NameMissing, VisibilityTooWide, and RulesNotYours where somebody who does
    not coordinate it would change a rule.
    """
    parent = _hold_as_seen(group, seen)
    before = {name: getattr(group, name) for name in RULES}
    _describe(group, names, purposes, commitments, questions)
    group.professions = sorted(set(professions))
    group.working_language, group.region = working_language, region
    wanted = (join_policy, visibility, vouches_needed, probation_days, powers_delay_days)
    changed = {
        name: rule for name, rule in zip(RULES, wanted, strict=True) if rule is not None and rule != before[name]
    }
    if changed and not queries.may_rule(actor, group):
        raise RulesNotYours
    for name, rule in changed.items():
        setattr(group, name, rule)
    ensure_not_wider(group.visibility, parent)
    narrow_subgroups(group)
    audit.record(actor, "groups.edit", group, place=group, **{name: getattr(group, name) for name in RULES})
    if "powers_delay_days" in changed:
        days = {"before": before["powers_delay_days"], "days": group.powers_delay_days}
        tell_of(audit.record(actor, "groups.delay_powers", group, place=group, **days), group, actor)


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


def _hold_as_seen(group: Group, seen: str) -> Group | None:
    parent = hold_from_above(group)
    ensure_active(group)
    if seen and seen != edition_of_group(group):
        raise GroupChanged
    return parent


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
    membership.take_charge()
    db.session.add(membership)
    emails.send_appointed(coordinator, group)
