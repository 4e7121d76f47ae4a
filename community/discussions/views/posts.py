"""What members do with single posts: changing and deleting their own, reading what one said before, reporting one."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.discussions import operations, queries
from community.discussions.forms import PostForm, ReportPostForm
from community.discussions.models import Post, page_of
from community.discussions.views.blueprint import blueprint
from community.discussions.views.showing import show
from community.groups.queries import show_people
from community.i18n import _
from community.members import limits
from community.members.models import Limit
from community.refusals import Refusal
from community.web.drafts import keeps_text

# What a report calls somebody whom the reporter knows by no handle.
NO_HANDLE = "?"


@blueprint.route("/<slug>/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@keeps_text
@guard("discussions.edit", queries.find_post)
def edit(post: Post) -> ResponseReturnValue:
    """Change one's own post."""
    form, group = PostForm.about(post), post.topic.group
    place = place_of(group.slug, post)
    if form.validate_on_submit() and not form.is_preview:
        try:
            operations.edit(actor=actor(), post=post, **form.words())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your changes are saved."), "success")
            return redirect(place, 303)
    preview = show(group, [], form.body.data).html(form.body.data) if form.is_preview and form.body.data else None
    page = render_template("discussions/edit.html", group=group, post=post, form=form, preview=preview)
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/posts/<uuid:post_id>/delete")
@guard("discussions.delete", queries.find_destroyable)
def delete(post: Post) -> ResponseReturnValue:
    """Destroy one's own post, whether or not coordinators removed it."""
    slug, topic_id = post.topic.group.slug, post.topic.id
    operations.delete(actor=actor(), post=post)
    flash(_("Your post is destroyed, with all that it ever said."), "success")
    if queries.find_topic(actor(), slug, topic_id) is None:
        return redirect(url_for("discussions.index", slug=slug), 303)
    return redirect(url_for("discussions.topic", slug=slug, topic_id=topic_id), 303)


@blueprint.get("/<slug>/posts/<uuid:post_id>/editions")
@guard("discussions.editions", queries.find_post)
def editions(post: Post) -> ResponseReturnValue:
    """What a post said before it was changed."""
    group, earlier = post.topic.group, queries.list_editions(post)
    shown, place = show(group, [post], *(str(edition.body) for edition in earlier)), place_of(group.slug, post)
    return render_template(
        "discussions/editions.html", group=group, post=post, editions=earlier, shown=shown, place=place
    )


@blueprint.route("/<slug>/posts/<uuid:post_id>/report", methods=["GET", "POST"])
@guard("discussions.report", queries.find_post)
def report(post: Post) -> ResponseReturnValue:
    """Tell the coordinators, or the moderators, that something is wrong with a post."""
    form, group = ReportPostForm(), post.topic.group
    place = place_of(group.slug, post)
    if form.validate_on_submit() and limits.allows(form, actor(), Limit.REPORTS):
        known = show_people(actor(), group, [post.author])
        known_as = post.author.handle if post.author and post.author.id in known else NO_HANDLE
        operations.report(actor=actor(), post=post, known_as=known_as, **form.told())
        flash(_("Your report is made. Whoever reads it decides what happens with the post."), "success")
        return redirect(place, 303)
    page = render_template(
        "discussions/report.html", group=group, post=post, shown=show(group, [post]), form=form, place=place
    )
    return page, form.status if form.errors else 200


def place_of(slug: str, post: Post) -> str:
    """The address of a post of the group there, on the page where it stands for ever."""
    page = page_of(post.number)
    place: dict[str, Any] = {"slug": slug, "topic_id": post.topic_id, "page": page if page > 1 else None}
    return url_for("discussions.topic", **place, _anchor=f"post-{post.number}")
