"""Contacts: members reach each other without addresses.

Words: a *contact request* asks with a short message; once accepted, the two have a *conversation*.
"""
