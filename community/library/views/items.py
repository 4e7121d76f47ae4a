"""What a group shares: the list, one thing, sharing links and files, downloading, deleting."""

from urllib.parse import quote

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from community.access import actor, guard, viewer
from community.groups.models import Group
from community.groups.queries import find_group, show_people
from community.i18n import _, current_language
from community.library import operations, queries
from community.library.files import FileTooLarge, TooBusy, look_into
from community.library.forms import FileForm, LinkForm
from community.library.models import Item
from community.library.views.blueprint import MOST_FILES_A_DAY, MOST_LINKS_A_DAY, blueprint
from community.limits import hit
from community.members.limits import key_of
from community.refusals import Refusal
from community.web.errors import show_error


@blueprint.get("/<slug>/library")
@guard("library.index", find_group)
def index(group: Group) -> ResponseReturnValue:
    """What a group shares."""
    page = queries.list_items(group, after=request.args.get("after"))
    people = show_people(viewer(), group, [item.author for item in page.items])
    return render_template("library/index.html", group=group, page=page, people=people)


@blueprint.get("/<slug>/library/<uuid:item_id>")
@guard("library.item", queries.find_item)
def item(item: Item) -> ResponseReturnValue:
    """One thing that a group shares."""
    people = show_people(viewer(), item.group, [item.author])
    return render_template("library/item.html", item=item, group=item.group, people=people)


@blueprint.route("/<slug>/library/links/new", methods=["GET", "POST"])
@guard("library.share_link", find_group)
def share_link(group: Group) -> ResponseReturnValue:
    """Share a link."""
    form = LinkForm.new()
    if form.validate_on_submit():
        hit("library links", key_of(actor()), MOST_LINKS_A_DAY)
        try:
            item = operations.share_link(actor=actor(), group=group, link=form.link.data, **form.described())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The link is shared with the group."), "success")
            return _to(item, group)
    return render_template("library/share_link.html", group=group, form=form), 422 if form.errors else 200


@blueprint.route("/<slug>/library/files/new", methods=["GET", "POST"])
@guard("library.share_file", find_group)
def share_file(group: Group) -> ResponseReturnValue:
    """Share a file."""
    form = FileForm.new()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                item = _share(form, group)
            except Refusal as refusal:
                form.refuse(refusal)
                status = 503 if isinstance(refusal, TooBusy) else 422
            else:
                flash(_("The file is shared with the group, without what said who made it."), "success")
                return _to(item, group)
    return render_template("library/share_file.html", group=group, form=form), status


@blueprint.get("/<slug>/library/<uuid:item_id>/file")
@guard("library.file", queries.find_file)
def file(item: Item) -> ResponseReturnValue:
    """Download a file. It is never shown in the site's own name: whatever is in it, no browser reads it as a page, and
    no program is told to. Nobody notes who downloads what."""
    response = Response(queries.read_file(item), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", **_names(item.place))
    response.headers["X-Robots-Tag"] = "noindex"
    g.sandboxed = True
    return response


@blueprint.post("/<slug>/library/<uuid:item_id>/delete")
@guard("library.delete", queries.find_item)
def delete(item: Item) -> ResponseReturnValue:
    """Destroy something that is shared."""
    slug = item.group.slug
    operations.delete_item(actor=actor(), item=item)
    flash(_("It is deleted."), "success")
    return redirect(url_for("library.index", slug=slug), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def _refuse_too_much(error: RequestEntityTooLarge) -> ResponseReturnValue:
    group = find_group(viewer(), (request.view_args or {}).get("slug", "")) if viewer() else None
    if request.endpoint != "library.share_file" or group is None:
        return show_error(error)
    # The form that was sent cannot be read: one that nobody has filled in says what was wrong with it.
    form = FileForm(formdata=None, data={"language": current_language()})
    form.refuse(FileTooLarge())
    return render_template("library/share_file.html", group=group, form=form), 413


def _names(name: str) -> dict[str, str]:
    """A file's name as an answer tells it (RFC 6266): in the letters that it has, and for old programs without them."""
    if name.isascii():
        return {"filename": name}
    return {"filename": f"file.{name.rpartition('.')[2]}", "filename*": f"UTF-8''{quote(name, safe='')}"}


def _share(form: FileForm, group: Group) -> Item:
    name, data = form.upload()
    if data:
        hit("library files", key_of(actor()), MOST_FILES_A_DAY)
    kept = look_into(name, data)
    return operations.share_file(actor=actor(), group=group, kept=kept, **form.described())


def _to(item: Item, group: Group) -> ResponseReturnValue:
    return redirect(url_for("library.item", slug=group.slug, item_id=item.id), 303)
