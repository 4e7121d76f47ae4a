"""Probation: how long an account counts as new, and how much it may do on one day, then and later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from community.accounts.models import Member, Role
from community.config import Config
from community.db import now
from community.members.models import Limit

# How often a day; generous to people, far too little for whoever copies the directory or writes to everybody.
A_DAY = {
    Limit.DIRECTORY: 100,
    Limit.PROFILES: 200,
    Limit.CONTACTS: 20,
    Limit.JOIN_REQUESTS: 20,
    Limit.INVITATIONS: 30,
    Limit.VOUCHES: 20,
    Limit.REPORTS: 20,
    Limit.PICTURES: 20,
    Limit.OPENINGS: 20,
    Limit.PROPOSALS: 3,
}
# Whoever is new looks around; whoever makes accounts in order to copy the directory gets little with each.
LOOKING_ON_PROBATION = {Limit.DIRECTORY: 30, Limit.PROFILES: 60}


def is_on_probation(member: Member) -> bool:
    """Whether an account is so new that it may reach few others; nobody who was given a role is."""
    return member.role is Role.MEMBER and (member.confirmed_at is None or member.confirmed_at > _newest_settled())


def is_past_probation(member: Any = Member) -> sa.ColumnElement[bool]:
    """The condition, for the database, that an account is not on probation: the other side of `is_on_probation`.

    member: the class, or an alias of it in a query that asks of several members.
    """
    return sa.or_(member.role != Role.MEMBER, member.confirmed_at <= _newest_settled())


def _newest_settled() -> datetime:
    """When somebody came whose probation ends at this moment."""
    return now() - timedelta(days=probation_days())


@dataclass(frozen=True)
class Probation:
    """Until when an account counts as new, and how often a day it may reach others meanwhile."""

    until: datetime
    contacts: int
    requests: int
    invitations: int


def find_probation(member: Member) -> Probation | None:
    """What holds for an account as long as it is new; None for one that is not."""
    if not is_on_probation(member) or member.confirmed_at is None:
        return None
    return Probation(
        until=member.confirmed_at + timedelta(days=probation_days()),
        contacts=most_a_day(member, Limit.CONTACTS),
        requests=most_a_day(member, Limit.JOIN_REQUESTS),
        invitations=most_a_day(member, Limit.INVITATIONS),
    )


def most_a_day(member: Member, limit: Limit) -> int:
    """How often a member may do something on one day."""
    return min(A_DAY[limit], _on_probation().get(limit, A_DAY[limit])) if is_on_probation(member) else A_DAY[limit]


def probation_days() -> int:
    """How many days an account counts as new."""
    return _config().probation_days


def _on_probation() -> dict[Limit, int]:
    config = _config()
    return {
        **LOOKING_ON_PROBATION,
        Limit.CONTACTS: config.probation_contacts,
        Limit.JOIN_REQUESTS: config.probation_requests,
        Limit.INVITATIONS: config.probation_invitations,
    }


def _config() -> Config:
    config: Config = current_app.config["COMMUNITY"]
    return config
