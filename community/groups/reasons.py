"""Reasons that stand in a list, so that everybody reads them in their own language; kept by name, never renamed."""

from enum import StrEnum


class Declined(StrEnum):
    """Why a request to join was declined."""

    FULL = "full"
    OTHER_GROUP = "other_group"
    MORE_WORDS = "more_words"
    KNOWN_PEOPLE = "known_people"
    NOT_NOW = "not_now"


class Ended(StrEnum):
    """Why somebody was removed from a group or is kept out of it."""

    AWAY = "away"
    RULES = "rules"
    TRUST = "trust"
    DONE = "done"
    ADVERTISING = "advertising"
    BRANCH = "branch"
