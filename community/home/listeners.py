"""What the front page does when accounts tell it something."""

from community.accounts.signals import member_data
from community.home.own_data import tell_steps

member_data.connect(tell_steps)
