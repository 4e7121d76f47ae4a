"""The checks of an installation: each is a small function that finds what is wrong with one thing.

What makes them all is `flask doctor`; strangers who ask whether the site is ready are told of the essential ones.
"""
