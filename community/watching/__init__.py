"""Watching: what machines and the people who run the site ask of it, and what they are told.

Words: *healthy* is a process that answers; *ready* is one that can serve; the *doctor* says what is wrong and how to
mend it.
"""
