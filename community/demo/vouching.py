"""Letting invented members vouch for each other: circles of friends, people everybody knows, and one ring."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from community.accounts.models import Member
from community.db import db, now
from community.demo.words import VOUCH_NOTES
from community.vouching.models import Vouch

FRIENDS = 5
RING = 4


def make_ring(draw: random.Random, people: Sequence[Member]) -> list[Member]:
    """Let a few people be new, and vouch for nobody but each other, so that moderators find a ring on their desk."""
    ring = list(people[-RING:])
    for days, member in enumerate(ring, 3):
        member.created_at = member.confirmed_at = now() - timedelta(days=days, minutes=draw.randrange(600))
    for voucher in ring:
        for member in ring:
            if voucher is not member and draw.random() < 0.8:
                _vouch(draw, voucher, member, note=0.5)
    return ring


def vouch(draw: random.Random, known: Sequence[Member], people: Sequence[Member]) -> None:
    """Let members say whom they know.

    known: the accounts to log in with, who have friends among the others, so that “whom you know” is to be seen.
    people: everybody who can act, those included.
    """
    others = [member for member in people if member not in known]
    pairs: set[tuple[Member, Member]] = set()
    for member in known:
        friends = draw.sample(others, min(FRIENDS, len(others)))
        pairs |= {(member, friend) for friend in friends} | {(friend, member) for friend in friends}
        for friend in friends:
            pairs |= {(friend, other) for other in draw.sample(others, min(8, len(others)))}
    for member in others:
        pairs |= {(member, other) for other in draw.sample(others, draw.choice((0, 0, 1, 2, 3)))}
    for voucher, member in sorted(pairs, key=lambda pair: (pair[0].handle, pair[1].handle)):
        if voucher is not member:
            _vouch(draw, voucher, member, note=0.1)


def _vouch(draw: random.Random, voucher: Member, member: Member, note: float) -> None:
    given = Vouch(voucher_id=voucher.id, member_id=member.id, made_on=_day(draw, voucher, member))
    given.note = draw.choice(VOUCH_NOTES[voucher.language]) if draw.random() < note else None
    db.session.add(given)


def _day(draw: random.Random, *both: Member) -> date:
    """Some day since both were here."""
    since = max(member.created_at for member in both)
    return (since + (now() - since) * draw.random()).date()
