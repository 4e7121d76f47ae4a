"""Wanting nothing to do with somebody, and taking that back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.members.operations
from community.access import actor, guard
from community.accounts.models import Member
from community.contacts import queries
from community.contacts.views.blueprint import blueprint
from community.db import db
from community.forms import BaseForm
from community.i18n import _
from community.members.acquaintance import Known
from community.members.limits import count_look
from community.members.models import Block
from community.members.queries import find_known


@blueprint.route("/members/<handle>/block", methods=["GET", "POST"])
@guard("contacts.block", find_known)
def block(known: Known) -> ResponseReturnValue:
    """Say what will happen, and block somebody."""
    form = BaseForm()
    if form.validate_on_submit():
        community.members.operations.block(actor=actor(), member=known.member, known_as=known.handle)
        flash(_("They are blocked, and nobody tells them."), "success")
        return redirect(url_for("contacts.blocked"), 303)
    count_look(actor(), known.member)
    page = render_template("contacts/block.html", known=known, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/settings/blocked")
@guard("contacts.blocked")
def blocked() -> ResponseReturnValue:
    """Whom one has blocked."""
    page = queries.list_blocked(actor(), after=request.args.get("after"))
    names = queries.shown_for(actor(), [block.blocked for block in page.items])
    return render_template("contacts/blocked.html", page=page, names=names)


@blueprint.post("/settings/blocked/<uuid:block_id>/unblock")
@guard("contacts.unblock", queries.find_block)
def unblock(block: Block) -> ResponseReturnValue:
    """Unblock somebody."""
    member = db.session.get_one(Member, block.blocked_id)
    community.members.operations.unblock(actor=actor(), member=member)
    flash(_("They are not blocked any more. What ended between you stays ended."), "success")
    return redirect(url_for("contacts.blocked"), 303)
