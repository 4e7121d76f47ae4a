"""What a person can be, and the circles of people that the table speaks of."""

from enum import StrEnum


class Relation(StrEnum):
    """What a person can be: to the site, or to the thing that is looked at."""

    ANYONE = "anyone"
    VISITOR = "visitor"
    MEMBER = "member"
    SELF = "self"
    FELLOW = "fellow"
    BLOCKED = "blocked"
    APPLICANT = "applicant"
    NEWCOMER = "newcomer"
    GROUP_MEMBER = "group_member"
    COORDINATOR = "coordinator"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


def _who(*relations: Relation) -> frozenset[Relation]:
    return frozenset(relations)


ANYONE = _who(Relation.ANYONE)
VISITORS = _who(Relation.VISITOR)
MEMBERS = _who(Relation.MEMBER)
ONESELF = _who(Relation.SELF)
APPLICANTS = _who(Relation.APPLICANT)
GROUP_MEMBERS = _who(Relation.GROUP_MEMBER)
# Those too whom a group with a probation does not know long enough yet.
INSIDERS = _who(Relation.NEWCOMER, Relation.GROUP_MEMBER)
COORDINATORS = _who(Relation.COORDINATOR, Relation.MODERATOR)
# Who is in a group reads what its members open to their groups: whom it takes in is no business of moderators, who
# would only have to take in themselves.
DOORKEEPERS = _who(Relation.COORDINATOR)
MODERATORS = _who(Relation.MODERATOR)
ADMINISTRATORS = _who(Relation.ADMINISTRATOR)

# What nobody gets without a second factor, whatever the database says of them.
POWERS = _who(Relation.COORDINATOR, Relation.MODERATOR, Relation.ADMINISTRATOR)
