"""The roster of a group as a file: made line by line while it is downloaded, and kept nowhere."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from community.accounts.models import Member
from community.groups.models import Membership, RosterColumn, RosterExport
from community.groups.queries import get_group, key_of, list_for_file
from community.groups.wording import ROLES
from community.i18n import language_name
from community.members.wording import PROFESSIONS
from community.web.spreadsheets import BEGINNING, csv_line, harmless
from community.web.watermark import Watermark

# What is the same for many people, or a day, bears no mark.
_UNMARKED = (RosterColumn.ROLE, RosterColumn.JOINED)


def write_roster(roster: RosterExport, asker: Member, moment: datetime) -> Iterator[str]:
    """The file of a roster, of what its people show to members of the group at this moment.

    The day stands first in each row: within it the rows are in an order that only the key of this file explains.
    """
    watermark = Watermark(key_of(roster))
    columns = [column for column in RosterColumn if column in roster.columns]
    origin = f"Roster {roster.number} / @{asker.handle} / {moment:%Y-%m-%dT%H:%MZ}"
    yield BEGINNING + csv_line(["day", "handle", *columns, "roster"])
    people = list_for_file(asker, get_group(roster.group_id))
    people = sorted(people, key=lambda row: watermark.place(row[0].member.handle))
    for stay, shown in people:
        told = [_tell(column, stay, shown, watermark) for column in columns]
        handle = watermark.mark(stay.member.handle)
        yield csv_line([moment.date().isoformat(), handle, *map(harmless, told), origin])


def _tell(column: RosterColumn, stay: Membership, shown: Mapping[str, Any], watermark: Watermark) -> str:
    said = _say(column, stay, shown)
    return watermark.mark(said) if said and column not in _UNMARKED else said


def _say(column: RosterColumn, stay: Membership, shown: Mapping[str, Any]) -> str:
    if column is RosterColumn.NAME:
        return str(shown["display_name"])
    if column is RosterColumn.ROLE:
        return str(ROLES[stay.role])
    if column is RosterColumn.JOINED:
        return stay.joined_at.date().isoformat() if stay.joined_at else ""
    if column is RosterColumn.LANGUAGES:
        return ", ".join(language_name(spoken.code) for spoken in shown.get("languages", ()))
    if column is RosterColumn.PROFESSION:
        profession = shown.get("profession")
        said = (profession.words or str(PROFESSIONS.get(profession.group, ""))) if profession else ""
        return str(said)
    return str(shown.get("skills", ""))
