"""The pages of a charter: as it stands, its versions, what changed between them."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from community.access import actor, can, could, guard, viewer
from community.forms import read_number
from community.groups import operations, queries
from community.groups.forms.charter import CharterForm
from community.groups.models import CharterVersion, Group
from community.groups.sections import Section, add_section
from community.groups.views.blueprint import blueprint
from community.i18n import LANGUAGES, _, current_language, lazy
from community.refusals import Refusal
from community.web.differences import compare_texts

# Who is not in the group has the charter in the menu only where it is public.
add_section(
    Section(
        "groups.charter",
        lazy("Charter"),
        10,
        is_there=lambda group: group.charter_is_public or could("groups.charter_versions", group),
    )
)


@blueprint.get("/<slug>/charter")
@guard("groups.charter", queries.find_group_with_charter)
def charter(group: Group) -> ResponseReturnValue:
    """The charter as it stands."""
    version = queries.find_charter(group)
    is_inside = can("groups.charter_versions", group)
    return render_template(
        "groups/charter.html",
        group=group,
        version=version,
        language=_chosen_language(version),
        is_inside=is_inside,
        people=_people(group, version) if is_inside else {},
    )


@blueprint.route("/<slug>/charter/edit", methods=["GET", "POST"])
@guard("groups.edit_charter", queries.find_group)
def edit_charter(group: Group) -> ResponseReturnValue:
    """Save a new version of the charter."""
    charter = queries.find_charter(group)
    form = CharterForm.about(group, charter)
    newer = None
    if form.validate_on_submit():
        try:
            operations.save_charter(actor=actor(), group=group, **form.charter())
        except operations.CharterChanged as refusal:
            form.refuse(refusal)
            newer = queries.find_charter(group)
            form.begin_with(newer.number if newer else 0)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("The charter is saved, and the group is told."), "success")
            return redirect(url_for("groups.charter", slug=group.slug), 303)
    people = _people(group, newer)
    html = render_template("groups/edit_charter.html", group=group, form=form, newer=newer, people=people)
    return html, (409 if newer else 422) if form.errors else 200


@blueprint.get("/<slug>/charter/versions")
@guard("groups.charter_versions", queries.find_group)
def charter_versions(group: Group) -> ResponseReturnValue:
    """Every version of the charter."""
    page = queries.list_charter_versions(group, after=request.args.get("after"))
    people = queries.show_people(viewer(), group, [version.author for version in page.items])
    return render_template("groups/charter_versions.html", group=group, page=page, people=people)


@blueprint.get("/<slug>/charter/versions/<int:number>")
@guard("groups.charter_version", queries.find_charter_version)
def charter_version(version: CharterVersion) -> ResponseReturnValue:
    """One version of the charter."""
    group = queries.get_group(version.group_id)
    latest = queries.find_charter(group)
    return render_template(
        "groups/charter_version.html",
        group=group,
        version=version,
        latest=latest,
        language=_chosen_language(version),
        people=_people(group, version),
    )


@blueprint.get("/<slug>/charter/versions/<int:number>/changes")
@guard("groups.charter_changes", queries.find_charter_version)
def charter_changes(version: CharterVersion) -> ResponseReturnValue:
    """What one version of the charter changed, in each language."""
    group = queries.get_group(version.group_id)
    before = queries.find_version_before(version)
    changes = {code: compare_texts(before.text(code) if before else "", version.text(code)) for code in LANGUAGES}
    return render_template(
        "groups/charter_changes.html",
        group=group,
        version=version,
        before=before,
        changes={code: lines for code, lines in changes.items() if lines},
        people=_people(group, version),
    )


@blueprint.post("/<slug>/charter/versions/<int:number>/restore")
@guard("groups.restore_charter", queries.find_charter_version)
def restore_charter(version: CharterVersion) -> ResponseReturnValue:
    """Save an earlier version anew."""
    began_with = read_number(request.form.get("began_with", ""))
    operations.restore_charter(actor=actor(), version=version, began_with=began_with)
    flash(_("The earlier version is the charter again, and the group is told."), "success")
    return redirect(url_for("groups.charter", slug=queries.get_group(version.group_id).slug), 303)


def _chosen_language(version: CharterVersion | None) -> str:
    """The language of the charter that the reader asked for, else the one of the page, as far as it is there."""
    chosen = request.args.get("language", "")
    if version is None:
        return current_language()
    return chosen if chosen in version.languages else version.language_for(current_language())


def _people(group: Group, version: CharterVersion | None) -> dict[uuid.UUID, queries.PersonShown]:
    return queries.show_people(viewer(), group, [version.author if version else None])
