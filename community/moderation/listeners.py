"""What the desk answers when accounts ask what is kept of a member."""

from community.accounts.signals import member_data
from community.moderation.own_data import tell_trail

member_data.connect(tell_trail)
