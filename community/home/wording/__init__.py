"""The policy in plain words: what each action is called and what each relation means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from community.home.wording.desks import DESKS
from community.home.wording.groups import GROUPS
from community.home.wording.site import SITE
from community.i18n import Words, lazy
from community.policy import Relation

SECTIONS: dict[str, Words] = {
    "static": lazy("The site itself"),
    "home": lazy("The site itself"),
    "machines": lazy("The site itself"),
    "ledger": lazy("The ledger"),
    "downloads": lazy("The ledger"),
    "declaration": lazy("The declaration and its endorsements"),
    "endorsements": lazy("The declaration and its endorsements"),
    "embeds": lazy("The declaration and its endorsements"),
    "share": lazy("The declaration and its endorsements"),
    "pictures": lazy("The declaration and its endorsements"),
    "api": lazy("The declaration and its endorsements"),
    "accounts": lazy("Accounts"),
    "members": lazy("Members"),
    "reports": lazy("Members"),
    "vouching": lazy("Members"),
    "contacts": lazy("Members"),
    "looked": lazy("Members"),
    "notifications": lazy("Working groups"),
    "groups": lazy("Working groups"),
    "finding": lazy("Working groups"),
    "announcements": lazy("The work of groups"),
    "discussions": lazy("The work of groups"),
    "tasks": lazy("The work of groups"),
    "decisions": lazy("The work of groups"),
    "meetings": lazy("The work of groups"),
    "calendars": lazy("The work of groups"),
    "library": lazy("The work of groups"),
    "moderation": lazy("Moderation and administration"),
    "exports": lazy("Moderation and administration"),
}

RELATIONS: dict[Relation, Words] = {
    Relation.ANYONE: lazy("everyone"),
    Relation.VISITOR: lazy("visitors who are not logged in"),
    Relation.MEMBER: lazy("every member"),
    Relation.SELF: lazy("the member it is about"),
    Relation.FELLOW: lazy("members of a group in common"),
    Relation.BLOCKED: lazy("whoever the member has blocked"),
    Relation.APPLICANT: lazy("whoever asked to join the group"),
    Relation.NEWCOMER: lazy("newcomers of a group, where it has a probation"),
    Relation.GROUP_MEMBER: lazy("members of the group"),
    Relation.COORDINATOR: lazy("coordinators of the group"),
    Relation.MODERATOR: lazy("moderators"),
    Relation.ADMINISTRATOR: lazy("administrators"),
}

ACTIONS: dict[str, Words] = SITE | GROUPS | DESKS


@dataclass(frozen=True)
class Section:
    """The actions of one part of the site, each with those who may do it."""

    title: Words
    rows: list[tuple[Words, list[Words]]]


def describe_policy(policy: Mapping[str, frozenset[Relation]]) -> Iterator[Section]:
    """The policy part by part, in its own order; the widest circle of people first."""
    for title, actions in groupby(policy, key=lambda action: SECTIONS[action.split(".")[0]]):
        yield Section(title, [(ACTIONS[action], _people(policy[action])) for action in actions])


def _people(relations: frozenset[Relation]) -> list[Words]:
    return [words for relation, words in RELATIONS.items() if relation in relations]
