"""The pages on which coordinators announce something and change what was announced."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.announcements import operations, queries
from community.announcements.forms import AnnouncementForm
from community.announcements.models import Announcement
from community.announcements.refusals import ChangedMeanwhile
from community.announcements.views.blueprint import blueprint
from community.groups.models import Group
from community.groups.queries import find_group
from community.i18n import _, current_language
from community.limits import per_network
from community.refusals import Refusal
from community.web.drafts import keeps_text


@blueprint.route("/<slug>/announcements/new", methods=["GET", "POST"])
@per_network("30 per hour")
@keeps_text
@guard("announcements.announce", find_group)
def announce(group: Group) -> ResponseReturnValue:
    """Write an announcement."""
    form = AnnouncementForm.of(group, language=current_language())
    if form.validate_on_submit():
        try:
            announcement = operations.announce(actor=actor(), group=group, **form.words())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your announcement is on its way to the group."), "success")
            return _to(announcement, group)
    page = render_template("announcements/announce.html", group=group, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/<slug>/announcements/<uuid:announcement_id>/edit", methods=["GET", "POST"])
@keeps_text
@guard("announcements.edit", queries.find_announcement)
def edit(announcement: Announcement) -> ResponseReturnValue:
    """Change what was announced."""
    form, group = AnnouncementForm.about(announcement), announcement.group
    if form.validate_on_submit():
        try:
            operations.edit(actor=actor(), announcement=announcement, edition=form.edition.number, **form.words())
        except ChangedMeanwhile as refusal:
            form.refuse(refusal)
            form.edition.data = str(announcement.edition)  # who saves again has been told
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your changes are saved."), "success")
            return _to(announcement, group)
    page = render_template("announcements/edit.html", group=group, form=form)
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/announcements/<uuid:announcement_id>/pin")
@guard("announcements.pin", queries.find_announcement)
def pin(announcement: Announcement) -> ResponseReturnValue:
    """Keep an announcement on top."""
    group = announcement.group
    operations.pin(actor=actor(), announcement=announcement)
    flash(_("The announcement stays on top now."), "success")
    return _to(announcement, group)


@blueprint.post("/<slug>/announcements/<uuid:announcement_id>/unpin")
@guard("announcements.unpin", queries.find_announcement)
def unpin(announcement: Announcement) -> ResponseReturnValue:
    """Take an announcement down from the top."""
    group = announcement.group
    operations.unpin(actor=actor(), announcement=announcement)
    flash(_("The announcement stands among the others again."), "success")
    return _to(announcement, group)


@blueprint.post("/<slug>/announcements/<uuid:announcement_id>/delete")
@guard("announcements.delete", queries.find_announcement)
def delete(announcement: Announcement) -> ResponseReturnValue:
    """Destroy an announcement."""
    slug = announcement.group.slug
    operations.delete(actor=actor(), announcement=announcement)
    flash(_("The announcement is destroyed. Mails that went out cannot be called back."), "success")
    return redirect(url_for("announcements.index", slug=slug), 303)


def _to(announcement: Announcement, group: Group) -> ResponseReturnValue:
    address = url_for("announcements.announcement", slug=group.slug, announcement_id=announcement.id)
    return redirect(address, 303)
