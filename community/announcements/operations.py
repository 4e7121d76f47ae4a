"""Writing announcements, for coordinators and moderators. The group is held first, so that pins are counted one after
the other."""

import sqlalchemy as sa

from community import audit
from community.accounts.models import Member
from community.announcements import queries
from community.announcements.models import MOST_PINNED, Announcement, AnnouncementEdition
from community.announcements.refusals import ChangedMeanwhile, GroupNotPublic, PinsTaken
from community.db import atomic, db, lock, now
from community.finding.operations import renew
from community.groups.models import Group, Visibility
from community.groups.operations import ensure_active, hold_charge
from community.notifications.operations import notify
from community.policy import Relation

KIND = "announcement"


@atomic
def announce(
    *, actor: Member, group: Group, title: str, body: str, language: str, is_public: bool = False
) -> Announcement:
    """Tell the whole group something; everybody else in it hears of it as they asked to.

    is_public: whether everyone may read it. Refuses with GroupAtRest, NotTakingPart, NotCoordinating, GroupNotPublic.
    """
    _take_charge(actor, group)
    _ensure_public(group, is_public)
    announcement = Announcement(group_id=group.id, author_id=actor.id, language=language, is_public=is_public)
    announcement.title, announcement.body = title, body
    db.session.add(announcement)
    db.session.flush()
    audit.record(actor, "announcements.announce", group, place=group)
    renew(KIND, announcement.id)
    notify(KIND, announcement.id, group.id, actor=actor)
    return announcement


@atomic
def edit(
    *,
    actor: Member,
    announcement: Announcement,
    title: str,
    body: str,
    language: str,
    is_public: bool = False,
    edition: int | None = None,
) -> None:
    """Change an announcement; what it said before can still be read by the group. Where nothing is changed, nothing is
    kept of it.

    edition: the one that was read before writing, where one would not write over what somebody else changed since.
    Refuses with GroupAtRest, NotTakingPart, NotCoordinating, GroupNotPublic, ChangedMeanwhile.
    """
    group = _hold(actor, announcement)
    _ensure_public(group, is_public)
    if edition is not None and announcement.edition != edition:
        raise ChangedMeanwhile
    if (announcement.title, announcement.body, announcement.language) != (title, body, language):
        _keep_edition(announcement)
        announcement.title, announcement.body, announcement.language = title, body, language
        announcement.edition += 1
        announcement.edited_at = now()
        renew(KIND, announcement.id)
    elif announcement.is_public == is_public:
        return
    announcement.is_public = is_public
    audit.record(actor, "announcements.edit", group, place=group)


@atomic
def pin(*, actor: Member, announcement: Announcement) -> None:
    """Keep an announcement on top; a pinned one stays as it is.

    Refuses with GroupAtRest, NotTakingPart, NotCoordinating, PinsTaken.
    """
    group = _hold(actor, announcement)
    if announcement.pinned_at is None:
        if queries.count_pinned(group) >= MOST_PINNED:
            raise PinsTaken
        announcement.pinned_at = now()


@atomic
def unpin(*, actor: Member, announcement: Announcement) -> None:
    """Let an announcement go down the list as others do.

    Refuses with GroupAtRest, NotTakingPart, NotCoordinating.
    """
    _hold(actor, announcement)
    announcement.pinned_at = None


@atomic
def delete(*, actor: Member, announcement: Announcement) -> None:
    """Destroy an announcement with everything that it ever said, also where the group is at rest.

    Refuses with NotTakingPart, NotCoordinating.
    """
    group = _hold(actor, announcement, at_rest=True)
    db.session.delete(announcement)
    renew(KIND, announcement.id)
    audit.record(actor, "announcements.delete", group, place=group)


def release_member(member: Member) -> None:
    """Let announcements stay without their author; part of the operation that deletes the member."""
    theirs = sa.update(Announcement).where(Announcement.author_id == member.id)
    db.session.execute(theirs.values(author_id=None), execution_options={"synchronize_session": False})


def _hold(actor: Member, announcement: Announcement, *, at_rest: bool = False) -> Group:
    group = db.session.get_one(Group, announcement.group_id)
    lock(group)
    _take_charge(actor, group, at_rest=at_rest)
    lock(announcement)
    return group


def _take_charge(actor: Member, group: Group, *, at_rest: bool = False) -> None:
    if not actor.wields(Relation.MODERATOR):
        hold_charge(actor, group.id, at_rest=at_rest)
    elif not at_rest:
        ensure_active(group)


def _ensure_public(group: Group, is_public: bool) -> None:
    if is_public and group.visibility is not Visibility.PUBLIC:
        raise GroupNotPublic


def _keep_edition(announcement: Announcement) -> None:
    edition = AnnouncementEdition(
        announcement_id=announcement.id,
        number=announcement.edition,
        language=announcement.language,
        written_at=announcement.updated_at,
    )
    edition.title, edition.body = announcement.title, announcement.body
    db.session.add(edition)
