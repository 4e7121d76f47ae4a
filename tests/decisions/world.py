"""Decisions in the small world of the laws."""

from community.accounts.models import Member
from community.db import db, now
from community.groups.models import Group
from tests.decisions.factories import PositionFactory, ProposalFactory


def build(group: Group, members: dict[str, Member]) -> dict[str, str]:
    """An open proposal with a position, one on which nobody has said anything, and one that is closed."""
    member, coordinator = members["group_member"], members["coordinator"]
    rows = {
        "proposal": ProposalFactory(group=group, author=member, first_position_at=now()),
        "new_proposal": ProposalFactory(group=group, author=member),
        "closed_proposal": ProposalFactory(group=group, author=member, closed=True),
    }
    for name in ("proposal", "closed_proposal"):
        PositionFactory(proposal=rows[name], voter=coordinator)
    db.session.commit()
    return {name: str(row.id) for name, row in rows.items()}
