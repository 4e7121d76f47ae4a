"""Reports: a member tells the moderators what is wrong with another.

Words: a *report* is about a member; with it go the reporter's words and, where they choose, what they were sent.
"""
