"""What the front page keeps of a member, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import lazy
from community.members.queries import get_profile


def tell_steps(member: Member) -> list[Part]:
    """Whether the first steps are hidden."""
    hidden = get_profile(member).steps_dismissed
    shown = lazy("yes") if hidden else lazy("no")
    return [
        Part("first-steps", lazy("First steps"), [[Fact("hidden", lazy("Hidden on the front page"), hidden, shown)]])
    ]
