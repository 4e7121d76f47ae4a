"""What coordinators tell the whole group, and for groups that want it everybody.

Announcements can be pinned; those that are public stand in the group's feed.
"""
