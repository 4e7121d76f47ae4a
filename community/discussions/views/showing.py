"""What a page with posts shows: people as the group shows them, and texts with mentions as far as one may know them."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from community.access import actor, can
from community.accounts.models import Member
from community.discussions import queries
from community.discussions.mentions import find_handles, link_mentions
from community.discussions.models import Post
from community.groups.models import Group
from community.groups.queries import PersonShown, show_people
from community.web.markdown import markdown


@dataclass(frozen=True)
class Shown:
    """People by id, whom of them the reader has blocked, and where mentions lead to, by handle."""

    people: Mapping[uuid.UUID, PersonShown]
    blocked: set[uuid.UUID]
    links: Mapping[str, str]

    def html(self, body: str) -> Markup:
        """A text as it is shown."""
        return link_mentions(markdown(body), self.links)


def show(group: Group, posts: Iterable[Post], *more: str) -> Shown:
    """What a page shows of these posts and further texts, for the one who is looking.

    Whoever reads no roster learns from no mention who is in the group: of these only those are linked who wrote here.
    """
    posts = list(posts)
    authors: dict[uuid.UUID, Member] = {post.author.id: post.author for post in posts if post.author}
    texts = [str(post.body) for post in posts if post.is_readable] + list(more)
    handles = set().union(*map(find_handles, texts))
    mentioned: Iterable[Any] = queries.find_mentioned(group, handles) if can("groups.roster", group) else ()
    people = show_people(actor(), group, [*authors.values(), *mentioned])
    links = {
        person.member.handle: url_for("members.profile", handle=person.member.handle)
        for person in people.values()
        if person.is_open
    }
    return Shown(people, queries.find_blocked(actor(), authors.keys()), links)
