"""Contacts: members reach each other without addresses.

Words: a *contact request* asks with a short message; once accepted, the two have a *conversation*. A request that is
*pending* waits, or looks to the asker as if it did.
"""
