"""Accounts: signing up, confirming, logging in and out, a forgotten password.

Words: a *member* is a person with an account; an *unconfirmed* one has not yet pressed the button behind the mailed
link; a *suspended* one is shut out by a moderator until restored.
"""
