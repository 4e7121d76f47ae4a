"""The pages of tasks."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import community.tasks.listeners  # noqa: F401  (connects what it listens to)
from community.access import actor, can, guard
from community.declaration.texts import text
from community.forms import BaseForm
from community.groups.models import Group
from community.groups.queries import find_group, show_people
from community.groups.sections import Section, add_section
from community.i18n import _, current_language, lazy
from community.limits import per_network
from community.refusals import Refusal
from community.tasks import operations, queries
from community.tasks.forms import AssignForm, EditTaskForm, MoveForm, NewTaskForm
from community.tasks.models import Task, TaskState
from community.tasks.refusals import TaskChanged
from community.tasks.wording import COLOURS, SHOWS, STATES

blueprint = Blueprint("tasks", __name__)
attempts = per_network("60 per hour")

add_section(Section("tasks.index", lazy("Tasks"), 40))


@blueprint.get("/<slug>/tasks")
@guard("tasks.index", find_group)
def index(group: Group) -> ResponseReturnValue:
    """What is to be done in a group."""
    show = request.args.get("show", "")
    commitment = request.args.get("commitment", type=int)
    show, commitment = show if show in SHOWS else "", commitment if commitment in range(1, 8) else None
    page = queries.list_tasks(actor(), group, show, commitment, after=request.args.get("after"))
    return render_template(
        "tasks/index.html",
        group=group,
        page=page,
        people=show_people(actor(), group, [task.assignee for task in page.items]),
        today=queries.today_of(actor()),
        show=show,
        shows=SHOWS,
        commitment=commitment,
        words=text(current_language()),
        states=STATES,
        colours=COLOURS,
    )


@blueprint.route("/<slug>/tasks/new", methods=["GET", "POST"])
@attempts
@guard("tasks.make", find_group)
def make(group: Group) -> ResponseReturnValue:
    """Write down what is to be done."""
    form = NewTaskForm.of(group)
    if form.validate_on_submit():
        try:
            task = operations.make_task(actor=actor(), group=group, **form.told())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The task is on the group’s list."), "success")
            return _to(group.slug, task)
    return render_template("tasks/make.html", group=group, form=form), 422 if form.errors else 200


@blueprint.get("/<slug>/tasks/<uuid:task_id>")
@guard("tasks.task", queries.find_task)
def task(task: Task) -> ResponseReturnValue:
    """One task."""
    return _show(task, AssignForm())


@blueprint.route("/<slug>/tasks/<uuid:task_id>/edit", methods=["GET", "POST"])
@guard("tasks.edit", queries.find_task)
def edit(task: Task) -> ResponseReturnValue:
    """Change what a task says. Where somebody else has meanwhile, what both wrote is shown."""
    form = EditTaskForm.of(task.group, task)
    slug, other = task.group.slug, None
    if form.validate_on_submit():
        try:
            operations.edit_task(actor=actor(), task=task, **form.told())
        except TaskChanged as refusal:
            form.refuse(refusal)
            task = other = _again(slug, task)
            form.version.data = str(task.version)
        except Refusal as refusal:
            form.refuse(refusal)
            task = _again(slug, task)
        else:
            flash(_("Your changes are saved."), "success")
            return _to(slug, task)
    page = render_template("tasks/edit.html", group=task.group, task=task, form=form, other=other)
    return page, 422 if form.errors else 200


@blueprint.post("/<slug>/tasks/<uuid:task_id>/assign")
@guard("tasks.assign", queries.find_task)
def assign(task: Task) -> ResponseReturnValue:
    """Say who does a task."""
    form = AssignForm()
    if not form.validate_on_submit():
        return _show(task, form)
    return _act(task, form, lambda: operations.assign(actor=actor(), task=task, assignee=form.handle()))


@blueprint.post("/<slug>/tasks/<uuid:task_id>/take")
@guard("tasks.take", queries.find_task)
def take(task: Task) -> ResponseReturnValue:
    """Take on a task."""
    return _act(task, AssignForm(), lambda: operations.take(actor=actor(), task=task))


@blueprint.post("/<slug>/tasks/<uuid:task_id>/give-back")
@guard("tasks.give_back", queries.find_task)
def give_back(task: Task) -> ResponseReturnValue:
    """Let somebody else do it."""
    return _act(task, AssignForm(), lambda: operations.give_back(actor=actor(), task=task))


@blueprint.post("/<slug>/tasks/<uuid:task_id>/state")
@guard("tasks.move", queries.find_task)
def move(task: Task) -> ResponseReturnValue:
    """Say how far a task is."""
    form = MoveForm()
    if not form.validate_on_submit():
        return _show(task, form)
    state = TaskState(form.state.data)
    return _act(task, form, lambda: operations.move(actor=actor(), task=task, state=state))


@blueprint.post("/<slug>/tasks/<uuid:task_id>/delete")
@guard("tasks.delete", queries.find_task)
def delete(task: Task) -> ResponseReturnValue:
    """Delete a task."""
    slug = task.group.slug
    operations.delete_task(actor=actor(), task=task)
    flash(_("The task is deleted."), "success")
    return redirect(url_for("tasks.index", slug=slug), 303)


def _act(task: Task, form: BaseForm, operation: Callable[[], None]) -> ResponseReturnValue:
    slug = task.group.slug
    try:
        operation()
    except Refusal as refusal:
        form.refuse(refusal)
        return _show(_again(slug, task), form)
    flash(_("Your changes are saved."), "success")
    return _to(slug, task)


def _show(task: Task, form: BaseForm) -> ResponseReturnValue:
    """The page of a task; form: with which something was tried."""
    steps = queries.list_steps(task)
    is_mine = task.assignee_id == actor().id
    runs = can("tasks.edit", task)
    page = render_template(
        "tasks/task.html",
        group=task.group,
        task=task,
        form=form,
        assigning=form if isinstance(form, AssignForm) else AssignForm(formdata=None),
        steps=steps,
        people=show_people(actor(), task.group, [task.author, task.assignee, *(step.by for step in steps)]),
        today=queries.today_of(actor()),
        words=text(current_language()),
        states=STATES,
        colours=COLOURS,
        is_mine=is_mine,
        runs=runs,
        next_states=[state for state in TaskState if state is not task.state] if is_mine or runs else [],
    )
    return page, 422 if form.errors else 200


def _again(slug: str, task: Task) -> Task:
    """The task as it is now, after something was refused."""
    found = queries.find_task(actor(), slug, task.id)
    if found is None:
        abort(404)
    return found


def _to(slug: str, task: Task) -> ResponseReturnValue:
    return redirect(url_for("tasks.task", slug=slug, task_id=task.id), 303)
