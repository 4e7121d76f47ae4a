"""What a coordinator's desk keeps of a member, told to that member: notes about them, rosters that they asked for."""

from community.accounts.archive import Fact, Part
from community.accounts.models import Member
from community.groups import queries
from community.groups.desk_wording import ROSTER_COLUMNS, STATES
from community.groups.models import MemberNote, NoteWriting, RosterColumn, RosterExport
from community.i18n import current_language, lazy


def tell_desk(member: Member) -> list[Part]:
    """What coordinators noted about the member, when the member wrote notes about others, rosters as files."""
    about = [_note(note) for note in queries.list_notes_about(member)]
    written = [_writing(writing) for writing in queries.list_writings_by(member)]
    rosters = [_roster(roster, member) for roster in queries.list_roster_exports_of(member)]
    return [
        Part("notes", lazy("What coordinators of your groups noted about you"), about),
        Part("notes_written", lazy("When you wrote notes about members of your groups"), written),
        Part("rosters", lazy("Rosters of groups that you asked for or decided about"), rosters),
    ]


def _note(note: MemberNote) -> list[Fact]:
    return [
        Fact("group", lazy("Group"), note.group.slug, note.group.name(current_language())),
        Fact("day", lazy("Day"), note.writings[0].at.date() if note.writings else None),
        Fact("text", lazy("Text"), note.text),
    ]


def _writing(writing: NoteWriting) -> list[Fact]:
    group = writing.note.group
    return [
        Fact("group", lazy("Group"), group.slug, group.name(current_language())),
        Fact("day", lazy("Day"), writing.at.date()),
    ]


def _roster(roster: RosterExport, member: Member) -> list[Fact]:
    mine = roster.asker_id == member.id
    columns = [str(ROSTER_COLUMNS[RosterColumn(name)]) for name in roster.columns]
    return [
        Fact("number", lazy("Number"), roster.number),
        Fact("group", lazy("Group"), roster.group.slug, roster.group.name(current_language())),
        Fact("columns", lazy("What is to stand beside the handles"), columns),
        Fact("state", lazy("State"), roster.state, STATES[roster.state]),
        Fact("asked", lazy("Asked for"), roster.asked_at.date()),
        Fact("mine", lazy("You asked for it"), mine, lazy("Yes") if mine else lazy("No, you decided")),
        Fact("reason", lazy("Reason"), roster.reason if mine else None),
        Fact("downloads", lazy("Times downloaded"), roster.downloads if mine else None),
    ]
