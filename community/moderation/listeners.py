"""What the desk answers when accounts ask what is kept of a member, and when something comes in."""

from community.accounts.models import Member
from community.accounts.signals import member_data
from community.members.signals import directory_exhausted
from community.moderation import calling, own_data
from community.reports.models import Report
from community.reports.signals import report_made, report_settled

member_data.connect(own_data.tell_trail)
member_data.connect(own_data.tell_openings)
member_data.connect(own_data.tell_limits)


@report_made.connect
def call_moderators(report: Report) -> None:
    """A report waits."""
    calling.call_for(report.reason)


@directory_exhausted.connect
def tell_of_looking(member: Member) -> None:
    """Somebody may be copying the directory: whoever else works at the desk is told, and looks there who it is."""
    calling.call_for_looking(member)


@report_settled.connect
def let_call(report: Report) -> None:
    """Somebody is at the desk."""
    calling.let_call()
