"""The roster of a group, and what coordinators note about those on it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, can, guard, relations
from community.groups import operations, queries
from community.groups.forms.desk import NameForm, NoteForm, RosterForm
from community.groups.models import Group, Membership
from community.groups.views.blueprint import blueprint
from community.i18n import _
from community.members import limits
from community.members.models import Limit
from community.policy import Relation
from community.refusals import Refusal


@blueprint.get("/<slug>/members")
@guard("groups.roster", queries.find_group)
def roster(group: Group) -> ResponseReturnValue:
    """Who is in the group; coordinators filter, and see who is kept out."""
    limits.count(actor(), Limit.DIRECTORY)  # it shows as many people as a page of the directory
    coordinates = can("groups.note", group)
    form = RosterForm(request.args) if coordinates else NameForm(request.args)
    page = queries.search_roster(actor(), group, form.wish(), after=request.args.get("after"))
    chosen = list(form.chosen())
    banned = queries.list_banned(group) if can("groups.unban", group) and not chosen else []
    people = [row.member for row in (*page.items, *banned)]
    asked = {name: request.args[name] for name in form.data if request.args.get(name)}
    return render_template(
        "groups/roster.html",
        group=group,
        page=page,
        banned=banned,
        names=queries.list_shown(actor(), people),
        is_fellow=Relation.GROUP_MEMBER in relations(group),
        form=form,
        coordinates=coordinates,
        noted=queries.list_noted(group, {person.id for person in people}) if coordinates else set(),
        chosen=[(words, url_for("groups.roster", slug=group.slug, **_without(asked, name))) for name, words in chosen],
    )


def _without(asked: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in asked.items() if other != name}


@blueprint.route("/<slug>/members/<uuid:membership_id>/note", methods=["GET", "POST"])
@guard("groups.note", queries.find_noted)
def note(membership: Membership) -> ResponseReturnValue:
    """What the coordinators note about somebody."""
    note = queries.find_note(membership)
    form = NoteForm(data={"text": note.text if note else "", "seen": operations.edition_of(note)})
    if form.validate_on_submit():
        text, slug, identity = form.text.data, membership.group.slug, membership.id
        try:
            operations.write_note(actor=actor(), membership=membership, text=text, seen=form.seen.data)
        except Refusal as refusal:
            form.refuse(refusal)
            membership = queries.find_noted(actor(), slug, identity) or abort(404)
            note = queries.find_note(membership)
            form.seen.data = operations.edition_of(note)
        else:
            flash(_("The note is saved.") if text else _("There is no note any more."), "success")
            return redirect(url_for("groups.roster", slug=slug), 303)
    writers = [writing.writer for writing in note.writings] if note else []
    page = render_template(
        "groups/note.html",
        membership=membership,
        group=membership.group,
        note=note,
        form=form,
        names=queries.list_shown(actor(), [membership.member]),
        people=queries.show_people(actor(), membership.group, writers),
    )
    return page, 422 if form.errors else 200
