"""What groups keep of whoever runs them, or follows, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.groups import queries
from community.groups.models import Membership, Successor
from community.i18n import current_language, lazy


def tell_charge(member: Member) -> list[Part]:
    """The days on which coordinators were here last, whom they named to follow them, and who named them."""
    days = [_day(row) for row in queries.list_stays(member) if row.seen_on]
    return [
        Part("coordinating", lazy("Groups that you coordinate"), days),
        Part(
            "successors",
            lazy("Groups in which you named a successor"),
            list(map(_naming, queries.list_namings(member))),
        ),
        Part(
            "successions", lazy("Groups in which you were named"), list(map(_naming, queries.list_successions(member)))
        ),
    ]


def _day(row: Membership) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("seen", lazy("You were here last"), row.seen_on),
        Fact("powers", lazy("You can act from"), row.powers_from.date() if row.powers_from else None),
    ]


def _naming(row: Successor) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("day", lazy("Day"), row.named_at.date()),
        Fact("accepted", lazy("Agreed"), row.accepted_at.date() if row.accepted_at else None),
    ]
