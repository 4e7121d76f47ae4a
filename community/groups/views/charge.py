"""The pages about who runs a working group: its coordinators, handing over, who follows, and its trail."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard, viewer
from community.audit import list_acts_in
from community.groups import operations, queries
from community.groups.forms.charge import PersonForm, SuccessionForm
from community.groups.models import Group, Successor
from community.groups.sections import Section, add_section
from community.groups.trail import SENTENCES, sentence
from community.groups.views.blueprint import attempts, blueprint
from community.i18n import _, lazy
from community.refusals import Refusal

add_section(Section("groups.coordinators", lazy("Coordinators"), 80, running=True))
add_section(Section("groups.trail", lazy("What was done"), 85))


@blueprint.get("/<slug>/coordinators")
@guard("groups.coordinators", queries.find_group)
def coordinators(group: Group) -> ResponseReturnValue:
    """Who runs the group, since when or from when on, and who follows the one who is looking."""
    rows, mine = queries.list_in_charge(group), queries.find_named_by(group, actor())
    people = queries.show_people(viewer(), group, [*(row.member for row in rows), *([mine.member] if mine else [])])
    return render_template("groups/coordinators.html", group=group, rows=rows, mine=mine, people=people)


@blueprint.route("/<slug>/coordinators/successor", methods=["GET", "POST"])
@attempts
@guard("groups.name_successor", queries.find_group)
def name_successor(group: Group) -> ResponseReturnValue:
    """Ask a member of the group to follow."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            operations.name_successor(actor=actor(), group=group, handle=form.handle.data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("They are asked by mail. It counts once they have said yes."), "success")
            return redirect(url_for("groups.coordinators", slug=group.slug), 303)
    page = render_template("groups/name_successor.html", group=group, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/coordinators/successor/withdraw")
@guard("groups.withdraw_successor", queries.find_group)
def withdraw_successor(group: Group) -> ResponseReturnValue:
    """Take back whom one has named."""
    operations.withdraw_successor(actor=actor(), group=group)
    flash(_("Nobody is named by you any more."), "success")
    return redirect(url_for("groups.coordinators", slug=group.slug), 303)


@blueprint.route("/<slug>/hand-over", methods=["GET", "POST"])
@guard("groups.hand_over", queries.find_group)
def hand_over(group: Group) -> ResponseReturnValue:
    """Make somebody else coordinator and step down, in one act."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            membership = queries.find_in_group(group, form.handle.data)
            if membership is None:
                raise operations.NotInGroup
            operations.hand_over(actor=actor(), membership=membership)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The group is in their hands now, and a mail tells them so."), "success")
            return redirect(url_for("groups.page", slug=group.slug), 303)
    page = render_template("groups/hand_over.html", group=group, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/<slug>/succession")
@guard("groups.succession", queries.find_group)
def succession(group: Group) -> ResponseReturnValue:
    """What the one who is looking was asked, or has agreed to."""
    mine = [one for one in queries.list_successions(actor()) if one.group_id == group.id]
    people = queries.show_people(viewer(), group, [one.named_by for one in mine])
    return render_template("groups/succession.html", group=group, mine=mine, people=people)


@blueprint.post("/<slug>/succession/<uuid:successor_id>")
@guard("groups.answer_succession", queries.find_successor)
def answer_succession(successor: Successor) -> ResponseReturnValue:
    """Say yes or no to a coordinator who asked one to follow."""
    form = SuccessionForm()
    slug = successor.group.slug
    if form.validate():
        operations.answer_succession(actor=actor(), successor=successor, accept=form.answer.data == "yes")
        flash(_("Your answer is saved, and a mail tells the coordinator."), "success")
        return redirect(url_for("groups.page", slug=slug), 303)
    return redirect(url_for("groups.succession", slug=slug), 303)


@blueprint.get("/<slug>/trail")
@guard("groups.trail", queries.find_group)
def trail(group: Group) -> ResponseReturnValue:
    """What was done in the group by those who run it, in plain words."""
    page = list_acts_in(group.id, SENTENCES, after=request.args.get("after"))
    members = queries.list_named_in(page.items)
    people = queries.show_people(viewer(), group, members.values())
    return render_template(
        "groups/trail.html", group=group, page=page, members=members, people=people, sentence=sentence
    )
