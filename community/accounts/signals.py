"""What accounts tell the features above them, inside the same transaction."""

from blinker import signal

member_confirmed = signal("member-confirmed")

# The sessions of the member are ended, but for one at most: whoever else was in has nothing left to read by.
sessions_ended = signal("sessions-ended")

# The member's address is another from now on; what holds the earlier one follows.
email_changed = signal("email-changed")

# The member is about to be unable to act. Whoever cannot do without them refuses; nothing of theirs is held yet.
member_closing = signal("member-closing")

# The member is being deleted: every feature releases what it holds of them. Nobody refuses any more.
member_deleted = signal("member-deleted")

# The member asked for everything that is kept of them; each feature answers with a list of `archive.Part`.
member_data = signal("member-data")

# Somebody wants to be seen by nobody, at once.
member_hiding = signal("member-hiding")

# The sender uses the site now; said when they log in, and every few minutes in which they go on.
member_seen = signal("member-seen")
