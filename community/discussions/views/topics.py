"""The list of topics, one topic with its posts, and beginning one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from community.access import actor, can, guard
from community.discussions import operations, queries
from community.discussions.forms import PostForm, TopicForm
from community.discussions.models import Topic, page_of
from community.discussions.views.blueprint import blueprint
from community.discussions.views.limits import may_write
from community.discussions.views.showing import show
from community.groups.models import Group
from community.groups.queries import find_group, show_people
from community.i18n import LANGUAGES, _
from community.refusals import Refusal
from community.web.drafts import keeps_text


@blueprint.get("/<slug>/topics")
@guard("discussions.index", find_group)
def index(group: Group) -> ResponseReturnValue:
    """What the group talks about, all of it or what is in one language."""
    after, language = request.args.get("after"), request.args.get("language", "")
    language = language if language in LANGUAGES else ""
    pinned = [] if after else queries.list_pinned(group, language)
    page = queries.list_topics(group, language, after=after)
    topics = [*pinned, *page.items]
    return render_template(
        "discussions/index.html",
        group=group,
        pinned=pinned,
        page=page,
        language=language,
        removed=[] if after else queries.list_removed_of(actor(), group),
        news=queries.count_new(actor(), topics),
        people=show_people(actor(), group, [topic.author for topic in topics]),
    )


@blueprint.route("/<slug>/topics/new", methods=["GET", "POST"])
@keeps_text
@guard("discussions.start", find_group)
def start(group: Group) -> ResponseReturnValue:
    """Begin a topic."""
    form = TopicForm()
    if form.validate_on_submit() and not form.is_preview and may_write(form):
        try:
            topic = operations.start(actor=actor(), group=group, **form.words())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your topic is there, and the group is told of it."), "success")
            return redirect(url_for("discussions.topic", slug=group.slug, topic_id=topic.id), 303)
    preview = show(group, [], form.body.data).html(form.body.data) if form.is_preview and form.body.data else None
    page = render_template("discussions/start.html", group=group, form=form, preview=preview)
    return page, form.status if form.errors else 200


@blueprint.route("/<slug>/topics/<uuid:topic_id>", methods=["GET", "POST"])
@keeps_text
@guard("discussions.topic", queries.find_topic)
def topic(topic: Topic) -> ResponseReturnValue:
    """One topic: a page of its posts, and below them the next one to write."""
    form = PostForm()
    group = topic.group
    if form.validate_on_submit() and not form.is_preview and may_write(form):
        try:
            post = operations.reply(actor=actor(), topic=topic, answers=form.answered(), **form.words())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(_place_of(group, topic, post.number), 303)
    if request.method == "GET":
        form.answers.data = request.args.get("answer", "")
    page = _render(group, topic, form)
    return page, form.status if form.errors else 200


def _render(group: Group, topic: Topic, form: PostForm) -> str:
    number = _asked_page(topic)
    posts = queries.list_posts(topic, number)
    answering = form.answered()
    answered = queries.list_answered(topic, posts, *((answering,) if answering else ()))
    preview = form.body.data if form.is_preview and form.body.data else ""
    shown = show(group, [*posts, *answered.values()], preview)
    until = queries.find_reading(actor(), topic)
    return render_template(
        "discussions/topic.html",
        group=group,
        topic=topic,
        posts=posts,
        answered=answered,
        answering=answered.get(answering) if answering else None,
        shown=shown,
        until=until,
        first_new=page_of(until + 1) if until < topic.last_number else None,
        number=number,
        page_of=page_of,
        last_on_page=max((post.number for post in posts), default=0),
        writes=topic.is_open and group.is_active,
        sees_removed=can("discussions.remove", group),
        preview=shown.html(preview) if preview else None,
        form=form,
    )


@blueprint.post("/<slug>/topics/<uuid:topic_id>/seen")
@guard("discussions.see", queries.find_topic)
def see(topic: Topic) -> ResponseReturnValue:
    """Note for oneself up to which post one has read."""
    until, slug = request.form.get("until", 0, type=int), topic.group.slug
    operations.see(actor=actor(), topic=topic, until=max(0, until))
    return redirect(url_for("discussions.index", slug=slug), 303)


def _asked_page(topic: Topic) -> int:
    """The page that was asked for; after sending a form that was refused, the last one."""
    if request.method == "POST":
        return topic.last_page
    number = request.args.get("page", 1, type=int)
    if not 1 <= number <= topic.last_page:
        raise NotFound
    return number


def _place_of(group: Group, topic: Topic, number: int) -> str:
    page = page_of(number)
    place: dict[str, Any] = {"slug": group.slug, "topic_id": topic.id, "page": page if page > 1 else None}
    return url_for("discussions.topic", **place, _anchor=f"post-{number}")
