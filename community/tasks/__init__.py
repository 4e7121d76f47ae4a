"""What is to be done in a group: who does it, until when, for which commitment.

A *task* is open, under way or done; an *assignee* is the member who does it.
"""
