"""What vouching keeps of a member, told to that member.

Who vouches for them, and with what note to moderators, is the others' own: their page says who. What others declined is
not told either: it is kept for the one who declined it.
"""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.i18n import lazy
from community.members.queries import list_names
from community.vouching import queries
from community.vouching.models import Vouch


def tell_vouches(member: Member) -> list[Part]:
    """The vouches that the member gave, with their notes, and on which days others gave theirs."""
    made = queries.every_vouch_by(member)
    # Who is suspended, leaves or hides is named to nobody.
    shown = list_names(member, [vouch.member for vouch in made if vouch.member.is_active])
    given = [_given(vouch, vouch.member.handle if vouch.member_id in shown else None) for vouch in made]
    received = [_received(vouch) for vouch in queries.every_vouch_for(member)]
    return [
        Part("vouches", lazy("People whom you vouch for"), given),
        Part("vouches-received", lazy("Vouches that others gave you"), received),
    ]


def _given(vouch: Vouch, handle: str | None) -> list[Fact]:
    return [
        Fact("member", lazy("For"), handle, f"@{handle}" if handle else None),
        Fact("day", lazy("Day"), vouch.made_on),
        Fact("note", lazy("Your note"), vouch.note),
    ]


def _received(vouch: Vouch) -> list[Fact]:
    return [
        Fact("day", lazy("Day"), vouch.made_on),
        Fact("declined", lazy("Declined"), vouch.declined_on),
    ]
