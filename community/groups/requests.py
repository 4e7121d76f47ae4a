"""Requests to join as notices tell coordinators of them: that somebody waits, and nobody's name."""

import uuid
from collections.abc import Collection, Mapping

from community.groups.queries import find_waiting
from community.groups.works import Work
from community.i18n import _, current_language


def load_requests(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Those of these requests that still wait."""
    title = _("Somebody asks to join")
    return {
        row.id: Work(group_id=row.group_id, title=title, language=current_language(), at=row.requested_at)
        for row in find_waiting(ids)
    }
