"""What groups keep of a member who proposed one or wrote its charter, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.groups import queries
from community.groups.models import CharterVersion, Group, GroupProposal
from community.groups.wording import PROPOSAL_STATES
from community.i18n import LANGUAGES, current_language, lazy


def tell_founding(member: Member) -> list[Part]:
    """Groups proposed with what was answered, and versions of charters written."""
    proposals = [_proposal(one) for one in queries.list_proposals_by(member)]
    charters = [_charter(version, group) for version, group in queries.list_charter_versions_by(member)]
    return [
        Part("group_proposals", lazy("Groups that you proposed"), proposals),
        Part("charters", lazy("Charters that you wrote"), charters),
    ]


def _proposal(row: GroupProposal) -> list[Fact]:
    words = [text for code in LANGUAGES for text in (row.names[code], row.purposes[code]) if text]
    people = [f"@{handle}" for handle in row.first_members.values()]
    return [
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("words", lazy("What you wrote"), words),
        Fact("people", lazy("Whom you named"), people),
        Fact("state", lazy("State"), row.state, PROPOSAL_STATES[row.state]),
        Fact("reason", lazy("The reason that you were told"), row.reason),
    ]


def _charter(row: CharterVersion, group: Group) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), group.slug, group.name(current_language())),
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("summary", lazy("What you changed"), row.summary),
        Fact("text", lazy("Text"), [row.text(code) for code in row.languages]),
    ]
