"""Vouching: members say whom they know, so that trust can be seen.

Words: a *vouch* says “I know this person”; a *ring* is new accounts that vouch for nobody but each other.
"""
