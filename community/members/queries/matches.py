"""Who could help whom: people who offer what one looks for, and people who look for what one offers.

Whom the viewer may find, and by what, the directory says, and what is on their cards. What the viewer looks for may be
closed to everybody: it drives the viewer's own search, and nobody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from community.accounts.models import Member
from community.members.models import Profile
from community.members.queries.cards import Card
from community.members.queries.directory import Wanted, search
from community.web.pagination import Page

# What others have in the field, and what of mine it answers.
ANSWERED_BY = {"offers": "looks_for", "looks_for": "offers"}


@dataclass(frozen=True)
class Match:
    """Somebody, and the kinds of help for which they are shown."""

    card: Card
    codes: list[str]


def list_matches(viewer: Member, profile: Profile, fields: Sequence[str], after: str | None) -> dict[str, Page[Match]]:
    """A page of matches for each of `fields`: of who offers what the viewer looks for ("offers"), and of who looks for
    what the viewer offers ("looks_for").

    profile: the viewer's own. On a page those with whom most is in common come first.
    """
    wanted = {field: getattr(profile, ANSWERED_BY[field]) for field in fields}
    found = {field: _search(viewer, field, codes, after) for field, codes in wanted.items()}
    return {field: Page(_matches(page.items, field, wanted[field]), page.next) for field, page in found.items()}


def _search(viewer: Member, field: str, codes: list[str], after: str | None) -> Page[Card]:
    if not codes:
        return Page([], None)
    wanted = Wanted(
        any_of_offers=codes if field == "offers" else (),
        any_of_looks_for=codes if field == "looks_for" else (),
        others_only=True,
    )
    return search(viewer, wanted, after)


def _matches(cards: Sequence[Card], field: str, codes: list[str]) -> list[Match]:
    found = [Match(card, [code for code in card.shown.get(field, ()) if code in codes]) for card in cards]
    return sorted((match for match in found if match.codes), key=lambda match: len(match.codes), reverse=True)
