"""When a group meets, what was said, and the calendars that tell of it.

*Minutes* are what is written down of a meeting. A *calendar* is an ICS address with a token of its own, which its
owner can revoke.
"""
