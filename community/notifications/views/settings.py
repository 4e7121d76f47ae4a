"""What one is told of one's groups, and how."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.groups.models import Group
from community.groups.queries import find_group, groups_of
from community.i18n import _
from community.notifications import operations, queries
from community.notifications.forms import GroupSettingsForm, SettingsForm
from community.notifications.views.blueprint import blueprint


@blueprint.route("/settings/notifications", methods=["GET", "POST"])
@guard("notifications.settings")
def settings() -> ResponseReturnValue:
    """Choose what one is told in all groups, when, and in which language."""
    me = actor()
    choices = queries.find_choices(me)
    form = SettingsForm.about(me, choices, queries.list_kinds_for(me))
    if form.validate_on_submit():
        operations.choose(actor=me, **form.choices())
        flash(_("Your choices are saved."), "success")
        return redirect(url_for("notifications.settings", language=form.language.data), 303)
    html = render_template(
        "notifications/settings.html", form=form, groups=groups_of(me), exceptions=choices.exceptions()
    )
    return html, 422 if form.errors else 200


@blueprint.route("/settings/notifications/<slug>", methods=["GET", "POST"])
@guard("notifications.group_settings", find_group)
def group_settings(group: Group) -> ResponseReturnValue:
    """Choose what one is told in one group."""
    me = actor()
    form = GroupSettingsForm.about(group, queries.find_choices(me), queries.list_kinds_for(me, group))
    if form.validate_on_submit():
        operations.choose_in_group(actor=me, group=group, levels=form.levels())
        flash(_("Your choices are saved."), "success")
        return redirect(url_for("notifications.settings"), 303)
    html = render_template("notifications/group_settings.html", group=group, form=form)
    return html, 422 if form.errors else 200
