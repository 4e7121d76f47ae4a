"""The forms of a proposal of a group: what a member fills in, and what a moderator answers."""

import re
from datetime import UTC, datetime
from typing import Any

import wtforms

from community.accounts.models import Member
from community.forms import BaseForm, Choice, Flag, Hidden, LongText, Text, length, required
from community.groups import queries
from community.groups.forms.running import GroupForm
from community.groups.models import (
    MOST_FIRST_MEMBERS,
    REASON_LENGTH,
    Group,
    GroupProposal,
    JoinPolicy,
    Visibility,
)
from community.groups.operations.describing import SLUG_LENGTH
from community.i18n import LANGUAGES, _, current_language, lazy
from community.members.queries import find_known

# What a proposal does not say: the coordinator that it makes says it later.
_LATER = (
    "professions",
    "vouches_needed",
    "probation_days",
    "powers_delay_days",
    "questions_en",
    "questions_ko",
    "seen",
)
_AS_TYPED = {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
_HANDLES_LENGTH = 500
_NEVER = datetime.min.replace(tzinfo=UTC)


def _handles(value: str | None) -> list[str]:
    return [word.removeprefix("@").lower() for word in re.split(r"[\s,]+", value or "") if word.strip("@")]


class ProposalForm(GroupForm):
    """What a member says of the group that they would found."""

    first_members = Text(
        lazy("Who should be in it from the beginning"),
        [length(0, _HANDLES_LENGTH)],
        description=lazy("Handles of members whom you know, as in @minsu, at most ten. Each is asked first."),
        render_kw=_AS_TYPED,
    )
    parent = Choice(
        lazy("Part of another group"),
        choices=list,
        description=lazy("You can propose a group under one that you coordinate. Only its members can join it then."),
    )
    is_another = Flag(lazy("I have looked at the groups with similar names: mine is another one"))

    found: tuple[tuple[Member, str], ...] = ()
    similar: tuple[Group, ...] = ()
    parents: tuple[Group, ...] = ()

    @classmethod
    def by(cls, member: Member, proposal: GroupProposal | None = None, under: str = "") -> "ProposalForm":
        """The form for a member, filled in with what a proposal of theirs says.

        under: the address of the group that a new one would be part of.
        """
        form = cls(data=_said_by(proposal) if proposal else None)
        for name in _LATER:
            del form[name]
        form.member = member
        form.parents = tuple(queries.list_possible_parents(member))
        if form.parents:
            language = current_language()
            names = [(group.id.hex, group.name(language)) for group in form.parents]
            form.parent.choices = [("", _("None")), *names]
            if form.parent.data is None:
                form.parent.data = next((group.id.hex for group in form.parents if group.slug == under), "")
        else:
            del form.parent
        return form

    member: Member

    def validate_first_members(self, field: wtforms.Field) -> None:
        """Each handle must be that of somebody whom the proposer can see; which is wrong is said, not why."""
        handles = list(dict.fromkeys(_handles(field.data)))
        if len(handles) > MOST_FIRST_MEMBERS:
            raise wtforms.ValidationError(_("Name at most %(most)d members.", most=MOST_FIRST_MEMBERS))
        known = {handle: find_known(self.member, handle) for handle in handles if handle != self.member.handle}
        missing = [handle for handle, person in known.items() if person is None]
        if missing:
            raise wtforms.ValidationError(
                _("You can see nobody with this handle: %(handle)s", handle=", ".join(missing))
            )
        self.found = tuple((person.member, person.handle) for person in known.values() if person is not None)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, that there is a name, and that the proposer has seen which groups are called alike."""
        if not super().validate(extra_validators):
            return False
        names = {code: self[f"name_{code}"].data for code in LANGUAGES}
        self.similar = tuple(queries.find_similar(self.member, names))
        if self.similar and not self.is_another.data:
            self.is_another.errors = [_("There are groups with similar names. Look at them first.")]
            return False
        return True

    def proposed(self) -> dict[str, Any]:
        """What `propose` and `change_proposal` take."""
        chosen = self.parent.data if "parent" in self else ""
        return {
            "names": {code: self[f"name_{code}"].data for code in LANGUAGES},
            "purposes": {code: self[f"purpose_{code}"].data for code in LANGUAGES},
            "commitments": [int(number) for number in self.commitments.data or ()],
            "join_policy": JoinPolicy(self.join_policy.data),
            "visibility": Visibility(self.visibility.data),
            "working_language": self.working_language.data,
            "region": self.region.data,
            "first_members": self.found,
            "parent": next((group for group in self.parents if group.id.hex == chosen), None),
        }


def _said_by(proposal: GroupProposal) -> dict[str, Any]:
    said: dict[str, Any] = {f"name_{code}": proposal.names[code] for code in LANGUAGES}
    said |= {f"purpose_{code}": proposal.purposes[code] for code in LANGUAGES}
    return said | {
        "commitments": [str(number) for number in proposal.commitments],
        "join_policy": proposal.join_policy.value,
        "visibility": proposal.visibility.value,
        "working_language": proposal.working_language,
        "region": proposal.region,
        "first_members": " ".join(f"@{handle}" for handle in proposal.first_members.values()),
        "parent": proposal.parent_id.hex if proposal.parent_id else "",
    }


class ApprovalForm(BaseForm):
    """A moderator's yes: the address of the group, for the words that the moderator has read."""

    slug = Text(
        lazy("Address"),
        [required(lazy("Choose the last part of the group’s address.")), length(2, SLUG_LENGTH)],
        description=lazy("The last part of the group’s address on this site, as in film-nights. It stays."),
        render_kw=_AS_TYPED,
    )
    seen = Hidden()

    def seen_at(self) -> datetime:
        """When the words were written that the moderator has read."""
        return read_moment(self.seen.data)


class SendBackForm(BaseForm):
    """A moderator's no for now, with the reason."""

    reason = LongText(
        lazy("Reason"),
        [required(lazy("Write the reason: whoever proposed the group reads it.")), length(0, REASON_LENGTH)],
        description=lazy("Whoever proposed the group reads it, can change the proposal and send it again."),
    )
    seen = Hidden(id="sent-back-seen")

    def seen_at(self) -> datetime:
        """When the words were written that the moderator has read."""
        return read_moment(self.seen.data)


def read_moment(said: str) -> datetime:
    """The moment that a page carried along; for what is none one long ago, at which no words were written."""
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return _NEVER
    return moment if moment.tzinfo else _NEVER
