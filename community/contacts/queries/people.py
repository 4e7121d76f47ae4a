"""Who is who to whom: under which name somebody appears, whether they take requests, whom one has blocked."""

import uuid
from collections.abc import Container, Iterable
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


def known_handle(member: Member, names: Container[uuid.UUID], known_as: str) -> str:
    """The handle by which to call somebody: that of today where they show a name, else the one that was known."""
    return member.handle if member.id in names else known_as


def find_met(viewer: Member, handle: str) -> Member | None:
    """Whom the viewer knew under this handle when one asked the other for contact, or when the two began to write."""
    request, talk = ContactRequest, Conversation
    met: sa.CompoundSelect[Any] = sa.union_all(
        sa.select(request.asker_id).where(request.asked_id == viewer.id, request.asker_handle == handle),
        # To find what was ignored and taken back would tell the asker that it was ignored.
        sa.select(request.asked_id).where(
            request.asker_id == viewer.id, request.asked_handle == handle, request.state != RequestState.WITHDRAWN
        ),
        sa.select(talk.second_id).where(talk.first_id == viewer.id, talk.second_handle == handle),
        sa.select(talk.first_id).where(talk.second_id == viewer.id, talk.first_handle == handle),
    )
    return db.session.scalar(sa.select(Member).where(Member.id.in_(met)).order_by(Member.id).limit(1))


def find_block(viewer: Member | None, block_id: uuid.UUID) -> Block | None:
    """The block with this id, if it is the viewer's."""
    found = sa.select(Block).where(Block.id == block_id)
    return db.session.scalar(found.where(Block.blocker_id == viewer.id)) if viewer else None


def list_blocked(member: Member, after: str | None = None) -> Page[Block]:
    """A page of those whom a member has blocked, latest first."""
    blocks = sa.select(Block).where(Block.blocker_id == member.id).options(joinedload(Block.blocked, innerjoin=True))
    return paginate(blocks, by=(Block.created_at.desc(), Block.id.desc()), after=after)
