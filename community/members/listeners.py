"""What members do when accounts tell them something."""

from community.accounts.models import Member
from community.accounts.signals import member_confirmed, member_data
from community.members.operations import create_profile
from community.members.own_data import tell_profile

member_data.connect(tell_profile)


@member_confirmed.connect
def give_profile(member: Member) -> None:
    """Every confirmed member has a profile from the first moment."""
    create_profile(member)
