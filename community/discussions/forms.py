"""The forms of discussions."""

from typing import Any

import wtforms

from community.discussions.models import BODY_LENGTH, REPORT_LENGTH, TITLE_LENGTH, Post
from community.forms import BaseForm, Choice, Flag, HiddenNumber, LongText, RadioChoice, Text, length, required
from community.i18n import LANGUAGE_NAMES, current_language, lazy
from community.reports.models import ReportReason
from community.reports.wording import REASONS


class _TitleForm(BaseForm):
    """A title; written before the text, as on the page, so that errors are told in that order."""

    title = Text(
        lazy("Title"),
        [required(lazy("Give the topic a title.")), length(2, TITLE_LENGTH)],
        render_kw={"dir": "auto"},
    )


class PostForm(BaseForm):
    """A post, written or changed. Pressing “Preview” sends nothing."""

    body = LongText(
        lazy("Your text"),
        [required(lazy("Write something first.")), length(0, BODY_LENGTH)],
        description=lazy(
            "You can write **strong**, *stressed*, lists and links in Markdown. @handle tells somebody in this group."
        ),
        render_kw={"rows": 8, "dir": "auto"},
    )
    language = Choice(
        lazy("Language of the text"), choices=lambda: list(LANGUAGE_NAMES.items()), default=current_language
    )
    # The number of the post that this one answers.
    answers = HiddenNumber()
    preview = wtforms.SubmitField()

    @classmethod
    def about(cls, post: Post) -> "PostForm":
        """The form filled in with what a post says now."""
        form: PostForm
        if post.number == 1:
            form = TopicForm(data={"title": post.topic.title, "body": post.body, "language": post.language})
        else:
            form = cls(data={"body": post.body, "language": post.language})
        return form

    @property
    def is_preview(self) -> bool:
        """Whether the writer wants to see it first."""
        return bool(self.preview.data)

    def answered(self) -> int | None:
        """The number of the post that this one answers."""
        return self.answers.number if self.answers.number > 0 else None

    def words(self) -> dict[str, Any]:
        """What the operations take."""
        return {"body": self.body.data, "language": self.language.data}


class TopicForm(_TitleForm, PostForm):
    """A topic with its first post."""

    def words(self) -> dict[str, Any]:
        """What the operations take."""
        return super().words() | {"title": self.title.data}


class ReportPostForm(BaseForm):
    """Telling that something is wrong with a post."""

    reason = RadioChoice(
        lazy("What is wrong?"), choices=lambda: [(reason.value, words) for reason, words in REASONS.items()]
    )
    words = LongText(
        lazy("What should they know?"),
        [required(lazy("Say in a sentence what is wrong with it.")), length(0, REPORT_LENGTH)],
    )
    to_moderators = Flag(
        lazy("Tell the moderators of the network, too"),
        description=lazy("They do not read in groups: the post is sent along with your report, and your name."),
    )

    def told(self) -> dict[str, Any]:
        """What was filled in, as the operation takes it."""
        told = {"words": self.words.data, "to_moderators": self.to_moderators.data}
        return told | {"reason": ReportReason(self.reason.data)}
