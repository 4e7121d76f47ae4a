"""What coordinators do with topics and posts."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, guard
from community.discussions import operations, queries
from community.discussions.models import Post, PostReport, Topic
from community.discussions.views.blueprint import blueprint
from community.discussions.views.posts import place_of
from community.discussions.views.showing import show
from community.groups.models import Group
from community.groups.queries import find_group, get_group
from community.i18n import _


@blueprint.post("/<slug>/topics/<uuid:topic_id>/close")
@guard("discussions.close", queries.find_topic)
def close(topic: Topic) -> ResponseReturnValue:
    """Let nobody write in a topic any more."""
    return _arrange(topic, operations.close, _("The topic is closed."))


@blueprint.post("/<slug>/topics/<uuid:topic_id>/reopen")
@guard("discussions.reopen", queries.find_topic)
def reopen(topic: Topic) -> ResponseReturnValue:
    """Let a topic take posts again."""
    return _arrange(topic, operations.reopen, _("The topic is open again."))


@blueprint.post("/<slug>/topics/<uuid:topic_id>/pin")
@guard("discussions.pin", queries.find_topic)
def pin(topic: Topic) -> ResponseReturnValue:
    """Keep a topic on top."""
    return _arrange(topic, operations.pin, _("The topic stays on top now."))


@blueprint.post("/<slug>/topics/<uuid:topic_id>/unpin")
@guard("discussions.unpin", queries.find_topic)
def unpin(topic: Topic) -> ResponseReturnValue:
    """Let a topic stand among the others."""
    return _arrange(topic, operations.unpin, _("The topic stands among the others again."))


@blueprint.post("/<slug>/posts/<uuid:post_id>/remove")
@guard("discussions.remove", queries.find_post)
def remove(post: Post) -> ResponseReturnValue:
    """Hide a post, or with the first one its topic."""
    slug, whole = post.topic.group.slug, post.number == 1
    place = place_of(slug, post)
    operations.remove(actor=actor(), post=post)
    flash(_("It is removed. For a month coordinators can put it back."), "success")
    return redirect(url_for("discussions.reports", slug=slug) if whole else place, 303)


@blueprint.post("/<slug>/posts/<uuid:post_id>/back")
@guard("discussions.put_back", queries.find_removed)
def put_back(post: Post) -> ResponseReturnValue:
    """Let members read again what was removed."""
    place = place_of(post.topic.group.slug, post)
    operations.put_back(actor=actor(), post=post)
    flash(_("It can be read again."), "success")
    return redirect(place, 303)


@blueprint.get("/<slug>/reported")
@guard("discussions.reports", find_group)
def reports(group: Group) -> ResponseReturnValue:
    """What was told about posts, and which topics were removed."""
    page = queries.list_reported(actor(), group, after=request.args.get("after"))
    removed = queries.list_removed(group)
    return render_template(
        "discussions/reports.html",
        group=group,
        page=page,
        removed=removed,
        shown=show(group, [report.post for report in page.items]),
        place_of=place_of,
    )


@blueprint.post("/<slug>/reported/<uuid:report_id>/settle")
@guard("discussions.settle", queries.find_report)
def settle(report: PostReport) -> ResponseReturnValue:
    """Be done with what was told about a post."""
    group_id = report.post.topic.group_id
    operations.settle(actor=actor(), report=report)
    flash(_("The post stays, and what was told about it is deleted."), "success")
    return redirect(url_for("discussions.reports", slug=get_group(group_id).slug), 303)


def _arrange(topic: Topic, operation: Callable[..., None], done: str) -> ResponseReturnValue:
    place: dict[str, Any] = {"slug": topic.group.slug, "topic_id": topic.id}
    operation(actor=actor(), topic=topic)
    flash(done, "success")
    return redirect(url_for("discussions.topic", **place), 303)
