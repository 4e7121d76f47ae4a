"""Opening one closed field of a profile."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.accounts.models import Member
from community.members import wording
from community.members.limits import count
from community.members.models import Limit
from community.moderation import queries
from community.moderation.forms import OpenFieldForm
from community.moderation.opening import open_field as open_one
from community.moderation.views.blueprint import blueprint
from community.moderation.views.members import name_of, show_member
from community.refusals import Refusal


@blueprint.post("/members/<handle>/open")
@guard("moderation.open_field", queries.find_member)
def open_field(member: Member) -> ResponseReturnValue:
    """Show one closed field, in this answer only: there is nothing to come back to, and asking again is told again.

    That is why this form is answered with 200 and not, as others are, by leading on (303): a page to lead on to would
    have an address that can be kept, shared and opened again behind the back of the field's owner, or the value would
    have to wait somewhere in between. SHOWN_AGAIN of tests/laws/test_samples.py names the exceptions.
    """
    form = OpenFieldForm()
    if form.validate_on_submit():
        count(actor(), Limit.OPENINGS)
        field, reason = form.field.data, form.reason.data
        try:
            value = open_one(actor=actor(), member=member, field=field, reason=reason)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            shown = {field: value} if value else {}
            return render_template(
                "moderation/open_field.html",
                member=member,
                name=name_of(member),
                field=field,
                reason=reason,
                shown=shown,
                above=[],
                own=False,
                wording=wording,
            )
    return show_member(member, open_form=form), 422
