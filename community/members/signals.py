"""What members tell the features above them, inside the same transaction."""

from blinker import signal

# The sender has blocked the member `blocked`: what the two have with each other ends.
member_blocked = signal("member-blocked")

# The sender has looked at so many others today that they see no more of them before tomorrow.
directory_exhausted = signal("directory-exhausted")
