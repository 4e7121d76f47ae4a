"""Why something cannot be done in a discussion, in sentences."""

from community.i18n import lazy
from community.refusals import Refusal


class TopicClosed(Refusal):
    """The topic takes no posts."""

    sentence = lazy("This topic is closed: it can be read, and nobody can write in it.")


class NotInside(Refusal):
    """Somebody who has left the group meanwhile would write in it."""

    sentence = lazy("You are not in this group any more.")


class PostGone(Refusal):
    """The post was deleted or removed meanwhile."""

    sentence = lazy("This post is not there any more: it was deleted or removed.")


class AnswersNothing(Refusal):
    """The post that is to be answered is not in this topic."""

    sentence = lazy("The post that you answer is not there any more. You can still write without answering it.")


class OwnPost(Refusal):
    """Somebody would report what they wrote themselves."""

    sentence = lazy("This is your own post: you can delete it.")


class ReportOpen(Refusal):
    """Somebody would destroy what coordinators are still to look at."""

    sentence = lazy(
        "Somebody has reported this post, so a coordinator reads it first. Then you can destroy it. If it puts "
        "somebody in danger, ask a coordinator to remove it: that hides it at once."
    )


class AlreadyReported(Refusal):
    """Somebody has reported this post before and it waits."""

    sentence = lazy("You have already reported this post. The coordinators will look at it.")
