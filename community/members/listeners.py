"""What members do when accounts tell them something."""

from community.accounts import handles
from community.accounts.models import Member
from community.accounts.signals import member_confirmed, member_data, member_deleted
from community.members.operations import create_profile, retire_for_good
from community.members.own_data import tell_handles, tell_profile
from community.members.queries import find_retired

member_data.connect(tell_profile)
member_data.connect(tell_handles)
member_deleted.connect(retire_for_good)
handles.register(lambda handle: find_retired(handle) is not None)


@member_confirmed.connect
def give_profile(member: Member) -> None:
    """Every confirmed member has a profile from the first moment."""
    create_profile(member)
