"""What accounts tell the features above them, inside the same transaction."""

from blinker import signal

member_confirmed = signal("member-confirmed")
