"""What is kept of a member about exports, told to that member."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.exports import queries
from community.exports.models import Export
from community.exports.wording import CONTENTS, STATES
from community.i18n import lazy


def tell_exports(member: Member) -> list[Part]:
    """The exports that the member asked for, and those that they decided about."""
    records = [_export(export, member) for export in queries.list_exports_of(member)]
    return [Part("exports", lazy("Exports that you asked for or decided about"), records)]


def _export(export: Export, member: Member) -> list[Fact]:
    mine = export.asker_id == member.id
    return [
        Fact("number", lazy("Number"), export.number),
        Fact("content", lazy("What the file is to hold"), export.content, CONTENTS[export.content]),
        Fact("state", lazy("State"), export.state, STATES[export.state]),
        Fact("asked", lazy("Asked for"), export.asked_at.date()),
        Fact("mine", lazy("You asked for it"), mine, lazy("Yes") if mine else lazy("No, you decided")),
        Fact("reason", lazy("Reason"), export.reason if mine else None),
        Fact("downloads", lazy("Times downloaded"), export.downloads if mine else None),
    ]
