"""The charter of a group: saving it, and going back to what it said before."""

from collections.abc import Mapping

from sqlalchemy.exc import IntegrityError

from community import audit
from community.accounts.models import Member
from community.db import atomic, db, lock
from community.groups import queries
from community.groups.models import CharterVersion, Group
from community.groups.operations.founding_refusals import (
    CharterChanged,
    CharterEmpty,
)
from community.groups.operations.guarding import ensure_active
from community.groups.signals import group_told
from community.i18n import LANGUAGES


@atomic
def save_charter(
    *,
    actor: Member,
    group: Group,
    texts: Mapping[str, str],
    began_with: int,
    summary: str = "",
    is_public: bool | None = None,
) -> None:
    """Give the group a new version of its charter; saving the words of the last one makes none.

    texts: by language. began_with: the number of the version that the author had before them, 0 where there was none.
    summary: what was changed. is_public: whether all who may know of the group read it; None leaves that as it is.
    Refuses with GroupAtRest, CharterEmpty, CharterChanged.
    """
    lock(group)
    ensure_active(group)
    if not any(texts.get(code) for code in LANGUAGES):
        raise CharterEmpty
    latest = queries.find_charter(group)
    if (latest.number if latest else 0) != began_with:
        raise CharterChanged
    if is_public is not None and is_public != group.charter_is_public:
        group.charter_is_public = is_public
        if is_public:
            audit.record(actor, "groups.open_charter", group, place=group)
        else:
            audit.record(actor, "groups.close_charter", group, place=group)
    if latest is None or any(latest.text(code) != texts.get(code, "") for code in LANGUAGES):
        _add(actor, group, began_with + 1, texts, summary=summary)


@atomic
def restore_charter(*, actor: Member, version: CharterVersion, began_with: int) -> None:
    """Save the words of an earlier version anew.

    began_with: the number of the version that was the last when this was decided.
    Refuses with GroupAtRest, CharterChanged.
    """
    group = db.session.get_one(Group, version.group_id)
    lock(group)
    ensure_active(group)
    latest = queries.find_charter(group)
    if latest is None or latest.number != began_with:
        raise CharterChanged
    if latest.number != version.number:
        texts = {code: version.text(code) for code in LANGUAGES}
        _add(actor, group, began_with + 1, texts, restores=version.number)


def _add(
    actor: Member,
    group: Group,
    number: int,
    texts: Mapping[str, str],
    *,
    summary: str = "",
    restores: int | None = None,
) -> None:
    version = CharterVersion(group_id=group.id, number=number, author_id=actor.id, restores=restores, summary=summary)
    for code in LANGUAGES:
        setattr(version, f"text_{code}", texts.get(code, ""))
    db.session.add(version)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise CharterChanged from error
    audit.record(actor, "groups.change_charter", group, place=group, number=number)
    group_told.send(group, kind="charter", subject_id=group.id, actor=actor, concerns=(), only=None)
