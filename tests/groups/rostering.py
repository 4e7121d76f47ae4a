"""What the tests of rosters as files share: who asks, who decides, and what stands in one."""

import csv
import io
from datetime import timedelta

from community.db import db, now
from community.groups import operations
from community.groups.models import RosterColumn
from community.groups.roster_files import write_roster
from community.members.models import FIELDS, Audience
from community.members.queries import get_profile
from tests.groups.factories import MembershipFactory
from tests.members.factories import member_with_profile

REASON = "To write name tags for the meeting."
LONG_AGO = timedelta(days=30)


def coordinator(group, **values):
    """Somebody who has coordinated a group for long, as far as nothing else is said of the stay."""
    member = member_with_profile()
    MembershipFactory(group=group, member=member, coordinator=True, **{"joined_at": now() - LONG_AGO, **values})
    return member


def inside(group, **values):
    """Somebody in a group who opens everything to their groups."""
    member = member_with_profile(**values)
    get_profile(member).open_to(dict.fromkeys(FIELDS, Audience.GROUPS))
    MembershipFactory(group=group, member=member)
    db.session.commit()
    return member


def asked(asker, group, columns=tuple(RosterColumn)):
    """A roster that was asked for."""
    return operations.ask_for_roster(actor=asker, group=group, columns=columns, reason=REASON)


def approved(asker, second, group, **values):
    """A roster that a second person has approved."""
    found = asked(asker, group, **values)
    operations.decide_roster(actor=second, roster=found, approve=True)
    return found


def rows_of(found, asker):
    """What stands in the file of a roster, without the watermark."""
    lines = "".join(write_roster(found, asker, now())).removeprefix("\ufeff")
    head, *rows = csv.reader(io.StringIO(lines))
    return [{name: cell.strip() for name, cell in zip(head, row, strict=True)} for row in rows]
