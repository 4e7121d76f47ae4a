"""The forms of members."""

from community.members.forms.directory import DirectoryForm, ListingForm
from community.members.forms.profile import ASKED, ProfileForm

__all__ = ["ASKED", "DirectoryForm", "ListingForm", "ProfileForm"]
