"""Why something may not happen in a group, in sentences."""

from community.i18n import _, lazy, ngettext
from community.refusals import Refusal


class GroupAtRest(Refusal):
    """The group is paused or archived: it can be read, and nothing else."""

    sentence = lazy("This group is paused or archived. It can be read; nothing in it can be changed.")


class AlreadyMember(Refusal):
    """The person is in the group."""

    sentence = lazy("You are already in this group.")


class RequestWaiting(Refusal):
    """The person has asked before and nobody has decided yet."""

    sentence = lazy("You have already asked to join. A coordinator will look at it.")


class InvitationNeeded(Refusal):
    """The group takes in only those whom it invites."""

    sentence = lazy("This group is joined by invitation. Ask somebody in it for a link.")


class NotAdmitted(Refusal):
    """The person is kept out. The sentence says no more than that."""

    sentence = lazy("This group cannot take you in. If you think that is a mistake, write to the moderators.")


class VouchesNeeded(Refusal):
    """Too few members vouch for somebody who wants to join."""

    def __init__(self, needed: int, count: int) -> None:
        super().__init__()
        self.needed, self.count = needed, count

    def __str__(self) -> str:
        words = ngettext(
            "This group is for people whom at least %(num)d other member vouches for. You have %(count)d.",
            "This group is for people whom at least %(num)d other members vouch for. You have %(count)d.",
            self.needed,
            count=self.count,
        )
        return str(words)


class ApplicantVouchesNeeded(VouchesNeeded):
    """Too few members vouch, at this moment, for somebody who asked before."""

    def __str__(self) -> str:
        words = ngettext(
            "Your group asks for %(num)d vouch, and this person has %(count)d now. Wait, or invite them by a link.",
            "Your group asks for %(num)d vouches, and this person has %(count)d now. Wait, or invite them by a link.",
            self.needed,
            count=self.count,
        )
        return str(words)


class OwnRequest(Refusal):
    """Somebody would let themselves in."""

    sentence = lazy("Nobody decides about their own request. A coordinator of the group does.")


class OwnInvitation(Refusal):
    """Somebody would come in by a link that they made."""

    sentence = lazy("You made this invitation yourself. Somebody who coordinates the group has to invite you.")


class RulesNotYours(Refusal):
    """Somebody who does not coordinate the group would change who comes in."""

    sentence = lazy("Only coordinators of the group change who may know of it and how people join.")
    field = "join_policy"


class RequestAlreadyDecided(Refusal):
    """The request waits no longer: decided by somebody else, or taken back."""

    sentence = lazy("This request is no longer waiting: somebody has decided it, or it was taken back.")


class NotTakingPart(Refusal):
    """Somebody who is not in the group any more, or is a newcomer, would write in it."""

    sentence = lazy("You are not in this group any more, or still new in it.")


class NotInGroup(Refusal):
    """The membership has ended meanwhile."""

    sentence = lazy("This person is not in the group any more.")


class NotKeptOut(Refusal):
    """The ban has been lifted meanwhile."""

    sentence = lazy("This person is not kept out any more.")


class NotOneself(Refusal):
    """Nobody removes or bans themselves."""

    sentence = lazy("You cannot do this to yourself. To go, leave the group.")


class LastCoordinator(Refusal):
    """The group would be left without anybody who can run it."""

    sentence = lazy("A group needs a coordinator, and there is no other. Make somebody else a coordinator first.")


class OnlyCoordinator(LastCoordinator):
    """The groups that would be left so, by the names that the member reads them under."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names

    def __str__(self) -> str:
        groups = ", ".join(self.names)
        return str(
            _(
                "You are the only coordinator of: %(groups)s. Make somebody else a coordinator there first.",
                groups=groups,
            )
        )


class AlreadyCoordinator(Refusal):
    """The person coordinates the group already."""

    sentence = lazy("This person is a coordinator already.")


class NoCoordinator(Refusal):
    """The person does not coordinate the group."""

    sentence = lazy("This person is not a coordinator any more.")


class InvitationNotValid(Refusal):
    """The link is forged, used up, too old or revoked."""

    sentence = lazy("This invitation is not valid any more. Ask for a new one.")


class NotYourInvitation(Refusal):
    """The invitation was sent to another address than that of whoever would use it."""

    sentence = lazy(
        "This invitation is for the e-mail address that it was sent to. Log in with the account of that address, or "
        "ask for a link."
    )


class TooManyMails(Refusal):
    """A coordinator has sent as many invitations by e-mail as one sends on a day."""

    sentence = lazy("You have sent many invitations by e-mail today. Go on tomorrow, or give somebody a link.")


class MailsStopped(Refusal):
    """Several invitations that a coordinator sent by e-mail were reported."""

    sentence = lazy(
        "People have told us that they did not want your invitations, so you cannot invite by e-mail at the moment. "
        "If you think that is a mistake, write to the moderators."
    )


class AlreadySettled(Refusal):
    """Somebody is no newcomer any more."""

    sentence = lazy("This person is not new in the group any more.")


class BranchChanged(Refusal):
    """Since a moderator looked at a branch, somebody was brought, or has gone."""

    sentence = lazy("Something has changed since you looked: other people are in this branch now. Look at it again.")
