"""What groups tell the features above them, inside the same transaction."""

from blinker import signal

# Something happened in the group that is the sender: `kind` and `subject_id` (of works.py) say about what; `actor` is
# who did it, or None for the site itself, and is not told. `concerns`: ids of members whom it is about. `only`: ids of
# members; nobody else is told; None for everybody in the group.
group_told = signal("group-told")

# A stay in a group is over, however it ended: the sender is the membership, which is closed already. Not sent where the
# member deletes the account: that is `member_deleted`.
membership_ended = signal("membership-ended")
