"""A demonstration: a community of invented people, so that every page can be seen full of life.

Nobody here exists, every address ends in example.org, and the site shows a banner that says so. It is loaded only where
COMMUNITY_DEMO is 1, and only into a database without members.
"""
