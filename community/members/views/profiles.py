"""Profiles: one's own, and those of others."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, actor_session, guard, relations, viewer
from community.i18n import _
from community.members import limits, operations, queries, wording
from community.members.forms import ProfileForm
from community.members.models import Profile
from community.members.panels import list_panels
from community.members.views.blueprint import blueprint
from community.refusals import Refusal


@blueprint.get("/members/<handle>")
@guard("members.profile", queries.find_profile)
def profile(profile: Profile) -> ResponseReturnValue:
    """One member, as far as the one who is looking may see."""
    limits.count_look(viewer(), profile.member)
    shown = profile.shown_to(relations(profile))
    panels = list_panels(profile, viewer())
    return render_template("members/profile.html", profile=profile, shown=shown, panels=panels, wording=wording)


@blueprint.route("/settings/profile", methods=["GET", "POST"])
@guard("members.settings_profile")
def settings_profile() -> ResponseReturnValue:
    """Edit one's profile and who sees which field."""
    profile = queries.get_profile(actor())
    first_time = queries.is_untouched(profile)
    form = ProfileForm(profile)
    if request.method != "POST":
        form.fill(profile)
    elif form.validate():
        try:
            operations.edit_profile(actor=actor(), change=form.change())
        except operations.AudiencesChanged as refusal:
            form.refuse(refusal)
            form.show_audiences_anew(queries.get_profile(actor()))
        except Refusal as refusal:
            form.refuse(refusal)
            profile = queries.get_profile(actor())  # what was read before it is forgotten
        else:
            flash(_("Your profile is saved."), "success")
            onward = "endorsements.endorse" if first_time else "members.settings_profile"
            return redirect(url_for(onward), 303)
    page = render_template(
        "members/settings_profile.html", form=form, profile=profile, first_time=first_time, wording=wording
    )
    return page, 422 if form.errors else 200


@blueprint.get("/settings/profile/others")
@guard("members.others_see_me")
def others_see_me() -> ResponseReturnValue:
    """How each audience sees one's own profile."""
    profile = queries.get_profile(actor())
    views = queries.list_views(profile)
    return render_template("members/others_see_me.html", profile=profile, views=views, wording=wording)


@blueprint.post("/settings/privacy/hide")
@guard("members.hide")
def hide() -> ResponseReturnValue:
    """Be seen by nobody from now on."""
    operations.hide(actor=actor(), session=actor_session())
    flash(_("You are hidden. Nobody but you sees your profile now, and every other device is logged out."), "success")
    return redirect(url_for("accounts.privacy"), 303)
