"""What reports tell the features above them, inside the same transaction."""

from blinker import signal

# A report was made, or added to: the sender waits for a moderator.
report_made = signal("report-made")

# A moderator has decided about the sender.
report_settled = signal("report-settled")
