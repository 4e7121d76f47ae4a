"""The form of a picture."""

from flask_wtf.file import FileField

from community.forms import BaseForm, Hidden, RadioChoice
from community.i18n import lazy
from community.members.models import Audience, Profile, read_openness
from community.members.wording import AUDIENCES


class PictureForm(BaseForm):
    """A file, and who sees it. Without a file only the latter changes; the file's name is never read."""

    picture = FileField(
        lazy("Picture"),
        description=lazy(
            "JPEG, PNG, WebP or AVIF, at most 12 MB and 12 megapixels. Its middle is shown, as a square. "
            "Where and when it was taken, and with what, is removed."
        ),
        render_kw={"accept": "image/jpeg,image/png,image/webp,image/avif"},
    )
    audience = RadioChoice(
        lazy("Who sees it"),
        choices=lambda: [(audience.value, str(words)) for audience, words in AUDIENCES.items()],
        default=Audience.ONLY_ME.value,
    )

    # Who saw which field when this page was opened: see PictureClosed.
    seen = Hidden()

    def fill(self, profile: Profile) -> None:
        """Show who sees what by now."""
        self.audience.data = profile.audience("picture").value
        self.seen.data = profile.openness()

    def seen_before(self) -> dict[str, Audience]:
        """Who saw which field on the page from which this was sent."""
        return read_openness(self.seen.data or "")

    def bytes_of_picture(self) -> bytes:
        """What was sent; empty where nothing was."""
        return self.picture.data.read() if self.picture.data else b""
