"""Factories of vouches, and of members old and new enough for them."""

from datetime import timedelta
from typing import Any

import factory

from community.accounts.models import Member
from community.db import now
from community.members.models import FIELDS, Audience
from community.vouching.models import Vouch
from tests.factories import MemberFactory, ModelFactory
from tests.members.factories import ProfileFactory


def settled(days: int = 400, audience: Audience = Audience.MEMBERS, **values: Any) -> Member:
    """A member of some age, by default an old one, whose name members see."""
    member: Member = MemberFactory(confirmed_at=now() - timedelta(days=days), **values)
    audiences = {**dict.fromkeys(FIELDS, Audience.ONLY_ME.value), "display_name": audience.value}
    name_open = audience in (Audience.MEMBERS, Audience.EVERYONE)
    ProfileFactory(member_id=member.id, audiences=audiences, name_open=name_open)
    return member


class VouchFactory(ModelFactory):
    """A vouch of one old member for another; `voucher` and `member` may be given."""

    class Meta:
        model = Vouch
        exclude = ("voucher", "member")

    voucher = factory.LazyFunction(settled)
    member = factory.LazyFunction(settled)
    voucher_id = factory.SelfAttribute("voucher.id")
    member_id = factory.SelfAttribute("member.id")


def befriend(one: Member, other: Member) -> None:
    """Let two members vouch for each other."""
    VouchFactory(voucher=one, member=other)
    VouchFactory(voucher=other, member=one)
