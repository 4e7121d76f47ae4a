"""Moderation: the desk at which moderators keep people safe and administrators hand out rights.

Words: a moderator *suspends* a member, who is logged out at once and cannot log in until *restored*; the *trail* is
what was done to whom by whom; the *claim* is the link of the first start that makes its opener an administrator.
"""
