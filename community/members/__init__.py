"""Members: profiles, and for each of their fields who may see it.

Words: an *audience* is who may see one field of a profile: only me, my working groups, members, everyone.
"""
