"""What waits for a member: features above accounts say when, so that the head of every page can show it.

Each gives a condition, or counts what is new; they stand in the query that finds the session, so that no page needs
one more. That query is built once: nothing in it may depend on the moment, nor on who asks.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

# Takes the column of a member's id; says whether something waits for that member.
Condition = Callable[[Any], sa.ColumnElement[bool]]

_conditions: list[Condition] = []


def register(condition: Condition) -> None:
    """Let a feature above say when something waits for a member."""
    _conditions.append(condition)


def something_waits(member_id: Any) -> sa.ColumnElement[bool]:
    """Whether anything waits for the member whose id stands in this column."""
    return sa.or_(sa.false(), *(condition(member_id) for condition in _conditions))


# Takes the column of a member's id; gives how much is new to that member.
Count = Callable[[Any], sa.ScalarSelect[int]]

_counts: list[Count] = []


def register_count(count: Count) -> None:
    """Let a feature above count what is new to a member."""
    _counts.append(count)


def count_news(member_id: Any) -> sa.ColumnElement[int]:
    """How much is new to the member whose id stands in this column."""
    total: sa.ColumnElement[int] = sa.literal(0)
    for count in _counts:
        total = total + count(member_id)
    return total
