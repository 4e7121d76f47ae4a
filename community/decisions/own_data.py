"""The proposals that a member made and the positions that they took, told to that member; nothing of the others."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.decisions.models import Position, Proposal
from community.decisions.queries import list_by, list_positions_by
from community.decisions.wording import STANCES, STATES
from community.groups.models import Group
from community.i18n import current_language, lazy


def tell_decisions(member: Member) -> list[Part]:
    """Proposals made, outcomes written, positions that can still be told to be theirs."""
    made = [_proposal(one, member) for one in list_by(member)]
    taken = [_position(one) for one in list_positions_by(member)]
    return [
        Part("proposals", lazy("Your proposals and outcomes in groups"), made),
        Part("positions", lazy("Your positions on proposals"), taken),
    ]


def _group(group: Group) -> Fact:
    return Fact("group", lazy("Group"), group.slug, group.name(current_language()))


def _proposal(proposal: Proposal, member: Member) -> list[Fact]:
    own = proposal.author_id == member.id
    words = [Fact("title", lazy("Title"), proposal.title), Fact("text", lazy("Text"), proposal.text)] if own else []
    wrote = proposal.outcome_by_id == member.id
    return [
        _group(proposal.group),
        Fact("made", lazy("Made"), proposal.created_at.date()),
        *words,
        Fact("state", lazy("State"), proposal.state, STATES[proposal.state]),
        Fact("outcome", lazy("The outcome that you wrote"), proposal.outcome if wrote else None),
    ]


def _position(position: Position) -> list[Fact]:
    return [
        _group(position.proposal.group),
        Fact("day", lazy("Day"), position.taken_at.date()),
        Fact("position", lazy("Your position"), position.stance, STANCES[position.stance]),
        Fact("reason", lazy("Your reason"), position.reason),
    ]
