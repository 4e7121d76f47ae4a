"""What groups keep of a member, told to that member; nothing of the others in a group."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.groups import queries
from community.groups.models import Invitation, Membership
from community.groups.wording import INVITATION_WAYS, MEMBERSHIP_STATES, REASONS, ROLES
from community.i18n import current_language, lazy


def tell_groups(member: Member) -> list[Part]:
    """Stays in groups and requests with their answers, invitations made."""
    return [
        Part("groups", lazy("Your groups and requests"), [_stay(row) for row in queries.list_stays(member)]),
        Part(
            "invitations",
            lazy("Invitations that you made"),
            [_invitation(row) for row in queries.list_invitations_by(member)],
        ),
        Part(
            "invited",
            lazy("Groups that invite you"),
            [_invited(row) for row in queries.list_my_invitations(member)],
        ),
    ]


def _stay(row: Membership) -> list[Fact]:
    answers = [f"{question} {answer}" for question, answer in row.list_answers()]
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("state", lazy("State"), row.state, MEMBERSHIP_STATES[row.state]),
        Fact("role", lazy("Role"), row.role, ROLES[row.role]),
        Fact("asked", lazy("Asked"), row.requested_at.date()),
        Fact("joined", lazy("Joined"), row.joined_at.date() if row.joined_at else None),
        Fact("ended", lazy("Ended"), row.ended_at.date() if row.ended_at else None),
        Fact("answers", lazy("Your answers"), answers),
        Fact("answers_until", lazy("Your answers are kept until"), row.answers_until and row.answers_until.date()),
        Fact("reason", lazy("The reason that you were told"), row.reason),
        Fact("because", lazy("The sentence that you were told"), row.reason_code, REASONS.get(row.reason_code)),
    ]


def _invitation(row: Invitation) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("made", lazy("Made"), row.created_at.date()),
        Fact("until", lazy("Valid until"), row.expires_at.date()),
        Fact("way", lazy("Way"), row.way, INVITATION_WAYS[row.way]),
        Fact("recipient", lazy("Sent to"), row.recipient),
        Fact("note", lazy("Your note"), row.note),
        Fact("uses", lazy("Used"), row.uses),
        Fact("most_uses", lazy("Can be used"), row.max_uses),
    ]


def _invited(row: Invitation) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), row.group.slug, row.group.name(current_language())),
        Fact("day", lazy("Day"), row.created_at.date()),
        Fact("until", lazy("Valid until"), row.expires_at.date()),
        Fact("role", lazy("Role"), row.role, ROLES[row.role]),
    ]
