"""Home: the front page, what the site says of itself, and what developers look at.

Words: the *front page* is where everybody arrives; the *mailbox* is where mail lies on a developer's machine.
"""
