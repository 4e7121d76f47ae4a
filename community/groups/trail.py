"""The trail of a group, told to its members in plain words: who did what in it, and when.

What one person is told alone, or has told coordinators alone, is told to the group without the person: whose request
was declined, whom an invitation was for, who is kept out, and every reason. Moderators read more of it on their desk.
"""

import uuid
from collections.abc import Collection, Mapping

from markupsafe import Markup, escape

from community.audit import AuditEntry, list_acts
from community.groups.works import Work
from community.i18n import Words, current_language, lazy

# In each sentence %(actor)s is who acted, %(subject)s the member it was done to; numbers stand among the details.
SENTENCES: dict[str, Words] = {
    "announcements.announce": lazy("%(actor)s announced something."),
    "announcements.delete": lazy("%(actor)s deleted an announcement."),
    "announcements.edit": lazy("%(actor)s changed an announcement."),
    "decisions.extend": lazy("%(actor)s let somebody’s proposal close later."),
    "decisions.outcome": lazy("%(actor)s wrote what came of somebody’s proposal."),
    "discussions.put_back": lazy("%(actor)s put back something that was removed from a discussion."),
    "discussions.remove": lazy("%(actor)s removed something from a discussion."),
    "discussions.settle": lazy("%(actor)s settled reports about a post."),
    "groups.accept_succession": lazy("%(actor)s agreed to take over if all coordinators are silent for a month."),
    "groups.appoint": lazy("%(actor)s made %(subject)s a coordinator."),
    "groups.approve": lazy("%(actor)s let %(subject)s into the group."),
    "groups.approve_proposal": lazy("%(actor)s approved that the group is founded."),
    "groups.approve_roster": lazy("%(actor)s approved that the list of members leaves the site as a file."),
    "groups.archive": lazy("%(actor)s archived the group."),
    "groups.ask_for_roster": lazy("%(actor)s asked for the list of members as a file; a second person decides."),
    "groups.ban": lazy("%(actor)s keeps somebody out of the group."),
    "groups.change_charter": lazy("%(actor)s changed the charter."),
    "groups.close_charter": lazy("%(actor)s let the charter be read by members of the group only."),
    "groups.create": lazy("%(actor)s founded the group."),
    "groups.create_invitation": lazy("%(actor)s invited somebody."),
    "groups.decline": lazy("%(actor)s declined somebody’s request to join."),
    "groups.decline_roster": lazy("%(actor)s declined that the list of members leaves the site as a file."),
    "groups.decline_succession": lazy("Somebody who was named as successor said no."),
    "groups.delay_powers": lazy(
        "%(actor)s changed for how many days the powers of new coordinators sleep: from %(before)s to %(days)s."
    ),
    "groups.dismiss": lazy("%(actor)s ended the time of %(subject)s as coordinator."),
    "groups.download_roster": lazy("%(actor)s downloaded the list of members as a file."),
    "groups.edit": lazy("%(actor)s changed the description or the rules of the group."),
    "groups.hand_over": lazy("%(actor)s handed the group over to %(subject)s."),
    "groups.lack_coordinator": lazy(
        "%(subject)s is not in the group above any more, and stays in this one until another coordinator can act."
    ),
    "groups.name_successor": lazy(
        "%(actor)s asked %(subject)s to take over if all coordinators are silent for a month."
    ),
    "groups.open_charter": lazy("%(actor)s let everybody who may know of the group read the charter."),
    "groups.pause": lazy("%(actor)s paused the group."),
    "groups.remove": lazy("%(actor)s removed %(subject)s from the group."),
    "groups.reopen": lazy("%(actor)s opened the group again."),
    "groups.resume": lazy("%(actor)s let the group go on."),
    "groups.revoke_invitation": lazy("%(actor)s took back an invitation."),
    "groups.settle": lazy("%(actor)s ended the time of %(subject)s as a newcomer."),
    "groups.succeed": lazy("No coordinator was heard of for a month: %(subject)s has taken over, as was agreed."),
    "groups.unban": lazy("%(actor)s lets somebody join again who was kept out."),
    "groups.undo_branch": lazy("%(actor)s removed those who had come in through one person."),
    "groups.withdraw_successor": lazy("%(actor)s took back whom they had named as successor."),
    "library.delete": lazy("%(actor)s deleted something that others had shared."),
    "meetings.cancel": lazy("%(actor)s cancelled a meeting."),
    "tasks.delete": lazy("%(actor)s deleted somebody else’s task."),
}

# What of these is told to the group as it happens, in words that can stand in a notice.
TOLD: dict[str, Words] = {
    "groups.appoint": lazy("Somebody was made a coordinator"),
    "groups.delay_powers": lazy("New coordinators wait for another number of days"),
    "groups.dismiss": lazy("Somebody is not a coordinator any more"),
    "groups.hand_over": lazy("The group was handed over"),
    "groups.lack_coordinator": lazy("The group needs another coordinator"),
    "groups.succeed": lazy("A successor has taken over the group"),
}


def sentence(entry: AuditEntry, actor: Markup | str, subject: Markup | str) -> Markup:
    """What is told of an act. actor, subject: how the reader is shown the two people."""
    numbers = {name: value for name, value in entry.details.items() if isinstance(value, int)}
    return Markup(escape(SENTENCES[entry.action])) % (numbers | {"actor": actor, "subject": subject})  # noqa: S704


def load_acts(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Work]:
    """Acts in groups as notices tell them: that something was done, and nobody's name."""
    return {
        entry.id: Work(group_id=entry.place_id, title=str(TOLD[entry.action]), language=current_language(), at=entry.at)
        for entry in list_acts(ids, TOLD)
        if entry.place_id is not None
    }
