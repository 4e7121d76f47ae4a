"""What a member chooses about being seen with this site."""

from community.accounts.models import ExitTo, Member
from community.db import atomic


@atomic
def choose_privacy(*, actor: Member, discreet: bool, exit_to: ExitTo, exit_ends_session: bool) -> None:
    """Choose how mails and pages look to somebody who looks on, and what the quick exit does."""
    actor.discreet = discreet
    actor.exit_to = exit_to
    actor.exit_ends_session = exit_ends_session
