"""Who is who to whom: under which name somebody appears, whether they take requests, whom one has blocked."""

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.contacts.models import ContactRequest, ContactSettings, Conversation, RequestState, WhoMayAsk
from community.db import db
from community.members.fellowship import are_fellows
from community.members.models import Block, Profile
from community.members.models.blocks import has_blocked
from community.members.queries import find_profile, show_each
from community.web.pagination import Page, paginate


def get_settings(member: Member) -> ContactSettings:
    """What a member chose; whoever chose nothing takes requests of members, and mails."""
    chosen = db.session.get(ContactSettings, member.id)
    return chosen or ContactSettings(member_id=member.id, who_may_ask=WhoMayAsk.MEMBERS, mails=True, was_told=False)


def takes_requests_from(asked: Member, asker: Member) -> bool:
    """Whether a member takes a request from another; for whoever is blocked it looks as if none were taken at all."""
    chosen = get_settings(asked).who_may_ask
    if has_blocked(asked.id, asker.id) or chosen is WhoMayAsk.NOBODY:
        return False
    return chosen is WhoMayAsk.MEMBERS or are_fellows(asked.id, asker.id)


def shown_for(viewer: Member, members: Iterable[Member]) -> dict[uuid.UUID, dict[str, Any]]:
    """What of their profiles these people show to `viewer` now, by id; who shows no name, or is not active, is not in
    it."""
    ids = {member.id for member in members if member.is_active}
    statement = sa.select(Profile).where(Profile.member_id.in_(ids)).options(joinedload(Profile.member))
    shown = show_each(viewer, db.session.scalars(statement).all()) if ids else []
    return {profile.member_id: fields for profile, fields in shown if "display_name" in fields}


def find_to_ask(viewer: Member | None, handle: str) -> Profile | None:
    """The profile of somebody whom the viewer may know of, to ask them for contact; never one's own."""
    profile = find_profile(viewer, handle)
    return None if profile is None or (viewer and profile.member_id == viewer.id) else profile


def find_to_block(viewer: Member | None, handle: str) -> Member | None:
    """Somebody other than the viewer who shows themselves to them, waits for their answer or writes with them."""
    profile = find_to_ask(viewer, handle)
    if profile is not None or viewer is None:
        return profile.member if profile else None
    member = _find_by_handle(handle)
    return member if member is not None and member.id != viewer.id and _has_met(viewer, member) else None


def find_block(viewer: Member | None, handle: str) -> Block | None:
    """The viewer's block of the member with this handle."""
    member = _find_by_handle(handle) if viewer else None
    return db.session.get(Block, (viewer.id, member.id)) if viewer and member else None


def list_blocked(member: Member, after: str | None = None) -> Page[Member]:
    """A page of those whom a member has blocked, by handle."""
    blocked = sa.select(Member).join(Block, Block.blocked_id == Member.id).where(Block.blocker_id == member.id)
    return paginate(blocked, by=(Member.handle.asc(), Member.id.asc()), after=after)


def _find_by_handle(handle: str) -> Member | None:
    return db.session.scalar(sa.select(Member).where(Member.handle == handle.lower()))


def _has_met(viewer: Member, member: Member) -> bool:
    asked = sa.select(ContactRequest.id).where(
        ContactRequest.asker_id == member.id,
        ContactRequest.asked_id == viewer.id,
        ContactRequest.state == RequestState.WAITING,
    )
    first, second = sorted((viewer.id, member.id))
    talked = sa.select(Conversation.id).where(Conversation.first_id == first, Conversation.second_id == second)
    return bool(db.session.scalar(sa.select(sa.or_(asked.exists(), talked.exists()))))
