"""Writing for the front page."""

from community.accounts.models import Member
from community.db import atomic
from community.members.queries import get_profile


@atomic
def dismiss_steps(*, actor: Member) -> None:
    """Leave a member in peace about the first steps, on every device."""
    get_profile(actor).steps_dismissed = True


@atomic
def recall_steps(*, actor: Member) -> None:
    """Show a member the first steps on the front page again."""
    get_profile(actor).steps_dismissed = False
