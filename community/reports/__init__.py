"""Reports: a member tells the moderators what is wrong with another.

Words: a *report* is about a member; with it go the reporter's words and, where they choose, *evidence*: what they were
sent. It is *open* until a moderator *settles* it with an *outcome*, which the reporter is told. Whoever a report is
about is not told, moderator or not: neither that there is one, nor by whom.
"""
