"""The picture of a member: shown to whoever may see it, uploaded, taken back."""

import wtforms
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from community.access import actor, guard, viewer
from community.i18n import _
from community.members import limits, operations, pictures, queries
from community.members.models import Audience, Limit
from community.members.picture_form import PictureForm
from community.members.pictures import PictureRefused, TooBusy, TooManyBytes
from community.members.views.blueprint import blueprint
from community.web.errors import show_error


@blueprint.get("/members/<handle>/picture/<mark>/<int:size>")
@guard("members.picture", queries.find_picture)
def picture(image: bytes) -> ResponseReturnValue:
    """A picture, asked for by the pages that show it; who may see it is decided anew each time."""
    response = Response(image, mimetype="image/webp")
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Robots-Tag"] = "noindex, noimageindex"
    return response


@blueprint.route("/settings/picture", methods=["GET", "POST"])
@guard("members.settings_picture")
def settings_picture() -> ResponseReturnValue:
    """Upload a picture in place of the one before, and choose who sees it."""
    form = PictureForm()
    if request.method != "POST":
        form.fill(queries.get_profile(actor()))
        return _page(form), 200
    if form.validate():
        try:
            _set_picture(form)
        except operations.PictureClosed as refusal:
            form.refuse(refusal)
            form.fill(queries.get_profile(actor()))
            return _page(form), 422
        except PictureRefused as refusal:
            form.refuse(refusal)
            return _page(form), 503 if isinstance(refusal, TooBusy) else 422
        flash(_("Saved. The picture is shown as you chose."), "success")
        return redirect(url_for("members.settings_picture"), 303)
    return _page(form), 422


@blueprint.post("/settings/picture/remove")
@guard("members.remove_picture")
def remove_picture() -> ResponseReturnValue:
    """Take the picture back."""
    operations.remove_picture(actor=actor())
    flash(_("The picture is deleted. Your ripple stands in its place."), "success")
    return redirect(url_for("members.settings_picture"), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def _refuse_too_much(error: RequestEntityTooLarge) -> ResponseReturnValue:
    if request.endpoint != "members.settings_picture" or viewer() is None:
        return show_error(error)
    # The form that was sent cannot be read: one that nobody has filled in says what was wrong with it.
    form = PictureForm(formdata=None)
    form.fill(queries.get_profile(actor()))
    form.refuse(TooManyBytes())
    return _page(form), 413


def _set_picture(form: PictureForm) -> None:
    data = form.bytes_of_picture()
    portrait = None
    if data:
        with pictures.turn(actor().id):
            limits.count(actor(), Limit.PICTURES)  # not of those for whom there was no time
            portrait = pictures.portray(data)
    operations.set_picture(
        actor=actor(), portrait=portrait, audience=Audience(form.audience.data), seen=form.seen_before()
    )


def _page(form: wtforms.Form) -> str:
    profile = queries.get_profile(actor())
    return render_template("members/settings_picture.html", form=form, profile=profile)
