"""Opening one closed field of a profile: with a reason, and never behind the back of its owner."""

from typing import Any

from community import audit
from community.accounts.models import Member
from community.db import atomic, db
from community.i18n import lazy
from community.members.models import FIELDS
from community.members.queries import get_profile, relations_of
from community.moderation import emails
from community.moderation.models import FieldOpening
from community.moderation.operations import require_rank
from community.policy import Relation
from community.refusals import Refusal

# How somebody belongs is opened to nobody by nobody else; and a picture is no text that could stand in an answer.
OPENABLE = tuple(field for field in FIELDS if field not in ("belonging", "picture"))


class YourOwnField(Refusal):
    """A moderator aims at their own profile."""

    sentence = lazy("This is your own profile: you see all of it.")


class NotOpenable(Refusal):
    """No such field, or one that stays closed whoever asks."""

    sentence = lazy("This field is opened to nobody.")
    field = "field"


class OpenAnyway(Refusal):
    """The moderator may see the field as everybody may who is what they are."""

    sentence = lazy("You can see this on the member’s page already.")
    field = "field"


@atomic
def open_field(*, actor: Member, member: Member, field: str, reason: str) -> Any:
    """What stands in a closed field of a member's profile, or None where it is empty; the member is told at once.

    Every opening is one of its own: it is written down and told again.
    Refuses with YourOwnField, NotYours, RightsLost, NotOpenable, OpenAnyway.
    """
    if member.id == actor.id:
        raise YourOwnField
    require_rank(actor, member)
    if field not in OPENABLE:
        raise NotOpenable
    profile = get_profile(member)
    if field in profile.shown_to(relations_of(actor, profile)):
        raise OpenAnyway
    opening = FieldOpening(member_id=member.id, opener_id=actor.id, field=field, reason=reason)
    db.session.add(opening)
    audit.record(actor, "moderation.open_field", member, field=field, reason=reason)
    emails.send_opened(member)
    return profile.shown_to({Relation.SELF}).get(field)
