"""Conversations of a group: topics and replies.

A *topic* begins with a first post; every *post* may be edited, and its earlier *editions* can be read.
"""
