"""Telling the moderators what one was sent: only what the member chooses leaves the conversation."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

import community.reports.operations
from community.access import actor, guard
from community.accounts.models import Member
from community.contacts import queries
from community.contacts.forms import ReportContactForm
from community.contacts.models import ContactRequest, Conversation
from community.contacts.views.blueprint import blueprint
from community.i18n import _
from community.members.limits import count
from community.members.models import Limit
from community.refusals import Refusal


@blueprint.route("/contacts/requests/<uuid:request_id>/report", methods=["GET", "POST"])
@guard("contacts.report_request", queries.find_received)
def report_request(asked: ContactRequest) -> ResponseReturnValue:
    """Report somebody for what they wrote in a contact request."""
    return _report("report_request", asked.asker, asked.asker_handle, ReportContactForm.about([asked]))


@blueprint.route("/contacts/<uuid:conversation_id>/report", methods=["GET", "POST"])
@guard("contacts.report", queries.find_reportable)
def report(talk: Conversation) -> ResponseReturnValue:
    """Report somebody for what they wrote in a conversation."""
    form = ReportContactForm.about(queries.list_received_messages(actor(), talk))
    return _report("report", queries.get_partner(actor(), talk), talk.partner_handle(actor()), form)


def _report(name: str, member: Member, known_as: str, form: ReportContactForm) -> ResponseReturnValue:
    names = queries.shown_for(actor(), [member])
    handle = queries.known_handle(member, names, known_as)
    if form.validate_on_submit():
        count(actor(), Limit.REPORTS)
        try:
            community.reports.operations.report(actor=actor(), about=member, known_as=handle, **form.told())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The moderators have your report. Here you see what becomes of it."), "success")
            return redirect(url_for("reports.mine"), 303)
    page = render_template(f"contacts/{name}.html", member=member, handle=handle, names=names, form=form)
    return page, 422 if form.errors else 200
