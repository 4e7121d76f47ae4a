"""The form of a profile."""

from community.members.forms.profile import ASKED, ProfileForm

__all__ = ["ASKED", "ProfileForm"]
